"""What this computer lets us do besides opening sockets."""

import os
import sys

from waythrough.net.programs import find_program


def on_linux() -> bool:
    """Whether network namespaces exist here at all."""
    return sys.platform == "linux"


def is_administrator() -> bool:
    """Whether interfaces may be made (root)."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def missing_programs(*names: str) -> tuple[str, ...]:
    """Those programs that are not installed."""
    return tuple(name for name in names if find_program(name) is None)
