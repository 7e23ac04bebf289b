"""One sing-box for all ways of a run that it carries: started with the first, ended with the last of them."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from waythrough.model.errors import WaythroughError
from waythrough.model.path import FieldValue
from waythrough.net.deadline import Patience
from waythrough.net.local_proxy import LocalProxy
from waythrough.net.process import Child, ChildEndedError, Command
from waythrough.net.sing_box_behind import Behind, ServerSide
from waythrough.net.sing_box_journal import Journal
from waythrough.net.sing_box_program import SingBoxProgram, find_sing_box
from waythrough.verdict.clause import clause
from waythrough.wire.sing_box import Doors, Way, at_index, configuration
from waythrough.wire.sing_box_log import refusal

START_WITHIN: Final = 30.0
_GRACE: Final = 0.5  # seconds; it has nothing to save
AT_ONCE: Final = 512
"""Ways that one process is given before they are asked for."""

Wanted = tuple[str, Mapping[str, FieldValue]]
"""A way to be carried: its kind and its fields."""


@dataclass(slots=True, kw_only=True)
class Slot:
    """One way inside a process. `refused`: why sing-box does not take its configuration, "" when it does."""

    way: Way
    box: "SingBox"
    taken: bool = False
    refused: str = ""

    def carries(self, wanted: Wanted) -> bool:
        return (self.way.kind, self.way.fields) == wanted


class SingBox:
    """One process. It is restarted once when it dies; `door` then leads to its new port."""

    def __init__(self, program: SingBoxProgram, wanted: Sequence[Wanted], roots: str) -> None:
        self.password = secrets.token_urlsafe(18)
        self.behind = Behind()
        self.journal = Journal()
        self.slots = [
            Slot(way=Way(name=f"w{number}", kind=kind, fields=fields), box=self)
            for number, (kind, fields) in enumerate(wanted)
        ]
        self._program = program
        self._roots = roots
        self._proxy: LocalProxy | None = None
        self._child: Child | None = None
        self._watch: asyncio.Task[None] | None = None
        self._up = asyncio.Event()
        self.gone = False

    @property
    def settled(self) -> bool:
        """Whether it runs or is gone for good, and is not being started."""
        return self._up.is_set()

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._child.pid if self._child is not None and self._up.is_set() else None

    async def start(self) -> None:
        """Start the process with every way that it takes. Raises WaythroughError when it does not start at all."""
        self._proxy = await LocalProxy.start(self.behind, datagrams=self.behind, patience=Patience())
        while not await self._run():
            pass
        if self._child is not None:
            self._watch = asyncio.get_running_loop().create_task(self._guard(), name="sing-box")

    async def door(self) -> int | None:
        """The loopback port where ways are entered; waits while it is restarted. None when it is gone for good."""
        await self._up.wait()
        return None if self.gone else self.journal.port

    async def aclose(self) -> None:
        """End it; safe to call twice."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        await self._end_child()
        if self._proxy is not None:
            await self._proxy.aclose()
            self._proxy = None
        self.gone = True
        self._up.set()

    async def _run(self) -> bool:
        """One start. A way that sing-box refuses is marked, and False tells to try without it."""
        assert self._proxy is not None
        ways = [slot.way for slot in self.slots if not slot.refused]
        if not ways:
            return True
        doors = Doors(
            password=self.password,
            port=self._proxy.port,
            user=self._proxy.user,
            key=self._proxy.password.reveal(),
        )
        journal = self.journal = Journal()
        command = Command(
            arguments=(str(self._program.path), "run", "--disable-color", "-c", "stdin"),
            stdin=configuration(ways, doors, self._roots).encode(),
        )
        try:
            self._child = await Child.start(command, journal.heard)
            await self._child.until(journal.listens.wait(), START_WITHIN)
        except (OSError, ChildEndedError, TimeoutError) as error:
            await self._end_child()
            if self._refuse(journal, ways):
                return False
            raise _not_started() from error
        self._up.set()
        return True

    def _refuse(self, journal: Journal, ways: Sequence[Way]) -> bool:
        """Mark the way that an error is about; False when it is about none."""
        fatal = journal.fatal
        way = None if fatal is None or fatal.index is None else at_index(ways, fatal.index)
        for slot in self.slots:
            if fatal is not None and slot.way is way:
                slot.refused = refusal(fatal.text)
                return True
        return False

    async def _guard(self) -> None:
        """Start it once more when it dies."""
        assert self._child is not None
        await self._child.ended.wait()
        self._up.clear()
        await self._end_child()
        with suppress(WaythroughError):
            if await self._run() and self._child is not None:
                await self._child.ended.wait()
        await self._end_child()
        self.gone = True
        self._up.set()

    async def _end_child(self) -> None:
        if self._child is not None:
            await self._child.stop(_GRACE)
            self._child = None


@dataclass(slots=True)
class SingBoxes:
    """The processes of one run. The ways that the run may open are known from the first on, so one is enough."""

    running: list[SingBox] = field(default_factory=list)
    _program: SingBoxProgram | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of what runs."""
        return tuple(box.pid for box in self.running if box.pid is not None)

    async def take(self, wanted: Wanted, planned: Sequence[Wanted], side: ServerSide, roots: str) -> Slot:
        """A way of a running process, which is the caller's until `give_back`. Raises WaythroughError."""
        async with self._lock:
            if self._program is None:
                self._program = await find_sing_box()
            self._program.check(Way(name="", kind=wanted[0], fields=wanted[1]))
            slot = self._free(wanted) or await self._started(wanted, planned, roots)
            if slot.refused:
                await self._end_unused()
                what = clause("sing-box does not take this way: {refused}", refused=slot.refused)
                raise WaythroughError("path.config_refused", what, todo="compare it with what you were given")
            slot.taken = True
            slot.box.behind.sides[slot.way.name] = side
            return slot

    async def give_back(self, slot: Slot) -> None:
        """The way is closed; its process is ended when nobody uses it any more."""
        async with self._lock:
            slot.taken = False
            slot.box.behind.sides.pop(slot.way.name, None)
            await self._end_unused()

    def _free(self, wanted: Wanted) -> Slot | None:
        slots = (slot for box in self.running if not box.gone for slot in box.slots)
        return next((slot for slot in slots if not slot.taken and slot.carries(wanted)), None)

    async def _started(self, wanted: Wanted, planned: Sequence[Wanted], roots: str) -> Slot:
        assert self._program is not None
        others = [] if self.running else [each for each in planned[:AT_ONCE] if self._can(each)]
        ways = others if wanted in others else [wanted, *others]
        box = SingBox(self._program, ways, roots)
        try:
            await box.start()
        except BaseException:
            await box.aclose()
            raise
        self.running.append(box)
        return next(slot for slot in box.slots if slot.carries(wanted))

    def _can(self, wanted: Wanted) -> bool:
        assert self._program is not None
        try:
            self._program.check(Way(name="", kind=wanted[0], fields=wanted[1]))
        except WaythroughError:
            return False
        return True

    async def _end_unused(self) -> None:
        for box in [each for each in self.running if not any(slot.taken for slot in each.slots)]:
            self.running.remove(box)
            await box.aclose()


def _not_started() -> WaythroughError:
    return WaythroughError(
        "path.program_failed", "the program sing-box could not be started", todo="install it once more"
    )
