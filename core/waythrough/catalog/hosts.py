"""Host names, addresses and URLs as people write them, brought to the one form that the engine uses."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import quote, urlsplit, urlunsplit

import idna

from waythrough.model.errors import WaythroughError
from waythrough.verdict.clause import clause

MAX_URL = 2048
"""Longest URL that is taken, in characters."""

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
_NUMERIC = re.compile(r"0x[0-9a-f]*|[0-9]+", re.ASCII)
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ufeff\\]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_OTHER_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?![0-9]|//)")
_REFANGED = (("[.]", "."), ("(.)", "."), ("[dot]", "."), ("[:]", ":"))
_DEFAULT_PORTS = {"http": 80, "https": 443}


class HostError(WaythroughError):
    """Why a text is no usable host or URL."""

    def __init__(self, what: str) -> None:
        super().__init__("catalog.bad_address", what)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAddress:
    """A page: `url` in ASCII, with a path; `host` without brackets; `shown`: the name as people know it."""

    url: str
    host: str
    port: int
    shown: str


def host(text: str) -> str:
    """A host name in ASCII without a final dot, or an address in its shortest form. Raises HostError."""
    text = text.strip().removesuffix(".")
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    address = _address(bare)
    if address is not None:
        return str(address)
    if not text or _UNSAFE.search(text):
        raise HostError("this is no host name")
    name = text.lower() if text.isascii() else _punycode(text)
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise HostError("this is no host name")
    if _NUMERIC.fullmatch(labels[-1]):  # the URL standard reads such a name as an address
        raise HostError("this is no complete address")
    return name


def is_address(text: str) -> bool:
    """Whether a host is an IP literal (without brackets)."""
    return _address(text) is not None


def web_address(text: str) -> WebAddress:
    """A URL, or a bare host with an optional port and path, which then means https. Raises HostError.

    Undoes the ways in which addresses are made unclickable (hxxps, [.]). Names in any script become ASCII.
    User names and passwords are refused, because a platform is no place for a secret; fragments are dropped.
    """
    text = _refang(text.strip())
    if len(text) > MAX_URL:
        raise HostError("this is longer than any web address")
    if not text or _UNSAFE.search(text):
        raise HostError("a web address holds no spaces or control characters")
    if other := _OTHER_SCHEME.match(text):
        raise HostError(
            clause('only http and https pages can be tested, not "{scheme}"', scheme=other.group(1)[:20])
        )
    if not _SCHEME.match(text):
        text = f"https://[{text}]" if _address(text) is not None and ":" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise HostError("this is no web address") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise HostError(
            clause('only http and https pages can be tested, not "{scheme}"', scheme=parts.scheme[:20])
        )
    if "@" in parts.netloc:
        raise HostError("a user name or password does not belong here")
    if not parts.hostname or port == 0:
        raise HostError("this is no web address")
    name = host(parts.hostname)
    return _assembled(parts.scheme, name, port, parts.path, parts.query, shown=parts.hostname)


def _assembled(scheme: str, name: str, port: int | None, path: str, query: str, shown: str) -> WebAddress:
    standard = _DEFAULT_PORTS[scheme]
    place = f"[{name}]" if ":" in name else name
    if port not in (None, standard):
        place += f":{port}"
    path = quote(path or "/", safe="/%:@!$&'()*+,;=-._~")
    query = quote(query, safe="/?%:@!$&'()*+,;=-._~")
    return WebAddress(
        url=urlunsplit((scheme, place, path, query, "")),
        host=name,
        port=port or standard,
        shown=shown.removesuffix("."),
    )


def _refang(text: str) -> str:
    found = _SCHEME.match(text)
    scheme, separator, rest = (found.group(1), "://", text[found.end() :]) if found else ("", "", text)
    if scheme.lower().startswith("hxxp"):
        scheme = "http" + scheme[4:].lower()
    place, slash, tail = rest.partition("/")
    for written, meant in _REFANGED:
        place = place.replace(written, meant)
    return f"{scheme}{separator}{place}{slash}{tail}"


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return None if isinstance(address, IPv6Address) and address.scope_id else address


def _punycode(text: str) -> str:
    try:
        return idna.encode(text, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError as error:
        raise HostError("this name cannot be a host name") from error
