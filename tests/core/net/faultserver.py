"""A loopback server that fails in exactly one chosen way, down to single segments, and says when it has."""

import asyncio
import contextlib
import datetime
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import trustme

NAME = "site.test"
_LONG_AGO = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
_FAR_OFF = datetime.datetime(2900, 1, 1, tzinfo=datetime.UTC)


class Peer:
    """The server's end of one connection. `done` is set when the behaviour has done what it is there for."""

    def __init__(self, sock: socket.socket, done: asyncio.Event) -> None:
        self.sock = sock
        self.done = done
        self._peeked = b""
        self._loop = asyncio.get_running_loop()

    async def recv(self) -> bytes:
        if self._peeked:
            data, self._peeked = self._peeked, b""
            return data
        return await self._loop.sock_recv(self.sock, 65536)

    async def send(self, data: bytes) -> None:
        await self._loop.sock_sendall(self.sock, data)

    async def hello(self) -> bytes:
        """The whole first record of the client, so that a close afterwards is a FIN and not a reset."""
        data = b""
        while len(data) < 5 or len(data) < 5 + int.from_bytes(data[3:5]):
            data += await self.recv()
        return data

    async def peek_hello(self) -> bytes:
        """The client's first record, left to be read again."""
        self._peeked = await self.hello()
        return self._peeked

    def reset(self) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()
        self.done.set()

    def fin(self) -> None:
        self.sock.shutdown(socket.SHUT_WR)
        self.done.set()

    async def hold(self) -> None:
        """Say nothing more until the client is gone."""
        self.done.set()
        while await self.recv():
            continue

    async def tls(self, context: ssl.SSLContext) -> "TlsPeer":
        """Do the handshake. Raises ssl.SSLError after the alert was sent."""
        peer = TlsPeer(self, context)
        await peer.handshake()
        return peer


class TlsPeer:
    """The server's end inside TLS, with each way of ending within reach."""

    def __init__(self, peer: Peer, context: ssl.SSLContext) -> None:
        self.peer = peer
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    @property
    def alpn(self) -> str | None:
        return self._tls.selected_alpn_protocol()

    async def handshake(self) -> None:
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self.flush()
                self._incoming.write(await self._more())
            except ssl.SSLError:
                await self.flush()
                raise
            else:
                await self.flush()
                return

    async def _more(self) -> bytes:
        data = await self.peer.recv()
        if not data:
            raise ConnectionResetError("the client left")
        return data

    def first_flight(self, hello: bytes) -> bytes:
        """What a server answers to a ClientHello, without sending it."""
        self._incoming.write(hello)
        with contextlib.suppress(ssl.SSLWantReadError):
            self._tls.do_handshake()
        return self._outgoing.read()

    async def flush(self) -> None:
        data = self._outgoing.read()
        if data:
            await self.peer.send(data)

    async def recv(self) -> bytes:
        while True:
            try:
                return self._tls.read(65536)
            except ssl.SSLWantReadError:
                self._incoming.write(await self._more())

    async def request(self) -> bytes:
        """Everything up to the end of the request's head."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += await self.recv()
        return data

    async def send(self, data: bytes) -> None:
        self._tls.write(data)
        await self.flush()

    async def close_notify(self) -> None:
        try:
            self._tls.unwrap()
        except ssl.SSLWantReadError:
            await self.flush()
        self.peer.fin()


Behaviour = Callable[[Peer], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Served:
    """Where a server listens, and the event that its behaviour sets."""

    port: int
    done: asyncio.Event


class FaultServer:
    """Accepts any number of connections and lets each one meet the same behaviour."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._sock = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._sock.setblocking(False)
        self._tasks: set[asyncio.Task[None]] = set()
        self.done = asyncio.Event()

    @property
    def port(self) -> int:
        port: int = self._sock.getsockname()[1]
        return port

    def start(self) -> None:
        self._keep(self._accept())

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._sock.close()

    def _keep(self, job: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.get_running_loop().create_task(job, name="fault server")
        self._tasks.add(task)

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            sock, _ = await loop.sock_accept(self._sock)
            self._keep(self._serve(sock))

    async def _serve(self, sock: socket.socket) -> None:
        with sock:
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a reset throws away what Nagle holds
            try:
                await self._behaviour(Peer(sock, self.done))
                await Peer(sock, self.done).hold()
            except (OSError, ssl.SSLError):
                return  # the client gave up, as it must at most of these behaviours


@contextlib.asynccontextmanager
async def serving(behaviour: Behaviour) -> AsyncIterator[Served]:
    """A server that meets every connection with `behaviour`, then keeps still until the client leaves."""
    server = FaultServer(behaviour)
    server.start()
    try:
        yield Served(server.port, server.done)
    finally:
        await server.stop()


@contextlib.asynccontextmanager
async def refusing() -> AsyncIterator[Served]:
    """A port that is bound, so that nobody else takes it, and answers every SYN with RST."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield Served(sock.getsockname()[1], asyncio.Event())


@contextlib.asynccontextmanager
async def black_hole() -> AsyncIterator[Served]:
    """A port whose SYNs vanish: Linux drops them while the queue of a listener that never accepts is full."""
    with socket.socket() as listener, socket.socket() as filler:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        filler.connect(listener.getsockname())
        yield Served(listener.getsockname()[1], asyncio.Event())


class Certificates:
    """One authority that the client trusts, one that it does not, and a context for each kind of certificate."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ca = trustme.CA()
        self._foreign = trustme.CA()
        self.ca_file = str(folder / "ca.pem")
        self._ca.cert_pem.write_to_path(self.ca_file)

    @cached_property
    def good(self) -> ssl.SSLContext:
        return self._context(self._ca.issue_cert(NAME, "127.0.0.1"))

    @cached_property
    def tls12(self) -> ssl.SSLContext:
        context = self._context(self._ca.issue_cert(NAME))
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        return context

    @cached_property
    def mitm(self) -> ssl.SSLContext:
        return self._context(self._foreign.issue_cert(NAME))

    @cached_property
    def expired(self) -> ssl.SSLContext:
        day = datetime.timedelta(days=1)
        return self._context(
            self._ca.issue_cert(NAME, not_before=_LONG_AGO, not_after=_LONG_AGO + day),
        )

    @cached_property
    def not_yet(self) -> ssl.SSLContext:
        day = datetime.timedelta(days=1)
        return self._context(self._ca.issue_cert(NAME, not_before=_FAR_OFF, not_after=_FAR_OFF + day))

    @cached_property
    def wrong_host(self) -> ssl.SSLContext:
        return self._context(self._ca.issue_cert("other.test"))

    @cached_property
    def self_signed(self) -> ssl.SSLContext:
        lonely = trustme.CA()
        context = _server_context()
        pem = self._folder / "lonely.pem"
        pem.write_bytes(lonely.private_key_pem.bytes() + lonely.cert_pem.bytes())
        context.load_cert_chain(pem)
        return context

    @cached_property
    def asking(self) -> ssl.SSLContext:
        """Wants a certificate of the client, and in TLS 1.3 says so only after the client thinks all is well."""
        context = self._context(self._ca.issue_cert(NAME))
        context.verify_mode = ssl.CERT_REQUIRED
        self._ca.configure_trust(context)
        return context

    def _context(self, leaf: trustme.LeafCert) -> ssl.SSLContext:
        context = _server_context()
        leaf.configure_cert(context)
        return context


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["h2", "http/1.1"])
    return context
