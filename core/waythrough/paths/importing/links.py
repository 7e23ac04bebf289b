"""One way from one line: socks5://user:pass@host:port and its relatives, host:port, host:port:user:pass."""

import difflib
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote

from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError
from waythrough.paths.hosts import to_host
from waythrough.paths.importing.base import UNSUPPORTED
from waythrough.paths.registry import check, kind, new_id

SCHEMES: Final = {
    "socks": ("socks5", 1080),
    "socks4": ("socks4", 1080),
    "socks4a": ("socks4a", 1080),
    "socks5": ("socks5", 1080),
    "socks5h": ("socks5", 1080),
    "http": ("http", 80),
    "https": ("https", 443),
}
"""Kind and default port of each scheme; the ports of http and https are those of RFC 9110."""

HTTP_PORTS: Final = frozenset({80, 3128, 8000, 8008, 8080, 8081, 8088, 8118, 8123, 8888})
"""Ports that HTTP proxies usually have: they tell what a bare host:port is; any other is SOCKS5."""

_LINK: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_NAMED: Final = re.compile(r"([^=:/@|?#\[\]]{1,80})=(.+)", re.DOTALL)
_HOP: Final = re.compile(r"\s+(?:->|→|\|)\s+")
_ESCAPES: Final = (
    "write special characters of user and password as %23 for #, %2F for /, %3F for ?, %40 for @"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    host: str
    port: int | None
    user: str | None = None
    password: str | None = None


def parse_spec(text: str, *, default_kind: str | None = None) -> PathSpec:
    """A way, or a chain of ways written "first -> second" (or with " | "), nearest to the user first.

    "NAME=" in front names it. `default_kind` is what a bare host:port is (None: told by its port). Raises
    ConfigError, whose words hold nothing of the text.
    """
    text = text.strip()
    name = ""
    if (match := _NAMED.fullmatch(text)) and not match[1].isspace():
        name, text = match[1].strip(), match[2].strip()
    spec: PathSpec | None = None
    for hop in _HOP.split(text):
        spec = _parse_hop(hop, via=spec, default_kind=default_kind)
    assert spec is not None
    if name:
        spec = PathSpec(id=spec.id, kind=spec.kind, name=_clean_name(name), fields=spec.fields, via=spec.via)
    check(spec)
    return spec


def assumed_port(text: str) -> int | None:
    """The port that a link means without naming it; None when it names one. For texts that `parse_spec` took."""
    link = _LINK.fullmatch(_HOP.split(text.strip())[-1])
    if link is None or _authority(_split(link[2])[0]).port is not None:
        return None
    return SCHEMES[link[1].lower()][1]


def _parse_hop(text: str, *, via: PathSpec | None, default_kind: str | None) -> PathSpec:
    if not text or any(ord(char) < 33 for char in text.partition("#")[0]):
        raise _error("path.spaces", "there are spaces or invisible characters inside", "write one way a line")
    match = _LINK.fullmatch(text)
    if match is None:
        server = _bare(text)
        kind_id = default_kind or ("http" if server.port in HTTP_PORTS else "socks5")
        return _spec(kind_id, server, "", via, local_dns=False)
    scheme = match[1].lower()
    if scheme not in SCHEMES:
        raise unsupported(scheme)
    kind_id, default_port = SCHEMES[scheme]
    authority, query, fragment = _split(match[2])
    server = _authority(authority)
    if server.port is None:
        server = _Server(host=server.host, port=default_port, user=server.user, password=server.password)
    return _spec(kind_id, server, _clean_name(_decode(fragment)), via, local_dns=_local_dns(query))


def _spec(kind_id: str, server: _Server, name: str, via: PathSpec | None, *, local_dns: bool) -> PathSpec:
    fields: dict[str, FieldValue] = {"host": _host(server.host), "port": _checked(server.port)}
    if server.user is not None:
        fields["user"] = server.user
    if server.password:
        fields["password"] = Secret(server.password)
    if local_dns and any(field.name == "local_dns" for field in kind(kind_id).fields):
        fields["local_dns"] = True
    return PathSpec(id=new_id(), kind=kind_id, name=name, fields=MappingProxyType(fields), via=via)


def _bare(text: str) -> _Server:
    """host:port, host:port:user:pass or user:pass@host:port, as lists of proxies have them."""
    if "@" in text:
        server = _authority(text.rstrip("/"))
        if server.port is None:
            raise _not_understood()
        return server
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*):(\d+)(?::([^:]*):(.*))?", text)
    if match is None:
        raise _not_understood()
    return _Server(host=match[1], port=int(match[2]), user=match[3] or None, password=match[4] or None)


def _split(rest: str) -> tuple[str, str, str]:
    """Authority, query and fragment of what follows the scheme (RFC 3986, appendix B)."""
    match = re.fullmatch(r"([^/?#]*)(/?)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", rest, re.DOTALL)
    assert match is not None  # the pattern takes every text
    authority, _, path, query, fragment = match.groups(default="")
    if "@" in path + query + fragment and "@" not in authority:
        # "#" or "/" in a password cuts the address short: what follows would be taken for something else
        raise _error("path.unescaped", "a special character stands in the user or password", _ESCAPES)
    if path:
        raise _error(
            "path.web_address",
            "this is the address of a page, not of a proxy",
            "give the proxy's host and port",
        )
    return authority, query, fragment


def _authority(text: str) -> _Server:
    login, at, server = text.rpartition("@")
    match = re.fullmatch(r"(\[[^\]]*\]|[^:\[\]]*)(?::(\d+))?", server)
    if match is None:
        raise _error(
            "path.bad_server", "host and port are not readable", "write host:port, or [address]:port"
        )
    port = int(match[2]) if match[2] else None
    if not at:
        return _Server(host=match[1], port=port)
    user, _, password = login.partition(":")
    return _Server(host=match[1], port=port, user=_decode(user) or None, password=_decode(password) or None)


def _local_dns(query: str) -> bool:
    local = False
    for part in filter(None, query.split("&")):
        key, _, value = part.partition("=")
        if key == "dns" and value in ("local", "remote", "proxy"):
            local = value == "local"
        elif key == "local_dns" and value in ("", "1", "true", "0", "false"):
            local = value in ("", "1", "true")
        else:
            raise _unknown_option(key)
    return local


def _unknown_option(key: str) -> ConfigError:
    near = difflib.get_close_matches(key, ("dns", "local_dns"), 1)
    todo = f"did you mean “{near[0]}”?" if near else "the only option is ?dns=local"
    return _error("path.unknown_option", "there is an option that is not known", todo)


def _host(text: str) -> str:
    try:
        return to_host(text)
    except ValueError as error:
        todo = "write a host name or an address, an IPv6 address in brackets"
        raise _error("path.bad_host", "the host is not a name or an address", todo) from error


def _checked(port: int | None) -> int:
    if port is None or not 0 < port < 65536:
        raise _error("path.bad_port", "the port is not a number from 1 to 65535", "correct the port")
    return port


def _decode(text: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError as error:
        raise _error(
            "path.bad_escape", "the % signs do not stand for UTF-8 text", "write % itself as %25"
        ) from error


def _clean_name(name: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in name).split())[:80]


def unsupported(scheme: str) -> ConfigError:
    """Why a link of another tool is refused, and what helps today."""
    known = UNSUPPORTED.get(scheme)
    if known is None:
        todo = "use socks5://, socks4://, http:// or https:// with host and port"
        return _error("path.unknown_scheme", "this kind of link is not known", todo)
    return unsupported_kind(known)


def unsupported_kind(name: str) -> ConfigError:
    """The same for a kind by its name."""
    todo = "start it in its own app and add the SOCKS5 address which that app shows, such as socks5://127.0.0.1:1080"
    return _error("path.unsupported_kind", f"{name} is not supported yet", todo)


def _not_understood() -> ConfigError:
    todo = "write socks5://user:pass@host:port, host:port or host:port:user:pass"
    return _error("path.not_understood", "this is no proxy address", todo)


def _error(message_id: str, what: str, todo: str) -> ConfigError:
    return ConfigError(message_id, what, todo=todo)
