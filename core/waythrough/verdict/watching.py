"""Which changes between runs are worth telling: only those that stayed, and of what flaps one sentence a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from waythrough.model.run import Cell, Run
from waythrough.verdict.explain_word import Word, opens, word

DAY: Final = 86_400.0
APART: Final = 120.0
"""Least seconds between the run that first saw a change and the one that confirms it."""

RESTLESS: Final = 4
"""From so many turns within a day on a cell flaps: a change that stays takes one turn, there and back again two."""

FORGOTTEN: Final = 30 * DAY
"""What no run has tested for so long is not remembered any more."""

_SAYS_NOTHING: Final = frozenset({Word.NOT_CHECKED, Word.UNCLEAR})

Key = tuple[str, str]  # platform id, path id


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One cell over many runs. `opens` holds until two runs in a row say otherwise; times are Unix seconds.

    `doubted`: when a run first said otherwise, None while none does; `turns`: when, within the last day, a run said
    something else than the one before it; `tested`: the last run that said anything.
    """

    platform_id: str
    path_id: str
    opens: bool
    tested: float
    doubted: float | None = None
    turns: tuple[float, ...] = ()

    @property
    def key(self) -> Key:
        return self.platform_id, self.path_id

    @property
    def restless(self) -> bool:
        """Whether it opens and closes so often that single changes say nothing."""
        return len(self.turns) >= RESTLESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is known between two runs. `flapping_told`: when it was last said that something flaps."""

    cells: tuple[Watched, ...] = ()
    flapping_told: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a run adds. `opened` and `closed` stayed so; `flapping` is told at most once a day.

    `doubtful`: what differs for the first time, which a second run soon after confirms or takes back.
    """

    opened: tuple[Key, ...] = ()
    closed: tuple[Key, ...] = ()
    flapping: tuple[Key, ...] = ()
    doubtful: tuple[Key, ...] = ()

    @property
    def worth_telling(self) -> bool:
        return bool(self.opened or self.closed or self.flapping)


def observe(watch: Watch, run: Run, now: float) -> tuple[Watch, News]:
    """Take a finished run in. One of the practice network, or that was stopped, says nothing."""
    if run.practice or run.interrupted:
        return watch, News()
    before = {each.key: each for each in watch.cells}
    said = {cell.key: opens(cell) for cell in run.cells.values() if says_something(cell)}
    after = {key: _seen(before.get(key), key, value, now) for key, value in said.items()}
    whole = {key: each for key, each in (before | after).items() if abs(now - each.tested) <= FORGOTTEN}
    turned = [each for key, each in after.items() if key in before and before[key].opens != each.opens]
    told = [each for each in turned if not each.restless]
    flapping = tuple(each.key for each in after.values() if each.restless and each.turns[-1] == now)
    quiet = watch.flapping_told is not None and abs(now - watch.flapping_told) < DAY
    news = News(
        opened=tuple(each.key for each in told if each.opens),
        closed=tuple(each.key for each in told if not each.opens),
        flapping=() if quiet else flapping,
        doubtful=tuple(each.key for each in after.values() if each.doubted is not None and not each.restless),
    )
    said_so = now if news.flapping else watch.flapping_told
    return Watch(cells=tuple(whole.values()), flapping_told=said_so), news


def moved(watch: Watch) -> Watch:
    """The same on another network: what was seen only once, over there, is not confirmed from here."""
    return replace(watch, cells=tuple(replace(each, doubted=None) for each in watch.cells))


def only(watch: Watch, platform_ids: Iterable[str], path_ids: Iterable[str]) -> Watch:
    """The same without what is not tested any more."""
    platforms, paths = frozenset(platform_ids), frozenset(path_ids)
    kept = (each for each in watch.cells if each.platform_id in platforms and each.path_id in paths)
    return replace(watch, cells=tuple(kept))


def says_something(cell: Cell) -> bool:
    """Whether a cell tells that its service opens, or that it does not.

    One that ended before its run began was taken over from an earlier run, which has spoken already.
    """
    return not cell.preliminary and cell.finished >= 0 and word(cell) not in _SAYS_NOTHING


def _seen(before: Watched | None, key: Key, value: bool, now: float) -> Watched:
    if before is None:
        return Watched(platform_id=key[0], path_id=key[1], opens=value, tested=now)
    last = before.opens if before.doubted is None else not before.opens
    turns = tuple(_recent(before.turns, now)) + ((now,) if value != last else ())
    if value == before.opens:
        return replace(before, tested=now, doubted=None, turns=turns)
    if before.doubted is None or abs(now - before.doubted) < APART:
        return replace(before, tested=now, doubted=before.doubted or now, turns=turns)
    return replace(before, opens=value, tested=now, doubted=None, turns=turns)


def _recent(turns: Iterable[float], now: float) -> Iterator[float]:
    """Those of the last day; at most as many as it takes to flap, so that the state stays small."""
    yield from [at for at in turns if abs(now - at) < DAY][-(RESTLESS - 1) :]
