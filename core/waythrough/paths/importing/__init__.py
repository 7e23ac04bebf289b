"""Ways as people have them: links, lists and files become PathSpecs, and bad lines are named."""
