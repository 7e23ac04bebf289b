"""Clash and mihomo files: the servers under "proxies"; groups, rules and everything that fetches is passed over."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError
from waythrough.paths.importing.base import UNSUPPORTED
from waythrough.paths.importing.cautions import UNUSED
from waythrough.paths.importing.data import LINE, entries, parse_yaml
from waythrough.paths.importing.hysteria2 import obfuscation
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.shadowsocks import shadowsocks_draft
from waythrough.paths.importing.transports import FINGERPRINTS, Fields, Outer, flow_of, sni_of
from waythrough.paths.importing.tuic import congestion_of
from waythrough.paths.importing.values import (
    Draft,
    Reading,
    addresses_of,
    alpn_of,
    flag_of,
    host_of,
    key_of,
    list_of,
    networks_of,
    number_of,
    optional_secret,
    port_of,
    ports_of,
    secret_of,
    uuid_of,
)
from waythrough.paths.importing.vmess import cipher_of
from waythrough.paths.importing.wireguard_conf import AMNEZIA, keepalive_of, mtu_of, preshared_of
from waythrough.verdict.clause import clause
from waythrough.verdict.words import Text

_BLOCK: Final = re.compile(r"(?m)^(?:proxies|Proxy):")
_NEXT: Final = re.compile(r"(?m)^[^\s#-][^\n]*:")


def looks_like_clash(text: str) -> bool:
    """Whether a text has a list of servers as Clash files have it."""
    return bool(_BLOCK.search(text))


def read_clash(text: str) -> list[tuple[int, Reading]]:
    """The servers with the lines on which they begin. Raises ConfigError when the file as a whole is no good."""
    start = _BLOCK.search(text)
    if start is None:
        raise refusal("path.bad_yaml")
    # Rules make up most of such files. Anchors of other parts are kept by reading all of it where they are used.
    following = _NEXT.search(text, start.end())
    block = text[start.start() : following.start() if following else len(text)]
    first = text.count("\n", 0, start.start())
    if re.search(r"<<:|:\s*\*", block):
        block, first = text, 0
    value = parse_yaml(block)
    proxies = (value.get("proxies") or value.get("Proxy")) if isinstance(value, Mapping) else None
    if not proxies:
        raise refusal("path.empty_file")
    return [(_line(each) + first, read_proxy(each)) for each in entries(proxies, "path.bad_yaml")]


def read_proxy(value: object) -> Reading:
    """One server of a Clash file, or why it cannot be taken."""
    if not isinstance(value, Mapping):
        return refusal("path.bad_proxy")
    reader = _READERS.get(str(value.get("type", "")).lower())
    if reader is None:
        return _unknown(str(value.get("type", "")).lower())
    try:
        return reader(value)
    except ConfigError as error:
        return error


def _unknown(kind: str) -> ConfigError:
    """The refusal of a kind that is not read, under the name that its users know."""
    name = UNSUPPORTED.get(kind) or (f"“{kind}”" if re.fullmatch(r"[a-z0-9-]{1,20}", kind) else "")
    general = refusal("path.unsupported")
    return (
        ConfigError("path.unsupported", clause("{name} is not supported yet", name=name), todo=general.todo)
        if name
        else general
    )


def _line(value: object) -> int:
    found = value.get(LINE) if isinstance(value, Mapping) else None
    return found if isinstance(found, int) else 1


Proxy = Mapping[str, object]


def _text(value: Proxy, *keys: str) -> str:
    found = next((value[key] for key in keys if value.get(key) not in (None, "")), "")
    if isinstance(found, list):
        found = found[0] if found else ""
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def _inner(value: Proxy, key: str) -> Proxy:
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}


def _server(value: Proxy) -> Fields:
    return {"host": host_of(value.get("server")), "port": port_of(value.get("port"))}


def _outer(value: Proxy, *, tls: bool) -> tuple[Fields, tuple[Text, ...]]:
    network = _text(value, "network")
    options = _inner(value, f"{'h2' if network == 'h2' else network}-opts")
    reality = _inner(value, "reality-opts")
    headers = _inner(options, "headers")
    upgrade = network == "ws" and flag_of(options.get("v2ray-http-upgrade"))
    return Outer(
        security="reality" if reality else "tls" if tls or flag_of(value.get("tls")) else "none",
        sni=_text(value, "servername", "sni"),
        alpn=value.get("alpn"),
        fingerprint=_text(value, "client-fingerprint"),
        insecure=flag_of(value.get("skip-cert-verify")),
        public_key=_text(reality, "public-key"),
        short_id=_text(reality, "short-id"),
        transport="httpupgrade" if upgrade else network,
        path=_text(options, "path"),
        host=_text(headers, "Host", "host") or _text(options, "host"),
        service=_text(options, "grpc-service-name"),
        ech=bool(_inner(value, "ech-opts").get("enable")),
        unused=bool(value.get("fingerprint") or value.get("plugin") or value.get("dialer-proxy")),
    ).fields()


def _shadowsocks(value: Proxy) -> Draft:
    plugin, options = _text(value, "plugin"), _inner(value, "plugin-opts")
    renamed = {"mode": "obfs", "host": "obfs-host"} if plugin == "obfs" else {}
    written = [
        renamed.get(key, key) + ("" if each is True else f"={each}")
        for key, each in options.items()
        if isinstance(each, str | int) and each is not False and key != LINE
    ]
    login = _text(value, "cipher"), _text(value, "password")
    draft = shadowsocks_draft(
        _server(value), login, name=_text(value, "name"), plugin=(plugin, ";".join(written))
    )
    if draft.kind != "shadowtls":
        return draft
    browser = _text(value, "client-fingerprint").lower()
    fields = {**draft.fields, "fingerprint": browser if browser in FINGERPRINTS else ""}
    return Draft(kind=draft.kind, fields=fields, name=draft.name, cautions=draft.cautions)


def _vmess(value: Proxy) -> Draft:
    fields, cautions = _outer(value, tls=False)
    own: Fields = {
        "uuid": uuid_of(value.get("uuid")),
        "alter_id": number_of(value.get("alterId") or 0),
        "cipher": cipher_of(_text(value, "cipher")),
    }
    return _draft("vmess", value, own | fields, cautions)


def _vless(value: Proxy) -> Draft:
    fields, cautions = _outer(value, tls=False)
    encryption = _text(value, "encryption")
    own: Fields = {
        "uuid": uuid_of(value.get("uuid")),
        "flow": flow_of(_text(value, "flow")),
        "encryption": "" if encryption == "none" else encryption,
    }
    return _draft("vless", value, own | fields, cautions)


def _trojan(value: Proxy) -> Draft:
    fields, cautions = _outer(value, tls=True)
    return _draft("trojan", value, {"password": secret_of(value.get("password")), **fields}, cautions)


def _hysteria2(value: Proxy) -> Draft:
    ports = _text(value, "ports")
    if value.get("port") is None and ports:
        value = {**value, "port": ports.replace("/", ",").split(",")[0].split("-")[0]}
    own: Fields = {
        "ports": ports_of(ports.replace("/", ",")) if ports else "",
        "password": optional_secret(_text(value, "password", "auth")),
        **obfuscation(_text(value, "obfs"), _text(value, "obfs-password")),
        "sni": sni_of(_text(value, "sni")),
        "insecure": flag_of(value.get("skip-cert-verify")),
        "pin_sha256": _text(value, "fingerprint"),
    }
    return _draft("hysteria2", value, own)


def _tuic(value: Proxy) -> Draft:
    if value.get("token"):
        raise refusal("path.old_tuic")
    own: Fields = {
        "uuid": uuid_of(value.get("uuid")),
        "password": optional_secret(value.get("password")),
        "congestion": congestion_of(_text(value, "congestion-controller")),
        "alpn": alpn_of(value.get("alpn")),
        "sni": sni_of(_text(value, "sni")),
        "insecure": flag_of(value.get("skip-cert-verify")),
    }
    return _draft("tuic", value, own)


def _anytls(value: Proxy) -> Draft:
    browser = _text(value, "client-fingerprint").lower()
    own: Fields = {
        "password": secret_of(value.get("password")),
        "sni": sni_of(_text(value, "sni")),
        "alpn": alpn_of(value.get("alpn")),
        "insecure": flag_of(value.get("skip-cert-verify")),
        "fingerprint": browser if browser in FINGERPRINTS else "",
    }
    return _draft("anytls", value, own, (UNUSED,) if browser and browser not in FINGERPRINTS else ())


def _wireguard(value: Proxy) -> Draft:
    peers = value.get("peers")
    if isinstance(peers, list) and len(peers) == 1 and isinstance(peers[0], Mapping):
        value = {**value, **peers[0]}
    elif peers:
        raise refusal("path.unsupported")
    addresses = [_text(value, key) for key in ("ip", "ipv6")]
    amnezia = _inner(value, "amnezia-wg-option")
    lines = [f"{AMNEZIA[key.lower()]} = {each}" for key, each in amnezia.items() if key.lower() in AMNEZIA]
    own: Fields = {
        "private_key": Secret(key_of(value.get("private-key"))),
        "address": networks_of(",".join(each for each in addresses if each)),
        "public_key": key_of(value.get("public-key")),
        "preshared_key": preshared_of(_text(value, "pre-shared-key")),
        "dns": addresses_of(value.get("dns")),
        "mtu": mtu_of(_text(value, "mtu")),
        "keepalive": keepalive_of(_text(value, "persistent-keepalive")),
        "allowed_ips": networks_of(value.get("allowed-ips") or value.get("allowed_ips")),
        "amnezia": "\n".join(lines),
    }
    return _draft("wireguard", value, own, (UNUSED,) if _reserved(value.get("reserved")) else ())


def _reserved(value: object) -> bool:
    return bool(value) and value != "AAAA" and any(each != "0" for each in list_of(value))


def _proxy(kind: str) -> Callable[[Proxy], Draft]:
    def read(value: Proxy) -> Draft:
        tls = flag_of(value.get("tls"))
        if kind == "socks5" and tls:
            raise refusal("path.unsupported")
        own: Fields = {"user": _text(value, "username"), "password": optional_secret(value.get("password"))}
        unused = (UNUSED,) if tls and flag_of(value.get("skip-cert-verify")) else ()
        return _draft("https" if tls else kind, value, own, unused)

    return read


def _ssh(value: Proxy) -> Draft:
    own: Fields = {
        "user": _text(value, "username"),
        "password": optional_secret(value.get("password")),
        "private_key": optional_secret(value.get("private-key")),
        "passphrase": optional_secret(value.get("private-key-passphrase")),
    }
    key = _text(value, "private-key")
    if key and "PRIVATE KEY" not in key:
        raise refusal("path.needs_file")
    return _draft("ssh", value, own, (UNUSED,) if value.get("host-key") else ())


def _draft(kind: str, value: Proxy, fields: Fields, cautions: tuple[Text, ...] = ()) -> Draft:
    return Draft(kind=kind, name=_text(value, "name"), fields={**_server(value), **fields}, cautions=cautions)


_READERS: Final[Mapping[str, Callable[[Proxy], Draft]]] = {
    "ss": _shadowsocks,
    "vmess": _vmess,
    "vless": _vless,
    "trojan": _trojan,
    "hysteria2": _hysteria2,
    "tuic": _tuic,
    "anytls": _anytls,
    "wireguard": _wireguard,
    "socks5": _proxy("socks5"),
    "http": _proxy("http"),
    "ssh": _ssh,
}
