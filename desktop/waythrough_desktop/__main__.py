"""`python -m waythrough_desktop` opens the window."""

import gc
import sys


def main() -> int:
    """The window as a command."""
    gc.disable()  # loading makes no garbage worth a search; the window keeps its own collector from then on
    from waythrough_desktop.app import main as open_window

    return open_window()


if __name__ == "__main__":
    sys.exit(main())
