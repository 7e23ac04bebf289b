"""What changed between two checks, in words: one headline, a sentence for each change, and what limits them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Depth, Run
from waythrough.verdict.compare import REAL, CellChange, Change, Comparison, WayChange, WayState
from waythrough.verdict.explain_compare_cell import cell_text, several
from waythrough.verdict.explain_names import Naming, naming
from waythrough.verdict.explain_network import network_banners
from waythrough.verdict.explain_word import Word, word
from waythrough.verdict.words import NOTHING, Text, msg, plural

MOST_PARTS: Final = 3
"""Parts of a headline that are still one sentence."""
_PACE: Final = (Change.SLOWER, Change.FASTER)

DEPTH_TEXT: Final[Mapping[Depth, Text]] = MappingProxyType(
    {
        Depth.QUICK: msg("Quick"),
        Depth.STANDARD: msg("Standard"),
        Depth.THOROUGH: msg("Thorough"),
    }
)

_WAY_WORDS: Final = {
    WayState.UNSAFE: Word.NOT_SAFE,
    WayState.FAILS: Word.NOT_CONNECTED,
    WayState.CONNECTS: Word.WORKS,
}
_WAYS: Final = {
    WayState.UNSAFE: msg("{path} is not safe any more: do not use it"),
    WayState.FAILS: msg("{path} no longer connects"),
    WayState.CONNECTS: msg("{path} connects now"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One change as a sentence.

    `shown` is the word whose look it has; `before` and `after` are the words of its cell, None where the change is
    not one of words.
    """

    text: Text
    shown: Word
    before: Word | None = None
    after: Word | None = None
    platform_id: str = ""
    path_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonText:
    """The headline, a line for each change (the gravest first), what is the same, and what to bear in mind."""

    headline: Text
    lines: tuple[ChangeLine, ...]
    same: Text
    notes: tuple[Text, ...]


def explain_comparison(comparison: Comparison, names: Naming, since: str) -> ComparisonText:
    """The words of a comparison; `since` tells when the earlier run was ("yesterday 14:02")."""
    return ComparisonText(
        headline=headline(comparison, names, since),
        lines=tuple(_lines(comparison, names)),
        same=_same(comparison),
        notes=tuple(_notes(comparison, names)),
    )


def both_named(before: Run, after: Run, language: str, public: Mapping[str, str]) -> Naming:
    """The names of two runs, those of the later one first; `public` names of ways stand before all others."""
    old, new = naming(before, language), naming(after, language)
    return Naming(paths={**old.paths, **new.paths, **public}, platforms={**old.platforms, **new.platforms})


def headline(comparison: Comparison, names: Naming, since: str) -> Text:
    """One sentence: what matters most since then, at most three things."""
    if not comparison.same_network:
        return msg("One of these checks is practice: they say nothing about each other")
    parts = list(_parts(comparison, names))
    if not parts and not comparison.totals.services:
        return msg("Nothing can be compared: no box was tested in both checks")
    if not parts:
        return msg("Since {since}, nothing changed", since=since)
    head = parts[0]
    for part in parts[1:MOST_PARTS]:
        head = msg("{first}; {second}", first=head, second=part)
    if len(parts) > MOST_PARTS:
        head = msg("{first}; and more", first=head)
    return msg("Since {since}: {changes}", since=since, changes=head)


def _parts(comparison: Comparison, names: Naming) -> Iterator[Text]:
    """The pieces of the headline, the gravest first."""
    turned = {way.path_id: way for way in comparison.ways if way.changed}
    for way in turned.values():
        if way.after is WayState.UNSAFE:
            yield msg("{path} is not safe any more", path=names.path(way.path_id))
    for kind in (Change.UNSAFE, Change.CLOSED):
        found = _direct(comparison, kind)
        if found:
            yield several(kind, found, names)
    yield from _ways_worse(comparison, names, turned)
    found = _direct(comparison, Change.OPENED)
    if found:
        yield several(Change.OPENED, found, names)
    yield from _ways_better(comparison, names, turned)
    others = comparison.of(Change.VERDICT, Change.CONFIDENCE)
    if others:
        yield plural(
            "the cause of {count} box is another one", "the causes of {count} boxes are others", len(others)
        )
    for kind, count in ((kind, len(comparison.of(kind))) for kind in _PACE):
        if count and kind is Change.SLOWER:
            yield plural("{count} box is slower", "{count} boxes are slower", count)
        elif count:
            yield plural("{count} box is faster", "{count} boxes are faster", count)


def _ways_worse(comparison: Comparison, names: Naming, turned: Mapping[str, WayChange]) -> Iterator[Text]:
    for way in turned.values():
        if way.after is WayState.FAILS:
            yield msg("{path} no longer connects", path=names.path(way.path_id))
    for way in comparison.ways:
        lost = [
            each
            for each in comparison.of(Change.UNSAFE, Change.CLOSED)
            if each.path_id == way.path_id != DIRECT_ID and way.path_id not in turned
        ]
        if len(lost) == 1:
            yield cell_text(lost[0], names)
        elif lost:
            path = names.path(way.path_id)
            yield plural("{path} opens {count} fewer", "{path} opens {count} fewer", len(lost), path=path)


def _ways_better(comparison: Comparison, names: Naming, turned: Mapping[str, WayChange]) -> Iterator[Text]:
    for way in turned.values():
        if way.after is WayState.CONNECTS:
            yield msg("{path} connects now", path=names.path(way.path_id))
    for way in comparison.ways:
        won = [
            each
            for each in comparison.of(Change.OPENED)
            if each.path_id == way.path_id != DIRECT_ID
            and way.path_id not in turned
            and way.after is not WayState.UNSAFE
        ]
        if len(won) == 1:
            yield cell_text(won[0], names)
        elif won:
            path = names.path(way.path_id)
            yield plural("{path} opens {count} more", "{path} opens {count} more", len(won), path=path)


def _lines(comparison: Comparison, names: Naming) -> Iterator[ChangeLine]:
    turned = {way.path_id for way in comparison.ways if way.changed}
    for way in sorted(comparison.ways, key=lambda each: list(WayState).index(each.after)):
        if way.changed:
            text = Text(_WAYS[way.after].template, (("path", names.path(way.path_id)),))
            yield ChangeLine(text=text, shown=_WAY_WORDS[way.after], path_id=way.path_id)
    for kind in REAL:
        found = comparison.of(kind)
        if kind in _PACE:
            yield from _paces(kind, found, names)
            continue
        for each in found:
            if each.path_id not in turned or kind is Change.OPENED:
                yield _line(each, names)


def _line(change: CellChange, names: Naming) -> ChangeLine:
    after = Word.UNCLEAR if change.after is None else word(change.after)
    return ChangeLine(
        text=cell_text(change, names),
        shown=after,
        before=None if change.before is None else word(change.before),
        after=after,
        platform_id=change.platform_id,
        path_id=change.path_id,
    )


def _paces(kind: Change, found: Sequence[CellChange], names: Naming) -> Iterator[ChangeLine]:
    """Times change for all of a way together, so one line is enough for it."""
    for path_id in dict.fromkeys(each.path_id for each in found):
        of_way = [each for each in found if each.path_id == path_id]
        alone = of_way[0].platform_id if len(of_way) == 1 else ""
        shown = Word.SLOW if kind is Change.SLOWER else Word.WORKS
        yield ChangeLine(text=several(kind, of_way, names), shown=shown, platform_id=alone, path_id=path_id)


def _same(comparison: Comparison) -> Text:
    count = len(comparison.of(Change.SAME))
    if not count:
        return NOTHING
    return plural("{count} box is as before", "{count} boxes are as before", count)


def _notes(comparison: Comparison, names: Naming) -> Iterator[Text]:
    if not comparison.same_network:
        return
    for banner in network_banners(comparison.network_come):
        yield msg("Only in the later check: {title}.", title=banner.title)
    for banner in network_banners(comparison.network_gone):
        yield msg("Only in the earlier check: {title}.", title=banner.title)
    before, after = comparison.before, comparison.after
    if before.depth is not after.depth:
        yield msg(
            "The depth was not the same ({before}, then {after}): a cause may be another one only because one"
            " looked closer.",
            before=DEPTH_TEXT[before.depth],
            after=DEPTH_TEXT[after.depth],
        )
    if before.country != after.country and before.country and after.country:
        yield msg("They were made in different countries.")
    untested = len(comparison.of(Change.NOT_COMPARABLE))
    if untested:
        yield plural(
            "{count} box cannot be compared, because one of the checks did not test it to the end.",
            "{count} boxes cannot be compared, because one of the checks did not test them to the end.",
            untested,
        )
    copied = len(comparison.of(Change.NOT_MEASURED))
    if copied:
        yield plural(
            "{count} box was not measured again: the later check took over what was known.",
            "{count} boxes were not measured again: the later check took over what was known.",
            copied,
        )
    if comparison.platforms_new:
        yield msg(
            "Services only in the later check: {names}.", names=names.platform_row(comparison.platforms_new)
        )
    if comparison.platforms_gone:
        yield msg(
            "Services only in the earlier check: {names}.",
            names=names.platform_row(comparison.platforms_gone),
        )
    if comparison.ways_new:
        yield msg("Ways only in the later check: {names}.", names=names.path_row(comparison.ways_new))
    if comparison.ways_gone:
        yield msg("Ways only in the earlier check: {names}.", names=names.path_row(comparison.ways_gone))


def _direct(comparison: Comparison, kind: Change) -> tuple[CellChange, ...]:
    return tuple(each for each in comparison.of(kind) if each.path_id == DIRECT_ID)
