from types import MappingProxyType

import pytest

from tests.core.net.openvpn_fake import honest, saying, udp_peer
from tests.core.net.resolvers import Table
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.net.base import DialError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths import openvpn
from waythrough.paths.base import ConfigError, Ground, Server, UntriedError
from waythrough.paths.registry import check, encrypts_to_exit, open_path, servers, stream_server
from waythrough.verdict.explain_untried import UNTRIED_REASONS

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


def ground(*, udp: bool = True, hard: float = 5) -> Ground:
    return Ground(
        dialer=TcpDialer(),
        resolver=Table({}),
        trust=Trust(),
        datagrams=UdpDialer() if udp else None,
        patience=Patience(hard=hard),
    )


@pytest.mark.parametrize(
    ("system", "root", "missing", "reason"),
    [
        (False, False, (), "untried_system"),
        (True, False, (), "untried_rights"),
        (True, True, ("openvpn",), "untried_program"),
    ],
)
async def test_an_answer_alone_is_never_called_working(
    monkeypatch: pytest.MonkeyPatch, system: bool, root: bool, missing: tuple[str, ...], reason: str
) -> None:
    monkeypatch.setattr(openvpn, "on_linux", lambda: system)
    monkeypatch.setattr(openvpn, "is_administrator", lambda: root)
    monkeypatch.setattr(openvpn, "missing_programs", lambda *names: missing)
    async with udp_peer(honest()) as (port, _):
        with pytest.raises(UntriedError) as caught:
            await open_path(way(f"remote 127.0.0.1 {port}\n"), ground())
    assert caught.value.message_id == reason
    assert reason in UNTRIED_REASONS
    assert [leg.failure for leg in caught.value.legs] == [None]


async def test_silence_is_the_ways_failure() -> None:
    async with udp_peer(saying()) as (port, _):
        with pytest.raises(DialError):
            await open_path(way(f"remote 127.0.0.1 {port}\n"), ground(hard=0.2))


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("remote 127.0.0.1 1\n", "UDP"),
        ("remote 127.0.0.1 1 tcp\n<ca>\nx\n</ca>\n", "damaged"),
        ("remote 127.0.0.1 1 tcp\n<tls-auth>\nx\n</tls-auth>\n", "damaged"),
    ],
)
async def test_what_cannot_be_opened_is_told_before(profile: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        await open_path(way(profile), ground(udp=False))
