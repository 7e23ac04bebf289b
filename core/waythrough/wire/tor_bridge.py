"""Bridge lines of Tor, as its option Bridge takes them: `[transport] address:port [fingerprint] [key=value ...]`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

VANILLA: Final = ""
_TRANSPORT: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")  # pt-spec.txt, section 3.1: a C identifier
_ADDRESS: Final = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<v4>[0-9.]+)):(?P<port>\d{1,5})")
_FINGERPRINT: Final = re.compile(r"\$?([0-9A-Fa-f]{40})(?:[~=]\w*)?")
_DUMMIES: Final = tuple(
    map(ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "0.0.0.0/8"))
)
_NEEDED: Final = {"obfs4": ("cert",), "webtunnel": ("url",), "meek_lite": ("url",)}
_LONGEST: Final = 4096


class BridgeLineError(ValueError):
    """A line is no bridge line; its words never hold what stands in the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeLine:
    """One bridge; `transport` is "" for a bridge that speaks Tor's own protocol.

    `arguments` are handed to the transport; where they say whom to contact, `address` is a dummy that is never
    contacted by anybody.
    """

    transport: str
    address: IPv4Address | IPv6Address
    port: int
    fingerprint: str = ""
    arguments: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    @property
    def dummy(self) -> bool:
        """Whether the address only fills its place in the line (snowflake, webtunnel, meek)."""
        return self.transport in _FRONTED or any(self.address in network for network in _DUMMIES)

    @property
    def endpoint(self) -> str:
        """Address and port as Tor writes them."""
        host = f"[{self.address}]" if self.address.version == 6 else str(self.address)
        return f"{host}:{self.port}"

    @property
    def server(self) -> tuple[str, int] | None:
        """The one server to which a stream is opened, None where only the transport knows."""
        if not self.dummy:
            return str(self.address), self.port
        if self.transport != "webtunnel":
            return None
        url = urlsplit(self.arguments["url"])
        assert url.hostname is not None, "checked when the line was read"
        return url.hostname, url.port or 443

    @property
    def text(self) -> str:
        """The line again, in one way of writing it."""
        words = [self.transport, self.endpoint, self.fingerprint]
        words += [f"{name}={value}" for name, value in self.arguments.items()]
        return " ".join(word for word in words if word)


_FRONTED: Final = ("snowflake", "webtunnel", "meek_lite", "meek", "conjure", "moat")


def parse_bridge(line: str) -> BridgeLine:
    """A bridge line, with or without the word "Bridge" in front. Raises BridgeLineError."""
    if len(line) > _LONGEST or not all(char.isprintable() for char in line.strip()):
        raise BridgeLineError("it is not one line of text")
    words = line.split()
    if words and words[0].lower() == "bridge":
        del words[0]
    transport = words.pop(0) if words and _TRANSPORT.fullmatch(words[0]) else VANILLA
    if not words:
        raise BridgeLineError("an address with a port is missing")
    address, port = _endpoint(words.pop(0))
    fingerprint = _FINGERPRINT.fullmatch(words[0]) if words else None
    if fingerprint is not None:
        del words[0]
    arguments = _arguments(words)
    _check(transport, arguments)
    return BridgeLine(
        transport=transport,
        address=address,
        port=port,
        fingerprint=fingerprint[1].upper() if fingerprint else "",
        arguments=MappingProxyType(arguments),
    )


def _endpoint(word: str) -> tuple[IPv4Address | IPv6Address, int]:
    found = _ADDRESS.fullmatch(word)
    if found is None:
        raise BridgeLineError("an address with a port is missing")
    try:
        address = ip_address(found["v6"] or found["v4"])
    except ValueError:
        raise BridgeLineError("its address cannot be read") from None
    port = int(found["port"])
    if not 0 < port < 65536:
        raise BridgeLineError("its port is not a number from 1 to 65535")
    return address, port


def _arguments(words: list[str]) -> dict[str, str]:
    arguments: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise BridgeLineError("after the fingerprint only key=value may follow")
        arguments[name] = value
    return arguments


def _check(transport: str, arguments: Mapping[str, str]) -> None:
    if transport == VANILLA and arguments:
        raise BridgeLineError("it names no transport but has values for one")
    for name in _NEEDED.get(transport, ()):
        if not arguments.get(name):
            raise BridgeLineError(f"“{name}=” is missing")
    if "url" in arguments:
        _check_url(arguments["url"])


def _check_url(text: str) -> None:
    try:
        url = urlsplit(text)
        good = url.scheme in ("https", "http") and bool(url.hostname) and url.port != 0
    except ValueError:
        good = False
    if not good:
        raise BridgeLineError("the address after “url=” cannot be read")
