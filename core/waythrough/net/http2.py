"""One HTTP/2 exchange (RFC 9113) on the h2 library, without I/O, in the shape that net/http.py drives."""

from typing import Final

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.settings

from waythrough.net.http_request import Request
from waythrough.net.url import Url
from waythrough.wire.http1 import Head, MalformedError

_STREAM: Final = 1
_Code = h2.settings.SettingCodes
# What a current common browser announces.
_SETTINGS: Final = {
    _Code.HEADER_TABLE_SIZE: 65536,
    _Code.ENABLE_PUSH: 0,
    _Code.INITIAL_WINDOW_SIZE: 6291456,
    _Code.MAX_HEADER_LIST_SIZE: 262144,
}
_WINDOW: Final = 15663105  # added to the connection's window at once
_GOAWAY: Final = 7  # frame type
_FRAME_HEADER: Final = 9
_NO_ERROR: Final = 0
_MAX_FRAME: Final = 16384  # RFC 9113 section 4.2, as nothing larger is announced

ERRORS: Final = (
    "no_error",
    "protocol_error",
    "internal_error",
    "flow_control_error",
    "settings_timeout",
    "stream_closed",
    "frame_size_error",
    "refused_stream",
    "cancel",
    "compression_error",
    "connect_error",
    "enhance_your_calm",
    "inadequate_security",
    "http_1_1_required",
)
"""Names of the error codes 0 to 13 (RFC 9113 section 7)."""


class PeerStoppedError(Exception):
    """The peer ended the exchange inside HTTP/2; `text` is the frame's name and the name of `code`."""

    def __init__(self, frame: str, code: int) -> None:
        name = ERRORS[code] if code < len(ERRORS) else str(code)
        self.code = code
        self.text = f"{frame} {name}"
        super().__init__(self.text)


class H2Conversation:
    """One request as stream 1 of a fresh connection; `reply` gives first the opening, then what is due.

    Raises ValueError for a request that cannot be written.
    """

    def __init__(self, request: Request, url: Url) -> None:
        self.head: Head | None = None
        self._complete = False
        self._stopped: PeerStoppedError | None = None
        self._filter = _GoawayFilter()
        config = h2.config.H2Configuration(client_side=True, header_encoding=None)
        self._h2 = h2.connection.H2Connection(config)
        self._h2.local_settings = h2.settings.Settings(client=True, initial_values=_SETTINGS)
        # h2 tells these limits to the peer, but tells its own decoder only of later changes.
        self._h2.decoder.max_allowed_table_size = _SETTINGS[_Code.HEADER_TABLE_SIZE]
        self._h2.decoder.max_header_list_size = _SETTINGS[_Code.MAX_HEADER_LIST_SIZE]
        self._h2.initiate_connection()
        self._h2.increment_flow_control_window(_WINDOW)
        headers = request.all_headers(url)
        fields = [
            (":method", request.method),
            (":authority", headers.pop("host")),
            (":scheme", url.scheme),
            (":path", url.target),
            *headers.items(),
        ]
        if len(request.body) > self._h2.max_outbound_frame_size:
            raise ValueError("a request body of more than one HTTP/2 frame is not supported")
        self._h2.send_headers(_STREAM, fields, end_stream=not request.body)
        if request.body:
            self._h2.send_data(_STREAM, request.body, end_stream=True)

    @property
    def complete(self) -> bool:
        return self._complete

    def reply(self) -> bytes:
        """Bytes that are due to the peer now. Raises PeerStoppedError when it has given the exchange up."""
        if self._stopped is not None and not self._complete:
            raise self._stopped
        return self._h2.data_to_send()

    def finish(self) -> None:
        """Nothing: in HTTP/2 only END_STREAM completes a body."""

    def feed(self, data: bytes) -> bytes:
        """Take bytes, give body bytes. Raises MalformedError."""
        body = bytearray()
        frames, goaway = self._filter.feed(data)
        try:
            events = self._h2.receive_data(frames)
        except h2.exceptions.ProtocolError as error:
            raise MalformedError(f"broken HTTP/2: {type(error).__name__}") from error
        for event in events:
            self._take(event, body)
        if goaway is not None:
            self._stopped = PeerStoppedError("goaway", goaway)
        return bytes(body)

    def _take(self, event: h2.events.Event, body: bytearray) -> None:
        match event:
            case h2.events.ResponseReceived():
                self.head = _head(event.headers or [])
            case h2.events.DataReceived():
                body += event.data or b""
                self._h2.acknowledge_received_data(event.flow_controlled_length or 0, _STREAM)
            case h2.events.StreamEnded():
                self._complete = True
            case h2.events.StreamReset():
                self._stopped = PeerStoppedError("rst_stream", int(event.error_code or 0))
            case _:
                return


class _GoawayFilter:
    """Takes GOAWAY frames out of the bytes from the server.

    A server that is shutting down says GOAWAY and still finishes the streams that it has accepted (RFC 9113
    section 6.8), while the h2 library refuses every frame after one.
    """

    def __init__(self) -> None:
        self._held = b""  # the beginning of a frame whose type or end has not come
        self._left = 0  # bytes of the current frame that belong to h2

    def feed(self, data: bytes) -> tuple[bytes, int | None]:
        """The bytes for h2, and the code of a GOAWAY that gives up our stream. Raises MalformedError."""
        data, self._held = self._held + data, b""
        kept, position, code = bytearray(), 0, None
        while position < len(data):
            if self._left:
                part = data[position : position + self._left]
                kept += part
                position += len(part)
                self._left -= len(part)
                continue
            if len(data) - position < _FRAME_HEADER:
                break
            length = int.from_bytes(data[position : position + 3])
            if length > _MAX_FRAME:
                raise MalformedError("broken HTTP/2: frame too large")
            if data[position + 3] != _GOAWAY:
                self._left = _FRAME_HEADER + length
                continue
            if length < 8:
                raise MalformedError("broken HTTP/2: GOAWAY cut short")
            if len(data) - position < _FRAME_HEADER + length:
                break
            payload = data[position + _FRAME_HEADER :]
            last, error = int.from_bytes(payload[:4]) & 0x7FFFFFFF, int.from_bytes(payload[4:8])
            if error != _NO_ERROR or last < _STREAM:
                code = error
            position += _FRAME_HEADER + length
        self._held = data[position:]
        return bytes(kept), code


def _head(fields: list[tuple[bytes, bytes]]) -> Head:
    headers = [(bytes(name).decode("latin-1"), bytes(value).decode("latin-1")) for name, value in fields]
    status = next((value for name, value in headers if name == ":status"), "")
    if not (status.isascii() and status.isdigit() and len(status) == 3):
        raise MalformedError("broken HTTP/2: no status")
    return Head(
        version="2",
        status=int(status),
        reason="",
        headers=tuple((name, value) for name, value in headers if not name.startswith(":")),
    )
