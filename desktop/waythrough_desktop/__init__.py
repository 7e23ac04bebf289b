"""The Waythrough window: a reader of the engine's events."""

import builtins

import PySide6  # noqa: F401  puts an import of its own in the place of Python's

# That import reads the source of every module loaded after it, to see whether it uses PySide, and Python keeps all
# those lines: 17 MB and a tenth of the start. It serves `from __feature__ import`, which nothing here says.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
