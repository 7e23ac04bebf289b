"""The detector itself: every kind of leak made on purpose is reported, and a run that makes one too."""

import socket
import ssl
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace

import dns.message
import pytest

from tests.lab import packets
from tests.lab.netns import why_not
from tests.lab.packets import TCP
from tests.lab.standard import DOH, ISP_RESOLVER, TARGET, TARGET_AT, six
from tests.leak.drive import looked
from tests.leak.watch import Endpoint, leaks
from tests.leak.world import CLIENT, ENTRY, ENTRY_NAME, World
from tests.ways import proxies
from tests.ways.real import RealWay
from waythrough.model.path import PathSpec
from waythrough.net.base import Dialer, Stream
from waythrough.net.deadline import Patience
from waythrough.paths import registry
from waythrough.paths.base import Ground, OpenPath
from waythrough.paths.socks import SocksKind

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(why_not()), reason=why_not() or "the lab runs")]

WAIT_S = 3.0


def _query(kind: str = "A") -> bytes:
    return dns.message.make_query(TARGET.title(), kind).to_wire()


def _by_udp(kind: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(WAIT_S)
        sock.sendto(_query(kind), (ISP_RESOLVER, 53))
        assert sock.recv(2000)


def _by_tcp() -> None:
    with socket.create_connection((six(ISP_RESOLVER), 53), WAIT_S) as sock:
        sock.sendall(struct.pack("!H", len(_query())) + _query())
        assert sock.recv(2000)


def _by_tls(port: int, message: bytes) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((DOH[0][1], port), WAIT_S) as raw,
        context.wrap_socket(raw, server_hostname=DOH[0][0]) as sock,
    ):
        sock.sendall(message)
        assert sock.recv(2000)


def _dot() -> None:
    _by_tls(853, struct.pack("!H", len(_query())) + _query())


def _doh() -> None:
    head = f"POST /dns-query HTTP/1.1\r\nHost: {DOH[0][0]}\r\nContent-Length: {len(_query())}\r\n\r\n"
    _by_tls(443, head.encode() + _query())


def _connect(address: str) -> None:
    socket.create_connection((address, 443), WAIT_S).close()


def _datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"\xc0" + bytes(1199), (TARGET_AT, 443))


def _ping() -> None:
    body = struct.pack("!BBHHH", 8, 0, 0, 1, 1)
    body = body[:2] + packets.checksum(body).to_bytes(2) + body[4:]
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, packets.ICMP) as sock:
        sock.sendto(body, (TARGET_AT, 0))


def _stranger() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"x", ("192.0.2.77", 9))


def _hello() -> None:
    """The target's name in a hello to a machine that a run may speak to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("203.0.113.30", 443), WAIT_S) as raw,
        context.wrap_socket(raw, server_hostname=TARGET),
    ):
        return


def _by_system() -> None:
    socket.getaddrinfo(TARGET, 443)


ON_THE_WIRE: dict[str, Callable[[], None]] = {
    "DNS over UDP": lambda: _by_udp("A"),
    "AAAA over UDP": lambda: _by_udp("AAAA"),
    "HTTPS record over UDP": lambda: _by_udp("HTTPS"),
    "DNS over TCP and IPv6": _by_tcp,
    "the system's resolver": _by_system,
    "TCP": lambda: _connect(TARGET_AT),
    "TCP over IPv6": lambda: _connect(six(TARGET_AT)),
    "UDP": _datagram,
    "ICMP": _ping,
    "an unknown address": _stranger,
    "a name in a hello": _hello,
}
ENCRYPTED: dict[str, Callable[[], None]] = {"DoT": _dot, "DoH": _doh}


@pytest.mark.parametrize("leak", ON_THE_WIRE)
def test_a_leak_is_seen_on_the_wire(net: World, leak: str) -> None:
    with net.watch() as watch:
        net.call_in_client(ON_THE_WIRE[leak])
        found = list(leaks(watch.seen(), net.secrets()))
    assert found
    assert any(each.src == CLIENT or ":" in each.src for each in found)


@pytest.mark.parametrize("leak", ENCRYPTED)
def test_an_encrypted_question_is_heard_by_the_trap(net: World, leak: str) -> None:
    before = net.trapped()
    net.call_in_client(ENCRYPTED[leak])
    assert (net.trapped() - before)[f"named {TARGET} by {DOH[0][1]}"] == 1


def test_what_goes_to_the_ways_server_is_no_leak(net: World) -> None:
    with proxies.running_at("microsocks", net.place("silent")) as proxy, net.watch() as watch:
        net.call_in_client(lambda: _connect_to(proxy.port))
        seen = watch.seen()
    assert seen
    assert list(leaks(seen, net.secrets(Endpoint(protocol=TCP, address=ENTRY, port=proxy.port)))) == []
    assert list(leaks(seen, net.secrets())), "without the way's server its traffic holds the name"


def _connect_to(port: int) -> None:
    with socket.create_connection((ENTRY, port), WAIT_S) as sock:
        sock.sendall(TARGET.encode())


@pytest.fixture(scope="module")
def way(net: World) -> Iterator[RealWay]:
    with proxies.way("microsocks", "socks5").start(net.place("way")) as started:
        yield started


def test_names_resolved_here_on_request_are_reported(net: World, way: RealWay) -> None:
    secrets = net.secrets(Endpoint(protocol=TCP, address=ENTRY, port=way.port))
    seen = looked(net, way.spec(ENTRY_NAME), secrets, local_dns=True)
    assert seen.run.cell(TARGET, "way").works is True
    assert any(TARGET in each.question for each in seen.leaks)
    assert f"named {TARGET} by {ISP_RESOLVER}" in seen.trapped
    assert not any(each.protocol == TCP for each in seen.leaks), "addresses still go by the way"


class _Leaking:
    """A dialer that first asks the target directly."""

    def __init__(self, base: Dialer, line: Dialer) -> None:
        self._base = base
        self._line = line

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        if host == TARGET:
            (await self._line.dial(TARGET_AT, port, patience)).abort()
        return await self._base.dial(host, port, patience)


class _LeakingKind(SocksKind):
    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        path = await super().open(spec, ground)
        return replace(path, dialer=_Leaking(path.dialer, ground.dialer))


def test_a_way_that_leaks_is_reported(net: World, way: RealWay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._BY_ID, "socks5", _LeakingKind("5"))
    seen = looked(
        net, way.spec(ENTRY_NAME), net.secrets(Endpoint(protocol=TCP, address=ENTRY, port=way.port))
    )
    assert seen.run.cell(TARGET, "way").works is True
    assert {each.dst for each in seen.leaks if each.src == CLIENT} == {TARGET_AT}
