"""Ways as outbounds and endpoints of a sing-box file (1.12 or newer), to be used with an inbound of one's own."""

from collections.abc import Callable, Mapping
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.paths.exporting.links import not_in_this_form, plain
from waythrough.wire.sing_box_outbound import inside_shadowtls, outbound

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


def _carried(spec: PathSpec) -> Json:
    """As it is given to sing-box when it is tested, so that the file does what was seen to work."""
    if plain(spec, "encryption"):
        raise not_in_this_form()
    try:
        return {**outbound(spec.kind, spec.fields)}
    except ValueError as error:
        raise not_in_this_form() from error


def _shadowsocks(spec: PathSpec) -> Json:
    if plain(spec, "prefix"):
        raise not_in_this_form()
    names = {"method": "method", "password": "password", "plugin": "plugin", "plugin_opts": "plugin_options"}
    return _server("shadowsocks", spec) | {key: plain(spec, name) for key, name in names.items()}


def _shadowtls(spec: PathSpec, tag: str) -> list[Json]:
    carrier = f"{tag} (TLS)"
    inner: Json = {"tag": tag, "detour": carrier, **inside_shadowtls(spec.fields)}
    outer: Json = {"tag": carrier, **outbound("shadowtls", spec.fields)}
    return [inner, outer]


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
    **dict.fromkeys(("vless", "vmess", "trojan", "hysteria2", "tuic", "anytls", "singbox"), _carried),
    **dict.fromkeys(("socks5", "socks4", "socks4a", "http", "https"), _proxy),
    "shadowsocks": _shadowsocks,
    "ssh": _ssh,
}
