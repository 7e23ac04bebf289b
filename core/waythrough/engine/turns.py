"""Which way is opened next, and how many at a time: politely to each server, and quickly for the first answers.

Ways come in the order given. What waits in silence gives its place to others, so that dead ways hold nobody up.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from waythrough.engine.columns import Column
from waythrough.model.verdict import Verdict
from waythrough.paths.base import Server
from waythrough.paths.registry import chain, is_here, servers, starts_process
from waythrough.verdict.rules_path_bulk import (
    LOG_INS_REFUSED,
    REFUSALS,
    WANTS_REST,
    WITNESSES,
    log_in_refused,
    same_server,
    spared,
    unreached,
    wants_rest,
)

MOVING: Final = 16  # ways that are being opened and have not fallen silent
OPENING: Final = 64  # all that are being opened, those that wait in silence among them
MOVING_AT_HOST: Final = 2
OPENING_AT_HOST: Final = 4
STARTING: Final = 2  # programs that are being started
PROGRAMS: Final = 12  # programs of ways that run at the same time
UNRESTED: Final = 4  # openings at one host before there are rests between them
REST: Final = 0.4  # seconds, and up to as many more


@dataclass(slots=True, eq=False)
class Turn:
    """The place that a way holds while it is opened."""

    column: Column
    hosts: frozenset[str]
    heavy: bool
    _wake: Callable[[], None]
    parked: bool = False

    def park(self) -> None:
        """It waits in silence, or for something else: others may go on. Safe to call often."""
        if not self.parked:
            self.parked = True
            self._wake()


@dataclass(slots=True)
class _Door:
    """One server of several ways: what its ways have come to so far."""

    unreached: list[Verdict] = field(default_factory=list)
    refused: int = 0
    reached: bool = False
    closed: Verdict | None = None


@dataclass(slots=True)
class Turns:
    """The queue of the ways of a run. `dice` draws between 0 and 1, so that rests are not alike."""

    dice: Callable[[], float] = random.random
    _waiting: list[Column] = field(default_factory=list)
    _open: set[Turn] = field(default_factory=set)
    _programs: set[str] = field(default_factory=set)
    _begun: Counter[str] = field(default_factory=Counter)
    _free_at: dict[str, float] = field(default_factory=dict)
    _doors: dict[Server, _Door] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, columns: Iterable[Column]) -> None:
        """Ways that are to be opened."""
        self._waiting += columns
        self._wake.set()

    async def next(self) -> Turn | None:
        """The turn of the next way, once there is room for it; None when no way is left."""
        while self._waiting:
            self._wake.clear()
            now = asyncio.get_running_loop().time()
            if (turn := self._pick(now)) is not None:
                return turn
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._next_rest_over(now)):
                    await self._wake.wait()
        return None

    def closed(self, column: Column) -> Verdict | None:
        """Why a way need not be tried any more, by what others came to at its server."""
        door = self._door(column)
        return door.closed if door is not None else None

    def ended(self, turn: Turn) -> None:
        """A way was opened or not; what it came to tells about others at its server. Safe to call twice."""
        self._open.discard(turn)
        if turn.heavy and turn.column.opened is None:
            self._programs.discard(turn.column.spec.id)
        self._learn(turn.column)
        self._wake.set()

    def given_back(self, column: Column) -> None:
        """The program of a way was ended."""
        self._programs.discard(column.spec.id)
        self._wake.set()

    def reached(self, column: Column) -> None:
        """The server of a way answers after all: others may be tried."""
        if (door := self._door(column)) is not None:
            door.reached, door.closed = True, None

    @property
    def short_of_programs(self) -> bool:
        """Whether ways wait for others to end their programs."""
        return len(self._programs) >= PROGRAMS and any(starts_process(each.spec) for each in self._waiting)

    # -- inside

    def _pick(self, now: float) -> Turn | None:
        moving = sum(not turn.parked for turn in self._open)
        room = moving < MOVING and len(self._open) < OPENING
        for place, column in enumerate(self._waiting):
            known = self.closed(column) is not None
            if not known and not room:
                continue
            hosts, heavy = _hosts(column), starts_process(column.spec)
            if known or (self._has_room(hosts, now) and not (heavy and self._programs_full())):
                del self._waiting[place]
                turn = Turn(column, hosts, heavy, self._wake.set)
                if not known:
                    self._begin(turn, now)
                return turn
        return None

    def _begin(self, turn: Turn, now: float) -> None:
        self._open.add(turn)
        if turn.heavy:
            self._programs.add(turn.column.spec.id)
        for host in turn.hosts:
            self._begun[host] += 1
            if self._begun[host] >= UNRESTED:
                self._free_at[host] = now + REST * (1 + self.dice())

    def _has_room(self, hosts: frozenset[str], now: float) -> bool:
        for host in hosts:
            here = [turn for turn in self._open if host in turn.hosts]
            if len(here) >= OPENING_AT_HOST or sum(not turn.parked for turn in here) >= MOVING_AT_HOST:
                return False
            if self._free_at.get(host, 0.0) > now:
                return False
        return True

    def _programs_full(self) -> bool:
        starting = sum(turn.heavy for turn in self._open)
        return starting >= STARTING or len(self._programs) >= PROGRAMS

    def _next_rest_over(self, now: float) -> float | None:
        return min((at for at in self._free_at.values() if at > now), default=None)

    def _door(self, column: Column) -> _Door | None:
        """What is known of the one server of a way; ways behind others and ways with several have none."""
        found = servers(column.spec) if column.spec.via is None else ()
        return self._doors.setdefault(found[0], _Door()) if len(found) == 1 else None

    def _learn(self, column: Column) -> None:
        door, verdict = self._door(column), column.info.verdict
        if door is None or door.closed is not None:
            return
        seen = tuple(each.id for each in column.health[-1:])
        if wants_rest(column.health):
            door.closed = spared(WANTS_REST, seen)
        elif log_in_refused(verdict):
            door.refused += 1
            door.closed = spared(LOG_INS_REFUSED, seen) if door.refused >= REFUSALS else None
        elif verdict is not None and column.down and unreached(verdict):
            door.unreached.append(verdict)
            if len(door.unreached) >= WITNESSES and not door.reached:
                door.closed = same_server(verdict)
        elif column.info.usable is not None:
            door.reached, door.refused = True, 0


def _hosts(column: Column) -> frozenset[str]:
    """Where a way and those in front of it knock; programs on this computer are told apart by their ports."""
    knocks = (server for hop in chain(column.spec) for server in servers(hop))
    return frozenset(f"{each.host}:{each.port}" if is_here(each.host) else each.host for each in knocks)
