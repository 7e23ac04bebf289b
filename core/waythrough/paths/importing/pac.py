"""Proxy auto-configuration files: the servers that stand in them as plain text. The program in them is never run."""

import re
from typing import Final

from waythrough.paths.base import ConfigError
from waythrough.paths.importing.cautions import SOCKS_ASSUMED
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.values import Draft, Reading, server_of

_SERVER: Final = re.compile(
    r"\b(PROXY|HTTP|HTTPS|SOCKS|SOCKS4|SOCKS5)[ \t]+(\[[0-9A-Fa-f:.]{2,45}\]:\d{1,5}|[A-Za-z0-9._-]{1,253}:\d{1,5})"
)
_KINDS: Final = {
    "PROXY": "http", "HTTP": "http", "HTTPS": "https", "SOCKS": "socks5", "SOCKS4": "socks4", "SOCKS5": "socks5",
}  # fmt: skip


def looks_like_pac(text: str) -> bool:
    """Whether a text is such a file."""
    return "FindProxyForURL" in text


def read_pac(text: str) -> list[tuple[int, Reading]]:
    """Every server once, with its line. Raises ConfigError when none stands in plain words."""
    found: dict[str, tuple[int, Reading]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("//"):
            continue
        for match in _SERVER.finditer(line):
            found.setdefault(f"{_KINDS[match[1]]} {match[2]}", (number, _server(match[1], match[2])))
    if not found:
        raise refusal("path.nothing_static")
    return list(found.values())


def _server(word: str, server: str) -> Reading:
    try:
        host, port = server_of(server)
    except ConfigError as error:
        return error
    cautions = (SOCKS_ASSUMED,) if word == "SOCKS" else ()
    return Draft(kind=_KINDS[word], fields={"host": host, "port": port}, cautions=cautions)
