"""Hundreds of bridge lines: groups of them are tried by one `tor`, so that only those that answer get one each."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.process import ChildEndedError
from waythrough.net.tor import TorProcess
from waythrough.net.tor_bootstrap import STALLED, TRIES
from waythrough.wire.tor_bridge import BridgeLine
from waythrough.wire.tor_control import Connection, ControlError, Event, quoted

MANY: Final = 4
"""From how many bridges on they are tried together."""
GROUP: Final = 32
"""How many at a time: a watcher of the line sees that many connections begin at once."""
ROUNDS: Final = 2

_PLAIN: Final = {
    "CONNECTREFUSED": FailureKind.REFUSED,
    "NOROUTE": FailureKind.HOST_UNREACHABLE,
    "TIMEOUT": FailureKind.TIMEOUT,
}
"""Ends that leave no question open; after any other a bridge is looked at on its own."""

Start = Callable[[tuple[BridgeLine, ...]], Awaitable[TorProcess]]


@dataclass(slots=True)
class _Trial:
    """One bridge of a group: how often it was tried, and what it came to."""

    bridge: BridgeLine
    launched: int = 0
    failed: int = 0
    settled: bool = False
    failure: Failure | None = None

    def hear(self, event: Connection) -> None:
        """Tor tells of a try, its failure or its success."""
        match event.state:
            case "CONNECTED":
                self.settled = True
            case "LAUNCHED":
                self.launched += 1
                # behind a transport Tor tells of no failure, it only tries again
                if self.launched - self.failed > TRIES:
                    self._fail(FailureKind.PROXY_ERROR, "its transport does not reach it")
            case "FAILED":
                self.failed += 1
                if event.reason not in _PLAIN:
                    self.settled = True
                elif event.reason == "CONNECTREFUSED" or self.failed >= TRIES:
                    self._fail(_PLAIN[event.reason], event.reason)

    def give_up(self) -> None:
        """Its time is over. One that Tor did not even try has not been tested."""
        if not self.settled and self.launched:
            self._fail(FailureKind.TIMEOUT, "no answer")

    def _fail(self, kind: FailureKind, text: str) -> None:
        if not self.settled:
            self.settled, self.failure = True, Failure(kind=kind, text=text)


@dataclass(slots=True)
class TorScreen:
    """What is known of the bridges of one run; `look` finds it out, in groups.

    A bridge that failed and is asked for again is tried once more, together with the others that failed.
    """

    _found: dict[str, Failure | None] = field(default_factory=dict)
    _rounds: Counter[str] = field(default_factory=Counter)
    _asked: Counter[str] = field(default_factory=Counter)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self, bridge: BridgeLine, planned: Iterable[BridgeLine], start: Start) -> Failure | None:
        """Why a bridge does not answer; None when it does, and when that has to be asked by itself.

        `planned` are the bridges that will be asked for later; `start` makes a Tor with some of them.
        """
        self._asked[bridge.text] += 1
        wanted = min(self._asked[bridge.text], ROUNDS)
        async with self._lock:
            if self._open(bridge, wanted):
                group = self._group(bridge, [each for each in planned if self._open(each, wanted)])
                for each in group:
                    self._found[each.text] = None
                    self._rounds[each.text] = wanted
                for trial in await _tried(group, start):
                    self._found[trial.bridge.text] = trial.failure
            return self._found[bridge.text]

    def _open(self, bridge: BridgeLine, wanted: int) -> bool:
        """Whether a bridge is to be tried in that round: the second is for those that failed in the first."""
        known = bridge.text in self._found
        return self._rounds[bridge.text] < wanted and not (known and self._found[bridge.text] is None)

    def _group(self, first: BridgeLine, planned: Iterable[BridgeLine]) -> tuple[BridgeLine, ...]:
        """The first and others that are not known yet; Tor takes lines with the same address for one bridge."""
        group = [first]
        for each in planned:
            if len(group) == GROUP:
                break
            alone = all(each.endpoint != other.endpoint and _name(each) != _name(other) for other in group)
            if alone:
                group.append(each)
        return tuple(group)


async def _tried(group: tuple[BridgeLine, ...], start: Start) -> list[_Trial]:
    trials = {_name(bridge): _Trial(bridge) for bridge in group}
    try:
        tor = await start(group)
    except (OSError, ChildEndedError, ControlError):  # TimeoutError is an OSError
        return []  # each bridge will say by itself what is the matter
    try:
        await tor.child.until(_watch(tor, trials), STALLED)
    except (ChildEndedError, ControlError):
        pass
    except TimeoutError:
        for trial in trials.values():
            trial.give_up()
    finally:
        await tor.aclose()
    return list(trials.values())


async def _watch(tor: TorProcess, trials: dict[str, _Trial]) -> None:
    """Return when all are settled. Those that are get out of Tor's list, for it would try them every second."""
    woken = asyncio.Event()

    def hear(event: Event) -> None:
        if isinstance(event, Connection):
            trial = trials.get(event.fingerprint or event.target)
            if trial is not None:
                trial.hear(event)
                woken.set()

    tor.link.heard = hear
    await tor.go()
    known = len(trials)
    while left := [trial for trial in trials.values() if not trial.settled]:
        if len(left) < known:
            known = len(left)
            await tor.link.ask("SETCONF", *(f"Bridge={quoted(trial.bridge.text)}" for trial in left))
        await woken.wait()
        woken.clear()


def _name(bridge: BridgeLine) -> str:
    """How Tor's events call it."""
    return bridge.fingerprint or bridge.endpoint
