"""One result over the last checks, oldest first."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """What became of it in one check."""

    OPENED = "opened"
    SHUT = "shut"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """The marks, and the same as a sentence."""

    marks: tuple[Mark, ...]
    sentence: str
