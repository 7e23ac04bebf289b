"""The change of one box, or of several of one way, as a sentence without its full stop."""

from collections.abc import Sequence
from typing import Final

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell
from waythrough.model.verdict import Confidence
from waythrough.verdict.compare import CellChange, Change
from waythrough.verdict.explain_names import Naming
from waythrough.verdict.explain_word import WORD_TEXT, word
from waythrough.verdict.words import Seconds, Text, Value, msg, plural

_WORDS: Final = (
    msg("{platform} directly: {before} before, {after} now"),
    msg("{platform} with {path}: {before} before, {after} now"),
)
_TEXTS: Final = {
    Change.UNSAFE: (
        msg("{platform} is not safe directly any more"),
        msg("{platform} is not safe with {path} any more"),
    ),
    Change.CLOSED: (
        msg("{platform} no longer opens directly"),
        msg("{platform} no longer opens with {path}"),
    ),
    Change.OPENED: (msg("{platform} opens directly now"), msg("{platform} opens with {path} now")),
    Change.SLOWER: (
        msg("{platform} is slower directly: {before} before, {after} now"),
        msg("{platform} is slower with {path}: {before} before, {after} now"),
    ),
    Change.FASTER: (
        msg("{platform} is faster directly: {before} before, {after} now"),
        msg("{platform} is faster with {path}: {before} before, {after} now"),
    ),
}
_ANOTHER_CAUSE: Final = (
    msg("{platform} directly: the same word, for another cause"),
    msg("{platform} with {path}: the same word, for another cause"),
)
_SURER: Final = (
    msg("{platform} directly: the cause is surer now"),
    msg("{platform} with {path}: the cause is surer now"),
)
_LESS_SURE: Final = (
    msg("{platform} directly: the cause is less sure now"),
    msg("{platform} with {path}: the cause is less sure now"),
)
_SURE: Final = (Confidence.NONE, Confidence.LIKELY, Confidence.CONFIRMED)


def cell_text(change: CellChange, names: Naming) -> Text:
    """What became of a cell. Only for changes that say something about the network."""
    template = _pair(change)[change.path_id != DIRECT_ID].template
    before, after = _sides(change)
    return Text(
        template,
        (
            ("platform", names.platform(change.platform_id)),
            ("path", names.path(change.path_id)),
            ("before", before),
            ("after", after),
        ),
    )


def several(kind: Change, changes: Sequence[CellChange], names: Naming) -> Text:
    """The same change of several cells of one way; of one as `cell_text` says it."""
    if len(changes) == 1:
        return cell_text(changes[0], names)
    row = names.platform_row(tuple(each.platform_id for each in changes))
    direct, count = changes[0].path_id == DIRECT_ID, len(changes)
    path = names.path(changes[0].path_id)
    match kind:
        case Change.UNSAFE:
            return plural(
                "{platforms} is not safe directly any more",
                "{platforms} are not safe directly any more",
                count,
                platforms=row,
            )
        case Change.CLOSED:
            return plural(
                "{platforms} no longer opens directly",
                "{platforms} no longer open directly",
                count,
                platforms=row,
            )
        case Change.OPENED:
            return plural(
                "{platforms} opens directly now", "{platforms} open directly now", count, platforms=row
            )
        case Change.SLOWER if direct:
            return plural(
                "{platforms} is slower directly", "{platforms} are slower directly", count, platforms=row
            )
        case Change.SLOWER:
            return plural(
                "{platforms} is slower with {path}",
                "{platforms} are slower with {path}",
                count,
                platforms=row,
                path=path,
            )
        case _ if direct:
            return plural(
                "{platforms} is faster directly", "{platforms} are faster directly", count, platforms=row
            )
    return plural(
        "{platforms} is faster with {path}",
        "{platforms} are faster with {path}",
        count,
        platforms=row,
        path=path,
    )


def _pair(change: CellChange) -> tuple[Text, Text]:
    """The sentence about the direct line and the one about a way."""
    if change.change in _TEXTS:
        return _TEXTS[change.change]
    old, new = _both(change)
    if word(old) is not word(new):
        return _WORDS
    if change.change is Change.VERDICT:
        return _ANOTHER_CAUSE
    surer = _SURE.index(new.verdict.confidence) > _SURE.index(old.verdict.confidence)
    return _SURER if surer else _LESS_SURE


def _sides(change: CellChange) -> tuple[Value, Value]:
    """Times where the change is one of times, else words."""
    old, new = _both(change)
    if change.change in (Change.SLOWER, Change.FASTER):
        return Seconds(old.seconds or 0.0), Seconds(new.seconds or 0.0)
    return WORD_TEXT[word(old)], WORD_TEXT[word(new)]


def _both(change: CellChange) -> tuple[Cell, Cell]:
    """Both sides, which every real change has."""
    assert change.before is not None
    assert change.after is not None
    return change.before, change.after
