"""A run becomes a redacted document, a document becomes bytes."""
