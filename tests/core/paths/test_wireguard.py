import subprocess
import sys
from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.net.resolvers import Table
from tests.core.net.wireguard_server import ECHO, EXIT, INNER, SHORT, running
from tests.core.net.wireguard_server import Server as FarServer
from tests.core.net.wireguard_server import spec as good_spec
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.datagram import UdpDialer
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import ConfigError, Ground, Opening, Server
from waythrough.paths.registry import check, encrypts_to_exit, open_path, over_udp, servers, stream_server
from waythrough.paths.wireguard import settings_of

KEY = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
PEER = f"[Peer]\nPublicKey = {KEY}\nAllowedIPs = 10.1.0.0/16\nEndpoint = %s:1"


def spec(**changes: FieldValue) -> PathSpec:
    fields: dict[str, FieldValue] = {
        "host": "wg.test",
        "port": 51820,
        "private_key": Secret(KEY),
        "public_key": KEY,
        "address": "10.0.0.2/32",
    }
    return PathSpec(id="x", kind="wireguard", fields=MappingProxyType({**fields, **changes}))


def test_the_fields_make_a_tunnel() -> None:
    way = spec(
        preshared_key=Secret(KEY),
        dns="10.0.0.1",
        mtu=1280,
        keepalive=25,
        allowed_ips="10.0.0.0/8",
        more_peers=Secret(PEER % "far.test"),
        amnezia="Jc = 2\nJmin = 1\nJmax = 2",
    )
    check(way)
    found = settings_of(way)
    assert [peer.host for peer in found.peers] == ["wg.test", "far.test"]
    assert (found.mtu, found.peers[0].keepalive, found.amnezia.junk_count) == (1280, 25, 2)
    assert encrypts_to_exit(way)
    assert stream_server(way) is None
    assert over_udp(way)
    assert not over_udp(PathSpec(id="y", kind="socks5", fields={"host": "a.test", "port": 1}))
    assert not over_udp(PathSpec(id="direct", kind="direct"))
    assert servers(way) == (
        Server(host="wg.test", port=51820, udp=True),
        Server(host="far.test", port=1, udp=True),
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"private_key": Secret("short")},
        {"public_key": "x" * 44},
        {"preshared_key": Secret("short")},
        {"address": "here"},
        {"dns": "10.0.0.500"},
        {"mtu": 500},
        {"allowed_ips": "10.0.0.0/99"},
        {"more_peers": Secret("[Peer]")},
        {"more_peers": Secret(PEER % "no host")},
        {"amnezia": "H1 = 2"},
        {"port": 0},
    ],
)
async def test_bad_configuration_is_refused_in_words(changes: dict[str, FieldValue]) -> None:
    with pytest.raises(ConfigError) as caught:
        check(spec(**changes))
    assert caught.value.todo
    assert "short" not in str(caught.value)
    assert servers(spec(**changes))[:1] or "port" in changes


async def test_a_way_in_front_has_to_carry_udp() -> None:
    with pytest.raises(ConfigError, match="UDP"):
        await open_path(spec(), Ground(dialer=TcpDialer(), resolver=Table({}), trust=Trust()))


async def test_a_tunnel_is_opened_and_carries() -> None:
    async with running() as server:
        told: list[Opening] = []
        ground = Ground(
            dialer=TcpDialer(),
            resolver=Table({}),
            trust=Trust(),
            datagrams=UdpDialer(),
            patience=SHORT,
            hop=1,
            told=told.append,
        )
        way = await open_path(good_spec(server.port), ground)
        assert (way.resolver, way.hops) == (None, 2)
        assert way.datagrams is not None
        assert [leg.stage for leg in way.legs] == [Stage.HANDSHAKE, Stage.DATA, Stage.DATA]
        stream = await way.dialer.dial("echo.test", ECHO, SHORT)
        await stream.send(b"hello")
        assert await stream.recv() == b"hello"
        stream.abort()
        await way.aclose()
    assert told
    assert KEY not in repr(way) + repr(way.legs)


@pytest.mark.parametrize("host", [EXIT, "echo.test"])
async def test_a_tunnel_inside_a_tunnel_asks_names_of_the_outer_one(host: str) -> None:
    names = Table({})
    ground = Ground(dialer=TcpDialer(), resolver=names, trust=Trust(), datagrams=UdpDialer(), patience=SHORT)
    async with running(inner=FarServer()) as server:
        inner = replace(good_spec(INNER, host=host, mtu=1280), via=good_spec(server.port))
        way = await open_path(inner, ground)
        assert way.hops == 2
        assert {leg.hop for leg in way.legs} == {1}
        stream = await way.dialer.dial("echo.test", ECHO, SHORT)
        await stream.send(bytes(20_000))
        heard = 0
        while heard < 20_000:
            heard += len(await stream.recv())
        stream.abort()
        await way.aclose()
    assert names.asked == []


async def test_a_key_that_gives_nothing_secret_is_refused() -> None:
    point = "4Ot6fDtBuK4WVuP68Z/EatoJjeucMrH9hmIFFl9JuAA="  # of order 8
    ground = Ground(dialer=TcpDialer(), resolver=Table({}), trust=Trust(), datagrams=UdpDialer())
    with pytest.raises(ConfigError, match="public key"):
        await open_path(spec(host="127.0.0.1", public_key=point), ground)


async def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "waythrough.net.wireguard_dial", None)
    ground = Ground(dialer=TcpDialer(), resolver=Table({}), trust=Trust(), datagrams=UdpDialer())
    with pytest.raises(ConfigError, match="tunnels"):
        await open_path(spec(), ground)


def test_the_list_of_kinds_does_without_the_package() -> None:
    code = "import sys; sys.modules['cryptography'] = None; import waythrough.paths.registry"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
