"""A way as one link that this program and others read. What a link cannot say is refused, never left out."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError
from waythrough.paths.registry import chain
from waythrough.verdict.clause import clause


def link_of(spec: PathSpec) -> str:
    """The link of a way; of a chain the links of its hops, nearest to the user first. Raises ConfigError."""
    return " -> ".join(_WRITERS.get(hop.kind, _none)(hop) for hop in chain(spec))


def not_in_this_form() -> ConfigError:
    """The error for what a form cannot say."""
    what = clause("this form cannot say all of it")
    return ConfigError("path.not_in_form", what, todo="export it with --format toml")


def plain(spec: PathSpec, name: str) -> str:
    """A field as text, "" when it is absent."""
    value = spec.fields.get(name, "")
    if isinstance(value, Secret):
        return value.reveal()
    return ("1" if value else "") if isinstance(value, bool) else str(value)


def server_text(spec: PathSpec) -> str:
    """host:port, an IPv6 address in brackets."""
    host = plain(spec, "host")
    return f"{f'[{host}]' if ':' in host else host}:{plain(spec, 'port')}"


def _whole(text: str) -> str:
    return quote(text, safe="")


def _link(scheme: str, spec: PathSpec, login: str = "", options: Mapping[str, str] | None = None) -> str:
    given = {key: value for key, value in (options or {}).items() if value}
    query = "&".join(f"{key}={_whole(value)}" for key, value in given.items())
    return (
        f"{scheme}://{login}{'@' if login else ''}{server_text(spec)}"
        + (f"?{query}" if query else "")
        + (f"#{_whole(spec.name)}" if spec.name else "")
    )


def _outer(spec: PathSpec) -> dict[str, str]:
    return {
        "security": plain(spec, "security") or "none",
        "sni": plain(spec, "sni"),
        "alpn": plain(spec, "alpn"),
        "fp": plain(spec, "fingerprint"),
        "allowInsecure": plain(spec, "insecure"),
        "pbk": plain(spec, "public_key"),
        "sid": plain(spec, "short_id"),
        "type": plain(spec, "transport"),
        "path": plain(spec, "path"),
        "host": plain(spec, "host_header"),
        "serviceName": plain(spec, "service_name"),
    }


def _proxy(spec: PathSpec) -> str:
    user, password = plain(spec, "user"), plain(spec, "password")
    login = _whole(user) + (f":{_whole(password)}" if password else "")
    local = {"dns": "local"} if spec.fields.get("local_dns") is True else {}
    return _link(spec.kind, spec, login, local)


def _shadowsocks(spec: PathSpec) -> str:
    method, password = plain(spec, "method"), plain(spec, "password")
    plugin = ";".join(part for part in (plain(spec, "plugin"), plain(spec, "plugin_options")) if part)
    link = _link("ss", spec, _ss_login(method, password), {"plugin": plugin})
    if prefix := plain(spec, "prefix"):
        head, mark, name = link.partition("#")
        link = f"{head}{'&' if '?' in head else '?'}prefix={prefix}{mark}{name}"
    return link


def _ss_login(method: str, password: str) -> str:
    if method.startswith("2022-"):  # SIP002 forbids Base64 for these
        return f"{method}:{_whole(password)}"
    return base64.urlsafe_b64encode(f"{method}:{password}".encode()).decode().rstrip("=")


def _shadowtls(spec: PathSpec) -> str:
    names = {"host": "sni", "password": "password", "version": "version", "fingerprint": "fingerprint"}
    given = {name: plain(spec, field) for name, field in names.items()}
    if any(";" in value for value in given.values()):
        raise not_in_this_form()
    options = ";".join(f"{name}={value}" for name, value in given.items() if value)
    login = _ss_login(plain(spec, "method"), plain(spec, "inner_password"))
    return _link("ss", spec, login, {"plugin": f"shadow-tls;{options}"})


def _vless(spec: PathSpec) -> str:
    own = {"encryption": plain(spec, "encryption") or "none", "flow": plain(spec, "flow")}
    return _link("vless", spec, plain(spec, "uuid"), own | _outer(spec))


def _trojan(spec: PathSpec) -> str:
    return _link("trojan", spec, _whole(plain(spec, "password")), _outer(spec))


def _vmess(spec: PathSpec) -> str:
    outer = _outer(spec)
    value = {
        "v": "2", "ps": spec.name, "add": plain(spec, "host"), "port": plain(spec, "port"), "id": plain(spec, "uuid"),
        "aid": plain(spec, "alter_id") or "0", "scy": plain(spec, "cipher") or "auto", "net": outer["type"],
        "type": "none", "host": outer["host"], "path": outer["serviceName"] or outer["path"],
        "tls": "" if outer["security"] == "none" else outer["security"], "sni": outer["sni"], "alpn": outer["alpn"],
        "fp": outer["fp"], "insecure": outer["allowInsecure"], "pbk": outer["pbk"], "sid": outer["sid"],
    }  # fmt: skip
    return "vmess://" + base64.b64encode(json.dumps(value, ensure_ascii=False).encode()).decode()


def _hysteria2(spec: PathSpec) -> str:
    options = {
        "mport": plain(spec, "ports"), "obfs": plain(spec, "obfs"), "obfs-password": plain(spec, "obfs_password"),
        "sni": plain(spec, "sni"), "insecure": plain(spec, "insecure"),
    }  # fmt: skip
    return _link("hysteria2", spec, _whole(plain(spec, "password")), options)


def _tuic(spec: PathSpec) -> str:
    options = {
        "congestion_control": plain(spec, "congestion"), "alpn": plain(spec, "alpn"), "sni": plain(spec, "sni"),
        "allow_insecure": plain(spec, "insecure"),
    }  # fmt: skip
    return _link("tuic", spec, f"{plain(spec, 'uuid')}:{_whole(plain(spec, 'password'))}", options)


def _anytls(spec: PathSpec) -> str:
    options = {
        "sni": plain(spec, "sni"), "alpn": plain(spec, "alpn"), "insecure": plain(spec, "insecure"),
        "fp": plain(spec, "fingerprint"),
    }  # fmt: skip
    return _link("anytls", spec, _whole(plain(spec, "password")), options)


def _ssh(spec: PathSpec) -> str:
    if spec.fields.get("private_key"):
        raise not_in_this_form()
    password = plain(spec, "password")
    login = _whole(plain(spec, "user")) + (f":{_whole(password)}" if password else "")
    return _link("ssh", spec, login, {"agent": plain(spec, "agent"), "host_key": plain(spec, "host_key")})


def _wireguard(spec: PathSpec) -> str:
    if spec.fields.get("more_peers"):
        raise not_in_this_form()
    values = dict(line.split(" = ", 1) for line in plain(spec, "amnezia").splitlines() if " = " in line)
    options = {
        "publickey": plain(spec, "public_key"), "address": plain(spec, "address").replace(" ", ""),
        "presharedkey": plain(spec, "preshared_key"), "dns": plain(spec, "dns").replace(" ", ""),
        "mtu": plain(spec, "mtu"), "keepalive": plain(spec, "keepalive"),
        "allowedips": plain(spec, "allowed_ips").replace(" ", ""), **values,
    }  # fmt: skip
    return _link("wireguard", spec, _whole(plain(spec, "private_key")), options)


def _tor(spec: PathSpec) -> str:
    bridge = plain(spec, "bridge").strip()
    return f"Bridge {bridge}" if bridge else f"tor://{f'#{_whole(spec.name)}' if spec.name else ''}"


def _interface(spec: PathSpec) -> str:
    return f"interface://{plain(spec, 'interface')}{f'#{_whole(spec.name)}' if spec.name else ''}"


def _tricks(spec: PathSpec) -> str:
    given = {name: plain(spec, name) for name in ("doh", "split") if plain(spec, name)}
    query = "&".join(f"{name}={_whole(value)}" for name, value in given.items())
    return f"tricks://?{query}{f'#{_whole(spec.name)}' if spec.name else ''}"


def _none(spec: PathSpec) -> str:
    raise not_in_this_form()


_WRITERS: Final[Mapping[str, Callable[[PathSpec], str]]] = {
    **dict.fromkeys(("socks5", "socks4", "socks4a", "http", "https"), _proxy),
    "shadowsocks": _shadowsocks,
    "shadowtls": _shadowtls,
    "vless": _vless,
    "trojan": _trojan,
    "vmess": _vmess,
    "hysteria2": _hysteria2,
    "tuic": _tuic,
    "anytls": _anytls,
    "ssh": _ssh,
    "wireguard": _wireguard,
    "tor": _tor,
    "interface": _interface,
    "tricks": _tricks,
}
