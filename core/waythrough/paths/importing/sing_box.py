"""sing-box files: outbounds and endpoints that are servers. What no kind of way can say is kept as it is, checked."""

import json
from collections.abc import Callable, Mapping
from typing import Final

from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError
from waythrough.paths.importing.data import entries
from waythrough.paths.importing.hysteria2 import obfuscation
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.shadowsocks import method_of, shadowsocks_draft
from waythrough.paths.importing.transports import Fields, Outer, flow_of, sni_of
from waythrough.paths.importing.tuic import congestion_of
from waythrough.paths.importing.values import (
    Draft,
    Reading,
    alpn_of,
    flag_of,
    host_of,
    key_of,
    list_of,
    networks_of,
    number_of,
    number_or_none,
    optional_secret,
    port_of,
    ports_of,
    secret_of,
    uuid_of,
)
from waythrough.paths.importing.vmess import cipher_of
from waythrough.paths.importing.wireguard_conf import keepalive_of, mtu_of, preshared_of
from waythrough.verdict.words import Text

Json = Mapping[str, object]

NO_SERVERS: Final = frozenset({"direct", "block", "dns", "selector", "urltest"})
_COMMON: Final = frozenset(
    {
        "type", "tag", "server", "server_port", "tls", "transport", "network", "domain_strategy",
        "domain_resolver", "packet_encoding", "udp_fragment", "connect_timeout", "tcp_fast_open",
    }
)  # fmt: skip
_TLS: Final = frozenset({"enabled", "server_name", "insecure", "alpn", "utls", "reality", "disable_sni"})
_TRANSPORT: Final = frozenset(
    {
        "type", "path", "host", "headers", "service_name", "method", "max_early_data",
        "early_data_header_name",
    }
)  # fmt: skip


def read_sing_box(value: Json) -> list[Reading]:
    """Every server of a file. Raises ConfigError when the file as a whole is no good."""
    found = entries(value.get("outbounds") or [], "path.bad_outbound")
    found = [*found, *entries(value.get("endpoints") or [], "path.bad_outbound")]
    tagged = {str(each.get("tag")): each for each in found if isinstance(each, Mapping)}
    inner = {str(each.get("detour")) for each in found if isinstance(each, Mapping) and each.get("detour")}
    servers = [each for each in found if not (isinstance(each, Mapping) and each.get("type") in NO_SERVERS)]
    made = [read_outbound(each, tagged) for each in servers if not _is_carrier(each, inner)]
    if not made:
        raise refusal("path.empty_file")
    return made


def read_outbound(value: object, tagged: Mapping[str, Json]) -> Reading:
    """One server, or why it cannot be taken."""
    if not isinstance(value, Mapping):
        return refusal("path.bad_outbound")
    try:
        reader = _READERS.get(str(value.get("type", "")))
        if value.get("detour"):
            carrier = tagged.get(str(value["detour"]), {})
            if value.get("type") != "shadowsocks" or carrier.get("type") != "shadowtls":
                return refusal("path.unsupported")
            return _shadowtls(value, carrier)
        if reader is None or not _is_plain(value):
            return _raw(value)
        return reader(value)
    except ConfigError as error:
        return error


def _is_carrier(value: object, inner: set[str]) -> bool:
    return isinstance(value, Mapping) and value.get("type") == "shadowtls" and str(value.get("tag")) in inner


def _is_plain(value: Json) -> bool:
    """Whether the fields of a kind can say all that stands in an outbound."""
    own: frozenset[str] | set[str] = _KEYS.get(str(value.get("type")), set())
    transport = _inner(value, "transport")
    headers = set(_inner(transport, "headers")) - {"Host", "host"}
    return (
        set(value) <= _COMMON | own
        and set(_inner(value, "tls")) <= _TLS
        and set(transport) <= _TRANSPORT
        and not headers
        and _early(transport) is not None
    )


def _raw(value: Json) -> Draft:
    if value.get("type") == "shadowtls" or not isinstance(value.get("type"), str):
        raise refusal("path.bad_outbound")
    plain = {key: each for key, each in value.items() if key != "tag"}
    text = json.dumps(plain, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return Draft(kind="singbox", name=_text(value, "tag"), fields={"outbound": Secret(text)})


def _text(value: Json, key: str) -> str:
    found = value.get(key)
    if isinstance(found, list):
        found = found[0] if found else ""
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def _inner(value: Json, key: str) -> Json:
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}


def _server(value: Json) -> Fields:
    return {"host": host_of(value.get("server")), "port": port_of(value.get("server_port"))}


def _draft(kind: str, value: Json, fields: Fields, cautions: tuple[Text, ...] = ()) -> Draft:
    return Draft(kind=kind, name=_text(value, "tag"), fields=_server(value) | fields, cautions=cautions)


def _outer(value: Json) -> tuple[Fields, tuple[Text, ...]]:
    tls, transport = _inner(value, "tls"), _inner(value, "transport")
    reality = _inner(tls, "reality")
    headers = _inner(transport, "headers")
    secure = "reality" if flag_of(reality.get("enabled")) else "tls"
    return Outer(
        security=secure if flag_of(tls.get("enabled")) else "none",
        sni=_text(tls, "server_name"),
        alpn=tls.get("alpn"),
        fingerprint=_text(_inner(tls, "utls"), "fingerprint"),
        insecure=flag_of(tls.get("insecure")),
        public_key=_text(reality, "public_key"),
        short_id=_text(reality, "short_id"),
        transport=_text(transport, "type"),
        path=_text(transport, "path") + (_early(transport) or ""),
        host=_text(transport, "host") or _text(headers, "Host") or _text(headers, "host"),
        service=_text(transport, "service_name"),
    ).fields()


def _early(transport: Json) -> str | None:
    """Early data as links write it, behind the path; None where it is sent in a way that links cannot say."""
    size = number_or_none(transport.get("max_early_data")) or 0
    if not size:
        return ""
    if transport.get("early_data_header_name") != "Sec-WebSocket-Protocol":
        return None
    return f"{'&' if '?' in _text(transport, 'path') else '?'}ed={size}"


def _vless(value: Json) -> Draft:
    fields, cautions = _outer(value)
    own: Fields = {"uuid": uuid_of(value.get("uuid")), "flow": flow_of(_text(value, "flow"))}
    return _draft("vless", value, own | fields, cautions)


def _vmess(value: Json) -> Draft:
    fields, cautions = _outer(value)
    own: Fields = {
        "uuid": uuid_of(value.get("uuid")),
        "alter_id": number_of(value.get("alter_id") or 0),
        "cipher": cipher_of(_text(value, "security")),
    }
    return _draft("vmess", value, own | fields, cautions)


def _trojan(value: Json) -> Draft:
    fields, cautions = _outer(value)
    return _draft("trojan", value, {"password": secret_of(value.get("password")), **fields}, cautions)


def _tls_only(value: Json, *, browser: bool = False, alpn: bool = True) -> Fields:
    tls = _inner(value, "tls")
    return {
        "sni": sni_of(_text(tls, "server_name")),
        "alpn": alpn_of(tls.get("alpn")) if alpn else None,
        "insecure": flag_of(tls.get("insecure")),
        "fingerprint": _text(_inner(tls, "utls"), "fingerprint") if browser else None,
    }


def _hysteria2(value: Json) -> Draft:
    obfs = _inner(value, "obfs")
    ports = ports_of(",".join(list_of(value.get("server_ports"))) or "1") if value.get("server_ports") else ""
    if value.get("server_port") is None and ports:
        value = {**value, "server_port": ports.split(",")[0].split("-")[0]}
    own: Fields = {
        "ports": ports,
        "password": optional_secret(value.get("password")),
        **obfuscation(_text(obfs, "type"), _text(obfs, "password")),
        **_tls_only(value, alpn=False),
    }
    return _draft("hysteria2", value, own)


def _tuic(value: Json) -> Draft:
    own: Fields = {
        "uuid": uuid_of(value.get("uuid")),
        "password": optional_secret(value.get("password")),
        "congestion": congestion_of(_text(value, "congestion_control")),
        **_tls_only(value),
    }
    return _draft("tuic", value, own)


def _anytls(value: Json) -> Draft:
    own: Fields = {"password": secret_of(value.get("password")), **_tls_only(value, browser=True)}
    return _draft("anytls", value, own)


def _shadowsocks(value: Json) -> Draft:
    login = _text(value, "method"), _text(value, "password")
    plugin = _text(value, "plugin"), _text(value, "plugin_opts")
    return shadowsocks_draft(_server(value), login, name=_text(value, "tag"), plugin=plugin)


def _shadowtls(value: Json, carrier: Json) -> Draft:
    own: Fields = {
        "version": number_of(carrier.get("version") or 1),
        "password": optional_secret(carrier.get("password")),
        "sni": _tls_only(carrier)["sni"],
        "fingerprint": _tls_only(carrier, browser=True)["fingerprint"],
        "method": method_of(_text(value, "method")),
        "inner_password": secret_of(value.get("password")),
    }
    return Draft(kind="shadowtls", name=_text(value, "tag"), fields=_server(carrier) | own)


def _proxy(value: Json) -> Draft:
    kind = {"4": "socks4", "4a": "socks4a"}.get(_text(value, "version"), "socks5")
    if value.get("type") == "http":
        kind = "https" if flag_of(_inner(value, "tls").get("enabled")) else "http"
    own: Fields = {"user": _text(value, "username"), "password": optional_secret(value.get("password"))}
    return _draft(kind, value, own)


def _ssh(value: Json) -> Draft:
    value = {**value, "server_port": value.get("server_port") or 22}
    key = value.get("private_key")
    own: Fields = {
        "user": _text(value, "user"),
        "password": optional_secret(value.get("password")),
        "private_key": optional_secret("\n".join(map(str, key)) if isinstance(key, list) else key),
        "passphrase": optional_secret(value.get("private_key_passphrase")),
    }
    return _draft("ssh", value, own)


def _wireguard(value: Json) -> Draft:
    """The endpoint of today's files, and the outbound of those before 1.11."""
    peers = value.get("peers")
    if isinstance(peers, list) and (len(peers) != 1 or not isinstance(peers[0], Mapping)):
        raise refusal("path.unsupported")
    peer: Json = peers[0] if isinstance(peers, list) else value
    own: Fields = {
        "host": host_of(peer.get("address") or peer.get("server")),
        "port": port_of(peer.get("port") or peer.get("server_port")),
        "private_key": Secret(key_of(value.get("private_key"))),
        "address": networks_of(value.get("local_address") or value.get("address")),
        "public_key": key_of(peer.get("public_key") or peer.get("peer_public_key")),
        "preshared_key": preshared_of(_text(peer, "pre_shared_key")),
        "mtu": mtu_of(_text(value, "mtu")),
        "keepalive": keepalive_of(_text(peer, "persistent_keepalive_interval")),
        "allowed_ips": networks_of(peer.get("allowed_ips")),
    }
    return Draft(kind="wireguard", name=_text(value, "tag"), fields=own)


_READERS: Final[Mapping[str, Callable[[Json], Draft]]] = {
    "vless": _vless,
    "vmess": _vmess,
    "trojan": _trojan,
    "hysteria2": _hysteria2,
    "tuic": _tuic,
    "anytls": _anytls,
    "shadowsocks": _shadowsocks,
    "socks": _proxy,
    "http": _proxy,
    "ssh": _ssh,
    "wireguard": _wireguard,
}
_KEYS: Final = {
    "vless": {"uuid", "flow"},
    "vmess": {"uuid", "alter_id", "security"},
    "trojan": {"password"},
    "hysteria2": {"password", "obfs", "server_ports", "up_mbps", "down_mbps", "hop_interval"},
    "tuic": {"uuid", "password", "congestion_control", "udp_relay_mode", "heartbeat", "zero_rtt_handshake"},
    "anytls": {"password", "idle_session_check_interval", "idle_session_timeout", "min_idle_session"},
    "shadowsocks": {"method", "password", "plugin", "plugin_opts", "detour"},
    "socks": {"version", "username", "password"},
    "http": {"username", "password"},
    "ssh": {"user", "password", "private_key", "private_key_passphrase"},
    "wireguard": {
        "private_key", "address", "local_address", "peers", "mtu", "peer_public_key", "pre_shared_key", "system",
        "name", "workers", "system_interface", "interface_name", "gso", "udp_timeout",
    },
}  # fmt: skip
