"""The same pages over HTTP/2 (RFC 9113)."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from .web_server import IDLE_S, Answerer, Request, Response, date, http1, pieces


def http(answer: Answerer, late: float = 0.0) -> "Callable[..., Awaitable[None]]":
    """A handler of TLS connections that speaks what ALPN chose."""
    old = http1(answer, late)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tls = writer.get_extra_info("ssl_object")
        if tls is not None and tls.selected_alpn_protocol() == "h2":
            await _Connection(reader, writer, answer, late).serve()
        else:
            await old(reader, writer)

    return serve


@dataclass(slots=True)
class _Stream:
    fields: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    size: int = 0


class _Connection:
    """One connection; requests are answered side by side."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answerer, late: float
    ) -> None:
        config = h2.config.H2Configuration(client_side=False, header_encoding="latin-1")
        self._h2 = h2.connection.H2Connection(config)
        self._reader, self._writer, self._answer, self._late = reader, writer, answer, late
        self._streams: dict[int, _Stream] = defaultdict(_Stream)
        self._window = asyncio.Event()

    async def serve(self) -> None:
        self._h2.initiate_connection()
        async with asyncio.TaskGroup() as tasks:
            jobs: list[asyncio.Task[None]] = []
            while data := await self._read():
                try:
                    events = self._h2.receive_data(data)
                except h2.exceptions.ProtocolError:
                    break
                jobs += [tasks.create_task(self._reply(one)) for one in self._requests(events)]
                await self._flush()
            for job in jobs:
                job.cancel()

    async def _read(self) -> bytes:
        await self._flush()
        try:
            async with asyncio.timeout(IDLE_S):
                return await self._reader.read(65536)
        except (OSError, TimeoutError):
            return b""

    async def _flush(self) -> None:
        self._writer.write(self._h2.data_to_send())
        await self._writer.drain()

    def _requests(self, events: list[h2.events.Event]) -> list[int]:
        """Note what came; the streams whose requests are whole."""
        whole: list[int] = []
        for event in events:
            if isinstance(event, h2.events.RequestReceived) and event.headers:
                stream = self._streams[event.stream_id]
                stream.fields = {str(name): str(value) for name, value in event.headers}
                stream.size = sum(len(name) + len(value) + 4 for name, value in event.headers)
            elif isinstance(event, h2.events.DataReceived):
                self._streams[event.stream_id].body += event.data or b""
                self._h2.acknowledge_received_data(event.flow_controlled_length or 0, event.stream_id)
            elif isinstance(event, h2.events.StreamEnded):
                whole.append(event.stream_id)
            elif isinstance(event, h2.events.WindowUpdated | h2.events.RemoteSettingsChanged):
                self._window.set()
        return whole

    async def _reply(self, number: int) -> None:
        stream = self._streams[number]
        peer = self._writer.get_extra_info("peername")[0]
        target, host = stream.fields.get(":path", "/"), stream.fields.get(":authority", "")
        method, body = stream.fields.get(":method", "GET"), bytes(stream.body)
        request = Request(method, target, host, peer, False, body, stream.size + len(body), stream.fields)
        response = self._answer(request)
        await asyncio.sleep(response.wait)
        fields = {"date": date(self._late), **{name.lower(): v for name, v in response.headers.items()}}
        bare = method == "HEAD" or not response.body
        try:
            self._h2.send_headers(number, [(":status", str(response.status)), *fields.items()], bare)
            await self._flush()
            if not bare:
                await self._body(number, response)
        except h2.exceptions.ProtocolError:
            return  # the client has given this stream up

    async def _body(self, number: int, response: Response) -> None:
        for piece, pause in pieces(response):
            left = piece
            while left:
                room = min(self._h2.local_flow_control_window(number), self._h2.max_outbound_frame_size)
                if room <= 0:
                    self._window.clear()
                    await self._window.wait()
                    continue
                self._h2.send_data(number, left[:room])
                left = left[room:]
                await self._flush()
            await asyncio.sleep(pause)
        self._h2.end_stream(number)
        await self._flush()
