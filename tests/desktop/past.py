"""Invented checks of the past: what opens changes from one to the next."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType

from tests.desktop.invented import BLOCKED, CUT, LIKELY, SLOW, WORKS, cell, fate, platforms, ways
from waythrough.model.run import Cell, Depth, PathInfo, Run
from waythrough.store.history import History
from waythrough.verdict.cover import recommend

HOUR = 3600.0
_TURNS = (BLOCKED, WORKS, LIKELY, WORKS)


def past_run(number: int, started: float, *, practice: bool = False) -> Run:
    """The check `number`; the services at its place do otherwise than usual."""
    rows = platforms()
    columns = ways()
    cells: dict[tuple[str, str], Cell] = {}
    for place, row in enumerate(rows):
        for column in columns:
            label, works, sure, seconds = fate(place, column.id)
            if column.id == "direct" and (place + number) % 5 == 0:
                label, works, sure, seconds = _TURNS[number % len(_TURNS)]
            if column.id == "w3" and number % 7 == 3:
                label, works, sure, seconds = CUT
            if column.id == "w1" and number % 6 == 5 and place < 4:
                label, works, sure, seconds = SLOW
            if seconds is not None and column.id != "direct":
                seconds = seconds * (1 + (number * 7 % 5) / 4)
            made = cell(row.id, column.id, label, works=works, confidence=sure, seconds=seconds)
            cells[made.key] = made
    known = tuple(_usable(column, number) for column in columns)
    return Run(
        id=f"past-{number}",
        version="0",
        started=started,
        finished=started + 18,
        profile="invented",
        practice=practice,
        depth=Depth.QUICK if number % 4 == 2 else Depth.STANDARD,
        platforms=rows,
        paths=known,
        cells=MappingProxyType(cells),
        recommendation=recommend([row.id for row in rows], known, cells),
        interrupted=number % 9 == 4,
    )


def _usable(info: PathInfo, number: int) -> PathInfo:
    works = info.id != "w4" and not (info.id == "w3" and number % 7 == 3)
    return replace(info, usable=works)


def past_runs(now: float, count: int) -> Iterator[Run]:
    """One check every seven hours, the newest first; some of them practice."""
    for number in range(count):
        yield past_run(number, now - (number * 7 + 0.2) * HOUR, practice=number % 8 == 6)


def keep(history: History, runs: Iterable[Run]) -> None:
    for run in runs:
        history.finish(run)
