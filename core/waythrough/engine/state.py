"""What the parts of a run share: the world, the plan, the board, the columns, and the traces that feed them."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from waythrough.engine.board import Board
from waythrough.engine.columns import Column
from waythrough.engine.monitor import LineMonitor
from waythrough.engine.scheduler import Job, Kind, Scheduler, Slot, Work
from waythrough.model.event import Event, StepDone
from waythrough.model.network import NetworkProfile
from waythrough.model.observation import Observation
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Platform
from waythrough.model.run import RunPlan
from waythrough.model.step import Step
from waythrough.model.verdict import Stage
from waythrough.net.deadline import Patience
from waythrough.net.resolver import Resolvers
from waythrough.net.system import SystemNames
from waythrough.net.trust import Trust
from waythrough.paths.base import Ground
from waythrough.probe.local_gate import Gate
from waythrough.probe.trace import About, RunClock, Trace
from waythrough.probe.walk import Line, Walk
from waythrough.verdict.facts import TargetFacts

_ROUND_TRIPS = frozenset({Step.CONNECT, Step.TLS, Step.HTTP, Step.PATH})
_log = logging.getLogger("waythrough.engine")


@dataclass(slots=True)
class World:
    """What a run works with; made by the engine, which also takes it down."""

    profile: NetworkProfile
    trust: Trust
    resolvers: Resolvers
    direct: Line
    ground: Ground
    system: SystemNames
    clock: RunClock


@dataclass(slots=True)
class State:
    """The live state of one run."""

    world: World
    plan: RunPlan
    emit: Callable[[Event], None]
    board: Board
    columns: dict[str, Column]
    scheduler: Scheduler
    monitor: LineMonitor
    gate: Gate

    def trace(self, platform_id: str, column: Column, *, keep: bool = False) -> Trace:
        """A trace of a cell; `keep` puts each observation on the board at once."""

        def sink(observation: Observation) -> None:
            self._observe(column, observation)
            if keep:
                self.board.add(platform_id, column.spec.id, (observation,))

        return Trace(self.world.clock, platform_id, column.spec.id, sink)

    def network_trace(self, column: Column) -> Trace:
        """A trace of what concerns the line or a way itself."""

        def sink(observation: Observation) -> None:
            self._observe(column, observation)

        return Trace(self.world.clock, "", column.spec.id, sink)

    def walk(self, platform: Platform, column: Column, about: About, patience: Patience) -> Walk:
        """A walk over an open way that puts each observation of a cell on the board at once."""
        assert column.line is not None
        trace = self.trace(platform.id, column, keep=True)
        return Walk(trace=trace, line=column.line, patience=patience, about=about)

    def network_walk(self, column: Column, about: About, patience: Patience) -> Walk:
        """A walk over an open way for what concerns the line or the way itself."""
        assert column.line is not None
        return Walk(trace=self.network_trace(column), line=column.line, patience=patience, about=about)

    def facts(self, platform: Platform, column: Column, known: TargetFacts) -> TargetFacts:
        """The facts of one target as they stand; `known` itself where its cell was forgotten meanwhile."""
        row = self.board.facts(platform, column.spec.id)
        return next((each for each in row if each.target.key == known.target.key), known)

    def ways_that_open(self, platform: Platform, key: str) -> Iterator[Column]:
        """The safe ways over which a target came, by its key."""
        for path_id, column in self.columns.items():
            if column.spec.on_line or not column.info.safe or column.line is None:
                continue
            if any(each.target.key == key and each.usable for each in self.board.facts(platform, path_id)):
                yield column

    def patience(self, column: Column, on_soft: Callable[[], None] | None = None) -> Patience:
        """For repeats over a way: by its own round trips, or by the line's while it has not shown any."""
        line = self.columns.get(DIRECT_ID)
        known = line if line is not None and column.estimator.srtt is None else column
        return known.estimator.repeat_patience(on_soft)

    def add_job(self, kind: Kind, platform: Platform, column: Column, work: Work) -> None:
        """Queue work; a bug in it becomes the cell's result and nothing else."""

        def failed(error: BaseException) -> None:
            self.board.failed(platform.id, column.spec.id, error)

        self.scheduler.add(
            Job(kind=kind, platform_id=platform.id, path_id=column.spec.id, work=work, failed=failed)
        )

    def add_side_job(
        self,
        kind: Kind,
        platform: Platform,
        column: Column,
        work: Work,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Queue work beside a cell, whose word stands meanwhile; its row is judged anew after it, then comes `then`."""
        board = self.board

        async def counted(slot: Slot) -> None:
            try:
                await work(slot)
            finally:
                board.controls_asked -= 1
            board.judge_row(platform)
            then()
            board.progress()

        board.controls_asked += 1
        board.progress()
        self.add_job(kind, platform, column, counted)

    def add_way_job(self, kind: Kind, column: Column, work: Work) -> None:
        """Queue work on a way itself, which belongs to no cell; a bug in it is logged and nothing else."""

        def failed(error: BaseException) -> None:
            _log.error("%s at %s", kind.name.lower(), column.spec.id, exc_info=error)

        self.scheduler.add(Job(kind=kind, platform_id="", path_id=column.spec.id, work=work, failed=failed))

    def _observe(self, column: Column, observation: Observation) -> None:
        self.board.count_bytes(observation)
        estimator = column.estimator
        if observation.ok and observation.step in _ROUND_TRIPS:
            estimator.sample(observation.duration)
            if observation.step is Step.CONNECT or observation.stage is Stage.CONNECT:
                estimator.connected(observation.duration)
                self.scheduler.sample()
        self.emit(StepDone(observation=observation))
