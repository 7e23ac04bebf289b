"""Takes web addresses apart into what a connection and a request need."""

import ipaddress
import re
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import quote, urlsplit

import idna

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# RFC 3986 reserved characters and "%": a path that is already escaped stays as it is
_KEEP: Final = "%/:=&?~#+!$,;'@()*[]|^"
_NAME: Final = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_-]{1,63}")


class Url(NamedTuple):
    """`host` is lower case, IDNA-encoded, an IPv6 literal without brackets; `target` begins with "/"."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """What belongs into a Host header: brackets around IPv6, no port when it is the scheme's own."""
        host = f"[{self.host.partition('%')[0]}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


@lru_cache(maxsize=1024)
def split_url(url: str) -> Url:
    """The parts of an http or https address. Raises ValueError with a reason when it is none."""
    parts = urlsplit(url.strip())
    if parts.scheme not in DEFAULT_PORTS:
        raise ValueError("the address must begin with http:// or https://")
    if not parts.hostname:
        raise ValueError("the address names no host")
    target = quote(parts.path or "/", safe=_KEEP)
    if parts.query:
        target += "?" + quote(parts.query, safe=_KEEP)
    port = DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port
    if not port:
        raise ValueError("port 0 cannot be reached")
    return Url(parts.scheme, normal_host(parts.hostname), port, target)


def normal_host(host: str) -> str:
    """A host as it goes on the wire: an address literal, or an ASCII name. Raises ValueError."""
    if ":" in host:
        return str(ipaddress.IPv6Address(host))
    name = host.lower().removesuffix(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise ValueError("the host is no valid international name") from error
    if not _NAME.fullmatch(name):
        raise ValueError("the host is no valid name")
    return name
