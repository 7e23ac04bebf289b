"""A DNS server asked over UDP, with TCP where the answer does not fit, and an ear for further replies."""

import asyncio
import socket
import time
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Final, cast

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.base import Dialer, DialError, Stream, StreamError
from waythrough.net.classify import classify
from waythrough.net.deadline import Patience, Wait
from waythrough.net.dns_message import (
    FORMERR,
    NOTIMP,
    DnsMessageError,
    DnsQuery,
    build_query,
    parse_reply,
)
from waythrough.net.resolver_base import (
    DnsAnswer,
    FamilyAnswer,
    ResolveOutcome,
    answered,
    combine,
    failed,
    literal_outcome,
)
from waythrough.net.sockets import Sockets

FIRST_RETRY: Final = 1.0  # seconds until the question is sent again; doubles each time
GRACE: Final = 0.3  # seconds that AAAA may take longer than A, on top of as long again as A took
NO_ANSWER: Final = 5.0  # seconds of silence after three sendings; more only where round trips ask for it
LATE_WINDOW: Final = 0.5  # seconds; injected answers and true ones are a few round trips apart at most
MAX_REPLIES: Final = 64  # different datagrams looked at for one question, whoever floods us
_NO_ANSWER: Final = FamilyAnswer(failure=Failure(kind=FailureKind.TIMEOUT))


class UdpResolver:
    """Asks one server at an address literal; A and AAAA go out together, each from a fresh port.

    `tcp` dials the same server when an answer is truncated (None: a truncated answer is taken as it is).
    `late_window` is how long `resolve(late=True)` listens on after the first reply, in seconds; with
    `checking=False` the server is asked not to check signatures. `sockets` makes the sockets where the server is not
    asked over this machine's own line.
    """

    def __init__(
        self,
        address: str,
        port: int = 53,
        *,
        tcp: Dialer | None = None,
        late_window: float = LATE_WINDOW,
        checking: bool = True,
        sockets: Sockets | None = None,
    ) -> None:
        self.address = address
        self.port = port
        self.label = f"udp:{address}" if port == 53 else f"udp:{address}:{port}"
        self._tcp = tcp
        self._late_window = late_window
        self._checking = checking
        self._sockets = sockets

    async def resolve(self, name: str, patience: Patience, *, late: bool = False) -> ResolveOutcome:
        """Both families of a name; see Resolver."""
        if (outcome := literal_outcome(self.label, name)) is not None:
            return outcome
        started = time.monotonic()
        try:
            build_query(name, 4)
        except DnsMessageError as error:
            return failed(self.label, name, started, Failure(kind=FailureKind.BAD_CONFIG, text=str(error)))
        four, six = await both_families(
            self._ask(name, 4, patience, late=late), self._ask(name, 6, patience, late=late)
        )
        return combine(self.label, name, started, four, six)

    async def ask(self, name: str, family: int, patience: Patience) -> FamilyAnswer:
        """One question, whatever it is about; see `build_query`. Raises DnsMessageError for a name DNS cannot carry."""
        return await self._ask(name, family, patience, late=False)

    async def aclose(self) -> None:
        """Nothing stays open between questions."""

    async def _ask(self, name: str, family: int, patience: Patience, *, late: bool) -> FamilyAnswer:
        exchange = _Exchange(name, family, self._checking)
        try:
            await self._connect(exchange)
            async with Wait(_enough(patience)):
                answer = await exchange.ask()
            if late:
                await asyncio.sleep(self._late_window)
            result = await self._whole(answer, name, family, patience)
        except TimeoutError:
            kind = FailureKind.DNS_MALFORMED if exchange.malformed else FailureKind.TIMEOUT
            result = FamilyAnswer(failure=Failure(kind=kind, text=exchange.malformed))
        except OSError as error:
            result = FamilyAnswer(failure=classify(error))
        finally:
            exchange.close()
        return replace(
            result,
            late=tuple(exchange.late),
            bytes_sent=result.bytes_sent + exchange.sent,
            bytes_received=result.bytes_received + exchange.received,
        )

    async def _connect(self, exchange: "_Exchange") -> None:
        loop = asyncio.get_running_loop()
        if self._sockets is None:
            await loop.create_datagram_endpoint(lambda: exchange, remote_addr=(self.address, self.port))
            return
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        sock = await self._sockets.make(family, socket.SOCK_DGRAM)
        try:
            sock.connect((self.address, self.port))
            await loop.create_datagram_endpoint(lambda: exchange, sock=sock)
        except BaseException:
            sock.close()
            raise

    async def _whole(self, answer: DnsAnswer, name: str, family: int, patience: Patience) -> FamilyAnswer:
        if not answer.truncated or self._tcp is None:
            return answered(answer)
        try:
            stream = await self._tcp.dial(self.address, self.port, patience)
        except DialError as error:
            return FamilyAnswer(failure=error.failure)
        try:
            query = build_query(name, family, checking=self._checking)
            return await ask_stream(stream, query, patience)
        finally:
            stream.abort()


def _enough(patience: Patience) -> Patience:
    """A question has one phase only, so that it need not be given the time of a whole page."""
    return replace(patience, hard=min(patience.hard, max(NO_ANSWER, 3 * patience.soft)))


class _Exchange(asyncio.DatagramProtocol):
    """One question on one connected socket, sent again with a new id as long as nothing comes.

    The socket is connected so that an ICMP refusal is seen and strangers are not heard. A reply to a
    transmission that was answered otherwise already is a late one; copies are the network's doing.
    """

    def __init__(self, name: str, family: int, checking: bool) -> None:
        self.late: list[tuple[str, ...]] = []
        self.malformed = ""
        self.sent = 0
        self.received = 0
        self._name = name
        self._family = family
        self._checking = checking
        self._transport: asyncio.DatagramTransport | None = None
        self._first: asyncio.Future[DnsAnswer] = asyncio.get_running_loop().create_future()
        self._open: dict[int, DnsQuery] = {}
        self._answered: dict[int, DnsAnswer] = {}
        self._seen: set[bytes] = set()

    async def ask(self) -> DnsAnswer:
        """The first answer; asked again without EDNS where the server does not know it. Raises OSError."""
        answer = await self._await_answer(edns=True)
        if answer.rcode in (FORMERR, NOTIMP):
            self._first = asyncio.get_running_loop().create_future()
            answer = await self._await_answer(edns=False)
        return answer

    async def _await_answer(self, *, edns: bool) -> DnsAnswer:
        pause = FIRST_RETRY
        while not self._first.done():
            self._send(build_query(self._name, self._family, edns=edns, checking=self._checking))
            await asyncio.wait((self._first,), timeout=pause)
            pause *= 2
        return self._first.result()

    def _send(self, query: DnsQuery) -> None:
        self._open[query.id] = query
        assert self._transport is not None
        self._transport.sendto(query.wire)
        self.sent += len(query.wire)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()
        if self._first.done() and not self._first.cancelled():
            self._first.exception()  # an error that came after the wait was given up
        self._first.cancel()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # CPython's own datagram transport is no subclass of DatagramTransport below Python 3.12
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        self.received += len(data)
        if data in self._seen or len(self._seen) == MAX_REPLIES:
            return
        self._seen.add(data)
        query = self._open.get(int.from_bytes(data[:2], "big"))
        if query is None:
            self.malformed = self.malformed or "a reply that was not asked for"
            return
        try:
            answer = parse_reply(data, query)
        except DnsMessageError as error:
            self.malformed = self.malformed or str(error)
            return
        first = self._answered.setdefault(query.id, answer)
        if (set(first.addresses), first.rcode) != (set(answer.addresses), answer.rcode):
            self.late.append(answer.addresses)
        if not self._first.done():
            self._first.set_result(answer)

    def error_received(self, exc: Exception) -> None:
        if not self._first.done():
            self._first.set_exception(exc)


async def both_families(
    four: Coroutine[Any, Any, FamilyAnswer], six: Coroutine[Any, Any, FamilyAnswer]
) -> tuple[FamilyAnswer, FamilyAnswer]:
    """Ask both at once; AAAA is waited for only as long as it can still change the outcome."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    async with asyncio.TaskGroup() as group:
        first = group.create_task(four, name="dns A")
        second = group.create_task(six, name="dns AAAA")
        await asyncio.wait((first,))
        lead = first.result()
        only_six_can_help = lead.failure is None and not (lead.answer and lead.answer.addresses)
        grace = None if only_six_can_help else GRACE + loop.time() - started
        await asyncio.wait((second,), timeout=grace)
        second.cancel()
    return lead, _NO_ANSWER if second.cancelled() else second.result()


async def ask_stream(stream: Stream, query: DnsQuery, patience: Patience) -> FamilyAnswer:
    """One question over a stream, each message led by its length (RFC 1035, 4.2.2)."""
    message = len(query.wire).to_bytes(2, "big") + query.wire
    data = b""
    try:
        async with Wait(patience) as wait:
            await stream.send(message)
            while len(data) < 2 or len(data) < 2 + int.from_bytes(data[:2], "big"):
                more = await stream.recv()
                if not more:
                    return FamilyAnswer(failure=Failure(kind=FailureKind.EOF))
                data += more
                wait.progress()
        result = answered(parse_reply(data[2 : 2 + int.from_bytes(data[:2], "big")], query))
    except TimeoutError:
        result = FamilyAnswer(failure=Failure(kind=FailureKind.TIMEOUT))
    except StreamError as error:
        result = FamilyAnswer(failure=error.failure)
    except DnsMessageError as error:
        result = FamilyAnswer(failure=Failure(kind=FailureKind.DNS_MALFORMED, text=str(error)))
    return replace(result, bytes_sent=len(message), bytes_received=len(data))


def split_server(text: str) -> tuple[str, int]:
    """Address and port of "ip", "ip:port" or "[ip6]:port". Raises ValueError."""
    host, port = text, "53"
    if text.startswith("["):
        host, bracket, tail = text[1:].partition("]")
        if not bracket or tail[:1] not in ("", ":"):
            raise ValueError("not an address in brackets")
        port = tail[1:] if tail else port
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError("not a port")
    version = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.inet_pton(version, host)
    except OSError as error:
        raise ValueError("not an address") from error
    return host, int(port)
