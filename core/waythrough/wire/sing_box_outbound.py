"""One outbound of sing-box for each kind of way, from the fields that a person was handed."""

import re
from collections.abc import Mapping
from typing import Final

from waythrough.model.path import FieldValue
from waythrough.model.secret import Secret
from waythrough.wire.sing_box_raw import Json, read_outbound

_VISION: Final = "xtls-rprx-vision"
_EARLY: Final = re.compile(r"[?&]ed=(\d{1,5})(?=&|$)")


def outbound(kind: str, fields: Mapping[str, FieldValue]) -> dict[str, Json]:
    """The outbound of a way, with every name that sing-box would else derive from the server's address.

    Raises ValueError for a raw one that cannot be used.
    """
    return _OUTBOUNDS[kind](fields)


def inside_shadowtls(fields: Mapping[str, FieldValue]) -> dict[str, Json]:
    """The Shadowsocks that is spoken inside ShadowTLS."""
    method, password = _text(fields, "method"), _text(fields, "inner_password")
    return {"type": "shadowsocks", "method": method, "password": password}


def _vless(fields: Mapping[str, FieldValue]) -> dict[str, Json]:
    flow: dict[str, Json] = {"flow": _VISION} if _text(fields, "flow") else {}
    return {**_server("vless", fields), "uuid": _text(fields, "uuid"), **flow, **_over(fields)}


def _vmess(fields: Mapping[str, FieldValue]) -> dict[str, Json]:
    return {
        **_server("vmess", fields),
        "uuid": _text(fields, "uuid"),
        "security": _text(fields, "cipher") or "auto",
        "alter_id": _number(fields, "alter_id"),
        **_over(fields),
    }


def _trojan(fields: Mapping[str, FieldValue]) -> dict[str, Json]:
    return {**_server("trojan", fields), "password": _text(fields, "password"), **_over(fields)}


def _hysteria2(fields: Mapping[str, FieldValue]) -> dict[str, Json]:
    value = {**_server("hysteria2", fields), "password": _text(fields, "password"), "tls": _tls(fields)}
    if ports := _text(fields, "ports"):
        del value["server_port"]
        value["server_ports"] = [
            each.replace("-", ":") if "-" in each else f"{each}:{each}" for each in ports.split(",")
        ]
    if obfs := _text(fields, "obfs"):
        value["obfs"] = {"type": obfs, "password": _text(fields, "obfs_password")}
    return value


def _tuic(fields: Mapping[str, FieldValue]) -> dict[str, Json]:
    congestion = _text(fields, "congestion")
    tls = _tls(fields)
    tls.setdefault("alpn", ["h3"])  # what servers of TUIC expect, also where nobody says so
    return {
        **_server("tuic", fields),
        "uuid": _text(fields, "uuid"),
        "password": _text(fields, "password"),
        **({"congestion_control": congestion} if congestion else {}),
        "tls": tls,
    }


def _anytls(fields: Mapping[str, FieldValue]) -> dict[str, Json]:
    return {**_server("anytls", fields), "password": _text(fields, "password"), "tls": _tls(fields)}


def _shadowtls(fields: Mapping[str, FieldValue]) -> dict[str, Json]:
    password = _text(fields, "password")
    version = _number(fields, "version") or 3
    secret: dict[str, Json] = {"password": password} if version > 1 else {}
    return {**_server("shadowtls", fields), "version": version, **secret, "tls": _tls(fields)}


def _raw(fields: Mapping[str, FieldValue]) -> dict[str, Json]:
    found = read_outbound(_text(fields, "outbound"))
    value = dict(found.value)
    if isinstance(tls := value.get("tls"), dict):
        value["tls"] = {**tls, "server_name": tls.get("server_name") or found.host}
    if isinstance(transport := value.get("transport"), dict):
        value["transport"] = _named(transport, found.host, secured=isinstance(value.get("tls"), dict))
    return value


def _named(transport: dict[str, Json], host: str, *, secured: bool) -> dict[str, Json]:
    """The transport with the host written out that sing-box would take from the server's address."""
    match transport.get("type"):
        case "ws":
            headers = transport.get("headers")
            known = headers if isinstance(headers, dict) else {}
            return transport if "Host" in known else {**transport, "headers": {**known, "Host": host}}
        case "http":
            return {**transport, "host": transport.get("host") or [host]}
        case "httpupgrade":
            return {**transport, "host": transport.get("host") or host}
        case "grpc" if not secured:
            raise ValueError("gRPC without TLS would tell the server that its name was replaced")
    return transport


_OUTBOUNDS: Final = {
    "vless": _vless,
    "vmess": _vmess,
    "trojan": _trojan,
    "hysteria2": _hysteria2,
    "tuic": _tuic,
    "anytls": _anytls,
    "shadowtls": _shadowtls,
    "singbox": _raw,
}


def _server(kind: str, fields: Mapping[str, FieldValue]) -> dict[str, Json]:
    return {"type": kind, "server": _text(fields, "host"), "server_port": _number(fields, "port")}


def _over(fields: Mapping[str, FieldValue]) -> dict[str, Json]:
    """TLS and the transport, each only where it is used."""
    over: dict[str, Json] = {}
    if (_text(fields, "security") or "none") != "none":
        over["tls"] = _tls(fields)
    if (transport := _transport(fields)) is not None:
        over["transport"] = transport
    return over


def _tls(fields: Mapping[str, FieldValue]) -> dict[str, Json]:
    reality = _text(fields, "security") == "reality"
    value: dict[str, Json] = {
        "enabled": True,
        "server_name": _text(fields, "sni") or _text(fields, "host"),
    }
    if fields.get("insecure") is True and not reality:
        value["insecure"] = True
    if alpn := _alpn(fields):
        value["alpn"] = alpn
    if copied := _text(fields, "fingerprint") or ("chrome" if reality else ""):
        value["utls"] = {"enabled": True, "fingerprint": copied}
    if reality:
        key = _text(fields, "public_key").rstrip("=")
        value["reality"] = {"enabled": True, "public_key": key, "short_id": _text(fields, "short_id")}
    return value


def _alpn(fields: Mapping[str, FieldValue]) -> list[Json]:
    if _text(fields, "transport") in ("ws", "httpupgrade"):
        return ["http/1.1"]  # links name h2 too, over which no server takes an upgrade
    return [each.strip() for each in _text(fields, "alpn").split(",") if each.strip()]


def _transport(fields: Mapping[str, FieldValue]) -> dict[str, Json] | None:
    name = _text(fields, "transport") or "tcp"
    path = _text(fields, "path")
    host = _text(fields, "host_header") or _text(fields, "sni") or _text(fields, "host")
    value: dict[str, Json] = {"type": name}
    match name:
        case "tcp":
            return None
        case "ws":
            if early := _EARLY.search(path):
                path = path[: early.start()] + path[early.end() :]
                value["max_early_data"] = int(early[1])
                value["early_data_header_name"] = "Sec-WebSocket-Protocol"  # what Xray's servers expect
            value["headers"] = {"Host": host}
            value["path"] = path or "/"
        case "http":
            value["host"] = [host]
            value["path"] = path or "/"
        case "httpupgrade":
            value["host"] = host
            value["path"] = path or "/"
        case "grpc":
            value["service_name"] = _text(fields, "service_name")
    return value


def _text(fields: Mapping[str, FieldValue], name: str) -> str:
    value = fields.get(name)
    return value.reveal() if isinstance(value, Secret) else value if isinstance(value, str) else ""


def _number(fields: Mapping[str, FieldValue], name: str) -> int:
    value = fields.get(name)
    return value if isinstance(value, int) else 0
