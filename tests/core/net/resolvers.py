"""A resolver that answers from a table and remembers what it was asked, and a name server of the tests' own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from tests.core.net.proxy_answers import Serve, serving
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import ResolveDetail
from waythrough.net.deadline import Patience
from waythrough.net.resolver import ResolveOutcome

Answer = Callable[[dns.message.Message], list[bytes]]
"""What a name server sends back for one question: any number of datagrams."""

HANGS_UP = [b""]
"""The answer of a server that closes a TCP connection without a word."""


class Table:
    """A Resolver over a dictionary; a name that is not in it does not exist."""

    label = "table"

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        self.asked: list[str] = []
        self._names = names

    async def resolve(self, name: str, patience: Patience, *, late: bool = False) -> ResolveOutcome:
        self.asked.append(name)
        addresses = self._names.get(name, ())
        return ResolveOutcome(
            detail=ResolveDetail(resolver=self.label, name=name, addresses=addresses),
            failure=None if addresses else Failure(kind=FailureKind.NXDOMAIN, code=3),
            started=0.0,
            duration=0.0,
        )

    async def aclose(self) -> None:
        return


def zone(records: Mapping[tuple[str, str], tuple[str, ...]], *, rcode: int = 0) -> Answer:
    """Answers from {(name, type): texts}; a name without any record does not exist (with `rcode` 0)."""
    names = {name for name, _ in records}

    def answer(query: dns.message.Message) -> list[bytes]:
        reply = dns.message.make_response(query, recursion_available=True)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True)
        reply.set_rcode(dns.rcode.Rcode(rcode or (0 if name in names else 3)))
        while alias := records.get((name, "CNAME")):
            reply.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", f"{alias[0]}."))
            name = alias[0]
        kind = dns.rdatatype.to_text(question.rdtype)
        if found := records.get((name, kind)):
            reply.answer.append(dns.rrset.from_text(f"{name}.", 300, "IN", kind, *found))
        return [reply.to_wire()]

    return answer


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, answer: Answer, asked: list[dns.message.Message]) -> None:
        self._answer = answer
        self._asked = asked
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        query = dns.message.from_wire(data)
        self._asked.append(query)
        assert self._transport is not None
        for reply in self._answer(query):
            self._transport.sendto(reply, addr)


def name_server_protocol(answer: Answer, asked: list[dns.message.Message]) -> asyncio.DatagramProtocol:
    """A name server for a socket of the caller's own."""
    return _Udp(answer, asked)


@asynccontextmanager
async def name_server(answer: Answer, tcp: Answer | None = None) -> AsyncIterator["NameServer"]:
    """A name server on loopback for the time of the block; over TCP too when `tcp` is given."""
    asked: list[dns.message.Message] = []
    async with AsyncExitStack() as stack:
        # TCP chooses the port: of the two it is the one whose ports are often taken
        port = await stack.enter_async_context(serving(_over_tcp(tcp, asked))) if tcp is not None else 0
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Udp(answer, asked), local_addr=("127.0.0.1", port)
        )
        stack.callback(transport.close)
        yield NameServer(transport.get_extra_info("sockname")[1], asked)


class NameServer:
    """Where a name server listens, and every question that it was asked."""

    def __init__(self, port: int, asked: list[dns.message.Message]) -> None:
        self.port = port
        self.asked = asked

    @property
    def types(self) -> list[str]:
        return sorted(dns.rdatatype.to_text(query.question[0].rdtype) for query in self.asked)


def _over_tcp(answer: Answer, asked: list[dns.message.Message]) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        data = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
        query = dns.message.from_wire(data)
        asked.append(query)
        replies = answer(query)
        for reply in filter(None, replies):
            writer.write(len(reply).to_bytes(2, "big") + reply)
        await writer.drain()
        if replies != HANGS_UP:
            await reader.read()

    return serve


def truncated(query: dns.message.Message) -> list[bytes]:
    """A reply that says that it does not fit."""
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.TC
    return [reply.to_wire()]


def silent(query: dns.message.Message) -> list[bytes]:
    """No reply."""
    return []
