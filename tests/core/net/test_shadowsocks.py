"""What a Shadowsocks dialer makes of answers that no honest server gives; honest ones stand in the paths' tests."""

import asyncio
from collections import deque

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.net.resolvers import Table
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg, Link, StreamError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.entry import Entry
from waythrough.net.shadowsocks import Cipher, Proof, ShadowsocksDatagrams, ShadowsocksDialer, ShadowsocksLink
from waythrough.net.tcp import TcpDialer
from waythrough.wire.shadowsocks import AeadPackets, AeadTunnel, target_bytes
from waythrough.wire.shadowsocks_crypto import Box, session_key
from waythrough.wire.shadowsocks_methods import METHODS, keys_of

METHOD = METHODS["aes-128-gcm"]
KEYS = keys_of(METHOD, "s3cret-word")
CIPHER = Cipher(method=METHOD, keys=KEYS)
PATIENCE = Patience(hard=10)
SALT = bytes(16)


def entry(port: int, host: str = "127.0.0.1", resolver: Table | None = None, hop: int = 0) -> Entry:
    return Entry(host=host, port=port, base=TcpDialer(), resolver=resolver, hop=hop)


def sealed(*parts: bytes) -> bytes:
    box = Box(METHOD, session_key(METHOD, KEYS[0], SALT))
    return SALT + b"".join(box.seal(each) for part in parts for each in (len(part).to_bytes(2, "big"), part))


async def told(answer: bytes) -> tuple[bytes, StreamError | None, Proof]:
    """All that a stream gives when its server sends `answer` and ends."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(answer)

    proof, heard, broken = Proof(), b"", None
    async with serving(serve) as port:
        stream = await ShadowsocksDialer(entry(port), CIPHER, proof).dial("site.test", 443, PATIENCE)
        await stream.send(b"hello")
        try:
            while data := await stream.recv():
                heard += data
        except StreamError as error:
            broken = error
        assert stream.facts.bytes_received == len(heard)
        assert stream.facts.bytes_sent == 5
        stream.abort()
    return heard, broken, proof


async def test_an_answer_that_ends_whole() -> None:
    heard, broken, proof = await told(sealed(b"220 ready", b"bye"))
    assert (heard, broken, proof()) == (b"220 readybye", None, True)


async def test_an_end_without_a_byte_proves_nothing() -> None:
    heard, broken, proof = await told(b"")
    assert (heard, broken, proof()) == (b"", None, False)


async def test_an_end_in_the_middle_of_a_piece() -> None:
    heard, broken, proof = await told(sealed(b"220 ready", b"bye")[:-1])
    assert broken is not None
    assert broken.failure == Failure(kind=FailureKind.EOF, text="cut")
    assert (heard, proof()) == (b"220 ready", True)


async def test_another_protocol_is_named_and_what_it_said_is_not_shown() -> None:
    heard, broken, proof = await told(b"HTTP/1.1 400 Bad Request\r\nServer: s3cret\r\n\r\n" * 3)
    assert broken is not None
    assert broken.failure == Failure(kind=FailureKind.PROXY_MALFORMED, text="unreadable")
    assert (heard, proof()) == (b"", False)


async def test_a_name_that_cannot_be_carried_fails_unconnected() -> None:
    with pytest.raises(DialError) as caught:
        await ShadowsocksDialer(entry(1), CIPHER, Proof()).dial("a" * 256, 443, PATIENCE)
    assert caught.value.failure.kind is FailureKind.PROXY_UNSUPPORTED
    with pytest.raises(DialError) as caught:
        await ShadowsocksDatagrams(UdpDialer(), entry(1), CIPHER, Proof()).open("a" * 256, 443, PATIENCE)
    assert caught.value.failure.kind is FailureKind.PROXY_UNSUPPORTED
    assert caught.value.legs[-1].stage is Stage.REQUEST


class Held:
    """A link whose datagrams the test has written."""

    def __init__(self, *packets: bytes) -> None:
        self.bytes_sent = self.bytes_received = 0
        self.packets = deque(packets)
        self.closed = False

    def send(self, data: bytes) -> None:
        self.packets.append(data)

    async def receive(self, until: float | None = None) -> bytes | None:
        return self.packets.popleft() if self.packets else None

    def close(self) -> None:
        self.closed = True


def packet(host: str, port: int, data: bytes) -> bytes:
    return SALT + Box(METHOD, session_key(METHOD, KEYS[0], SALT)).seal(target_bytes(host, port) + data)


async def test_a_link_hears_its_target_only() -> None:
    packets = AeadPackets(METHOD, KEYS[0], "192.0.2.1", 53)
    proof = Proof()
    below = Held(
        b"noise",
        packet("192.0.2.9", 53, b"other host"),
        packet("192.0.2.1", 54, b"other port"),
        packet("192.0.2.1", 53, b"answer"),
        packet("::ffff:192.0.2.1", 53, b"mapped"),
    )
    link = ShadowsocksLink(below, packets, "192.0.2.1", 53, proof)
    assert [await link.receive() for _ in range(3)] == [b"answer", b"mapped", None]
    assert proof()
    assert link.bytes_received == 12
    link.close()
    assert below.closed


async def test_noise_proves_nothing() -> None:
    proof = Proof()
    packets = AeadPackets(METHOD, KEYS[0], "site.test", 53)
    link = ShadowsocksLink(Held(b"noise" * 20), packets, "site.test", 53, proof)
    assert await link.receive() is None
    assert not proof()


class Ports:
    """Opens links to some addresses only."""

    def __init__(self, *reached: str) -> None:
        self.reached = reached
        self.tried: list[str] = []

    async def open(self, host: str, port: int, patience: Patience) -> Link:
        self.tried.append(host)
        if host not in self.reached:
            failure = Failure(kind=FailureKind.NETWORK_UNREACHABLE)
            stage = Stage.HANDSHAKE if host == "192.0.2.3" else None
            raise DialError(
                (Leg(stage=stage, host=host, port=port, started=0.0, duration=0.0, failure=failure),)
            )
        return Held()


async def test_datagrams_take_the_first_address_that_this_computer_can_send_to() -> None:
    ports = Ports("192.0.2.2")
    names = Table({"ss.test": ("2001:db8::1", "192.0.2.2")})
    link = await ShadowsocksDatagrams(ports, entry(8388, "ss.test", names), CIPHER, Proof()).open(
        "site.test", 53, PATIENCE
    )
    link.close()
    assert ports.tried == ["2001:db8::1", "192.0.2.2"]


async def test_a_name_goes_on_where_the_way_in_front_resolves() -> None:
    ports = Ports("ss.test")
    link = await ShadowsocksDatagrams(ports, entry(8388, "ss.test"), CIPHER, Proof()).open(
        "site.test", 53, PATIENCE
    )
    link.close()
    assert ports.tried == ["ss.test"]


async def test_datagrams_without_a_way_to_the_server_name_its_stage() -> None:
    names = Table({"ss.test": ("192.0.2.2", "192.0.2.3")})
    datagrams = ShadowsocksDatagrams(Ports(), entry(8388, "ss.test", names, hop=1), CIPHER, Proof())
    with pytest.raises(DialError) as caught:
        await datagrams.open("site.test", 53, PATIENCE)
    assert [(leg.stage, leg.hop) for leg in caught.value.legs] == [
        (Stage.RESOLVE, 1),
        (Stage.CONNECT, 1),
        (Stage.HANDSHAKE, 0),
    ]


def test_nothing_shows_a_key() -> None:
    shown = repr((CIPHER, ShadowsocksDialer(entry(1), CIPHER, Proof())))
    shown += repr(ShadowsocksDatagrams(UdpDialer(), entry(1), CIPHER, Proof()))
    assert repr(KEYS[0]) not in shown
    assert isinstance(CIPHER.tunnel("site.test", 443), AeadTunnel)
