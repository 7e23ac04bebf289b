"""One run from its plan to its last event: gates, columns, cells, second looks, in that order of trust."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from waythrough.engine import columns as col
from waythrough.engine.board import Board
from waythrough.engine.budget import TRIES
from waythrough.engine.cell import AT_ONCE, measure_cell, opened
from waythrough.engine.columns import Column, make_columns
from waythrough.engine.known import adopt
from waythrough.engine.line_watch import NO_INTERNET, LineWatch
from waythrough.engine.looks import Looks
from waythrough.engine.monitor import LineMonitor
from waythrough.engine.names import line_facts
from waythrough.engine.opening import Opening
from waythrough.engine.openings import Openings
from waythrough.engine.quiet import Pace
from waythrough.engine.rechecks import Rechecks
from waythrough.engine.resolver_watch import watch_resolvers
from waythrough.engine.scheduler import Kind, Scheduler, Slot
from waythrough.engine.state import State, World
from waythrough.engine.volumes import Volumes
from waythrough.model.event import CellStarted, Event
from waythrough.model.observation import Observation
from waythrough.model.path import DIRECT, DIRECT_ID
from waythrough.model.platform import Platform
from waythrough.model.run import CellStatus, Depth, RunPlan
from waythrough.model.step import Step
from waythrough.model.verdict import Confidence, Label, Locus, Verdict
from waythrough.net.trust import roots_dated
from waythrough.paths.importing.links import parse_spec
from waythrough.probe.local_gate import Gate
from waythrough.probe.web import LARGE_BODY, SMALL_BODY
from waythrough.verdict.explain_untried import INTERRUPTED
from waythrough.verdict.facts import spoiled
from waythrough.verdict.network import resolver_dead
from waythrough.verdict.rules_path_carriage import rate

ANEW = 3
"""How often a cell is measured at most when the machine sleeps or stands still again and again."""

_INTERRUPTED = Verdict(
    label=Label.INCONCLUSIVE,
    rule_id=INTERRUPTED,
    confidence=Confidence.NONE,
    locus=Locus.LOCAL,
    reason="interrupted",
)


@dataclass(slots=True)
class Session:
    """The course of one run."""

    world: World
    plan: RunPlan
    emit: Callable[[Event], None]
    state: State = field(init=False)
    _line: Column = field(init=False)  # the direct line, part of the matrix or not
    _looks: Looks = field(init=False)
    _volumes: Volumes = field(init=False)
    _opening: Opening = field(init=False)
    _openings: Openings = field(init=False)
    _open_again: Callable[[list[Column]], None] = field(init=False)
    _rechecks: Rechecks = field(init=False)
    _watch: LineWatch = field(init=False)
    _wants_control: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        line = make_columns((DIRECT,))
        paths = make_columns(self.plan.paths)
        columns = {**line, **paths} if self.plan.direct else paths
        for path_id, column in make_columns(
            tuple(parse_spec(c) for c in self.world.profile.controls)
        ).items():
            column.control = True
            columns[path_id] = column
        self._line = line[DIRECT_ID]
        board = Board(
            run_id=f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}",
            plan=self.plan,
            profile_name=self.world.profile.name,
            practice=self.world.profile.practice,
            columns=columns,
            began=self.world.clock.began,
            wall=time.time() - (time.monotonic() - self.world.clock.began),
            emit=self.emit,
            network=line_facts(self.world, self.plan.settings.country),
            roots_dated="" if self.world.profile.trust_roots else roots_dated(),
        )
        self.state = State(
            world=self.world,
            plan=self.plan,
            emit=self.emit,
            board=board,
            columns=columns,
            scheduler=Scheduler(
                estimators={path_id: column.estimator for path_id, column in columns.items()},
                solved=board.solved,
                limit=self.plan.settings.max_slots,
                pace=Pace() if self.plan.settings.quiet else None,
            ),
            monitor=LineMonitor(lambda: self._watch.carries(), lambda alive: self._watch.changed(alive)),
            gate=Gate(),
        )
        adopt(board, self.plan)
        self._watch = LineWatch(self.state, self._line)
        self._volumes = Volumes(self.state)
        self._looks = Looks(self.state, self._volumes)
        self._opening = Opening(self.state, lambda: self._mask is not None)
        self._openings = Openings(self.state, self._opening, self._settle, self._infer_column)
        self.state.scheduler.idle_path = self._openings.idle
        self._rechecks = Rechecks(self.state, self._queue_cell, self._looked_at)

    @property
    def _mask(self) -> Verdict | None:
        return self._watch.mask

    @property
    def board(self) -> Board:
        return self.state.board

    async def run(self) -> None:
        """The whole course; on cancellation everything under way is cancelled and awaited."""
        self.board.started()
        if not any(self._wanted(each) for each in self.state.columns.values() if not each.control):
            return  # all of it is known: nobody needs to be asked
        scheduler = self.state.scheduler
        scheduler.hold()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(scheduler.run(), name="scheduler")
            gate = tasks.create_task(self._watch.gate(), name="local gate")
            opening = tasks.create_task(self._openings.run(self._ways, gate), name="openings")
            tasks.create_task(self._rechecks.when_open(opening), name="entries")

            def again(ways: list[Column]) -> None:
                for each in ways:
                    self._forget(each)
                tasks.create_task(self._openings.run(ways, gate), name="openings once more")

            self._open_again = again
            await gate
            if self.plan.direct and self._mask is None and self._wanted(self._line):
                tasks.create_task(watch_resolvers(self.state, self._line), name="other resolvers")
            self._start_direct()
            scheduler.release()
        self._fill_rest(self._mask or NO_INTERNET, CellStatus.MASKED)
        self._watch.close()

    def interrupt(self) -> None:
        """Fill the cells that were not reached, after the course has been cancelled; ways under way say so too."""
        self._fill_rest(_INTERRUPTED, CellStatus.INTERRUPTED)
        for column in self.state.columns.values():
            if column.begun and column.info.usable is None and column.info.verdict is None:
                self.board.set_path(replace(column.info, verdict=_INTERRUPTED))

    def broke(self, error: BaseException) -> None:
        """A bug ended the course: the cells without a result say so."""
        for platform_id, path_id in self._missing():
            self.board.failed(platform_id, path_id, error)

    async def close(self) -> None:
        """Give back what the ways keep open."""
        for column in self.state.columns.values():
            if column.opened is not None:
                await column.opened.aclose()

    # Columns ----------------------------------------------------------------------------------------------

    @property
    def _ways(self) -> list[Column]:
        columns = self.state.columns.values()
        return [each for each in columns if not each.direct and (each.control or self._wanted(each))]

    def _wanted(self, column: Column) -> bool:
        """Whether anything of a column is not known from an earlier run; without platforms it is the way itself."""
        known = self.board.known
        return not known or any((each.id, column.spec.id) not in known for each in self.plan.platforms)

    def _looked_at(self, column: Column) -> None:
        self._openings.looked_at(column, self._open_again)

    def _forget(self, column: Column) -> None:
        """What was inferred of a way is not known any more."""
        for platform in self.plan.platforms:
            self.board.forget(platform.id, column.spec.id)

    def _settle(self, column: Column) -> None:
        """Queue the cells of a way that carries traffic, infer those of one that does not."""
        if self._watch.cannot_measure:
            self.board.set_path(replace(column.info, usable=None, safe=True, verdict=None, stage=None))
        if column.down or column.untried or self._watch.cannot_measure:
            self._infer_column(column)
            return
        for platform in self.plan.platforms:
            if not column.control or platform.id in self._wants_control:
                self._queue_cell(platform, column)
        self._rechecks.opened(column)

    def _ask_controls(self, platform: Platform) -> None:
        """The line failed here: ask the controls, those that are not open yet as soon as they are."""
        if platform.id not in self._wants_control:
            self._wants_control.add(platform.id)
            for column in self.state.columns.values():
                if column.control and column.info.usable:
                    self._queue_cell(platform, column)

    def _infer_column(self, column: Column) -> None:
        self.state.scheduler.drop(column.spec.id)
        self._rechecks.failing(column)
        verdict, status = column.info.verdict, CellStatus.INFERRED
        if verdict is None or self._mask is not None:
            verdict, status = self._mask or NO_INTERNET, CellStatus.MASKED
        for platform in self.plan.platforms:
            known = self.board.cells.get((platform.id, column.spec.id))
            if known is None or known.status is CellStatus.INFERRED:
                works = None if status is CellStatus.MASKED or column.info.usable is None else False
                self.board.infer(platform.id, column.spec.id, status, verdict, works)

    def _start_direct(self) -> None:
        column = self.state.columns.get(DIRECT_ID)
        if column is None:
            return
        dead = resolver_dead(self.board.network.verdicts)
        for platform in self.plan.platforms:
            if self._mask is not None:
                self.board.infer(platform.id, DIRECT_ID, CellStatus.MASKED, self._mask, None)
            elif dead is not None:
                self.board.infer(platform.id, DIRECT_ID, CellStatus.INFERRED, dead, False)
            else:
                self._queue_cell(platform, column)

    # Cells ------------------------------------------------------------------------------------------------

    def _queue_cell(self, platform: Platform, column: Column) -> None:
        if (platform.id, column.spec.id) in self.board.known:
            return

        async def work(slot: Slot) -> None:
            await self._cell(platform, column, slot)

        self.state.add_job(Kind.CELL, platform, column, work)

    async def _cell(self, platform: Platform, column: Column, slot: Slot) -> None:
        if not column.control:
            self.emit(CellStarted(platform_id=platform.id, path_id=column.spec.id))
        if column.line is None and not await self._opening.again(column):
            self._infer_column(column)
            return
        observations = await self._measure(platform, column, slot)
        while _nothing_opened(platform, observations) and not await self.state.monitor.alive():
            # What was seen while the line was gone says nothing of the platform.
            self.board.forget(platform.id, column.spec.id)
            if not await self.state.monitor.back():
                self.board.infer(platform.id, column.spec.id, CellStatus.MASKED, NO_INTERNET, None)
                return
            observations = await self._measure(platform, column, slot)
        self._count_entry(column, observations)
        self._looks.consider(platform, column)
        self._volumes.consider(platform, column)
        self.board.judge_row(platform, finished=column.spec.id)
        if column.direct and _nothing_opened(platform, observations):
            self._ask_controls(platform)

    async def _measure(self, platform: Platform, column: Column, slot: Slot) -> list[Observation]:
        observations = await self._tries(platform, column, slot)
        for _ in range(ANEW - 1):
            if not any(spoiled(each) for each in observations):
                break
            observations = await self._tries(platform, column, slot)
        column.rate = max(column.rate, 0.0, *(rate(each) or 0.0 for each in observations))
        self.board.add(platform.id, column.spec.id, observations)
        return observations

    async def _tries(self, platform: Platform, column: Column, slot: Slot) -> list[Observation]:
        assert column.line is not None
        trace = self.state.trace(platform.id, column)
        for attempt in range(1, TRIES[self.plan.depth] + 1):
            await measure_cell(
                platform,
                trace,
                column.line,
                column.estimator.patience(slot.park),
                attempt=attempt,
                body_limit=LARGE_BODY if _cut(trace.observations) else self._body_limit(column),
                at_once=1 if column.serial else AT_ONCE,
            )
        return trace.observations

    def _count_entry(self, column: Column, observations: list[Observation]) -> None:
        """A way whose entry fails again and again is down: its other cells are inferred, not waited for."""
        if column.direct or not col.entry_failed(column, observations):
            column.entry_failures = 0
            return
        column.entry_failures += 1
        column.flickers = observations
        if column.entry_failures >= col.ENTRY_FAILURES and not column.down:
            self.board.set_path(col.fell_silent(column, observations))
            self._infer_column(column)
        self._rechecks.flickered(column)

    def _body_limit(self, column: Column) -> int:
        """Direct pages are read beyond the usual volume limits; a way needs that once."""
        if column.stops_long:
            return LARGE_BODY
        if self.plan.depth is Depth.QUICK or (not column.direct and column.large_read):
            return SMALL_BODY
        column.large_read = True
        return LARGE_BODY

    def _fill_rest(self, verdict: Verdict, status: CellStatus) -> None:
        for platform_id, path_id in self._missing():
            self.board.infer(platform_id, path_id, status, verdict, None)

    def _missing(self) -> list[tuple[str, str]]:
        keys = [(platform.id, path_id) for platform in self.plan.platforms for path_id in self.state.columns]
        return [key for key in keys if key not in self.board.cells]


def _nothing_opened(platform: Platform, observations: list[Observation]) -> bool:
    return not any(opened(target, observations) for target in platform.targets)


def _cut(observations: list[Observation]) -> bool:
    """Whether a page stopped midway: a repeat that reads less would pass."""
    return any(each.step is Step.BODY and not each.ok for each in observations)
