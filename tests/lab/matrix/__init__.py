"""All scenarios of the laboratory at once: how often works and label are right, and where they are not."""
