"""httpx without its command line, which brings a colouring terminal along: megabytes that nobody here uses."""

import sys

_COMMAND_LINE = "httpx._main"
_known = _COMMAND_LINE in sys.modules
if not _known:
    sys.modules[_COMMAND_LINE] = None  # type: ignore[assignment]  # httpx then does without, as where it is not installed

import httpx  # noqa: E402

if not _known:
    del sys.modules[_COMMAND_LINE]

__all__ = ["httpx"]
