from types import MappingProxyType

import pytest

from tests.core.net.resolvers import Table
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import ConfigError, Ground, Server
from waythrough.paths.registry import check, encrypts_to_exit, open_path, servers, stream_server
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
