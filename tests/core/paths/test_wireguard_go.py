"""The rootless tunnel against wireguard-go, with a kernel's TCP, nginx and dnsmasq behind it: its gate."""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.core.net import wireguard_go as real
from tests.core.net.resolvers import Table
from tests.core.net.wireguard_relay import relay
from waythrough.model.failure import FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.model.tunnel import TunnelWord
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.net.wireguard_dial import TunnelDialer
from waythrough.paths.base import Ground, OpenPath
from waythrough.paths.registry import open_path

pytestmark = pytest.mark.skipif(
    bool(real.why_not("nginx", "dnsmasq")), reason=real.why_not("nginx", "dnsmasq") or "it can run"
)

PATIENCE = Patience(soft=10, hard=30, total=300)
GROUND = Ground(
    dialer=TcpDialer(), resolver=Table({}), trust=Trust(), datagrams=UdpDialer(), patience=PATIENCE
)
LARGE = 10_000_000


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[real.Gateway]:
    folder = tmp_path_factory.mktemp("wg")
    root = folder / "root"
    root.mkdir()
    (folder / "up").mkdir()
    (root / "small").write_bytes(b"s" * 1000)
    (root / "large").write_bytes(bytes(range(250)) * (LARGE // 250))
    with ExitStack() as stack:
        made = stack.enter_context(real.gateway(folder))
        stack.enter_context(real.nginx(made, folder, root=root))
        stack.enter_context(real.dnsmasq(made, folder))
        yield made


@asynccontextmanager
async def opened(spec: PathSpec, ground: Ground = GROUND) -> AsyncIterator[OpenPath]:
    way = await open_path(spec, ground)
    try:
        yield way
    finally:
        await way.aclose()
        assert isinstance(way.dialer, TunnelDialer)
        assert way.dialer.tunnel.streams == 0


async def fetched(way: OpenPath, name: str, host: str = real.SERVER4) -> bytes:
    """The body of a page."""
    return (await asked(way, f"GET /{name} HTTP/1.0\r\n\r\n".encode(), host=host)).partition(b"\r\n\r\n")[2]


async def asked(way: OpenPath, request: bytes, host: str = real.SERVER4) -> bytes:
    stream = await way.dialer.dial(host, 80, PATIENCE)
    try:
        await stream.send(request)
        parts: list[bytes] = []
        while data := await stream.recv():
            parts.append(data)
        return b"".join(parts)
    finally:
        stream.abort()


def words(error: DialError | OpenPath) -> list[str]:
    return [leg.detail.reply_text for leg in error.legs if isinstance(leg.detail, PathDetail)]


@pytest.mark.parametrize("host", [real.SERVER4, real.SERVER6, "wg.test"])
async def test_pages_come_by_both_families_and_by_name(gateway: real.Gateway, host: str) -> None:
    async with opened(gateway.spec()) as way:
        assert words(way) == [TunnelWord.ANSWERED, TunnelWord.PING_ANSWERED, TunnelWord.DNS_ANSWERED]
        assert await fetched(way, "small", host) == b"s" * 1000


async def test_the_server_may_be_reached_over_ipv6(gateway: real.Gateway) -> None:
    async with opened(gateway.spec(host="::1")) as way:
        assert await fetched(way, "small") == b"s" * 1000


@pytest.mark.parametrize(
    ("host", "port", "kind", "code"),
    [
        (real.SERVER4, 81, FailureKind.EXIT_REFUSED, None),
        (real.SERVER6, 81, FailureKind.EXIT_REFUSED, None),
        (real.PROHIBITED, 80, FailureKind.EXIT_UNREACHABLE, 0x30D),
        ("gone.test", 80, FailureKind.EXIT_DNS, 3),
    ],
)
async def test_what_stands_behind_the_tunnel_speaks_for_itself(
    gateway: real.Gateway, host: str, port: int, kind: FailureKind, code: int | None
) -> None:
    async with opened(gateway.spec()) as way:
        with pytest.raises(DialError) as caught:
            await way.dialer.dial(host, port, PATIENCE)
    assert (caught.value.failure.kind, caught.value.failure.code) == (kind, code)
    assert real.SERVER4 not in caught.value.failure.text


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"preshared_key": Secret(base64.b64encode(b"p" * 32).decode())}, TunnelWord.PSK_MISMATCH),
        ({"preshared_key": Secret("")}, TunnelWord.PSK_MISMATCH),
        ({"public_key": base64.b64encode(b"q" * 32).decode()}, TunnelWord.SILENT),
        ({"private_key": Secret(base64.b64encode(b"r" * 32).decode())}, TunnelWord.SILENT),
        ({"port": 9}, TunnelWord.ICMP_REFUSED),
    ],
)
async def test_wrong_keys_are_told_as_far_as_they_show(
    gateway: real.Gateway, changes: dict[str, FieldValue], word: TunnelWord
) -> None:
    hasty = replace(GROUND, patience=Patience(soft=0.5, hard=1.5, total=5))
    with pytest.raises(DialError) as caught:
        await open_path(gateway.spec(**changes), hasty)
    assert set(words(caught.value)) == {word}
    assert caught.value.legs[-1].stage is Stage.HANDSHAKE


async def test_a_server_hears_us_behind_junk_too(gateway: real.Gateway) -> None:
    async with opened(gateway.spec(amnezia="Jc = 4\nJmin = 40\nJmax = 70\nI1 = <b 0xc0ff><r 20>")) as way:
        assert await fetched(way, "small") == b"s" * 1000


async def test_without_readers_of_sockets_it_carries_as_well(
    gateway: real.Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("waythrough.net.wireguard_carrier._has_readers", lambda loop: False)
    async with opened(gateway.spec()) as way:
        assert len(await fetched(way, "large")) == LARGE


async def test_two_hundred_pages_at_once(gateway: real.Gateway) -> None:
    async with opened(gateway.spec()) as way:
        pages = await asyncio.gather(*(fetched(way, "small") for _ in range(200)))
        assert isinstance(way.dialer, TunnelDialer)
        assert way.dialer.tunnel.streams == 0
    assert set(pages) == {b"s" * 1000}


async def test_new_keys_in_the_middle_of_a_download_lose_nothing(gateway: real.Gateway) -> None:
    async with opened(gateway.spec()) as way:
        assert isinstance(way.dialer, TunnelDialer)
        (line,) = way.dialer.tunnel.lines
        stream = await way.dialer.dial(real.SERVER4, 80, PATIENCE)
        await stream.send(b"GET /large HTTP/1.0\r\n\r\n")
        count, renewed = 0, 0
        while data := await stream.recv():
            count += len(data)
            if count > (renewed + 1) * LARGE // 4 and not line.machine.handshaking:
                renewed += 1
                line.machine.initiate(asyncio.get_running_loop().time())
                line.flush()
        stream.abort()
    assert count > LARGE
    assert line.machine.words.count(TunnelWord.ANSWERED) >= 2


async def test_tunnels_may_follow_each_other_at_once(gateway: real.Gateway) -> None:
    for _ in range(5):
        async with opened(gateway.spec()) as way:
            assert words(way)[0] == TunnelWord.ANSWERED
            assert await fetched(way, "small")


async def test_a_tunnel_inside_a_tunnel(gateway: real.Gateway) -> None:
    """The inner server is the outer one's, seen from behind it; names go on."""
    outer = gateway.spec()
    inner = replace(
        outer, id="inner", via=outer, fields=MappingProxyType({**outer.fields, "host": real.SERVER4})
    )
    with pytest.raises(DialError) as caught:
        await open_path(inner, GROUND)
    assert caught.value.legs[-1].hop == 1
    assert words(caught.value) == [TunnelWord.ICMP_REFUSED]


AMNEZIA = """
jc=4 jmin=40 jmax=70 s1=15 s2=18 s3=20 s4=23
h1=1000-1999 h2=2000-2999 h3=3000-3999 h4=4000-4999 i1=<t>
"""


@pytest.mark.skipif(bool(real.why_not("amneziawg-go")), reason="amneziawg-go cannot run here")
async def test_amnezia_is_spoken_with_its_own_server(tmp_path: Path) -> None:
    lines = AMNEZIA.split()
    uapi = "".join(f"{line}\n" for line in lines)
    fields = "\n".join(line.replace("=", " = ", 1) for line in lines)
    with (
        real.gateway(tmp_path, program="amneziawg-go", uapi=uapi) as gateway,
        real.dnsmasq(gateway, tmp_path),
    ):
        async with opened(gateway.spec(amnezia=fields)) as way:
            assert words(way) == [TunnelWord.ANSWERED, TunnelWord.PING_ANSWERED, TunnelWord.DNS_ANSWERED]


@pytest.mark.slow
@pytest.mark.parametrize("way_of", ["down", "up"])
async def test_ten_megabytes_through_a_line_that_loses_one_in_twenty(
    gateway: real.Gateway, way_of: str
) -> None:
    async with relay(gateway.port, 0.05) as port, opened(gateway.spec(port=port)) as way:
        if way_of == "down":
            assert await fetched(way, "large") == bytes(range(250)) * (LARGE // 250)
        else:
            head = f"PUT /up/lossy HTTP/1.0\r\nContent-Length: {LARGE}\r\n\r\n".encode()
            answer = await asked(way, head + bytes(LARGE))
            assert answer[9:12] in (b"201", b"204")


@pytest.mark.slow
async def test_a_hundred_uploads_without_a_stall(gateway: real.Gateway) -> None:
    async with opened(gateway.spec()) as way:
        head = b"PUT /up/many HTTP/1.0\r\nContent-Length: 100000\r\n\r\n"
        for _ in range(10):
            answers = await asyncio.gather(*(asked(way, head + bytes(100_000)) for _ in range(10)))
            assert {answer[9:12] for answer in answers} <= {b"201", b"204"}
