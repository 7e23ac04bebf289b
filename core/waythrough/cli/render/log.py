"""The plain log: a line for each result that is final, where no table can be drawn over itself."""

import time
from collections.abc import Callable
from typing import Final

from waythrough.cli.render.plain import tell
from waythrough.cli.render.progress import RunSoFar, facts_line
from waythrough.model.event import CellFinished, Event, NetworkChecked, PathChecked, PathOpening, RunFinished
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus
from waythrough.verdict.explain import WORD_TEXT, Word, network_banners, path_state, word
from waythrough.verdict.explain_opening import opening_text, path_opening, still_waiting
from waythrough.verdict.words import Translator, unmarked

FEW_WAYS: Final = 12
"""With more of them the log tells what ways come to, not what is done to open them."""

WAIT: Final = 10.0
"""Seconds without a line after which it is told what is being waited for."""

_SAID_ELSEWHERE: Final = frozenset({CellStatus.INFERRED, CellStatus.MASKED, CellStatus.INTERRUPTED})
"""Cells without a result of their own: the state of the line or of the way was told once for all of them."""


class PlainLog:
    """Writes a line when a cell has its final word, and one for a way that is of no use instead of its cells.

    `ways`: a line for every way, with its number among all, and now and then one for those that are waited for.
    """

    def __init__(
        self, translate: Translator, *, ways: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock, self._last = clock, clock()
        self._translate = translate
        self._all_ways = ways
        self._so_far = RunSoFar()
        self._told: dict[tuple[str, str], Word] = {}
        self._ways: dict[str, str] = {}
        self._doing: dict[str, str] = {}

    def take(self, event: Event) -> None:
        """Tell what an event says."""
        self._so_far.take(event)
        match event:
            case NetworkChecked():
                for banner in network_banners(event.verdicts):
                    self._line(self._translate.render(banner.title))
            case PathOpening():
                self._opening(event)
            case PathChecked(path=info) if self._all_ways or info.usable is False or not info.safe:
                self._way(info.id, self._translate.render(path_state(info)))
            case CellFinished(cell=cell) if not cell.preliminary:
                self._cell(cell)
            case RunFinished(run=run):
                for cell in run.cells.values():
                    self._cell(cell)

    def tick(self) -> None:
        """Where ways alone are tried and nothing was told for long, what is being waited for."""
        if self._all_ways and self._clock() - self._last >= WAIT and (waiting := self._waiting()):
            self._line(self._translate.render(still_waiting(waiting)))

    def stopping(self) -> None:
        """Say that the run is being stopped."""
        self._so_far.stopping = True
        self._line(facts_line(self._so_far, self._translate))

    def close(self) -> None:
        """Nothing is kept open."""

    def _opening(self, event: PathOpening) -> None:
        """One line for each thing that is done to open a way, not for every per cent of it, nor where ways are many."""
        if len(self._so_far.paths) <= FEW_WAYS and self._doing.get(event.path_id) != event.doing:
            self._doing[event.path_id] = event.doing
            name = self._so_far.naming(self._translate).path(event.path_id)
            self._line(f"{name}: {self._translate.render(opening_text(event.doing, event.share))}")

    def _way(self, path_id: str, state: str) -> None:
        if self._ways.get(path_id) != state:
            self._ways[path_id] = state
            count = f"{self._count(len(self._ways), len(self._so_far.paths))}  " if self._all_ways else ""
            self._line(f"{count}{self._so_far.naming(self._translate).path(path_id)}: {state}")

    def _cell(self, cell: Cell) -> None:
        shown = word(cell)
        if cell.status in _SAID_ELSEWHERE or self._told.get(cell.key) is shown:
            return
        self._told[cell.key] = shown
        names = self._so_far.naming(self._translate)
        total = len(self._so_far.platforms) * len(self._so_far.paths)
        text = self._translate.render(WORD_TEXT[shown])
        done = sum(each.status is not CellStatus.INTERRUPTED for each in self._so_far.cells.values())
        count = self._count(done, total)
        self._line(f"{count}  {names.platform(cell.platform_id)} – {names.path(cell.path_id)}: {text}")

    def _count(self, done: int, total: int) -> str:
        """How many of how many, as wide at first as at the end."""
        return self._translate.digits(f"{done:>{len(str(total))}}/{total}")

    def _waiting(self) -> tuple[str, ...]:
        """Ways that have come to nothing yet, those first of which it is known how far they are."""
        names = self._so_far.naming(self._translate)
        opening = self._so_far.opening
        open_ways = [each.id for each in self._so_far.paths if each.id not in (*self._ways, DIRECT_ID)]
        open_ways.sort(key=lambda way: way not in opening)
        return tuple(
            self._translate.render(path_opening(names.path(way), opening[way].share))
            if way in opening
            else names.path(way)
            for way in open_ways
        )

    def _line(self, text: str) -> None:
        self._last = self._clock()
        tell(unmarked(text))
