"""The terminal as rich sees it: one console for the answer, one for what stands beside it."""

import io
import os
import sys
from dataclasses import dataclass
from typing import Any, TextIO, cast

from rich.console import Console
from rich.text import Text as Line

from waythrough.cli.render.look import is_fancy
from waythrough.verdict.words import NO_BREAK, Translator

UNBOUNDED = 100_000
"""Columns of a file or a pipe: nothing is wrapped or cut there, so that programs can search it."""

READABLE = 110
"""Sentences are wrapped at this width on wider terminals."""


_GLUE = "\ue000"
"""Stands for a no-break space until a line is wrapped, for rich would break there."""


class _Plain:
    """A stream that gets ordinary spaces, so that what is shown can be searched for as it is typed."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(text.replace(NO_BREAK, " ").replace(_GLUE, " "))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _plain(stream: TextIO) -> TextIO:
    return cast(TextIO, _Plain(stream))


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A stream with its width, its language and what it can show."""

    console: Console
    translate: Translator
    fancy: bool

    @property
    def width(self) -> int:
        return self.console.width

    @property
    def live(self) -> bool:
        """Whether lines can be drawn over."""
        return self.console.is_terminal and not self.console.is_dumb_terminal


def screen_of(stream: TextIO, translate: Translator) -> Screen:
    """The screen of a stream."""
    return Screen(console=_console(stream), translate=translate, fancy=is_fancy(stream))


def answer_screen(translate: Translator) -> Screen:
    """Standard output."""
    return screen_of(sys.stdout, translate)


def side_screen(translate: Translator) -> Screen:
    """Standard error."""
    return screen_of(sys.stderr, translate)


def text_screen(translate: Translator, width: int = 120) -> tuple[Screen, io.StringIO]:
    """A screen that writes plain text into a string."""
    out = io.StringIO()
    console = Console(
        file=_plain(out), width=width, markup=False, highlight=False, emoji=False, color_system=None
    )
    return Screen(console=console, translate=translate, fancy=True), out


def sentence(screen: Screen, line: Line, hanging: int = 0) -> None:
    """Print a sentence, wrapped where people read it; further lines stand in by `hanging` columns."""
    width = min(screen.width, READABLE) if screen.console.is_terminal else screen.width
    line = line.copy()
    line.plain = line.plain.replace(NO_BREAK, _GLUE)
    if not hanging or line.cell_len <= width:
        screen.console.print(line, width=width)
        return
    first = line.wrap(screen.console, width)[0].plain.rstrip()
    screen.console.print(line[: len(first)], width=width)
    rest = line[len(first) :]
    rest = rest[len(rest.plain) - len(rest.plain.lstrip()) :]
    for each in rest.wrap(screen.console, width - hanging):
        each.rstrip()
        screen.console.print(Line(" " * hanging).append_text(each), width=width)


def _console(stream: TextIO) -> Console:
    wide = None if stream.isatty() or os.environ.get("COLUMNS") else UNBOUNDED
    return Console(
        file=_plain(stream), width=wide, markup=False, highlight=False, emoji=False, soft_wrap=False
    )
