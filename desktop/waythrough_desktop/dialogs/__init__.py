"""The smaller windows that ask or tell one thing."""
