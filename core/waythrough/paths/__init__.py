"""One file, one kind of way."""
