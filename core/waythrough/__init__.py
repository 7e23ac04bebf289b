"""Waythrough: which way gets through? The engine and the command line; never Qt."""

__version__ = "0.1.0"
