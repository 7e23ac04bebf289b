"""httpx over our own dialers: the one module that uses httpx and httpcore."""

import ssl
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial
from typing import Final

import httpcore

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.base import Dialer, DialError, Leg, Stream, StreamError
from waythrough.net.deadline import Patience, Wait
from waythrough.net.lean_httpx import httpx
from waythrough.net.tls import open_tls

HttpClient = httpx.AsyncClient
HttpError = httpx.HTTPError
"""What every request of a client made here may raise; `failure_of` says what it stands for."""

_SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
_CORE_ERRORS: Final = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ConnectionNotAvailable,
    httpcore.UnsupportedProtocol,
)


class TransportFailure(httpx.TransportError):
    """A request that the network kept from being answered; `legs` when the connection could not be opened."""

    def __init__(self, failure: Failure, legs: tuple[Leg, ...] = ()) -> None:
        super().__init__(f"{failure.kind}: {failure.text}")
        self.failure = failure
        self.legs = legs


def failure_of(error: httpx.HTTPError) -> Failure:
    """The failure that an error of a client stands for."""
    if isinstance(error, TransportFailure):
        return error.failure
    if isinstance(error, httpx.TooManyRedirects):
        return Failure(kind=FailureKind.TOO_MANY_REDIRECTS)
    if isinstance(error, httpx.DecodingError):
        return Failure(kind=FailureKind.HTTP_MALFORMED, text="the content encoding does not decode")
    return Failure(kind=FailureKind.UNKNOWN, text=type(error).__name__)


def http_client(
    dialer: Dialer, context: ssl.SSLContext, patience: Patience, *, http2: bool = True
) -> HttpClient:
    """A client whose every connection goes over `dialer` and is verified by `context`.

    `patience` governs dial, handshake and every read; proxy variables of the environment are not looked at. Its
    errors are HttpError.
    """
    transport = DialerTransport(dialer, context, patience, http2=http2)
    return httpx.AsyncClient(transport=transport, trust_env=False, timeout=patience.hard)


class DialerTransport(httpx.AsyncBaseTransport):
    """An httpx transport on an httpcore pool whose network is one of our dialers."""

    def __init__(
        self, dialer: Dialer, context: ssl.SSLContext, patience: Patience, *, http2: bool = True
    ) -> None:
        self._backend = _Backend(dialer, context, patience, http2=http2)
        self._pool = httpcore.AsyncConnectionPool(
            # httpcore sets ALPN on the context it is given; ours is shared, so it gets one that is never used
            ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            http2=http2,
            max_connections=16,
            max_keepalive_connections=4,
            keepalive_expiry=5.0,
            network_backend=self._backend,
        )

    @property
    def connections(self) -> int:
        """How many connections the pool holds."""
        return len(self._pool.connections)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.AsyncByteStream)
        inner = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            response = await self._pool.handle_async_request(inner)
        except _CORE_ERRORS as error:
            raise _translate(error) from error
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection, those too that the pool does not know yet: requests under way fail."""
        await self._pool.aclose()
        self._backend.close()


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._response.aiter_stream():
                yield chunk
        except _CORE_ERRORS as error:
            raise _translate(error) from error

    async def aclose(self) -> None:
        await self._response.aclose()


class _ConnectFailure(httpcore.ConnectError):
    def __init__(self, failure: Failure, legs: tuple[Leg, ...]) -> None:
        super().__init__(str(failure.kind))
        self.failure = failure
        self.legs = legs


class _ReadFailure(httpcore.ReadError):
    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure.kind))
        self.failure = failure


class _WriteFailure(httpcore.WriteError):  # httpcore then still reads what the server said before it left
    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure.kind))
        self.failure = failure


def _translate(error: Exception) -> TransportFailure:
    if isinstance(error, _ConnectFailure):
        return TransportFailure(error.failure, error.legs)
    if isinstance(error, _ReadFailure | _WriteFailure):
        return TransportFailure(error.failure)
    if isinstance(error, httpcore.TimeoutException):
        return TransportFailure(Failure(kind=FailureKind.TIMEOUT))
    if isinstance(error, httpcore.RemoteProtocolError):
        # httpcore has no type of its own for a connection that ended where the answer was due
        early = str(error).startswith("Server disconnected")
        kind = FailureKind.EOF if early else FailureKind.HTTP_MALFORMED
        return TransportFailure(Failure(kind=kind, text="" if early else "not HTTP"))
    return TransportFailure(Failure(kind=FailureKind.UNKNOWN, text=type(error).__name__))


class _Backend(httpcore.AsyncNetworkBackend):
    """Owns its streams: httpcore forgets a connection whose pool is closed, or request cancelled, while it is made."""

    def __init__(self, dialer: Dialer, context: ssl.SSLContext, patience: Patience, *, http2: bool) -> None:
        self._dialer = dialer
        self._context = context
        self._patience = patience
        self._alpn = ("h2", "http/1.1") if http2 else ("http/1.1",)
        self._open: set[Stream] = set()
        self._closed = False

    def close(self) -> None:
        """Abort what is open, and from now on what is opened."""
        self._closed = True
        for stream in self._open:
            stream.abort()
        self._open.clear()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            stream = await self._dialer.dial(host.strip("[]"), port, self._patience)
        except DialError as error:
            raise _ConnectFailure(error.failure, error.legs) from error
        if self._closed:
            stream.abort()
            raise _ConnectFailure(Failure(kind=FailureKind.INTERRUPTED), stream.facts.legs)
        self._open.add(stream)
        closed = partial(self._open.discard, stream)
        return _CoreStream(stream, self._context, self._patience, self._alpn, closed)


class _Negotiated:
    """All that httpcore asks of an SSL object."""

    def __init__(self, protocol: str) -> None:
        self._protocol = protocol

    def selected_alpn_protocol(self) -> str:
        return self._protocol


class _CoreStream(httpcore.AsyncNetworkStream):
    def __init__(
        self,
        stream: Stream,
        context: ssl.SSLContext,
        patience: Patience,
        alpn: tuple[str, ...],
        closed: Callable[[], None],
        negotiated: str | None = None,
    ) -> None:
        self._stream = stream
        self._context = context
        self._patience = patience
        self._alpn = alpn
        self._closed = closed
        self._negotiated = negotiated
        self._waiting = b""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if not self._waiting:
            try:
                async with Wait(self._patience):
                    self._waiting = await self._stream.recv()
            except TimeoutError as error:
                raise httpcore.ReadTimeout from error
            except StreamError as error:
                raise _ReadFailure(error.failure) from error
        data, self._waiting = self._waiting[:max_bytes], self._waiting[max_bytes:]
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            async with Wait(self._patience):
                await self._stream.send(buffer)
        except TimeoutError as error:
            raise httpcore.WriteTimeout from error
        except StreamError as error:
            raise _WriteFailure(error.failure) from error

    async def aclose(self) -> None:
        self._closed()
        self._stream.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        outcome = await open_tls(
            self._stream, (server_hostname or "").strip("[]"), self._context, self._patience, alpn=self._alpn
        )
        if outcome.stream is None:
            assert outcome.failure is not None
            self._closed()
            raise _ConnectFailure(outcome.failure, self._stream.facts.legs)
        secured, alpn = outcome.stream, outcome.detail.alpn
        return _CoreStream(secured, self._context, self._patience, self._alpn, self._closed, alpn)

    def get_extra_info(self, info: str) -> object:
        if info == "ssl_object" and self._negotiated is not None:
            return _Negotiated(self._negotiated)
        return None
