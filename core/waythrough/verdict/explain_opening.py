"""What a way that takes time to open is doing at the moment, for one line of a log or of a window."""

from collections.abc import Iterable
from typing import Final

from waythrough.verdict.words import Names, Text, msg, plural

_DOING: Final = {
    str(text): text
    for text in (
        msg("Starting the program"),
        msg("Waiting for the program"),
        msg("Connecting to Tor"),
        msg("Speaking to the first server"),
        msg("Loading the list of servers"),
        msg("Building a connection through Tor"),
    )
}


def opening_text(doing: str, share: float) -> Text:
    """What is being done, and how much of it: "Connecting to Tor (5 %)"."""
    words = _DOING.get(doing, doing)
    percent = round(100 * min(1.0, max(0.0, share)))
    return msg("{doing} ({percent} %)", doing=words, percent=percent)


def openings_text(names: Iterable[str], doing: str, share: float) -> Text:
    """One line for all ways that are being opened: the only one with its progress, several by their number."""
    names = tuple(names)
    if len(names) > 1:
        return plural("opening {count} way", "opening {count} ways", len(names))
    return msg("{path}: {state}", path=names[0], state=opening_text(doing, share))


def path_opening(name: str, share: float) -> Text:
    """A way with how far its opening has come, in a row of others: "Tor 1 (45 %)"."""
    return msg("{path} ({percent} %)", path=name, percent=round(100 * min(1.0, max(0.0, share))))


def still_waiting(names: tuple[str, ...]) -> Text:
    """One line for a wait in which nothing else is told."""
    return msg("still waiting for: {paths}", paths=Names(names))


def ways_carry(good: int, total: int) -> Text:
    """What trying many ways came to."""
    return plural(
        "{good} of {count} carries ordinary traffic",
        "{good} of {count} carry ordinary traffic",
        total,
        good=good,
    )
