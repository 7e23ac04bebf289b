"""The Waythrough window: a reader of the engine's events."""
