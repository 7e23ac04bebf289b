"""The board of a run: what was observed, what it comes to, and the events that tell of it."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from waythrough import __version__
from waythrough.engine.columns import Column
from waythrough.model.event import (
    CellFinished,
    Event,
    NetworkChecked,
    PathChecked,
    Progress,
    Recommended,
    RunFinished,
    RunStarted,
)
from waythrough.model.failure import FOREIGN_ISSUERS
from waythrough.model.observation import Observation, TlsDetail
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Platform
from waythrough.model.run import Cell, CellStatus, PathInfo, PlatformInfo, Recommendation, Run, RunPlan
from waythrough.model.step import Purpose
from waythrough.model.verdict import Verdict
from waythrough.verdict.cover import interception_by, recommend
from waythrough.verdict.facts import NetworkFacts, TargetFacts, issuer_key
from waythrough.verdict.families import carried
from waythrough.verdict.judge import Judged, bug, judge_cell, row_facts
from waythrough.verdict.notices import signer
from waythrough.verdict.stale import hint

SILENCE = 10.0  # seconds until a silent host has been waited for long enough
SECOND_LOOK = 12.0  # seconds that the rounds of a second look take with a silent host

_log = logging.getLogger("waythrough.engine")


@dataclass(slots=True)
class Board:
    """All results of a run while it goes on. `emit` passes events on in order."""

    run_id: str
    plan: RunPlan
    profile_name: str
    practice: bool
    columns: dict[str, Column]
    began: float  # time.monotonic()
    wall: float  # Unix seconds of the same moment
    emit: Callable[[Event], None]
    network: NetworkFacts = field(default_factory=NetworkFacts)
    network_observations: list[Observation] = field(default_factory=list)
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    known: frozenset[tuple[str, str]] = frozenset()  # cells of an earlier run, which stay as they were
    looking: set[tuple[str, str]] = field(default_factory=set)
    controls_asked: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    _seen: dict[str, dict[str, list[Observation]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    notes: tuple[Verdict, ...] = ()
    roots_dated: str = ""  # ISO date of the public roots, "" when the profile brings its own
    _advice: Recommendation | None = None
    _put_last: float = 0.0
    _issuers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def total(self) -> int:
        return len(self.plan.platforms) * len(self._path_infos())

    def started(self) -> None:
        """Announce the matrix."""
        self.emit(
            RunStarted(
                run_id=self.run_id,
                platforms=self._platform_infos(),
                paths=self._path_infos(),
                practice=self.practice,
            )
        )
        if self.known:
            self._tell_known()

    def _tell_known(self) -> None:
        """Announce what an earlier run found."""
        for column in self.columns.values():
            if column.info.usable is not None:
                self.emit(PathChecked(path=column.info))
        for cell in self.cells.values():
            self.emit(CellFinished(cell=cell))
        self._advice = self.recommendation()
        self.emit(Recommended(recommendation=self._advice))
        self.progress()

    def count_bytes(self, observation: Observation) -> None:
        """Add an observation's traffic to the run's."""
        self.bytes_sent += observation.bytes_sent
        self.bytes_received += observation.bytes_received

    def set_network(self, verdicts: tuple[Verdict, ...], *, masks: bool) -> None:
        """What is known of the line now; what was noted besides stays."""
        verdicts = (*verdicts, *self.notes)
        self.network = replace(self.network, verdicts=verdicts)
        self.emit(NetworkChecked(verdicts=verdicts, masks=masks))

    def note(self, verdict: Verdict) -> None:
        """Something about the line that masks nothing."""
        before = self.network.verdicts[: len(self.network.verdicts) - len(self.notes)]
        self.notes = (*self.notes, verdict)
        self.set_network(before, masks=False)

    def set_path(self, info: PathInfo) -> None:
        """What is known of a way now."""
        self.columns[info.id].info = info
        if not self.columns[info.id].control:
            self.emit(PathChecked(path=self._told(info)))

    def facts(self, platform: Platform, path_id: str) -> tuple[TargetFacts, ...]:
        """The facts of one cell as they stand."""
        return self._row(platform).get(path_id, ())

    def add(self, platform_id: str, path_id: str, observations: Iterable[Observation]) -> None:
        """Keep the observations of a cell, in order and each once."""
        kept = self._seen[platform_id][path_id]
        known = {each.id for each in kept}
        new = [each for each in observations if each.id not in known]
        kept += new
        self._note_issuers(new)
        self._note_hollow(new)

    def _note_hollow(self, observations: Iterable[Observation]) -> None:
        """Remember that somebody took a connection for an address at which nobody lives."""
        found = any(each.purpose is Purpose.NOBODY and each.ok for each in observations)
        if found and not self.network.hollow:
            self.network = replace(self.network, hollow=True)
            for platform in self.plan.platforms:
                self.judge_row(platform)

    def _note_issuers(self, observations: Iterable[Observation]) -> None:
        """Remember who signs for what on the direct line; one unknown issuer for several platforms is a fact."""
        read = self.network.read_along
        for each in observations:
            foreign = each.failure is not None and each.failure.kind in FOREIGN_ISSUERS
            if foreign and each.path_id == DIRECT_ID and isinstance(each.detail, TlsDetail):
                self._issuers[issuer_key(each.detail)].add(each.platform_id)
                read |= {(each.host, signer(each.detail))}
        keys = frozenset(key for key, platforms in self._issuers.items() if key and len(platforms) > 1)
        if (keys, read) != (self.network.foreign_keys, self.network.read_along):
            self.network = replace(self.network, foreign_keys=keys, read_along=read)
            for platform in self.plan.platforms:
                self.judge_row(platform)

    def learn(self, observations: Sequence[Observation]) -> None:
        """Keep what was seen of the line itself: the facts of every target know it from now on."""
        self.network_observations += observations
        seen = (*self.network.observations, *observations)
        self.network = replace(self.network, observations=seen, families=carried(seen))

    def forget(self, platform_id: str, path_id: str) -> None:
        """Drop what was observed while the line was gone: it says nothing of the platform."""
        if (platform_id, path_id) in self.known:
            return
        self._seen[platform_id][path_id] = []

    def judge_row(self, platform: Platform, finished: str = "") -> None:
        """Judge every measured cell of a row anew: each path is the control of the others.

        `finished` is the path whose cell has just been measured; other cells speak up only when they change.
        """
        for path_id, facts in self._row(platform).items():
            key = (platform.id, path_id)
            before = self.cells.get(key)
            if (before is None and path_id != finished) or self.columns[path_id].control:
                continue
            observations = tuple(self._seen[platform.id][path_id])
            if before is not None and key in self.known:
                self._grow(before, observations)
                continue
            judged = judge_cell(platform, facts)
            cell = Cell(
                platform_id=platform.id,
                path_id=path_id,
                status=CellStatus.DONE,
                works=judged.works,
                verdict=judged.verdict,
                reason=self._hint(platform, judged, observations) or judged.verdict.reason,
                targets=judged.targets,
                findings=judged.findings,
                observations=observations,
                seconds=judged.seconds,
                started=observations[0].started,
                finished=max(each.started + each.duration for each in observations),
                bytes_sent=sum(each.bytes_sent for each in observations),
                bytes_received=sum(each.bytes_received for each in observations),
                preliminary=key in self.looking,
            )
            if before is None or path_id == finished or _says_more(before, cell):
                self.put(cell)

    def _grow(self, known: Cell, observations: tuple[Observation, ...]) -> None:
        """What was asked of a way as a control belongs to its cell, whose word of an earlier run stays."""
        if len(observations) != len(known.observations):
            self.put(replace(known, observations=observations))

    def _hint(self, platform: Platform, judged: Judged, observations: tuple[Observation, ...]) -> str:
        """What of the instrument is too old to be relied on for a cell."""
        return hint(
            platform,
            judged.works,
            judged.verdict,
            observations,
            today=datetime.fromtimestamp(self.wall, tz=UTC).date(),
            roots_dated=self.roots_dated,
        )

    def infer(
        self, platform_id: str, path_id: str, status: CellStatus, verdict: Verdict, works: bool | None
    ) -> None:
        """A cell that is not measured: its path or the network explains it."""
        if self.columns[path_id].control or (platform_id, path_id) in self.known:
            return
        self.put(
            Cell(
                platform_id=platform_id,
                path_id=path_id,
                status=status,
                works=works,
                verdict=verdict,
                reason=verdict.reason,
                observations=tuple(self._seen[platform_id][path_id]),
                started=self.elapsed,
                finished=self.elapsed,
                preliminary=(platform_id, path_id) in self.looking,
            )
        )

    def failed(self, platform_id: str, path_id: str, error: BaseException) -> None:
        """A bug in the program: the cell says so and nothing else."""
        _log.error("cell %s over %s", platform_id, path_id, exc_info=error)
        self.infer(platform_id, path_id, CellStatus.ERROR, bug(type(error).__name__), None)

    def put(self, cell: Cell) -> None:
        """Keep and announce a cell."""
        before = self.cells.get(cell.key)
        cell = replace(cell, revision=before.revision + 1) if before else cell
        self.cells[cell.key] = cell
        self._put_last = self.elapsed
        if before is None and cell.status is CellStatus.DONE:
            self.columns[cell.path_id].estimator.count(cell.works is True)
        self.emit(CellFinished(cell=cell))
        if cell.status is CellStatus.INTERRUPTED:
            return  # nothing came of it: no advice changes, and it does not count as done
        before_that, advice = self._advice, self.recommendation()
        if advice != before_that:
            self._advice = advice
            self._tell_unsafe(() if before_that is None else before_that.unsafe, advice.unsafe)
            self.emit(Recommended(recommendation=advice))
        self.progress()

    def _tell_unsafe(self, before: Sequence[str], now: Sequence[str]) -> None:
        """Announce ways whose cells show that they read along, and those of which that holds no more."""
        for path_id, column in self.columns.items():
            if (path_id in before) != (path_id in now) and not column.control:
                self.emit(PathChecked(path=self._told(column.info)))

    def _told(self, info: PathInfo) -> PathInfo:
        """A way as it is shown: not safe where any of its cells proves that it reads along."""
        cells = (cell for cell in self.cells.values() if cell.path_id == info.id)
        found = interception_by(cells, info.id) if info.safe else None
        return info if found is None else replace(info, safe=False, verdict=found)

    def looks(self, platform_id: str, path_id: str) -> None:
        """A second look at a cell is to come."""
        self.looking.add((platform_id, path_id))

    def looked(self, platform_id: str, path_id: str) -> None:
        """The second look is over; the cell's word stands, unless it is judged anew right after."""
        self.looking.discard((platform_id, path_id))
        cell = self.cells.get((platform_id, path_id))
        if cell is not None and cell.preliminary:
            self.cells[cell.key] = replace(cell, preliminary=False)

    @property
    def rechecking(self) -> int:
        """Cells that have a word already and are being looked at once more."""
        return len(self.looking) + self.controls_asked

    def solved(self, platform_id: str) -> bool:
        """Whether a safe way opens the platform."""
        return any(
            (cell := self.cells.get((platform_id, path_id))) is not None
            and cell.works is True
            and column.info.safe
            for path_id, column in self.columns.items()
        )

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began

    def progress(self) -> None:
        """Tell how far the run is."""
        done = len(self.cells)
        self.emit(
            Progress(
                done=done,
                total=self.total,
                bytes_used=self.bytes_sent + self.bytes_received,
                seconds_left=self._seconds_left(done),
                elapsed=self.elapsed,
                rechecking=self.rechecking,
            )
        )

    def _seconds_left(self, done: int) -> float | None:
        """What is left goes on as before, but silence is waited out, and second looks take their rounds."""
        waited = self.elapsed - self._put_last
        if done < self.total:
            fresh = done - len(self.known)
            steady = self.elapsed / fresh * (self.total - done) if fresh else 0.0
            return max(steady, SILENCE - waited) if fresh else None
        return max(1.0, SECOND_LOOK - waited) if self.rechecking else 0.0

    def recommendation(self) -> Recommendation:
        return recommend([p.id for p in self.plan.platforms], self._path_infos(), self.cells)

    def finished(self, *, interrupted: bool) -> Run:
        """Announce the end; returns the run."""
        run = Run(
            id=self.run_id,
            version=__version__,
            started=self.wall,
            finished=self.wall + self.elapsed,
            profile=self.profile_name,
            practice=self.practice,
            depth=self.plan.depth,
            platforms=self._platform_infos(),
            paths=tuple(self._told(each) for each in self._path_infos()),
            cells=dict(self.cells),
            network=self.network.verdicts,
            network_observations=(*self.network_observations, *self._of_controls()),
            recommendation=self.recommendation(),
            interrupted=interrupted,
            bytes_sent=self.bytes_sent,
            bytes_received=self.bytes_received,
            country=self.plan.settings.country,
            taken_from=self.plan.taken_from,
            continues=self.plan.continues,
        )
        self.emit(RunFinished(run=run))
        return run

    def _of_controls(self) -> list[Observation]:
        """What the hidden controls saw: verdicts cite it, so it belongs to the run."""
        return [
            each
            for row in self._seen.values()
            for path_id, seen in row.items()
            if self.columns[path_id].control
            for each in seen
        ]

    def _row(self, platform: Platform) -> dict[str, tuple[TargetFacts, ...]]:
        paths = [column.facts for column in self.columns.values()]
        return row_facts(platform, paths, self._seen[platform.id], self.network)

    def _platform_infos(self) -> tuple[PlatformInfo, ...]:
        return tuple(
            PlatformInfo(
                id=each.id,
                names=each.names,
                category=each.category,
                seen_live=all(target.rule.seen_live for target in each.targets),
            )
            for each in self.plan.platforms
        )

    def _path_infos(self) -> tuple[PathInfo, ...]:
        return tuple(column.info for column in self.columns.values() if not column.control)


def _says_more(before: Cell, after: Cell) -> bool:
    """Whether a cell judged anew has another result, or observations that other cells' verdicts may cite."""
    return (before.works, before.verdict, before.findings, len(before.observations)) != (
        after.works,
        after.verdict,
        after.findings,
        len(after.observations),
    )
