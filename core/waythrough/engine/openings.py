"""The ways of a run, opened in their turns; what one comes to is said of others at the very same server."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from waythrough.engine.columns import Column, refused
from waythrough.engine.opening import Opening
from waythrough.engine.state import State
from waythrough.engine.turns import Turn, Turns
from waythrough.model.verdict import Confidence, Label, Verdict
from waythrough.paths.base import ConfigError, OpenPath
from waythrough.paths.registry import prepare, servers, starts_process
from waythrough.verdict.rules_path_bulk import SAME_SERVER


@dataclass(slots=True)
class Openings:
    """`settle` queues the cells of a way that was tried, `infer` fills those of one that need not be."""

    state: State
    opening: Opening
    settle: Callable[[Column], None]
    infer: Callable[[Column], None]
    turns: Turns = field(default_factory=Turns)
    _tasks: asyncio.TaskGroup | None = None

    async def run(self, columns: Iterable[Column], gate: "asyncio.Task[None]") -> None:
        """Open every way in its turn; at the end all have been tried, or need not be."""
        self.state.scheduler.hold()
        try:
            async with asyncio.TaskGroup() as self._tasks:
                self.turns.add(self._fit(columns))
                while (turn := await self.turns.next()) is not None:
                    if (known := self.turns.closed(turn.column)) is not None:
                        self._spare(turn.column, known)
                    else:
                        self._tasks.create_task(self._open(turn, gate), name=f"open {turn.column.spec.id}")
        finally:
            self._tasks = None
            self.state.scheduler.release()

    def idle(self, path_id: str) -> None:
        """Nothing more is queued for a way just now: if others wait to start programs, its own is ended."""
        column = self.state.columns.get(path_id)
        if column is None or column.opened is None or self._tasks is None:
            return
        if self.turns.short_of_programs and starts_process(column.spec) and not column.direct:
            opened, column.opened, column.line = column.opened, None, None
            self._tasks.create_task(self._end(column, opened), name=f"end {path_id}")

    def looked_at(self, column: Column, again: Callable[[list[Column]], None]) -> None:
        """A second look settled why a way fails, or that it does not: others were not tried because of it.

        `again` opens ways after all.
        """
        others = [each for each in self.state.columns.values() if self._inferred_from(each, column)]
        if column.down:
            verdict = column.info.verdict
            assert verdict is not None
            for each in others:
                self._spare(each, replace(verdict, confidence=Confidence.LIKELY))
        elif others:
            self.turns.reached(column)
            for each in others:
                self.state.board.set_path(replace(each.info, usable=None, verdict=None, stage=None))
            again(others)

    # -- inside

    def _fit(self, columns: Iterable[Column]) -> list[Column]:
        """Those that can be opened here; what is wrong with the others needs no network and is told at once."""
        fit = []
        for column in columns:
            try:
                prepare(column.spec)
            except ConfigError as error:
                self.state.board.set_path(refused(column, error))
                self.settle(column)
            else:
                fit.append(column)
        return fit

    async def _open(self, turn: Turn, gate: "asyncio.Task[None]") -> None:
        column = turn.column
        try:
            await self.opening.open(column, gate, turn)
            self.settle(column)
        finally:
            self.turns.ended(turn)
        if self.state.scheduler.idle(column.spec.id):
            self.idle(column.spec.id)

    async def _end(self, column: Column, opened: OpenPath) -> None:
        await opened.aclose()
        self.turns.given_back(column)

    def _spare(self, column: Column, verdict: Verdict) -> None:
        usable = False if verdict.label is not Label.INCONCLUSIVE else None
        self.state.board.set_path(replace(column.info, usable=usable, verdict=verdict, stage=verdict.stage))
        self.infer(column)

    def _inferred_from(self, other: Column, column: Column) -> bool:
        verdict = other.info.verdict
        return (
            verdict is not None
            and verdict.rule_id == SAME_SERVER
            and other.spec.via is None
            and servers(other.spec) == servers(column.spec)
        )
