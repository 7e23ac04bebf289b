"""A small internet on loopback: names, pages under TLS that fail as told, and proxies, each remembering who came."""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import trustme

from tests.core.net.faultserver import Behaviour, Peer, TlsPeer, serving
from tests.core.net.resolvers import NameServer, name_server, zone
from tests.lab.socks_server import open_proxy
from waythrough.engine.engine import Engine
from waythrough.model.event import Event, RunFinished
from waythrough.model.network import AddressPlan, Canary, NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import FlowKind, Platform, Role, Target
from waythrough.model.run import Depth, Run, RunPlan
from waythrough.model.secret import Secret

NEUTRALS = ("n1.test", "n2.test", "n3.test")
CANARY = "canary.test"
NAMES = (*NEUTRALS, CANARY, "news.test", "chat.test", "video.test", "gone.test")
HERE = "127.0.0.1"
HERE6 = f"::ffff:{HERE}"  # the same servers over sockets of the other family
NOBODY, NOBODY6 = "127.0.0.77", "::ffff:127.0.0.77"  # refuses every port
EXIT = "127.0.0.9"  # the address from which proxies go out


class Authority:
    """One trusted authority and one that is not; contexts that speak HTTP/1.1."""

    def __init__(self, folder: Path) -> None:
        self.ca, self.foreign = trustme.CA(), trustme.CA()
        self.file = str(folder / "ca.pem")
        self.ca.cert_pem.write_to_path(self.file)
        self.good = _context(self.ca)
        self.intercepting = _context(self.foreign)


def _context(ca: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    ca.issue_cert(*NAMES).configure_cert(context)
    return context


def answer(body: bytes = b"<title>page</title>", status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    return head.encode() + body


def page(context: ssl.SSLContext, body: bytes = b"<title>page</title>", status: str = "200 OK") -> Behaviour:
    """A page under TLS."""

    async def behave(peer: Peer) -> None:
        tls = await peer.tls(context)
        await tls.request()
        await tls.send(answer(body, status))
        await tls.close_notify()

    return behave


def resets(context: ssl.SSLContext, *names: str) -> Behaviour:
    """Resets the connection after a ClientHello with one of the names, serves a page for all others."""

    async def behave(peer: Peer) -> None:
        hello = await peer.hello()
        if any(name.encode() in hello for name in names):
            peer.reset()
            return
        tls = TlsPeer(peer, context)
        tls._incoming.write(hello)
        await tls.handshake()
        await tls.request()
        await tls.send(answer())
        await tls.close_notify()

    return behave


def plain(body: bytes = b"success", status: str = "200 OK") -> Behaviour:
    """A page without TLS."""

    async def behave(peer: Peer) -> None:
        while b"\r\n\r\n" not in await peer.recv():
            continue
        await peer.send(answer(body, status))
        peer.fin()

    return behave


async def silence(peer: Peer) -> None:
    """Takes the connection and says nothing."""
    await peer.hold()


async def reset(peer: Peer) -> None:
    """Resets after the first bytes."""
    await peer.recv()
    peer.reset()


class Town:
    """What stands in the town; `visits` are the addresses that came to each name."""

    def __init__(self, authority: Authority, stack: AsyncExitStack) -> None:
        self.authority = authority
        self.visits: dict[str, list[str]] = defaultdict(list)
        self.came: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.ports: dict[str, int] = {}
        self.records: dict[tuple[str, str], tuple[str, ...]] = {(name, "A"): (HERE,) for name in NAMES}
        self.controls: tuple[str, ...] = ()
        self.port_hosts: tuple[str, ...] = ()
        self.nobody = ""
        self.first_resolver = ""  # the line's own, when it is not the town's
        self._stack = stack
        self.names: NameServer

    async def site(self, name: str, behaviour: Behaviour | None = None) -> int:
        """A site of the town; returns its port."""
        wanted = behaviour or page(self.authority.good)

        async def behave(peer: Peer) -> None:
            self.visits[name].append(peer.sock.getpeername()[0])
            self.came[name].set()
            await wanted(peer)

        served = await self._stack.enter_async_context(serving(behave))
        self.ports[name] = served.port
        return served.port

    async def proxy(self, serve: Callable[[Any, Any], Awaitable[None]] | None = None) -> int:
        """A SOCKS5 proxy that goes out from an address of its own; returns its port."""
        handler = serve or open_proxy(EXIT, dict.fromkeys(NAMES, (HERE,))).serve
        tasks: set[asyncio.Task[None]] = set()

        async def owned(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            tasks.add(task)
            await handler(reader, writer)

        server = await asyncio.start_server(owned, HERE, 0)
        self._stack.push_async_callback(_close, server, tasks)
        port: int = server.sockets[0].getsockname()[1]
        return port

    def platform(self, name: str, **more: Any) -> Platform:
        """A platform of one page."""
        port = self.ports.get(name, 9)
        target = Target(
            role=Role.WEB, flow=FlowKind.WEB, host=name, port=port, url=f"https://{name}:{port}/", **more
        )
        return Platform(id=name.partition(".")[0], names={"en": name}, targets=(target,))

    @property
    def profile(self) -> NetworkProfile:
        return NetworkProfile(
            name="town",
            resolvers=tuple(each for each in (self.first_resolver, f"{HERE}:{self.names.port}") if each),
            doh=(),
            trust_roots=self.authority.file,
            os_roots=self.authority.file,
            canaries=(Canary(url=f"http://{CANARY}:{self.ports[CANARY]}/", status=200, text="success"),),
            neutral_hosts=tuple(f"{name}:{self.ports[name]}" for name in NEUTRALS),
            nobody=self.nobody,
            controls=self.controls,
            port_hosts=self.port_hosts,
            address_plan=AddressPlan(public=(ip_network("127.0.0.0/8"), ip_network("::ffff:127.0.0.0/104"))),
        )

    def asked(self, name: str) -> int:
        """How often the town's name server was asked for a name."""
        return sum(name in str(query.question[0].name) for query in self.names.asked)

    async def run(self, plan: RunPlan) -> tuple[list[Event], Run]:
        """One whole run and its events."""
        events: list[Event] = []
        async with Engine(self.profile) as engine:
            async for event in engine.events(plan):
                events.append(event)
        last = events[-1]
        assert isinstance(last, RunFinished)
        return events, last.run


async def _close(server: asyncio.Server, tasks: "set[asyncio.Task[None]]") -> None:
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await server.wait_closed()


def socks(port: int, path_id: str = "way", **more: Any) -> PathSpec:
    """A SOCKS5 proxy of the town as a way."""
    fields: dict[str, str | int | bool | Secret] = {"host": HERE, "port": port, **more}
    return PathSpec(id=path_id, kind="socks5", fields=fields)


def plan(
    *platforms: Platform, paths: tuple[PathSpec, ...] = (), depth: Depth = Depth.QUICK, direct: bool = True
) -> RunPlan:
    return RunPlan(platforms=platforms, paths=paths, depth=depth, direct=direct)


@asynccontextmanager
async def town(
    authority: Authority, *, neutral: Behaviour | None = None, canary: Behaviour | None = None
) -> AsyncIterator[Town]:
    """A town with neutral hosts and a known page; sites and proxies are added by the test."""
    async with AsyncExitStack() as stack:
        here = Town(authority, stack)
        here.names = await stack.enter_async_context(name_server(lambda query: zone(here.records)(query)))
        for name in NEUTRALS:
            await here.site(name, neutral)
        await here.site(CANARY, canary or plain())
        yield here
