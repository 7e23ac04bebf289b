"""How far a long piece of work has come, and how somebody ends it half way."""

from collections.abc import Callable

Progress = Callable[[int, int], object]
"""Told how much of all is done; raises StoppedError when it is not to go on. All done: it can be ended no more."""


class StoppedError(Exception):
    """Somebody ended the work; everything is as it was before."""


def silent(_done: int, _of: int) -> None:
    """For whoever does not want to know."""


def stoppable(progress: Progress, wanted: Callable[[], bool]) -> Progress:
    """The same, ended as soon as somebody wants that, and only as long as not all is done."""

    def tell(done: int, of: int) -> None:
        if done < of and wanted():
            raise StoppedError
        progress(done, of)

    return tell
