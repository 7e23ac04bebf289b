"""Shapes and colours of words as a terminal can show them: never colour alone."""

import sys
from types import MappingProxyType
from typing import Final, TextIO

from waythrough.verdict.explain import LOOK, Word

_SHAPES: Final = MappingProxyType(
    {
        "tick_disc": ("✓", "+"),
        "tick_square": ("☑", "%"),
        "clock": ("◷", "s"),
        "triangle": ("▲", "/"),
        "question_disc": ("?", "?"),
        "house": ("⌂", "h"),
        "cloud": ("☁", "d"),
        "slash_disc": ("⊘", "r"),
        "minus_disc": ("⊖", "-"),
        "ring": ("○", "o"),
        "octagon_outline": ("⬡", "x"),
        "octagon_filled": ("⬢", "X"),
        "shield": ("‼", "!"),
        "ring_progress": ("◌", "~"),
        "ring_dotted": ("·", "."),
        "empty": ("–", "_"),
    }
)
"""A sign of one column for each shape: in Unicode, and in ASCII where the terminal knows no more."""

_STYLES: Final = MappingProxyType(
    {
        "green": "green",
        "amber": "yellow",
        "red": "bold red",
        "rose": "red",
        "grey": "cyan",
        "dark": "bold white on red",
        "blue": "blue",
        "none": "dim",
    }
)


def sign(word: Word, *, fancy: bool = True) -> str:
    """The sign of a word; `fancy`: whether the terminal can show Unicode."""
    return _SHAPES[LOOK[word].shape][0 if fancy else 1]


def style(tone: str) -> str:
    """The colour of a tone."""
    return _STYLES.get(tone, "")


def word_style(word: Word) -> str:
    """The colour of a word."""
    return style(LOOK[word].tone)


def is_fancy(stream: TextIO = sys.stdout) -> bool:
    """Whether a stream can carry the signs."""
    try:
        "".join(shape[0] for shape in _SHAPES.values()).encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
