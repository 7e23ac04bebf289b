"""HTTP/3 servers on loopback, by another library than the client's, and sockets that answer otherwise."""

import asyncio
import datetime
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import trustme
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.asyncio.server import serve
from aioquic.h3.connection import H3Connection
from aioquic.h3.events import HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import QuicEvent

from waythrough.net.trust import Trust

HERE = "127.0.0.1"
NAME = "site.test"
LONG_AGO = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
FAR_OFF = datetime.datetime(2900, 1, 1, tzinfo=datetime.UTC)


class Papers:
    """A trusted authority, another one, and files of both."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ca, self._foreign = trustme.CA(), trustme.CA()
        self._ca.cert_pem.write_to_path(str(folder / "ca.pem"))
        self.trust = Trust(roots=str(folder / "ca.pem"))

    def chain(self, *names: str, foreign: bool = False, **validity: Any) -> str:
        """A file with key and chain for these names."""
        issued = (self._foreign if foreign else self._ca).issue_cert(*(names or (NAME,)), **validity)
        file = self._folder / f"{len(list(self._folder.iterdir()))}.pem"
        issued.private_key_and_cert_chain_pem.write_to_path(str(file))
        return str(file)


class _Page(QuicConnectionProtocol):
    """Answers each request with 200 and the SNI-less truth: a header and a cookie."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._http = H3Connection(self._quic)

    def quic_event_received(self, event: QuicEvent) -> None:
        for each in self._http.handle_event(event):
            if isinstance(each, HeadersReceived):
                answer = [(b":status", b"200"), (b"server", b"test"), (b"set-cookie", b"a=b")]
                self._http.send_headers(each.stream_id, answer, end_stream=True)
                self.transmit()


class _Mute(QuicConnectionProtocol):
    """Finishes handshakes and answers no request."""

    def quic_event_received(self, event: QuicEvent) -> None:
        pass


@asynccontextmanager
async def h3_server(chain: str, *, mute: bool = False, alpn: str = "h3") -> AsyncIterator[int]:
    """A server of pages; gives its port."""
    configuration = QuicConfiguration(is_client=False, alpn_protocols=[alpn])
    configuration.load_cert_chain(chain, chain)
    server = await serve(HERE, 0, configuration=configuration, create_protocol=_Mute if mute else _Page)
    transport = cast(asyncio.DatagramTransport, server._transport)
    try:
        yield int(transport.get_extra_info("sockname")[1])
    finally:
        server.close()


class _Answers(asyncio.DatagramProtocol):
    def __init__(self, answer: Callable[[bytes], list[bytes]]) -> None:
        self._answer = answer
        self.heard: list[bytes] = []
        self.ports: set[int] = set()
        self.spoken_to = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        self.heard.append(data)
        self.ports.add(addr[1])
        self.spoken_to.set()
        for each in self._answer(data):
            self.transport.sendto(each, addr)


@asynccontextmanager
async def udp_server(answer: Callable[[bytes], list[bytes]]) -> AsyncIterator[tuple[int, _Answers]]:
    """A socket that answers each datagram as told; gives its port and what it heard."""
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Answers(answer), local_addr=(HERE, 0)
    )
    try:
        yield int(transport.get_extra_info("sockname")[1]), protocol
    finally:
        transport.close()


def silent(_: bytes) -> list[bytes]:
    """Says nothing."""
    return []


def versions(*numbers: int) -> Callable[[bytes], list[bytes]]:
    """Answers every long header with a Version Negotiation of these numbers (RFC 8999 section 6)."""

    def answer(data: bytes) -> list[bytes]:
        first = 6 + data[5]
        second = first + 1 + data[first]
        theirs, ours = data[5:first], data[first:second]
        listed = b"".join(number.to_bytes(4) for number in numbers)
        return [b"\x80" + bytes(4) + ours + theirs + listed]

    return answer
