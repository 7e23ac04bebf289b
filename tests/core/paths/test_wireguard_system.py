from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.net.resolvers import Table
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.net.datagram import UdpDialer
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.net.wireguard_backend import Found
from waythrough.paths import wireguard_system
from waythrough.paths.base import ConfigError, Ground, Server
from waythrough.paths.registry import check, encrypts_to_exit, open_path, servers

KEY = "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
GROUND = Ground(dialer=TcpDialer(), resolver=Table({}), trust=Trust(), datagrams=UdpDialer())


def way(**changes: FieldValue) -> PathSpec:
    fields: dict[str, FieldValue] = {
        "host": "vpn.test",
        "port": 51820,
        "private_key": Secret(KEY),
        "address": "10.0.0.2/32",
        "public_key": KEY,
    }
    return PathSpec(id="x", kind="wireguard_system", fields=MappingProxyType({**fields, **changes}))


def test_it_is_written_down_like_the_rootless_one() -> None:
    check(way())
    assert servers(way()) == (Server(host="vpn.test", port=51820, udp=True),)
    assert encrypts_to_exit(way())


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (way(amnezia="Jc = 4\nJmin = 40\nJmax = 70"), "AmneziaWG"),
        (way(public_key="x"), "public key"),
        (replace(way(), via=PathSpec(id="y", kind="direct")), "own line"),
    ],
)
def test_what_the_system_cannot_do_is_refused(spec: PathSpec, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        check(spec)


@pytest.mark.parametrize(
    ("linux", "root", "missing", "words"),
    [
        (False, True, (), "Linux"),
        (True, False, (), "rights"),
        (True, True, ("ip",), "not installed: ip"),
    ],
)
async def test_what_is_missing_is_told_with_the_way_that_needs_nothing(
    monkeypatch: pytest.MonkeyPatch, linux: bool, root: bool, missing: tuple[str, ...], words: str
) -> None:
    monkeypatch.setattr(wireguard_system, "on_linux", lambda: linux)
    monkeypatch.setattr(wireguard_system, "is_administrator", lambda: root)
    monkeypatch.setattr(wireguard_system, "can_make_namespaces", lambda: True)
    monkeypatch.setattr(wireguard_system, "missing_programs", lambda *names: missing)
    with pytest.raises(ConfigError, match=words) as caught:
        await open_path(way(), GROUND)
    assert "“wireguard”" in caught.value.todo


@pytest.mark.parametrize(
    ("found", "changes", "what", "todo"),
    [
        (
            Found(wg=False, wireguard_go=True, package=False),
            {},
            "not installed: wg",
            "wireguard-tools, or use",
        ),
        (
            Found(wg=False, wireguard_go=True, package=True),
            {"preshared_key": Secret(KEY)},
            "the program wg is not installed, and python-wireguard.* preshared keys",
            "install wireguard-tools, or use",
        ),
    ],
)
async def test_without_wg_it_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, found: Found, changes: dict[str, FieldValue], what: str, todo: str
) -> None:
    for name in ("on_linux", "is_administrator", "can_make_namespaces"):
        monkeypatch.setattr(wireguard_system, name, lambda: True)
    monkeypatch.setattr(wireguard_system, "missing_programs", lambda *names: ())
    kind = wireguard_system.WireGuardSystemKind(look=lambda: found)
    with pytest.raises(ConfigError, match=what) as caught:
        await kind.open(way(**changes), GROUND)
    assert todo in caught.value.todo
    assert KEY not in f"{caught.value!r} {caught.value}"


async def test_behind_another_way_it_cannot_stand() -> None:
    with pytest.raises(ConfigError, match="own line"):
        await open_path(way(), replace(GROUND, names_go_on=True))
