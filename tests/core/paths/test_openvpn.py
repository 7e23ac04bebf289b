from types import MappingProxyType

import pytest

from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError, Server
from waythrough.paths.registry import check, encrypts_to_exit, servers, stream_server

PROFILE = "client\nremote vpn.example 1194 udp\nremote vpn.example 443 tcp\n"


def way(profile: str = PROFILE, **fields: FieldValue) -> PathSpec:
    return PathSpec(id="x", kind="openvpn", fields=MappingProxyType({"profile": Secret(profile), **fields}))


def test_its_servers_are_those_of_the_profile() -> None:
    spec = way()
    check(spec)
    assert servers(spec) == (
        Server(host="vpn.example", port=1194, udp=True),
        Server(host="vpn.example", port=443),
    )
    assert stream_server(spec) is None
    assert servers(way("")) == ()


def test_it_hides_what_goes_through_it_unless_it_says_otherwise() -> None:
    assert encrypts_to_exit(way())
    assert not encrypts_to_exit(way(PROFILE + "cipher none\n"))
    assert not encrypts_to_exit(way(""))


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (way("client\n"), "names no server"),
        (way(PROFILE + "ca ca.crt\ncert me.crt\n"), "not in it: ca, cert"),
        (way("remote {host}\n"), "neither a host name"),
        (way(PROFILE + "auth-user-pass\n", password=Secret("x")), "no user"),
        (PathSpec(id="x", kind="openvpn"), "profile"),
    ],
)
def test_a_profile_that_cannot_be_used_is_refused(spec: PathSpec, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        check(spec)
