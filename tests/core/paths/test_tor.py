"""Tor as a kind of way: its one field, its own server, and what is refused."""

from types import MappingProxyType

import pytest

from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError, Server
from waythrough.paths.registry import encrypts_to_exit
from waythrough.paths.tor import TorKind

KIND = TorKind()


def way(bridge: str | None = None) -> PathSpec:
    fields: dict[str, FieldValue] = {} if bridge is None else {"bridge": Secret(bridge)}
    return PathSpec(id="t", kind="tor", fields=MappingProxyType(fields))


def test_plain_tor_needs_nothing() -> None:
    for each in (way(), way(""), way(" \n")):
        KIND.check(each)
        assert KIND.servers(each) == ()
    assert encrypts_to_exit(way())


def test_the_server_of_a_bridge_is_told_but_never_a_dummy() -> None:
    assert KIND.servers(way("obfs4 198.18.4.7:443 cert=a")) == (Server(host="198.18.4.7", port=443),)
    assert KIND.servers(way("webtunnel 192.0.2.3:1 url=https://a.test/x")) == (
        Server(host="a.test", port=443),
    )
    assert KIND.servers(way("snowflake 192.0.2.3:1 url=https://a.test/")) == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [("obfs4 198.18.4.7:443", "path.tor_bridge"), ("198.18.4.7:1\n198.18.4.8:1", "path.tor_bridges")],
)
def test_a_wrong_line_is_refused_without_telling_it(line: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        KIND.check(way(line))
    assert caught.value.message_id == message
    assert "198.18" not in str(caught.value)
    assert KIND.servers(way(line)) == ()
