"""Collects the observations of a run and numbers them, so that verdicts can cite their evidence."""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from waythrough.model.failure import Failure
from waythrough.model.observation import ConnectDetail, Detail, Observation, PathDetail
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Stage
from waythrough.net.base import Leg

_LAG_PERIOD = 0.05
_LAG_KEPT = 1200  # one minute of samples
_SLEPT_LEAST = 1.0  # seconds; less is a clock being set right


def _outside() -> float:
    """Seconds that the clocks which go on while the machine sleeps are ahead of the one that waits are taken by.

    Linux stops CLOCK_MONOTONIC during suspend and has CLOCK_BOOTTIME besides; elsewhere the wall clock tells.
    """
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return (time.time() if boot is None else time.clock_gettime(boot)) - time.monotonic()


class LagMeter:
    """Measures how late the event loop runs, because a timing taken by a late loop is not the network's.

    `since` gives the largest lag in seconds seen from a monotonic time on. The time for which the machine slept
    counts as lag as well. `outside` is the distance to a clock that goes on meanwhile.
    """

    def __init__(self, outside: Callable[[], float] = _outside) -> None:
        self._outside = outside
        self._ahead = outside()
        self._samples: deque[tuple[float, float]] = deque(maxlen=_LAG_KEPT)
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0

    def start(self) -> None:
        """Begin measuring on the running loop."""
        loop = asyncio.get_running_loop()
        self._due = loop.time() + _LAG_PERIOD
        self._timer = loop.call_at(self._due, self._tick, loop)

    def stop(self) -> None:
        """End measuring; safe to call twice."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def since(self, started: float) -> float:
        """The largest lag sampled from `started` (`time.monotonic()`) on."""
        lag = 0.0
        for at, late in reversed(self._samples):
            if at < started:
                break
            lag = max(lag, late)
        return lag

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        slept = self._outside() - self._ahead
        self._ahead += slept
        slept = slept if slept > _SLEPT_LEAST else 0.0
        self._samples.append((time.monotonic(), max(0.0, now - self._due) + slept))
        self._due = now + _LAG_PERIOD
        self._timer = loop.call_at(self._due, self._tick, loop)


@dataclass(slots=True)
class RunClock:
    """The start of the run, the numbering of its observations and the lag of its loop."""

    began: float = field(default_factory=time.monotonic)
    lag: LagMeter = field(default_factory=LagMeter)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def next_id(self) -> str:
        return f"o{next(self._ids)}"

    def number_from(self, number: int) -> None:
        """Leave the numbers below to observations of an earlier run."""
        self._ids = itertools.count(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a step was about, and why it was walked."""

    target: str
    purpose: Purpose
    attempt: int = 1
    hop: int = 0


class Trace:
    """The observations of one platform over one path, in the order in which they were made."""

    def __init__(
        self,
        clock: RunClock,
        platform_id: str,
        path_id: str,
        sink: Callable[[Observation], None] | None = None,
    ) -> None:
        self._clock = clock
        self._platform_id = platform_id
        self._path_id = path_id
        self._sink = sink
        self.observations: list[Observation] = []

    @property
    def clock(self) -> RunClock:
        """The run's."""
        return self._clock

    def count(self, observation: Observation) -> None:
        """Let the run count the traffic of an observation that is not kept."""
        if self._sink is not None:
            blank = Observation(
                id=observation.id,
                platform_id=self._platform_id,
                path_id=self._path_id,
                target="",
                purpose=observation.purpose,
                step=observation.step,
                host="",
                started=observation.started,
                duration=observation.duration,
                failure=observation.failure,
                bytes_sent=observation.bytes_sent,
                bytes_received=observation.bytes_received,
            )
            self._sink(blank)

    def now(self) -> float:
        """The time as observations want it (`time.monotonic()`)."""
        return time.monotonic()

    def add(
        self,
        about: About,
        step: Step,
        host: str,
        *,
        started: float,
        duration: float,
        port: int = 0,
        address: str = "",
        stage: Stage | None = None,
        failure: Failure | None = None,
        bytes_sent: int = 0,
        bytes_received: int = 0,
        detail: Detail = None,
    ) -> Observation:
        """Record one step; `started` is `time.monotonic()`, `duration` seconds."""
        observation = Observation(
            id=self._clock.next_id(),
            platform_id=self._platform_id,
            path_id=self._path_id,
            target=about.target,
            purpose=about.purpose,
            step=step,
            host=host,
            started=started - self._clock.began,
            duration=duration,
            attempt=about.attempt,
            hop=about.hop,
            port=port,
            address=address,
            stage=stage,
            failure=failure,
            bytes_sent=bytes_sent,
            bytes_received=bytes_received,
            loop_lag=self._clock.lag.since(started),
            detail=detail,
        )
        self.observations.append(observation)
        if self._sink is not None:
            self._sink(observation)
        return observation

    def add_legs(self, about: About, host: str, port: int, legs: tuple[Leg, ...], address: str = "") -> None:
        """Record the legs of a dial: the plain connect as CONNECT, all parts of a path as PATH steps.

        `address` is the target's, when the path was asked for an address and not for the name. The host of a path's
        own server, its addresses and certificates are left out on purpose: they must not travel into reports.
        """
        for leg in legs:
            own = leg.stage is not None
            detail = _without_server(leg) if own else leg.detail
            self.add(
                about,
                Step.PATH if own else Step.CONNECT,
                host,
                started=leg.started,
                duration=leg.duration,
                port=port,
                address=address if own else leg.address,
                stage=leg.stage,
                failure=leg.failure,
                bytes_sent=leg.bytes_sent,
                bytes_received=leg.bytes_received,
                detail=detail,
            )


def _without_server(leg: Leg) -> PathDetail | ConnectDetail:
    """What may be kept of a step towards a way's own server."""
    if isinstance(leg.detail, PathDetail | ConnectDetail):
        return leg.detail
    return PathDetail(hop=leg.hop, kind="")
