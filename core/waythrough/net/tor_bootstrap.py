"""Waits until Tor can carry traffic, tells how far it has come, and says why it does not get on."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg
from waythrough.net.child_dialer import child_leg, ended_failure
from waythrough.net.process import ChildEndedError
from waythrough.net.tor import TorProcess
from waythrough.wire.log_cause import cause
from waythrough.wire.proxy_answer import tidy
from waythrough.wire.tor_control import Bootstrap, ClockSkew, Connection, Event

KIND: Final = "tor"
STALLED: Final = 30.0  # seconds without any progress
STALLED_FRONTED: Final = 75.0  # brokers and volunteers are found first
ENDS: Final = 240.0  # seconds for all of it
MUCH_SKEW: Final = 600  # seconds; Tor bears less

CONNECTING: Final = "Connecting to Tor"
GREETING: Final = "Speaking to the first server"
LOADING: Final = "Loading the list of servers"
BUILDING: Final = "Building a connection through Tor"

_CONNECT: Final = ("starting", "conn_pt", "conn_done_pt", "conn_proxy", "conn_done_proxy", "conn")
_HANDSHAKE: Final = ("conn_done", "handshake")
_REASONS: Final = {
    "CONNECTREFUSED": FailureKind.REFUSED,
    "CONNECTRESET": FailureKind.RESET,
    "TIMEOUT": FailureKind.TIMEOUT,
    "NOROUTE": FailureKind.HOST_UNREACHABLE,
    "IDENTITY": FailureKind.PROXY_MALFORMED,
    "TLS_ERROR": FailureKind.TLS_ERROR,
    "IOERROR": FailureKind.EOF,
    "DONE": FailureKind.EOF,
    "PT_MISSING": FailureKind.BAD_CONFIG,
    "RESOURCELIMIT": FailureKind.NO_RESOURCES,
}
_WORDS: Final = {
    "refused": FailureKind.REFUSED,
    "timed out": FailureKind.TIMEOUT,
    "timeout": FailureKind.TIMEOUT,
    "ttl expired": FailureKind.TIMEOUT,
    "reset": FailureKind.RESET,
    "unreachable": FailureKind.HOST_UNREACHABLE,
    "no route": FailureKind.HOST_UNREACHABLE,
    "no such host": FailureKind.NXDOMAIN,
}
_TRANSPORT_SAYS: Final = re.compile(r'unable to connect .*\("(.+)"\)$|^Managed proxy "[^"]*": (.*failure.*)$')
FINAL_REASONS: Final = frozenset({"CONNECTREFUSED", "IDENTITY", "NOROUTE", "PT_MISSING"})
"""What will not be otherwise a moment later, where there is one bridge only."""
TRIES: Final = 2
"""How often one bridge may fail for a reason that may be chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a bootstrap is labelled with. `single`: there is one bridge, so that its failure is Tor's."""

    host: str = ""
    port: int = 0
    hop: int = 0
    single: bool = False
    fronted: bool = False


@dataclass(slots=True, kw_only=True)
class Bootstrapping:
    """One bootstrap. `told` hears share and words."""

    tor: TorProcess
    entry: Entry
    told: Callable[[float, str], None]
    now: Bootstrap = field(default_factory=lambda: Bootstrap(progress=0, tag="starting"))
    problem: Bootstrap | None = None
    complaint: str = ""
    failures: int = 0
    skew: int = 0
    _reason: str = ""
    _trying: bool = False
    _known: frozenset[str] = frozenset()
    _legs: list[Leg] = field(default_factory=list)
    _started: float = field(default_factory=time.monotonic)
    _moved: asyncio.Event = field(default_factory=asyncio.Event)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> tuple[Leg, ...]:
        """Switch the network on and wait; returns the legs walked. Raises DialError, ControlError."""
        self._known = frozenset(map(_message, self.tor.child.tail(200)))
        self.tor.child.heard, self.tor.link.heard = self._hear_line, self._hear
        self.told(0.0, CONNECTING)
        await self.tor.go()
        try:
            await self.tor.child.until(self._done(), ENDS)
        except TimeoutError:
            raise self._failed(self._failure()) from None
        except ChildEndedError as error:
            failure = ended_failure(error.code, error.tail)
            raise DialError((*self._legs, child_leg(KIND, self.entry.hop, self._started, failure))) from error
        return tuple(self._legs)

    async def _done(self) -> None:
        patience = STALLED_FRONTED if self.entry.fronted else STALLED
        while self.now.progress < 100:
            self._moved.clear()
            async with asyncio.timeout(patience):
                while not self._moved.is_set() and not self._hopeless():
                    self._woken.clear()
                    await self._woken.wait()
            if self._hopeless():
                raise self._failed(self._failure())
        self._leg(Stage.REQUEST, None)

    def _hopeless(self) -> bool:
        """Whether the one bridge has said no."""
        if not self.entry.single or not self.failures:
            return False
        return self._why() in FINAL_REASONS or self.failures >= TRIES

    def _hear(self, event: Event) -> None:
        match event:
            case Bootstrap():
                self._hear_bootstrap(event)
            case ClockSkew(seconds=seconds):
                self.skew = seconds
            case Connection(state="LAUNCHED"):
                # behind a transport Tor tells of no failure, it only tries again
                self.failures += self._trying
                self._trying = True
            case Connection(state="FAILED", reason=reason):
                self.failures += 1
                self._trying, self._reason = False, reason
            case Connection(state="CONNECTED"):
                self.failures, self._trying, self._reason = 0, False, ""
        self._woken.set()

    def _hear_line(self, line: str) -> None:
        """What Tor and its transport complain of."""
        message = _message(line)
        if found := _TRANSPORT_SAYS.search(message):
            self.complaint = found[1] or found[2]
            self.failures += "broker failure" in message
        elif "[warn]" in line and message not in self._known:
            self.complaint = self.complaint or message
        self._woken.set()

    def _hear_bootstrap(self, event: Bootstrap) -> None:
        if event.warning:
            self.problem = event
        if event.progress <= self.now.progress:
            return
        self.problem = self.problem if event.warning else None
        before, after = self._stage(self.now.tag), self._stage(event.tag)
        if before is not after:
            self._leg(before, None)
        if before is Stage.CONNECT and after is Stage.DATA:  # the greeting was too quick to be told of
            self._leg(Stage.HANDSHAKE, None)
        self.now = event
        self.told(event.progress / 100, _doing(event.tag))
        self._moved.set()

    def _failed(self, failure: Failure) -> DialError:
        self._leg(self._stage(self.now.tag), failure)
        return DialError(tuple(self._legs))

    def _why(self) -> str:
        """Tor's word for what went wrong; where a connection just ended, the bootstrap may know better."""
        told = self.problem.reason if self.problem is not None else ""
        if self.problem is not None and "identity" in self.problem.warning:
            return "IDENTITY"
        return told if self._reason in ("", "DONE", "MISC") and told else self._reason

    def _failure(self) -> Failure:
        """Why it does not get on, in Tor's own words: how far it came, and the reason it gave."""
        if abs(self.skew) > MUCH_SKEW:
            text = "the clocks differ by that many seconds"
            return Failure(kind=FailureKind.CLOCK_SKEW, code=self.skew, text=text)
        reason = self._why()
        said = self.problem.warning if self.problem is not None else cause([self.complaint])
        words = ", ".join(filter(None, (reason, said))) or "no answer"
        text = tidy(f"{self.now.progress} % ({self.now.tag}): {words}")
        return Failure(kind=_REASONS.get(reason) or _kind_of(said), text=text)

    def _stage(self, tag: str) -> Stage:
        # a transport that has to find its way first calls itself connected at once
        if tag in _CONNECT or (self.entry.fronted and tag == "conn_done"):
            return Stage.CONNECT
        return Stage.HANDSHAKE if tag in _HANDSHAKE else Stage.DATA

    def _leg(self, stage: Stage, failure: Failure | None) -> None:
        begun = self._legs[-1].started + self._legs[-1].duration if self._legs else self._started
        leg = child_leg(KIND, self.entry.hop, begun, failure, stage)
        detail = PathDetail(
            hop=self.entry.hop,
            kind=KIND,
            reply=self.now.progress,
            reply_text=failure.text if failure else self.now.tag,
        )
        self._legs.append(replace(leg, host=self.entry.host, port=self.entry.port, detail=detail))


def _message(line: str) -> str:
    """A line of Tor's log without time and severity."""
    return line.partition("] ")[2]


def _kind_of(words: str) -> FailureKind:
    """What a transport's words amount to; some say only that it did not work."""
    if not words:
        return FailureKind.TIMEOUT
    return next((kind for word, kind in _WORDS.items() if word in words.lower()), FailureKind.PROXY_ERROR)


def _doing(tag: str) -> str:
    if tag in _CONNECT:
        return CONNECTING
    if tag in (*_HANDSHAKE, "handshake_done"):
        return GREETING
    return BUILDING if tag.startswith(("ap_", "circuit", "done", "enough")) else LOADING
