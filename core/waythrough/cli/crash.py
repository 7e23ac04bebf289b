"""A bug becomes a sentence for its user and a traceback in a file for whoever mends it."""

import logging
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from waythrough import __version__
from waythrough.cli.render.plain import tell
from waythrough.store.atomic import write_private
from waythrough.store.dirs import StoreError, user_dirs
from waythrough.verdict.clause import clause


def report_bug(error: BaseException) -> None:
    """Write the traceback to a log that only its user can read, and say where it is."""
    _report(type(error).__name__, "".join(traceback.format_exception(error)))


@contextmanager
def faults_told() -> Iterator[None]:
    """Inside the block faults that the engine survived and logged are collected; at its end they are reported.

    Without a handler Python would print their tracebacks between the lines of the answer.
    """
    collected = _Collector(logging.WARNING)
    root = logging.getLogger()
    root.addHandler(collected)
    try:
        yield
    finally:
        root.removeHandler(collected)
        if collected.faults:
            _report(collected.faults[0], "\n".join(collected.texts))


class _Collector(logging.Handler):
    """Keeps what is logged; `faults` are the kinds of the errors among it."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.texts: list[str] = []
        self.faults: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))
        if record.levelno >= logging.ERROR:
            kind = record.exc_info[0] if record.exc_info else None
            self.faults.append(kind.__name__ if kind else record.name)


def _report(kind: str, text: str) -> None:
    name = f"crash-{time.strftime('%Y%m%d-%H%M%S')}.log"
    content = f"waythrough {__version__}\n{_without_traces(text)}\n"
    place = _write(name, content.encode("utf-8", "replace"))
    fault = clause("this is a bug in Waythrough ({kind}), it says nothing about your network", kind=kind)
    if place:
        where = clause("the details are in {place}, please send them to whoever mends it", place=place)
        fault = clause("{first}; {second}", first=fault, second=where)
    tell(clause("Error: {text}.", text=fault))


def _without_traces(text: str) -> str:
    """The text without addresses and names of its user, because it will be sent to somebody."""
    from waythrough.report.redact import Redactor  # brings more than most commands need

    return Redactor().text(text)


def _write(name: str, content: bytes) -> Path | None:
    for folder in (user_dirs().logs, Path(tempfile.gettempdir())):
        try:
            write_private(folder / name, content)
        except StoreError:
            continue
        return folder / name
    return None
