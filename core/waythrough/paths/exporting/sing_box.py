"""Ways as outbounds and endpoints of a sing-box file (1.12 or newer), to be used with an inbound of one's own."""

import json
from collections.abc import Callable, Mapping
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.paths.exporting.links import not_in_this_form, plain

Json = dict[str, object]


def outbounds_of(spec: PathSpec, tag: str) -> tuple[list[Json], list[Json]]:
    """The outbounds and endpoints that one way takes. Raises ConfigError for what sing-box cannot say."""
    if spec.via is not None or spec.fields.get("local_dns") is True:
        raise not_in_this_form()
    if spec.kind == "wireguard":
        return [], [_wireguard(spec, tag)]
    if spec.kind == "shadowtls":
        return _shadowtls(spec, tag), []
    writer = _WRITERS.get(spec.kind)
    if writer is None:
        raise not_in_this_form()
    return [_filled({"tag": tag, **writer(spec)})], []


def _filled(value: Mapping[str, object]) -> Json:
    return {key: each for key, each in value.items() if each not in ("", None, {}, [])}


def _server(kind: str, spec: PathSpec) -> Json:
    return {"type": kind, "server": plain(spec, "host"), "server_port": spec.fields["port"]}


def _tls(spec: PathSpec) -> Json:
    security = plain(spec, "security") if "security" in spec.fields else "tls"
    if security in ("", "none"):
        return {}
    browser = plain(spec, "fingerprint")
    reality = {"enabled": True, "public_key": plain(spec, "public_key"), "short_id": plain(spec, "short_id")}
    return _filled(
        {
            "enabled": True,
            "server_name": plain(spec, "sni"),
            "insecure": True if spec.fields.get("insecure") is True else None,
            "alpn": [each for each in plain(spec, "alpn").split(",") if each],
            "utls": {"enabled": True, "fingerprint": browser} if browser else None,
            "reality": _filled(reality) if security == "reality" else None,
        }
    )


def _transport(spec: PathSpec) -> Json:
    kind, host = plain(spec, "transport"), plain(spec, "host_header")
    if kind in ("", "tcp"):
        return {}
    return _filled(
        {
            "type": kind,
            "path": plain(spec, "path"),
            "host": ([host] if kind == "http" else host) if host and kind != "ws" else None,
            "headers": {"Host": host} if host and kind == "ws" else None,
            "service_name": plain(spec, "service_name"),
        }
    )


def _v2ray(spec: PathSpec) -> Json:
    if plain(spec, "encryption"):
        raise not_in_this_form()
    own: Json = {
        "uuid": plain(spec, "uuid"),
        "flow": plain(spec, "flow"),
        "alter_id": spec.fields.get("alter_id"),
        "security": plain(spec, "cipher"),
        "password": plain(spec, "password"),
    }
    outer = {**_tls(spec)} if "security" in spec.fields else {}
    return _server(spec.kind, spec) | own | {"tls": outer, "transport": _transport(spec)}


def _quic(spec: PathSpec) -> Json:
    own: Json = {
        "uuid": plain(spec, "uuid"),
        "password": plain(spec, "password"),
        "congestion_control": plain(spec, "congestion"),
        "server_ports": [each.replace("-", ":") for each in plain(spec, "ports").split(",") if each],
    }
    if plain(spec, "obfs"):
        own["obfs"] = {"type": plain(spec, "obfs"), "password": plain(spec, "obfs_password")}
    return _server(spec.kind, spec) | own | {"tls": _tls(spec)}


def _shadowsocks(spec: PathSpec) -> Json:
    if plain(spec, "prefix"):
        raise not_in_this_form()
    names = {"method": "method", "password": "password", "plugin": "plugin", "plugin_opts": "plugin_options"}
    return _server("shadowsocks", spec) | {key: plain(spec, name) for key, name in names.items()}


def _shadowtls(spec: PathSpec, tag: str) -> list[Json]:
    inner = {"type": "shadowsocks", "tag": tag, "detour": f"{tag} (TLS)", "method": plain(spec, "method")}
    carrier = _server("shadowtls", spec) | {
        "tag": f"{tag} (TLS)",
        "version": spec.fields.get("version", 3),
        "password": plain(spec, "password"),
        "tls": _tls(spec),
    }
    return [{**inner, "password": plain(spec, "inner_password")}, _filled(carrier)]


def _proxy(spec: PathSpec) -> Json:
    kind = "http" if spec.kind in ("http", "https") else "socks"
    return _server(kind, spec) | {
        "version": spec.kind.removeprefix("socks") if kind == "socks" else None,
        "username": plain(spec, "user"),
        "password": plain(spec, "password"),
        "tls": {"enabled": True} if spec.kind == "https" else None,
    }


def _ssh(spec: PathSpec) -> Json:
    if spec.fields.get("agent") is True or spec.fields.get("host_key"):
        raise not_in_this_form()
    return _server("ssh", spec) | {
        "user": plain(spec, "user"),
        "password": plain(spec, "password"),
        "private_key": plain(spec, "private_key"),
        "private_key_passphrase": plain(spec, "passphrase"),
    }


def _raw(spec: PathSpec) -> Json:
    value = json.loads(plain(spec, "outbound"))
    return {key: each for key, each in value.items() if key != "tag"}


def _wireguard(spec: PathSpec, tag: str) -> Json:
    if any(spec.fields.get(name) for name in ("more_peers", "amnezia", "dns")):
        raise not_in_this_form()
    peer = {
        "address": plain(spec, "host"),
        "port": spec.fields["port"],
        "public_key": plain(spec, "public_key"),
        "pre_shared_key": plain(spec, "preshared_key"),
        "allowed_ips": [each for each in plain(spec, "allowed_ips").split(", ") if each],
        "persistent_keepalive_interval": spec.fields.get("keepalive"),
    }
    return _filled(
        {
            "type": "wireguard",
            "tag": tag,
            "address": plain(spec, "address").split(", "),
            "private_key": plain(spec, "private_key"),
            "mtu": spec.fields.get("mtu"),
            "peers": [_filled(peer)],
        }
    )


_WRITERS: Final[Mapping[str, Callable[[PathSpec], Json]]] = {
    **dict.fromkeys(("vless", "vmess", "trojan"), _v2ray),
    **dict.fromkeys(("hysteria2", "tuic", "anytls"), _quic),
    **dict.fromkeys(("socks5", "socks4", "socks4a", "http", "https"), _proxy),
    "shadowsocks": _shadowsocks,
    "ssh": _ssh,
    "singbox": _raw,
}
