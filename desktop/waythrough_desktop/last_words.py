"""What is said where the program was started from, once no window is left to say it in."""

import sys
from collections.abc import Callable

from waythrough.model.errors import WaythroughError
from waythrough_desktop import i18n


def end_in_trouble(end: Callable[[int], object], error: BaseException) -> None:
    """End the program with an exit code that tells of it, and say what somebody can mend; raise what is a fault."""
    end(1)
    if not isinstance(error, WaythroughError):
        raise error
    if sys.stderr is not None:
        sys.stderr.write(f"{i18n.sentences(error.what, error.still_works, error.todo)}\n")
