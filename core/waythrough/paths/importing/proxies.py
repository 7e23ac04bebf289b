"""Plain proxies: socks://, http:// and their relatives, host:port and host:port:user:pass as lists have them."""

import difflib
import re
from dataclasses import dataclass
from typing import Final

from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError
from waythrough.paths.importing.base import UNSUPPORTED
from waythrough.paths.importing.reasons import REASONS, refusal
from waythrough.paths.importing.transports import Fields
from waythrough.paths.importing.values import Draft, decoded, host_of, port_of
from waythrough.paths.registry import kind
from waythrough.verdict.clause import clause

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

_TELEGRAM: Final = re.compile(r"(?:t\.me|telegram\.(?:me|dog))/(?:proxy|socks)\?", re.IGNORECASE)
_FETCHED: Final = re.compile(
    r"[/?&=._-](?:sub|subs|subscribe|subscription|token|clash)(?![A-Za-z])", re.IGNORECASE
)
_ESCAPES: Final = clause(
    "write special characters of user and password as %23 for #, %2F for /, %3F for ?, %40 for @"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    host: str
    port: int | None
    user: str | None = None
    password: str | None = None


def read_proxy(text: str) -> Draft:
    """A link of a plain proxy. Raises ConfigError."""
    scheme, _, rest = text.partition("://")
    kind_id, default_port = SCHEMES[scheme.lower()]
    authority, query, fragment = _split(rest)
    server = _authority(authority)
    port = default_port if server.port is None else server.port
    return _draft(kind_id, server, port, decoded(fragment), local_dns=_local_dns(query))


def read_bare(text: str, default_kind: str | None = None) -> Draft:
    """host:port, host:port:user:pass or user:pass@host:port; a proxy by its port unless told. Raises ConfigError."""
    server = _bare(text)
    kind_id = default_kind or ("http" if server.port in HTTP_PORTS else "socks5")
    return _draft(kind_id, server, server.port, "", local_dns=False)


def names_port(text: str) -> bool:
    """Whether a link names its port itself. For texts that `read_proxy` took."""
    return _authority(_split(text.partition("://")[2])[0]).port is not None


def _draft(kind_id: str, server: _Server, port: int | None, name: str, *, local_dns: bool) -> Draft:
    fields: Fields = {"host": host_of(server.host), "port": port_of(port), "user": server.user}
    if server.password:
        fields["password"] = Secret(server.password)
    if local_dns and any(field.name == "local_dns" for field in kind(kind_id).fields):
        fields["local_dns"] = True
    return Draft(kind=kind_id, name=name, fields=fields)


def _bare(text: str) -> _Server:
    if "@" in text:
        server = _authority(text.rstrip("/"))
        if server.port is None:
            raise not_understood()
        return server
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*):(\d+)(?::([^:]*):(.*))?", text)
    if match is None:
        raise not_understood()
    return _Server(host=match[1], port=_number(match[2]), user=match[3] or None, password=match[4] or None)


def _split(rest: str) -> tuple[str, str, str]:
    """Authority, query and fragment of what follows the scheme (RFC 3986, appendix B)."""
    match = re.fullmatch(r"([^/?#]*)(/?)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", rest, re.DOTALL)
    assert match is not None  # the pattern takes every text
    authority, _, path, query, fragment = match.groups(default="")
    if "@" in path + query + fragment and "@" not in authority:
        # "#" or "/" in a password cuts the address short: what follows would be taken for something else
        raise _error("path.unescaped", "a special character stands in the user or password", _ESCAPES)
    if path:
        raise web_address(rest)
    return authority, query, fragment


def _authority(text: str) -> _Server:
    login, at, server = text.rpartition("@")
    match = re.fullmatch(r"(\[[^\]]*\]|[^:\[\]]*)(?::(\d+))?", server)
    if match is None:
        raise _error(
            "path.bad_server", "host and port are not readable", "write host:port, or [address]:port"
        )
    port = _number(match[2]) if match[2] else None
    if not at:
        return _Server(host=match[1], port=port)
    user, _, password = login.partition(":")
    return _Server(host=match[1], port=port, user=decoded(user) or None, password=decoded(password) or None)


def _number(digits: str) -> int:
    return int(digits[:9])  # longer ones are no port either, and slow to convert


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
    near = difflib.get_close_matches(key[:40], ("dns", "local_dns"), 1)
    todo = f"did you mean “{near[0]}”?" if near else "the only option is ?dns=local"
    return _error("path.unknown_option", "there is an option that is not known", todo)


def web_address(address: str) -> ConfigError:
    """The error for an address on the web, given without its scheme: what is behind it is told by its words."""
    if _TELEGRAM.match(address):
        what = f"{UNSUPPORTED['tg']} is not supported yet"
        return _error("path.unsupported_kind", what, str(REASONS["path.unsupported"][1]))
    if _FETCHED.search(address):
        return refusal("path.needs_fetch")
    what, todo = (
        clause("this is the address of a page, not of a proxy"),
        clause("give the proxy's host and port"),
    )
    return _error("path.web_address", what, todo)


def not_understood() -> ConfigError:
    """The error for what is nothing that is known."""
    todo = "write socks5://user:pass@host:port, host:port or host:port:user:pass"
    return _error("path.not_understood", "this is no proxy address", todo)


def _error(message_id: str, what: str, todo: str) -> ConfigError:
    return ConfigError(message_id, what, todo=todo)
