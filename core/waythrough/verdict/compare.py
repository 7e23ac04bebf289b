"""What changed between two runs: pure, cell by cell and way by way, and never a change where one was not tested."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Final

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus, Depth, PathInfo, PlatformInfo, Run
from waythrough.model.verdict import Label, Verdict
from waythrough.verdict.explain_word import Word, opens, word

MATTERS: Final = 1.0
"""Least change of a time, as a power of two: twice as long, or half."""
FELT: Final = 0.5
"""Least seconds that a person notices."""
_ONE_MOMENT: Final = 0.01  # seconds; times are shifted from the clock of one run to that of another
_FEW: Final = 5  # cells of a way from which the spread of its times can be told
_OUTLIER: Final = 3 * 1.4826  # medians of deviations, as three standard deviations of even noise


class Change(StrEnum):
    """What became of a cell."""

    UNSAFE = "unsafe"  # somebody can read along now
    CLOSED = "closed"
    OPENED = "opened"
    VERDICT = "verdict"  # as usable as before, for another reason
    CONFIDENCE = "confidence"
    SLOWER = "slower"
    FASTER = "faster"
    NEW = "new"
    GONE = "gone"
    NOT_COMPARABLE = "not_comparable"
    NOT_MEASURED = "not_measured"  # the later run took it over as the earlier one has it
    SAME = "same"


REAL: Final = tuple(Change)[: tuple(Change).index(Change.NEW)]
"""Changes that say something about the network, the gravest first."""


_UNTESTED: Final = (Change.NOT_COMPARABLE, Change.NOT_MEASURED)


class WayState(StrEnum):
    """What became of a way itself."""

    UNSAFE = "unsafe"
    FAILS = "fails"
    CONNECTS = "connects"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One platform over one path in both runs; a side is None where the run has no such cell."""

    platform_id: str
    path_id: str
    change: Change
    before: Cell | None = None
    after: Cell | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WayChange:
    """A way that is in both runs; the numbers are of the `compared` platforms that both tested with it."""

    path_id: str
    before: WayState
    after: WayState
    opened_before: int
    opened_after: int
    compared: int

    @property
    def changed(self) -> bool:
        """Whether the way itself is in another state, both of them known."""
        return self.before is not self.after and WayState.UNKNOWN not in (self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two runs."""

    id: str
    started: float
    practice: bool
    depth: Depth
    interrupted: bool
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many of the `services` in both runs opened by some safe way, counted over cells that both tested."""

    opened_before: int
    opened_after: int
    services: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that two runs say about each other.

    `cells` are in the order of the later run, those that are gone last; `network_gone` and `network_come` are what
    was wrong with the line as a whole in one run only.
    """

    before: Side
    after: Side
    cells: tuple[CellChange, ...]
    ways: tuple[WayChange, ...]
    totals: Totals
    platforms_new: tuple[str, ...] = ()
    platforms_gone: tuple[str, ...] = ()
    ways_new: tuple[str, ...] = ()
    ways_gone: tuple[str, ...] = ()
    network_gone: tuple[Verdict, ...] = ()
    network_come: tuple[Verdict, ...] = ()

    @property
    def same_network(self) -> bool:
        """Whether both were on a real network, or both on the practice network."""
        return self.before.practice == self.after.practice

    def of(self, *kinds: Change) -> tuple[CellChange, ...]:
        """The cells that changed so."""
        return tuple(each for each in self.cells if each.change in kinds)

    @property
    def nothing_changed(self) -> bool:
        """Whether nothing that both tested is otherwise now."""
        return not self.of(*REAL) and not any(way.changed for way in self.ways)


def compare(before: Run, after: Run) -> Comparison:
    """What `after` found otherwise than `before`; ways are the same when their id and kind are."""
    common = _common_ways(before, after)
    alike = before.practice == after.practice
    keys = [*after.cells, *(key for key in before.cells if key not in after.cells)]
    spread = {path_id: _spread(before, after, path_id) for path_id in common}
    cells = tuple(
        _cell(key, before, after, common, spread) if alike else _apart(key, before, after) for key in keys
    )
    return Comparison(
        before=_side(before),
        after=_side(after),
        cells=cells,
        ways=tuple(_way(path_id, before, after, cells) for path_id in common),
        totals=_totals(cells, before, after),
        platforms_new=_only_first(_ids(after.platforms), _ids(before.platforms)),
        platforms_gone=_only_first(_ids(before.platforms), _ids(after.platforms)),
        ways_new=_only_first(_ids(after.paths), common),
        ways_gone=_only_first(_ids(before.paths), common),
        network_gone=_only_here(before.network, after.network),
        network_come=_only_here(after.network, before.network),
    )


def comparable(cell: Cell) -> bool:
    """Whether a cell says what became of its platform: it was tested to its end, and nothing masked it."""
    if cell.preliminary or cell.status in (CellStatus.MASKED, CellStatus.INTERRUPTED, CellStatus.ERROR):
        return False
    untried = cell.works is None and cell.status is CellStatus.INFERRED
    return not untried and word(cell) is not Word.NOT_CHECKED


def _cell(
    key: tuple[str, str], before: Run, after: Run, common: Sequence[str], spread: Mapping[str, float]
) -> CellChange:
    old, new = before.cells.get(key), after.cells.get(key)
    platform_id, path_id = key
    if path_id not in common or platform_id not in _both(_ids(before.platforms), _ids(after.platforms)):
        change = Change.NEW if new is not None else Change.GONE
    elif old is None or new is None or not (comparable(old) and comparable(new)):
        change = Change.NOT_COMPARABLE
    elif _taken_over(old, before, new, after):
        change = Change.NOT_MEASURED
    else:
        change = _change(old, new, spread[path_id])
    return CellChange(platform_id=platform_id, path_id=path_id, change=change, before=old, after=new)


def _taken_over(old: Cell, before: Run, new: Cell, after: Run) -> bool:
    """Whether both sides are one measurement, or the later run only repeats an older one."""
    tested, again = before.started + old.finished, after.started + new.finished
    return (old.earlier or new.earlier) and again <= tested + _ONE_MOMENT


def _apart(key: tuple[str, str], before: Run, after: Run) -> CellChange:
    """A cell of two runs that were on networks of different kinds."""
    old, new = before.cells.get(key), after.cells.get(key)
    return CellChange(platform_id=key[0], path_id=key[1], change=Change.NOT_COMPARABLE, before=old, after=new)


def _change(old: Cell, new: Cell, spread: float) -> Change:
    was, now = word(old), word(new)
    if was is not now and now is Word.NOT_SAFE:
        return Change.UNSAFE
    if opens(old) != opens(new) and Word.UNCLEAR not in (was, now):
        return Change.OPENED if opens(new) else Change.CLOSED
    if (was, old.verdict.label) != (now, new.verdict.label):
        sure = old.verdict.label is new.verdict.label and old.verdict.confidence is not new.verdict.confidence
        return Change.CONFIDENCE if sure else Change.VERDICT
    if opens(new):
        return _pace(old, new, spread)
    return Change.SAME if old.verdict.confidence is new.verdict.confidence else Change.CONFIDENCE


def _pace(old: Cell, new: Cell, spread: float) -> Change:
    ratio = _ratio(old, new)
    if ratio is None or abs(ratio) < max(MATTERS, spread):
        return Change.SAME
    if abs((new.seconds or 0.0) - (old.seconds or 0.0)) < FELT:
        return Change.SAME
    return Change.SLOWER if ratio > 0 else Change.FASTER


def _ratio(old: Cell, new: Cell) -> float | None:
    """How many times longer it takes, as a power of two."""
    return math.log2(new.seconds / old.seconds) if old.seconds and new.seconds else None


def _spread(before: Run, after: Run, path_id: str) -> float:
    """How far the times of a way scatter between the runs by themselves; 0 where too few are known to tell."""
    pairs = ((cell, after.cells.get(key)) for key, cell in before.cells.items() if key[1] == path_id)
    ratios = [ratio for old, new in pairs if new is not None and (ratio := _ratio(old, new)) is not None]
    if len(ratios) < _FEW:
        return 0.0
    middle = median(ratios)
    return _OUTLIER * median(abs(each - middle) for each in ratios)


def _way(path_id: str, before: Run, after: Run, cells: Iterable[CellChange]) -> WayChange:
    both = [
        (each.before, each.after)
        for each in cells
        if each.path_id == path_id
        and each.change not in _UNTESTED
        and each.before is not None
        and each.after is not None
    ]
    return WayChange(
        path_id=path_id,
        before=_state(_info(before, path_id)),
        after=_state(_info(after, path_id)),
        opened_before=sum(opens(old) for old, _ in both),
        opened_after=sum(opens(new) for _, new in both),
        compared=len(both),
    )


def _state(info: PathInfo) -> WayState:
    if info.id == DIRECT_ID:
        return WayState.UNKNOWN  # its cells say all; a line that is down masks them
    if not info.safe:
        return WayState.UNSAFE
    if info.usable is None:
        return WayState.UNKNOWN
    return WayState.CONNECTS if info.usable else WayState.FAILS


def _totals(cells: Iterable[CellChange], before: Run, after: Run) -> Totals:
    unsafe_before, unsafe_after = _unsafe(before), _unsafe(after)
    services: set[str] = set()
    then: set[str] = set()
    now: set[str] = set()
    for each in cells:
        if each.before is None or each.after is None or each.change in _UNTESTED:
            continue
        services.add(each.platform_id)
        if opens(each.before) and each.path_id not in unsafe_before:
            then.add(each.platform_id)
        if opens(each.after) and each.path_id not in unsafe_after:
            now.add(each.platform_id)
    return Totals(opened_before=len(then), opened_after=len(now), services=len(services))


def _unsafe(run: Run) -> frozenset[str]:
    return frozenset(info.id for info in run.paths if not info.safe and info.id != DIRECT_ID)


def _common_ways(before: Run, after: Run) -> tuple[str, ...]:
    kinds = {info.id: info.kind for info in before.paths}
    return tuple(info.id for info in after.paths if kinds.get(info.id) == info.kind)


def _only_here(here: Iterable[Verdict], there: Iterable[Verdict]) -> tuple[Verdict, ...]:
    known = {(each.label, each.rule_id) for each in there}
    return tuple(
        each for each in here if each.label is not Label.OK and (each.label, each.rule_id) not in known
    )


def _side(run: Run) -> Side:
    return Side(
        id=run.id,
        started=run.started,
        practice=run.practice,
        depth=run.depth,
        interrupted=run.interrupted,
        country=run.country,
    )


def _info(run: Run, path_id: str) -> PathInfo:
    return next(info for info in run.paths if info.id == path_id)


def _ids(infos: Iterable[PlatformInfo | PathInfo]) -> tuple[str, ...]:
    return tuple(info.id for info in infos)


def _both(first: Iterable[str], second: Iterable[str]) -> frozenset[str]:
    return frozenset(first) & frozenset(second)


def _only_first(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    known = frozenset(second)
    return tuple(each for each in first if each not in known)
