"""A run by the name that a command line gives it."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from waythrough.model.run import Run
from waythrough.store.dirs import StoreError
from waythrough.store.history import History

LAST: Final = "last"
"""The name by which a command line asks for the newest run."""


def find_run(name: str, history: Callable[[], History], from_file: Callable[[Path], Run]) -> Run:
    """A run by its name on a command line: "last", a file of a saved report, or an id of the history.

    `from_file` reads a saved report. Raises StoreError when nothing has this name.
    """
    path = Path(name)
    if name != LAST and path.is_file():
        return from_file(path)
    with history() as known:
        if name != LAST:
            return known.load(name)
        run = known.last()
    if run is None:
        raise StoreError("history.empty", "no check is kept yet", todo="run a check first")
    return run
