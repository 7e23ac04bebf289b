"""What the parts of a run share: the world, the plan, the board, the columns, and the traces that feed them."""

from collections.abc import Callable
from dataclasses import dataclass

from waythrough.engine.board import Board
from waythrough.engine.columns import Column
from waythrough.engine.monitor import LineMonitor
from waythrough.engine.scheduler import Job, Kind, Scheduler, Work
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
from waythrough.probe.trace import RunClock, Trace
from waythrough.probe.walk import Line

_ROUND_TRIPS = frozenset({Step.CONNECT, Step.TLS, Step.HTTP, Step.PATH})


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

    def _observe(self, column: Column, observation: Observation) -> None:
        self.board.count_bytes(observation)
        estimator = column.estimator
        if observation.ok and observation.step in _ROUND_TRIPS:
            estimator.sample(observation.duration)
            if observation.step is Step.CONNECT or observation.stage is Stage.CONNECT:
                estimator.connected(observation.duration)
                self.scheduler.sample()
        self.emit(StepDone(observation=observation))
