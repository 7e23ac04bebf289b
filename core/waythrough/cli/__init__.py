"""The command line: a reader of the engine's events."""
