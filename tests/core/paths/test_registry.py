from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.net.resolvers import Table
from waythrough.model.path import DIRECT, FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import ConfigError, Ground
from waythrough.paths.registry import (
    KINDS,
    chain,
    check,
    display_names,
    encrypts_to_exit,
    is_private,
    kind,
    new_id,
    open_path,
    resolving_here,
    starts_process,
)

GROUND = Ground(dialer=TcpDialer(), resolver=Table({}), trust=Trust())


def spec(kind_id: str, name: str = "", via: PathSpec | None = None, host: str = "proxy.test") -> PathSpec:
    fields: Mapping[str, FieldValue] = MappingProxyType({"host": host, "port": 1080})
    return PathSpec(id=new_id(), kind=kind_id, name=name, fields=fields, via=via)


def test_kinds_have_ids_and_names_of_their_own() -> None:
    assert len({item.id for item in KINDS}) == len({item.short for item in KINDS}) == len(KINDS)
    ids = [item.id for item in KINDS]
    assert ids[:6] == ["direct", "socks5", "socks4a", "socks4", "http", "https"]
    assert {"tor", "program", "ssh", "shadowsocks", "wireguard"} <= set(ids)
    assert kind("socks5").label == "SOCKS5 proxy"
    assert all(kind(item.id) is item for item in KINDS)


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="socks5"):
        kind("socks6")
    with pytest.raises(ConfigError):
        check(spec("socks5", via=spec("socks6")))


def test_ids_are_random_and_say_nothing() -> None:
    assert len({new_id() for _ in range(100)}) == 100


def test_bridges_are_private_and_so_is_what_leads_through_them() -> None:
    bridge = PathSpec(id="b", kind="tor", fields={"bridge": Secret("obfs4 192.0.2.1:443")})
    assert is_private(bridge)
    assert is_private(spec("socks5", via=bridge))
    assert is_private(replace(spec("socks5"), private=True))
    assert not is_private(PathSpec(id="t", kind="tor"))
    assert (starts_process(bridge), starts_process(spec("http", via=spec("socks5")))) == (True, False)


def test_a_chain_is_told_from_the_user_outwards() -> None:
    first = spec("socks5")
    second = spec("http", via=first)
    assert chain(second) == (first, second)


def test_one_encrypting_hop_hides_what_is_behind_it() -> None:
    assert not encrypts_to_exit(spec("http", via=spec("socks5")))
    assert encrypts_to_exit(spec("https", via=spec("socks5")))
    assert encrypts_to_exit(spec("socks5", via=spec("https")))


def test_ways_without_a_name_are_called_by_kind_and_number() -> None:
    ways = [
        spec("socks5"), spec("http"), spec("socks5"), spec("socks5", "SOCKS5 3"), spec("socks5"),
        spec("https", "home"), spec("http", "home"), DIRECT,
    ]  # fmt: skip
    names = display_names(ways)
    assert list(names.values()) == [
        "SOCKS5 1", "HTTP proxy 1", "SOCKS5 2", "SOCKS5 3", "SOCKS5 4", "home", "home 2", "Direct",
    ]  # fmt: skip
    assert not any("proxy.test" in name for name in names.values())


async def test_a_chain_counts_its_hops_and_closes() -> None:
    way = await open_path(spec("http", via=spec("socks5", via=DIRECT)), GROUND)
    assert way.hops == 2
    await way.aclose()


async def test_what_stands_in_front_is_closed_when_the_rest_cannot_be_opened() -> None:
    with pytest.raises(ConfigError):
        await open_path(spec("http", host="no host", via=spec("socks5")), GROUND)


def test_a_spec_shows_nothing_of_its_fields() -> None:
    assert "proxy.test" not in repr(spec("http", via=spec("socks5")))


def test_names_are_resolved_here_where_a_kind_can_do_that() -> None:
    assert resolving_here(spec("socks5")).fields["local_dns"] is True
    older = spec("socks4")
    assert resolving_here(older) is older
