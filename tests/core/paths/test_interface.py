"""Leaving by one interface: the loopback one stands for all of them."""

import asyncio
import sys
from types import MappingProxyType

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.net.resolvers import Table, name_server, silent, zone
from waythrough.model.failure import FailureKind
from waythrough.model.path import FieldValue, PathSpec
from waythrough.net.base import DialError
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import ConfigError, Ground
from waythrough.paths.registry import check, encrypts_to_exit, open_path, servers

PATIENCE = Patience(hard=5)
LOOPBACK = {"linux": "lo", "darwin": "lo0"}.get(sys.platform, "127.0.0.1")


def way(interface: str, via: PathSpec | None = None) -> PathSpec:
    return PathSpec(id="x", kind="interface", fields=MappingProxyType({"interface": interface}), via=via)


def ground(*exit_dns: str) -> tuple[Ground, Table]:
    line = Table({"target.test": ("127.0.0.1",)})
    return Ground(dialer=TcpDialer(), resolver=line, trust=Trust(), exit_dns=exit_dns), line


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


@pytest.mark.parametrize("name", [LOOPBACK, "127.0.0.1"])
async def test_targets_are_dialled_from_the_interface(name: str) -> None:
    base, _ = ground("127.0.0.1:5353")
    opened = await open_path(way(name), base)
    async with serving(hang_up) as port:
        stream = await opened.dialer.dial("127.0.0.1", port, PATIENCE)
        assert stream.facts.local_address == "127.0.0.1"
        stream.abort()
    assert opened.hops == 0
    if sys.platform == "linux":
        assert opened.interface == "lo", "never the address: results travel"
    await opened.aclose()


async def test_an_address_has_its_own_family_only() -> None:
    base, _ = ground("127.0.0.1:5353")
    opened = await open_path(way("127.0.0.1"), base)
    with pytest.raises(DialError) as caught:
        await opened.dialer.dial("::1", 80, PATIENCE)
    assert caught.value.failure.kind is FailureKind.NETWORK_UNREACHABLE


async def test_names_are_asked_of_the_exit_resolvers_and_never_of_the_line() -> None:
    async with (
        name_server(silent) as mute,
        name_server(zone({("target.test", "A"): ("192.0.2.1",)})) as server,
    ):
        base, line = ground(f"127.0.0.1:{mute.port}", f"127.0.0.1:{server.port}")
        opened = await open_path(way(LOOPBACK), base)
        assert opened.resolver is not None
        outcome = await opened.resolver.resolve("target.test", Patience(hard=0.2, soft=0.05))
        await opened.resolver.aclose()
    assert outcome.detail.addresses == ("192.0.2.1",)
    assert mute.asked
    assert server.asked
    assert line.asked == []


async def test_a_proxy_behind_it_is_looked_up_by_the_interface_too() -> None:
    base, line = ground("127.0.0.1:1")
    fields: dict[str, FieldValue] = {"host": "target.test", "port": 1080}
    opened = await open_path(
        PathSpec(id="y", kind="socks5", fields=MappingProxyType(fields), via=way(LOOPBACK)), base
    )
    assert opened.interface == LOOPBACK
    with pytest.raises(DialError):
        await opened.dialer.dial("far.test", 80, PATIENCE)
    assert line.asked == []
    await opened.aclose()


@pytest.mark.parametrize(
    ("spec", "servers_known", "words"),
    [
        (way("nosuch0"), ("127.0.0.1",), "no interface"),
        (way("192.0.2.77"), ("127.0.0.1",), "no interface"),
        (way(LOOPBACK), (), "resolver"),
        (way(LOOPBACK, via=way(LOOPBACK)), ("127.0.0.1",), "behind"),
        (way(""), ("127.0.0.1",), "missing"),
    ],
)
async def test_what_cannot_be_is_told(spec: PathSpec, servers_known: tuple[str, ...], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        await open_path(spec, ground(*servers_known)[0])


def test_it_has_no_server_and_promises_nothing() -> None:
    check(way(LOOPBACK))
    assert servers(way(LOOPBACK)) == ()
    assert not encrypts_to_exit(way(LOOPBACK))
