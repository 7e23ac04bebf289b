"""The single steps of every flow: each one done, timed and recorded once."""

import time
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Protocol

from waythrough.model.failure import FOREIGN_ISSUERS, Failure, FailureKind
from waythrough.model.network import AddressPlan
from waythrough.model.observation import Detail, HttpDetail
from waythrough.model.step import Purpose, Step
from waythrough.net import browser_hello
from waythrough.net.base import Dialer, DialError, Stream, StreamError
from waythrough.net.deadline import Patience, Wait
from waythrough.net.http import Request, exchange
from waythrough.net.resolver_base import ResolveOutcome, Resolver
from waythrough.net.tls import BROWSER, PLAIN_HELLO, Hello, open_tls
from waythrough.net.trust import Trust, os_trusts
from waythrough.probe.trace import About, Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a flow runs over. `resolver` None means that names go to the far end of the way."""

    dialer: Dialer
    resolver: Resolver | None
    trust: Trust
    address_plan: AddressPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An open stream and the endpoint that it leads to.

    `address` is the one that was asked for, "" when a way was given the name: the address of the way's own
    server is never kept here, since observations travel into reports.
    """

    stream: Stream
    host: str
    port: int
    address: str = ""
    alpn: str = ""
    validated: bool = False


class Part(Protocol):
    """One part of a conversation as net tells of it: when (`time.monotonic()`), for how long (s), how it ended."""

    @property
    def started(self) -> float: ...
    @property
    def duration(self) -> float: ...
    @property
    def failure(self) -> Failure | None: ...
    @property
    def bytes_sent(self) -> int: ...
    @property
    def bytes_received(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One pass over a line: whose it is, why it is made, and how long it may wait in each phase."""

    trace: Trace
    line: Line
    patience: Patience
    about: About

    def at_hop(self, hop: int) -> "Walk":
        """The same walk, further along a chain of redirects."""
        return replace(self, about=replace(self.about, hop=hop))

    def with_purpose(self, purpose: Purpose, attempt: int = 1) -> "Walk":
        """A walk over the same line for another reason."""
        return replace(self, about=replace(self.about, purpose=purpose, attempt=attempt, hop=0))

    async def resolve(self, name: str, resolver: Resolver, *, late: bool = False) -> ResolveOutcome:
        """Ask one resolver for a name; `late`: stay to hear whether a second, unlike answer comes."""
        outcome = await resolver.resolve(name, self.patience, late=late)
        self.record(Step.RESOLVE, name, outcome, detail=outcome.detail)
        return outcome

    def record(
        self, step: Step, host: str, part: Part, *, port: int = 0, address: str = "", detail: Detail = None
    ) -> None:
        """Record one part of a conversation as it was seen."""
        self.trace.add(
            self.about,
            step,
            host,
            started=part.started,
            duration=part.duration,
            port=port,
            address=address,
            failure=part.failure,
            bytes_sent=part.bytes_sent,
            bytes_received=part.bytes_received,
            detail=detail,
        )

    async def connect(self, host: str, port: int, address: str = "") -> Reached | None:
        """A stream to `address` (or, over a way, to `host` by name); None when it failed."""
        try:
            stream = await self.line.dialer.dial(address or host, port, self.patience)
        except DialError as error:
            self.trace.add_legs(self.about, host, port, error.legs, address)
            return None
        self.trace.add_legs(self.about, host, port, stream.facts.legs, address)
        return Reached(stream=stream, host=host, port=port, address=address)

    async def secure(
        self,
        at: Reached,
        server_name: str,
        *,
        alpn: tuple[str, ...] = ("h2", "http/1.1"),
        hello: Hello = PLAIN_HELLO,
        proves: str = "",
    ) -> Reached | None:
        """TLS over a stream, verified; None when it failed (the stream is then aborted).

        `proves`: the host whose certificate must come although another name is sent; "" = the name that is sent.
        """
        proves = "" if proves == server_name else proves
        trust = self.line.trust
        context = trust.chain_only if proves else trust.context_for(server_name)
        if hello.kind == BROWSER:
            context = browser_hello.context_like(context)
        outcome = await open_tls(
            at.stream, server_name, context, self.patience, alpn=alpn, hello=hello, proves=proves
        )
        detail = outcome.detail
        if self._foreign(at, outcome.failure):
            trusted = await os_trusts(
                self.line.dialer, at.address, at.port, server_name, self.line.trust, self.patience
            )
            detail = replace(detail, os_trusted=trusted)
        if not self._blamed(at, outcome.failure):
            self.record(Step.TLS, server_name, outcome, port=at.port, address=at.address, detail=detail)
        if outcome.stream is None:
            at.stream.abort()
            return None
        return replace(at, stream=outcome.stream, alpn=outcome.detail.alpn, validated=True)

    async def handshake(
        self, host: str, port: int, address: str = "", name: str = "", *, hello: Hello = PLAIN_HELLO
    ) -> Reached | None:
        """A connection and TLS over it as `name` ("" = the host's own), verified; None when either failed."""
        reached = await self.connect(host, port, address)
        return None if reached is None else await self.secure(reached, name or host, hello=hello)

    def _blamed(self, at: Reached, failure: Failure | None) -> bool:
        """Whether it was the way that failed and not the target; then that is what is recorded."""
        own = at.stream.facts.own
        if failure is None or own is None:
            return False
        self.trace.add_legs(self.about, at.host, at.port, (own,), at.address)
        return True

    def _foreign(self, at: Reached, failure: Failure | None) -> bool:
        """Whether the target showed a certificate that only the owner of this computer may have trusted."""
        asked = self.about.purpose is Purpose.TARGET and bool(at.address)
        return asked and failure is not None and failure.kind in FOREIGN_ISSUERS

    async def request(self, at: Reached, request: Request, *, body_limit: int) -> HttpDetail | None:
        """One exchange; the detail when the head arrived, else None. The stream is spent afterwards."""
        try:
            outcome = await exchange(
                at.stream,
                request,
                self.patience,
                version="h2" if at.alpn == "h2" else "http/1.1",
                validated=at.validated,
                body_limit=body_limit,
            )
        finally:
            at.stream.abort()
        head_failed = outcome.failed_step is Step.HTTP
        if head_failed and self._blamed(at, outcome.failure):
            return None
        self._add(
            at,
            Step.HTTP,
            started=outcome.started,
            duration=outcome.head_duration,
            failure=outcome.failure if head_failed else None,
            bytes_sent=outcome.bytes_sent,
            bytes_received=max(0, outcome.bytes_received - outcome.detail.body_bytes),
            detail=outcome.detail,
        )
        if head_failed:
            return None
        if outcome.detail.body_bytes or outcome.failure is not None:
            self._add(
                at,
                Step.BODY,
                started=outcome.started + outcome.head_duration,
                duration=outcome.body_duration,
                failure=outcome.failure,
                bytes_received=outcome.detail.body_bytes,
            )
        return outcome.detail

    async def exchange_bytes(self, at: Reached, send: bytes, expect: bytes) -> bool:
        """Send bytes and compare the beginning of the answer; True when it is as expected."""
        started = time.monotonic()
        failure: Failure | None = None
        answer = b""
        try:
            async with Wait(self.patience) as wait:
                await at.stream.send(send)
                while len(answer) < max(1, len(expect)):
                    data = await at.stream.recv()
                    if not data:
                        failure = Failure(kind=FailureKind.EOF)
                        break
                    answer += data
                    wait.progress()
        except TimeoutError:
            failure = Failure(kind=FailureKind.TIMEOUT)
        except StreamError as error:
            failure = error.failure
        finally:
            at.stream.abort()
        if failure is None and not answer.startswith(expect):
            failure = Failure(kind=FailureKind.RULE_UNMET, text=answer[:32].hex())
        if self._blamed(at, failure):
            return False
        self._add(
            at,
            Step.EXCHANGE,
            started=started,
            duration=time.monotonic() - started,
            failure=failure,
            bytes_sent=len(send),
            bytes_received=len(answer),
        )
        return failure is None

    def _add(
        self,
        at: Reached,
        step: Step,
        *,
        started: float,
        duration: float,
        failure: Failure | None,
        bytes_sent: int = 0,
        bytes_received: int = 0,
        detail: Detail = None,
    ) -> None:
        self.trace.add(
            self.about,
            step,
            at.host,
            started=started,
            duration=duration,
            port=at.port,
            address=at.address,
            failure=failure,
            bytes_sent=bytes_sent,
            bytes_received=bytes_received,
            detail=detail,
        )

    async def addresses(self, host: str) -> tuple[str, ...]:
        """Addresses worth trying for a host, the line's own resolver asked; a literal is its own address."""
        if is_literal(host) or self.line.resolver is None:
            return (host,) if is_literal(host) else ()
        outcome = await self.resolve(host, self.line.resolver)
        return worth_trying(outcome.detail.addresses, self.line.address_plan)


def is_literal(host: str) -> bool:
    """Whether a host is an address and not a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def worth_trying(addresses: tuple[str, ...], plan: AddressPlan) -> tuple[str, ...]:
    """At most two IPv4 addresses and one IPv6; never the own machine, which a lie may point at."""
    usable = [address for address in addresses if not _own_machine(address, plan)]
    v4 = [address for address in usable if ip_address(address).version == 4]
    v6 = [address for address in usable if ip_address(address).version == 6]
    return (*v4[:2], *v6[:1])


def _own_machine(address: str, plan: AddressPlan) -> bool:
    parsed = ip_address(address)
    return (parsed.is_loopback or parsed.is_unspecified) and not plan.is_public(address)
