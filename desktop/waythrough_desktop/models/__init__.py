"""What the tables and lists of the window show, kept up to date cell by cell."""
