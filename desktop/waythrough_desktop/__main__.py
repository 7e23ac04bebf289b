"""`python -m waythrough_desktop` opens the window."""

import sys

from waythrough_desktop.app import main

if __name__ == "__main__":
    sys.exit(main())
