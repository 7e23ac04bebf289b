"""The same pages over HTTP/3 (RFC 9114)."""

import asyncio
from collections import defaultdict
from collections.abc import Callable

from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.asyncio.server import QuicServer
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.h3.events import DataReceived, H3Event, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import ProtocolNegotiated, QuicEvent

from .web_server import Answerer, Request, date, pieces


def endpoint(answer: Answerer, chain: str, late: float = 0.0) -> Callable[[], asyncio.DatagramProtocol]:
    """What serves a UDP socket with the certificate and key of a PEM file."""
    configuration = QuicConfiguration(alpn_protocols=H3_ALPN, is_client=False)
    configuration.load_cert_chain(chain, chain)

    def connection(*arguments: object, **options: object) -> QuicConnectionProtocol:
        return _Connection(answer, late, *arguments, **options)

    return lambda: QuicServer(configuration=configuration, create_protocol=connection)


class _Connection(QuicConnectionProtocol):
    def __init__(self, answer: Answerer, late: float, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self._answer_to, self._late = answer, late
        self._http: H3Connection | None = None
        self._fields: dict[int, dict[str, str]] = defaultdict(dict)
        self._bodies: dict[int, bytearray] = defaultdict(bytearray)
        self._replies: set[asyncio.Task[None]] = set()

    def quic_event_received(self, event: QuicEvent) -> None:
        if isinstance(event, ProtocolNegotiated):
            self._http = H3Connection(self._quic)
        if self._http is not None:
            for each in self._http.handle_event(event):
                self._heard(each)

    def _heard(self, event: H3Event) -> None:
        if isinstance(event, HeadersReceived):
            pairs = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in event.headers)
            self._fields[event.stream_id] = dict(pairs)
        if isinstance(event, DataReceived):
            self._bodies[event.stream_id] += event.data
        if isinstance(event, HeadersReceived | DataReceived) and event.stream_ended:
            task = asyncio.get_running_loop().create_task(self._reply(event.stream_id))
            self._replies.add(task)
            task.add_done_callback(self._replies.discard)

    async def _reply(self, number: int) -> None:
        fields, body = self._fields[number], bytes(self._bodies[number])
        target, host = fields.get(":path", "/"), fields.get(":authority", "")
        size = len(body) + sum(len(name) + len(value) + 4 for name, value in fields.items())
        method, peer = fields.get(":method", "GET"), self._peer()
        response = self._answer_to(Request(method, target, host, peer, False, body, size, fields))
        assert self._http is not None
        await asyncio.sleep(response.wait)
        told = {"date": date(self._late), **{name.lower(): value for name, value in response.headers.items()}}
        head = [(b":status", str(response.status).encode())]
        head += [(name.encode(), value.encode()) for name, value in told.items()]
        bare = method == "HEAD" or not response.body
        self._http.send_headers(number, head, end_stream=bare)
        self.transmit()
        if bare:
            return
        for piece, pause in pieces(response):
            self._http.send_data(number, piece, end_stream=False)
            self.transmit()
            await asyncio.sleep(pause)
        self._http.send_data(number, b"", end_stream=True)
        self.transmit()

    def _peer(self) -> str:
        return str(self._quic._network_paths[0].addr[0])  # the library offers no public name for it
