"""Lines of text to the terminal without any library, so that small commands start at once."""

import contextlib
import getpass
import os
import re
import shutil
import sys
import textwrap
from typing import Final, TextIO

from waythrough import __version__
from waythrough.model.errors import WaythroughError
from waythrough.verdict.words import NO_BREAK

_READABLE: Final = 110
_QUOTED: Final = re.compile(r'(?<![=\[,(] )(?<![=\[,(\w])"([^"\n]*)"')
"""Words in straight quotes; not the values of a line of TOML, which must be copied as they are."""


def prepare() -> None:
    """Never fail over a character that the terminal cannot show."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def say(text: str = "") -> None:
    """A line of the answer, to standard output, in the language of the command where there are words for it."""
    _write(sys.stdout, f"{_said(text)}\n")


def tell(text: str) -> None:
    """A line beside the answer, to standard error."""
    _write(sys.stderr, f"{_said(text)}\n")


def greet() -> None:
    """A first line at a terminal, before anything that takes a moment to load."""
    if sys.stderr.isatty():
        tell(f"Waythrough {__version__}")


def hand_over(content: bytes) -> None:
    """Bytes of an answer, to standard output, at once."""
    sys.stdout.flush()
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        give_up(sys.stdout)


def tell_folded(text: str) -> None:
    """Sentences beside the answer, folded between words where a terminal would break inside them."""
    _fold(_said(text))


def note(text: str) -> None:
    """Something that the user should know although it stops nothing."""
    from waythrough.verdict.clause import Clause, clause

    _fold(ended(_said(clause("Note: {text}", text=Clause.of(text)))))


def tell_error(error: WaythroughError) -> None:
    """One sentence: what happened, what to do, and what still works."""
    _fold(sentence(error, "Error: {text}"))


def sentence(error: WaythroughError, around: str = "{text}") -> str:
    """The sentence of an error, with its full stop."""
    from waythrough.verdict.clause import Clause, clause

    told = Clause.of(error.what)
    if error.todo:
        told = clause("{first}; {second}", first=told, second=Clause.of(error.todo))
    if error.still_works:
        told = clause("{text} ({more})", text=told, more=Clause.of(error.still_works))
    return ended(_said(clause(around, text=told)))


def ended(text: str) -> str:
    """A clause as a sentence of its own: one full stop, quoted words in one style."""
    text = re.sub(r"\?+(?= \()", "", _QUOTED.sub(r"“\1”", text.rstrip()))
    return text if text.endswith((".", "?", "!", "…", "؟")) else f"{text}."


def can_ask() -> bool:
    """Whether somebody sits in front who can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str) -> bool:
    """Ask a question that is answered yes or no; anything but yes is no. Raises KeyboardInterrupt."""
    _write(sys.stderr, f"{_said(question)} ")
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def pasted() -> str:
    """Standard input to its end; at a terminal one line that is not shown."""
    if sys.stdin.isatty():
        return getpass.getpass(
            f"{_said('Paste the address of your way, then press Enter (it is not shown):')} "
        )
    return sys.stdin.read()


def _fold(text: str) -> None:
    if sys.stderr.isatty():
        width = min(shutil.get_terminal_size().columns, _READABLE)
        text = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
    _write(sys.stderr, f"{text}\n")


def _said(text: str) -> str:
    """A line in the language of the command; its own words where nobody has translated it."""
    if not text:
        return ""
    # Loaded late: most commands have nothing to tell beside their answer.
    from waythrough.cli.tongue import spoken
    from waythrough.verdict.clause import said
    from waythrough.verdict.words import unmarked

    return unmarked(spoken().render(said(text)))


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text.replace(NO_BREAK, " "))
        stream.flush()
    except BrokenPipeError:
        give_up(stream)


def give_up(stream: TextIO) -> None:
    """Nobody reads any more (a pipe into head): the rest is written to nowhere instead of being an error."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
