"""Which job runs next, and how many at a time: people feel the time to the first way that works."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import IntEnum
from statistics import median

from waythrough.engine.estimator import Estimator
from waythrough.engine.quiet import Pace

START_SLOTS = 24.0
MOST_SLOTS = 64.0
LEAST_SLOTS = 6.0
PATH_SLOTS = 12
NEW_PATH_SLOTS = 3  # before a path has shown a first sample
CROWDED = 2.5  # median round trip over the least one, beyond which the line itself is full


class Kind(IntEnum):
    """Why a job is run; a first answer goes before a second look, and large transfers wait for a quiet line."""

    CELL = 0
    LOOK = 1
    LARGE = 2
    LAST = 3  # when nothing else is waiting: what is timed must not wait for others


class Slot:
    """The place that a running job occupies. A parked job waits on without holding others up."""

    def __init__(self, parked: Callable[[], None]) -> None:
        self._parked = parked
        self.is_parked = False

    def park(self) -> None:
        """Give the place back; the job goes on waiting. Safe to call often."""
        if not self.is_parked:
            self.is_parked = True
            self._parked()


Work = Callable[[Slot], Coroutine[None, None, None]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Job:
    """One piece of work on one platform over one path."""

    kind: Kind
    platform_id: str
    path_id: str
    work: Work
    failed: Callable[[BaseException], None]


@dataclass(slots=True)
class Scheduler:
    """Runs jobs until none is left and no producer holds it open.

    `solved` tells whether a platform already has a way that works. `limit` caps the slots (None = own measure).
    `pace` spreads the starts over time and draws their order by chance (None = as fast as the line carries).
    `idle_path` hears of a path on which nothing is left to do just now.
    """

    estimators: dict[str, Estimator]
    solved: Callable[[str], bool]
    limit: int | None = None
    pace: Pace | None = None
    idle_path: Callable[[str], None] = lambda path_id: None
    _waiting: list[Job] = field(default_factory=list)
    _running: dict["asyncio.Task[None]", tuple[Job, Slot]] = field(default_factory=dict)
    _holds: int = 0
    _paused: bool = False
    _slots: float = START_SLOTS
    _alone: set[str] = field(default_factory=set)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _timer: asyncio.TimerHandle | None = None

    def add(self, job: Job) -> None:
        """Queue a job; it may start at once."""
        self._waiting.append(job)
        self._wake.set()

    def drop(self, path_id: str) -> list[Job]:
        """Take the waiting jobs of a path's cells out and return them; a look at the path itself stays."""
        dropped = [job for job in self._waiting if job.path_id == path_id and job.platform_id]
        self._waiting = [job for job in self._waiting if job not in dropped]
        self._wake.set()
        return dropped

    def idle(self, path_id: str) -> bool:
        """Whether nothing is waiting or running on a path."""
        running = (job for job, _ in self._running.values())
        return not any(job.path_id == path_id for job in (*self._waiting, *running))

    def hold(self) -> None:
        """Somebody may still add jobs: do not end yet. Pair with `release`."""
        self._holds += 1

    def release(self) -> None:
        self._holds -= 1
        self._wake.set()

    def alone(self, path_id: str, alone: bool) -> None:
        """Run one job of a path at a time only, or as many as usual again."""
        (self._alone.add if alone else self._alone.discard)(path_id)
        self._wake.set()

    def pause(self, paused: bool) -> None:
        """Start nothing new while the line is gone."""
        self._paused = paused
        self._wake.set()

    def sample(self) -> None:
        """A connect was timed: additive increase, gentle decrease by delay (AIMD over the median path)."""
        crowding = [each.crowding for each in self.estimators.values() if each.crowding is not None]
        if not crowding or median(crowding) <= CROWDED:
            self._slots = min(MOST_SLOTS, self._slots + 0.25)
        else:
            self._slots = max(LEAST_SLOTS, self._slots * 0.97)

    async def run(self) -> None:
        """Run everything; on cancellation all running jobs are cancelled and awaited."""
        try:
            while self._waiting or self._running or self._holds:
                self._start_all()
                await self._wake.wait()
                self._wake.clear()
        finally:
            if self._timer is not None:
                self._timer.cancel()
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    def _start_all(self) -> None:
        while not self._paused and (job := self._next()) is not None:
            self._waiting.remove(job)
            slot = Slot(self._wake.set)
            name = f"{job.kind.name.lower()} {job.platform_id} {job.path_id}"
            task = asyncio.get_running_loop().create_task(job.work(slot), name=name)
            self._running[task] = (job, slot)
            task.add_done_callback(self._ended)
            if self.pace is not None:
                self.pace.started(asyncio.get_running_loop().time())

    def _ended(self, task: "asyncio.Task[None]") -> None:
        job, _ = self._running.pop(task)
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            job.failed(error)
        if self.idle(job.path_id):
            self.idle_path(job.path_id)

    def _next(self) -> Job | None:
        active = [job for job, slot in self._running.values() if not slot.is_parked]
        cap = min(self._slots, self.limit) if self.limit is not None else self._slots
        if len(active) >= cap:
            return None
        on_path = Counter(job.path_id for job, _ in self._running.values())
        at_platform = Counter(job.platform_id for job in active if job.kind is Kind.CELL)
        quiet = not active and all(job.kind is Kind.LARGE for job in self._waiting)
        free = [
            job
            for job in self._waiting
            if on_path[job.path_id] < self._cap(job) and (quiet or job.kind is not Kind.LARGE)
        ]
        if not free:
            return None
        if self.pace is not None:
            return self._by_chance(self.pace, free)
        left = Counter(job.path_id for job in self._waiting)

        def urgency(job: Job) -> tuple[bool, bool, bool, bool, float]:
            solved = self.solved(job.platform_id)
            hedged = at_platform[job.platform_id] >= 2
            promise = self.estimators[job.path_id].promise
            # Solved platforms: the longest remaining path first, which closes the tail.
            rank = -left[job.path_id] if solved else -promise
            return job.kind is Kind.LAST, solved, hedged, job.kind is Kind.LOOK, rank

        return min(free, key=urgency)

    def _by_chance(self, pace: Pace, free: list[Job]) -> Job | None:
        loop = asyncio.get_running_loop()
        if (wait := pace.wait(loop.time())) > 0:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = loop.call_later(wait, self._wake.set)
            return None
        return min(free, key=lambda job: (job.kind is Kind.LAST, pace.dice()))

    def _cap(self, job: Job) -> int:
        if job.path_id in self._alone or job.kind is Kind.LAST:
            return 1
        return PATH_SLOTS if self.estimators[job.path_id].srtt is not None else NEW_PATH_SLOTS
