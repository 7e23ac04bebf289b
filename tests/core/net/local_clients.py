"""Clients of the proxy for children: a stream, an association, and a server that answers datagrams."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from waythrough.model.failure import Failure
from waythrough.model.secret import Secret
from waythrough.net.base import DialError, Leg, Stream
from waythrough.net.datagram import Datagrams, open_datagrams
from waythrough.net.deadline import Patience
from waythrough.net.local_proxy import LocalProxy
from waythrough.net.socks import SocksDialer
from waythrough.net.tcp import TcpDialer
from waythrough.wire.socks import Socks5
from waythrough.wire.socks_server import unpack_address

PATIENCE = Patience(hard=20)
_OWN = Secret("\0")


async def dial(proxy: LocalProxy, host: str, port: int, *, password: Secret | None = _OWN) -> Stream:
    """A stream through the proxy; `password` None goes without a log-in."""
    user = None if password is None else proxy.user
    secret = proxy.password if password is _OWN else password
    base = SocksDialer(TcpDialer(), "127.0.0.1", proxy.port, user=user, password=secret)
    return await base.dial(host, port, PATIENCE)


@asynccontextmanager
async def associated(proxy: LocalProxy) -> AsyncIterator[tuple[Datagrams, asyncio.WriteTransport]]:
    """A socket for datagrams with SOCKS headers, and the connection that keeps the association."""
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        talk = Socks5("0.0.0.0", 1, proxy.user, proxy.password.reveal())
        data = b""
        while not talk.done:
            message = talk.bytes_to_send()
            if message.startswith(b"\x05\x01\x00\x01"):
                message = b"\x05\x03" + message[2:]
            writer.write(message)
            data = await reader.read(1000)
            answer = talk.receive(data)
            if answer is not None and answer.failure is not None:
                raise DialError((_failed(answer.failure),))
        found = unpack_address(data[3:])
        assert found is not None
        link = await open_datagrams(found[0], found[1])
        try:
            yield link, writer.transport
        finally:
            link.close()
    finally:
        writer.close()


def _failed(failure: Failure) -> Leg:
    return Leg(stage=None, host="", port=0, started=0, duration=0, failure=failure)


@contextmanager
def served_datagrams() -> Iterator[int]:
    """A server that gives each datagram back with a "!" behind it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))

        def answer() -> None:
            while True:
                data, source = sock.recvfrom(2000)
                if data == b"end":
                    return
                sock.sendto(data + b"!", source)

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield sock.getsockname()[1]
        finally:
            sock.sendto(b"end", sock.getsockname())
            thread.join()
