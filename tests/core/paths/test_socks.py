from types import MappingProxyType

import pytest

from tests.core.net.resolvers import Table
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.net.datagram import UdpDialer
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import ConfigError, Ground
from waythrough.paths.registry import check, kind, open_path

TRUST = Trust()


def spec(kind_id: str, **fields: FieldValue) -> PathSpec:
    return PathSpec(
        id="x", kind=kind_id, fields=MappingProxyType({"host": "proxy.test", "port": 1080, **fields})
    )


@pytest.mark.parametrize(
    ("way", "local"),
    [
        (spec("socks5"), False),
        (spec("socks4a"), False),
        (spec("socks5", local_dns=True), True),
        (spec("socks5", local_dns=False), False),
        (spec("socks4"), True),
    ],
)
async def test_who_resolves_names(way: PathSpec, local: bool) -> None:
    ground = Ground(dialer=TcpDialer(), resolver=Table({}), trust=TRUST, hop=3)
    opened = await open_path(way, ground)
    assert opened.resolver is (ground.resolver if local else None)
    assert opened.hops == 4
    await opened.aclose()


@pytest.mark.parametrize(
    "way",
    [
        spec("socks4", password=Secret("x"), user="u"),
        spec("socks4a", password=Secret("x"), user="u"),
        spec("socks4", local_dns=True),
        spec("socks5", password=Secret("x")),
        spec("socks5", port=0),
    ],
)
async def test_bad_configuration_is_refused(way: PathSpec) -> None:
    with pytest.raises(ConfigError):
        check(way)
    with pytest.raises(ConfigError):
        await open_path(way, Ground(dialer=TcpDialer(), resolver=Table({}), trust=TRUST))


def test_socks_hides_nothing() -> None:
    assert not any(kind(kind_id).encrypts(spec(kind_id)) for kind_id in ("socks4", "socks4a", "socks5"))


@pytest.mark.parametrize(("kind_id", "carries"), [("socks5", True), ("socks4a", False), ("socks4", False)])
async def test_version_5_is_asked_for_datagrams_where_the_ground_carries_some(
    kind_id: str, carries: bool
) -> None:
    line = Ground(dialer=TcpDialer(), resolver=Table({}), trust=TRUST, datagrams=UdpDialer())
    assert ((await open_path(spec(kind_id), line)).datagrams is not None) is carries
    without = Ground(dialer=TcpDialer(), resolver=Table({}), trust=TRUST)
    assert (await open_path(spec(kind_id), without)).datagrams is None
