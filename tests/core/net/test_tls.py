"""TLS over streams: what a handshake shows, what a session carries, how it ends."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from tests.core.net.faultserver import NAME, Certificates, Peer, Served, TlsPeer, serving
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.net.base import Stream, StreamError, StreamFacts
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.net.tls import (
    TlsOutcome,
    TlsStream,
    open_tls,
    unverified_chain,
)
from waythrough.net.trust import Trust

PATIENCE = Patience(hard=20.0)
Answer = Callable[[TlsPeer], Awaitable[None]]


@pytest.fixture(scope="module")
def certs(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certs"))


@pytest.fixture(scope="module")
def trust(certs: Certificates) -> Trust:
    return Trust(roots=certs.ca_file)


async def shake(
    served: Served,
    trust: Trust,
    name: str = NAME,
    *,
    alpn: tuple[str, ...] = ("h2", "http/1.1"),
) -> TlsOutcome:
    stream = await TcpDialer().dial("127.0.0.1", served.port, PATIENCE)
    return await open_tls(stream, name, trust.public, PATIENCE, alpn=alpn)


@asynccontextmanager
async def session(
    context: ssl.SSLContext, trust: Trust, answer: Answer | None = None
) -> AsyncIterator[TlsStream]:
    """A session with a server that then does `answer` with its end."""

    async def behave(peer: Peer) -> None:
        tls = await peer.tls(context)
        if answer is not None:
            await answer(tls)

    async with serving(behave) as served:
        outcome = await shake(served, trust)
        assert outcome.stream is not None
        try:
            yield outcome.stream
        finally:
            outcome.stream.abort()
            await asyncio.sleep(0)


async def echo(tls: TlsPeer) -> None:
    while data := await tls.recv():
        await tls.send(data)


@pytest.mark.parametrize(("kind", "version"), [("good", "TLSv1.3"), ("tls12", "TLSv1.2")])
async def test_good_handshake_shows_everything(
    kind: str, version: str, certs: Certificates, trust: Trust
) -> None:
    async def behave(peer: Peer) -> None:
        await peer.tls(getattr(certs, kind))

    async with serving(behave) as served:
        outcome = await shake(served, trust)
        assert outcome.stream is not None
        outcome.stream.abort()
        await asyncio.sleep(0)
    detail = outcome.detail
    assert outcome.failure is None
    assert (detail.server_name, detail.version, detail.alpn, detail.verify_code) == (NAME, version, "h2", 0)
    assert detail.cipher
    assert detail.chain[0].names[0] == NAME
    assert detail.server_hello_after is not None
    assert 0 < detail.server_hello_after <= outcome.duration
    assert outcome.bytes_sent > 200
    assert outcome.bytes_received > 500
    assert (detail.alert, detail.plaintext) == (None, b"")


async def test_protocol_is_negotiated_for_each_handshake(certs: Certificates, trust: Trust) -> None:
    async def behave(peer: Peer) -> None:
        await peer.tls(certs.good)

    async with serving(behave) as served:
        for alpn, chosen in ((("http/1.1",), "http/1.1"), (("h2",), "h2"), ((), "")):
            outcome = await shake(served, trust, alpn=alpn)
            assert outcome.detail.alpn == chosen
            assert outcome.stream is not None
            outcome.stream.abort()


async def test_address_literal_is_verified_against_the_certificate(certs: Certificates, trust: Trust) -> None:
    names: list[str | None] = []

    async def behave(peer: Peer) -> None:
        hello = await peer.peek_hello()
        names.append(NAME if NAME.encode() in hello else None)
        await peer.tls(certs.good)

    async with serving(behave) as served:
        right = await shake(served, trust, "127.0.0.1")
        wrong = await shake(served, trust, "127.0.0.2")
        named = await shake(served, trust, NAME + ".")
    assert right.stream is not None
    assert named.stream is not None
    right.stream.abort()
    named.stream.abort()
    assert wrong.failure is not None
    assert (wrong.failure.kind, wrong.failure.code) == (Kind.CERT_NAME_MISMATCH, 64)
    assert names == [None, None, NAME]  # an address is never sent as a server name


@pytest.mark.parametrize("name", ["", ".site.test", "a" * 64 + ".test", "site\0.test"])
async def test_name_that_is_none_is_refused_before_a_byte_is_sent(
    name: str, certs: Certificates, trust: Trust
) -> None:
    async def behave(peer: Peer) -> None:
        await peer.tls(certs.good)

    async with serving(behave) as served:
        outcome = await shake(served, trust, name)
    assert outcome.failure is not None
    assert outcome.failure.kind is Kind.BAD_CONFIG
    assert outcome.bytes_sent == 0
    assert outcome.detail.chain == ()


@pytest.mark.parametrize("kind", ["good", "tls12"])
async def test_much_goes_both_ways(kind: str, certs: Certificates, trust: Trust) -> None:
    payload = bytes(range(256)) * 4096
    async with session(getattr(certs, kind), trust, echo) as stream:
        async with asyncio.TaskGroup() as group:
            group.create_task(stream.send(payload))
            received = b""
            while len(received) < len(payload):
                received += await stream.recv()
        assert received == payload
        assert stream.facts.bytes_sent == stream.facts.bytes_received == len(payload)


async def test_server_that_speaks_first_is_heard(certs: Certificates, trust: Trust) -> None:
    async def greet(tls: TlsPeer) -> None:
        await tls.send(b"220 hello")

    async with session(certs.good, trust, greet) as stream:
        assert await stream.recv() == b"220 hello"


async def close(tls: TlsPeer) -> None:
    await tls.send(b"bye")
    await tls.close_notify()


async def fin(tls: TlsPeer) -> None:
    await tls.send(b"bye")
    tls.peer.fin()


@pytest.mark.parametrize(("ending", "told"), [(close, "close_notify"), (fin, "fin")])
async def test_both_ends_of_a_session_are_told_apart(
    ending: Answer, told: str, certs: Certificates, trust: Trust
) -> None:
    async with session(certs.good, trust, ending) as stream:
        assert await stream.recv() == b"bye"
        assert await stream.recv() == b""
        assert stream.facts.extra["end"] == told


async def test_late_alert_is_told_although_the_write_failed(certs: Certificates, trust: Trust) -> None:
    async def behave(peer: Peer) -> None:
        try:
            await peer.tls(certs.asking)
        except ssl.SSLError:
            peer.reset()

    async with serving(behave) as served:
        outcome = await shake(served, trust)
        stream = outcome.stream
        assert stream is not None
        await stream.send(b"first")
        await served.done.wait()
        await stream.send(b"second")  # meets the reset; the alert lies in the receive buffer
        with pytest.raises(StreamError) as caught:
            await stream.recv()
    assert caught.value.failure == Failure(kind=Kind.TLS_ALERT, code=116, text="certificate required")
    stream.abort()


@pytest.mark.parametrize(
    ("sent", "failure"),
    [
        (b"\x15\x03\x03\x00\x02\x01\x00", Failure(kind=Kind.CLOSED)),
        (b"\x15\x03\x03\x00\x02\x02\xc8", Failure(kind=Kind.TLS_ALERT, code=200)),
        (b"\x15\x03\x03\x00\x02\x01\x70", Failure(kind=Kind.TLS_ALERT, code=112, text="unrecognized name")),
        (b"\x16\x03\x03\x00\x04\x63\x00\x00\x00", Failure(kind=Kind.TLS_ERROR, text="unexpected message")),
    ],
)
async def test_odd_answers_to_the_hello(sent: bytes, failure: Failure, trust: Trust) -> None:
    async def behave(peer: Peer) -> None:
        await peer.hello()
        await peer.send(sent)
        peer.fin()

    async with serving(behave) as served:
        outcome = await shake(served, trust)
    assert outcome.failure == failure


async def test_warning_before_a_handshake_that_failed_later_is_not_the_reason(
    certs: Certificates, trust: Trust
) -> None:
    async def behave(peer: Peer) -> None:
        tls = TlsPeer(peer, certs.tls12)
        flight = tls.first_flight(await peer.hello())
        await peer.send(b"\x15\x03\x03\x00\x02\x01\x70" + flight[:200])
        peer.fin()

    async with serving(behave) as served:
        outcome = await shake(served, trust)
    assert outcome.failure == Failure(kind=Kind.EOF)
    assert outcome.detail.alert == 112


async def test_damaged_record_is_an_error_of_tls(certs: Certificates, trust: Trust) -> None:
    async def damage(tls: TlsPeer) -> None:
        await tls.peer.send(b"\x17\x03\x03\x00\x20" + bytes(32))

    async with session(certs.good, trust, damage) as stream:
        with pytest.raises(StreamError) as caught:
            await stream.recv()
        assert caught.value.failure.kind is Kind.TLS_ERROR
        with pytest.raises(StreamError):
            await stream.send(b"more")


class Pipe:
    """A Stream without a socket, as an SSH channel or a tunnel would be."""

    def __init__(self) -> None:
        self.facts = StreamFacts()
        self.inbox: asyncio.Queue[bytes] = asyncio.Queue()
        self.other: Pipe | None = None
        self.aborted = 0

    async def send(self, data: bytes) -> None:
        assert self.other is not None
        self.facts.bytes_sent += len(data)
        self.other.inbox.put_nowait(data)

    async def recv(self) -> bytes:
        return await self.inbox.get()

    def abort(self) -> None:
        self.aborted += 1


async def test_any_stream_will_do(certs: Certificates, trust: Trust) -> None:
    ours, theirs = Pipe(), Pipe()
    ours.other, theirs.other = theirs, ours
    stream: Stream = ours

    async def serve() -> bytes:
        tls = TlsPeer(theirs, certs.good)  # type: ignore[arg-type]
        await tls.handshake()
        return await tls.recv()

    async with asyncio.TaskGroup() as group:
        heard = group.create_task(serve())
        outcome = await open_tls(stream, NAME, trust.public, PATIENCE)
        assert outcome.stream is not None
        await outcome.stream.send(b"through a pipe")
    assert heard.result() == b"through a pipe"
    assert ours.aborted == 0
    outcome.stream.abort()
    assert ours.aborted == 1


async def test_cancelled_handshake_aborts_the_stream_below(trust: Trust) -> None:
    pipe = Pipe()
    pipe.other = Pipe()
    task = asyncio.get_running_loop().create_task(open_tls(pipe, NAME, trust.public, PATIENCE))
    await pipe.other.inbox.get()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert pipe.aborted == 1


async def test_chain_is_had_on_every_python(certs: Certificates, trust: Trust) -> None:
    client = trust.public.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname=NAME)
    assert unverified_chain(client) == []
    async with session(certs.good, trust) as stream:
        chain = stream.chain()
    assert [certificate.names for certificate in chain] == [(NAME, "127.0.0.1")]
