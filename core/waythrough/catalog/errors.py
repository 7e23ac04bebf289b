"""What is wrong with a file of platforms or of a network, with the place and a suggestion."""

import difflib
from collections.abc import Iterable, Sequence

from waythrough.model.errors import WaythroughError
from waythrough.verdict.clause import Clause, clause


class CatalogError(WaythroughError):
    """A file that was written by hand does not say what it must.

    `file`: its name as given; `line`: from 1, 0 when the fault has no line; `key`: the key at fault, as
    "targets[1].port", "" when none; `hint`: what to do, "" when the sentence says it already; `problem`: the
    sentence without the place.
    """

    def __init__(
        self, message_id: str, what: str, *, file: str, line: int = 0, key: str = "", hint: str = ""
    ) -> None:
        problem = Clause.of(what)
        told = clause("{name}: {reason}", name=file, reason=problem)
        if line:
            told = clause("{name}, line {line}: {reason}", name=file, line=line, reason=problem)
        super().__init__(
            f"catalog.{message_id}",
            told,
            still_works="the services that come with the program are not affected",
            todo=hint,
        )
        self.problem = what
        self.file = file
        self.line = line
        self.key = key
        self.hint = hint


def nearest(word: str, known: Iterable[str], count: int = 3, likeness: float = 0.6) -> tuple[str, ...]:
    """The known words that `word` may have been meant for, best first; none when nothing is near.

    `likeness` is the least ratio of difflib, from 0 to 1.
    """
    spelled = {entry.casefold(): entry for entry in known}
    found = difflib.get_close_matches(word.casefold(), list(spelled), n=count, cutoff=likeness)
    return tuple(spelled[entry] for entry in found)


def suggestion(word: str, known: Iterable[str]) -> str:
    """The clause 'did you mean ...?', else the list of what is known when that is short, else ''."""
    choices = sorted(set(known))
    found = nearest(word, choices, count=2, likeness=0.8) or nearest(word, choices, count=1)
    if found:
        return meant(found)
    if choices and sum(map(len, choices)) <= 160:
        return clause("known are {row}", row=", ".join(choices))
    return ""


def meant(words: Sequence[str]) -> Clause:
    """The clause 'did you mean "a" or "b"?'."""
    names = clause('"{name}"', name=words[0])
    for word in words[1:]:
        names = clause("{first} or {second}", first=names, second=clause('"{name}"', name=word))
    return clause("did you mean {names}?", names=names)
