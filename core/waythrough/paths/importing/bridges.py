"""Tor bridge lines, with or without the word "Bridge" before them; each is private, for bridges are known to few."""

import re
from typing import Final

from waythrough.model.secret import Secret
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.values import Draft
from waythrough.wire.tor_bridge import BridgeLineError, parse_bridge

TRANSPORTS: Final = frozenset(
    {"obfs3", "obfs4", "scramblesuit", "snowflake", "meek", "meek_lite", "webtunnel", "conjure", "dnstt"}
)
MOST: Final = 4096
_SERVER: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[0-9.]{7,15}):\d{1,5}")
_FINGERPRINT: Final = re.compile(r"\$?[0-9A-Fa-f]{30,50}(?:[~=]\w{0,40})?")
_INSIDE: Final = re.compile(
    rf"(?<![\w.:/@-])(?:bridge\s{{1,9}})?"
    rf"(?:(?:{'|'.join(sorted(TRANSPORTS, key=len, reverse=True))})\s{{1,9}}{_SERVER.pattern}(?!\S)"
    rf"|{_SERVER.pattern}\s{{1,9}}{_FINGERPRINT.pattern}(?!\S))",
    re.IGNORECASE,
)


def looks_like_bridge(line: str) -> bool:
    """Whether a line is meant as a bridge: a transport or a fingerprint stands beside an address."""
    words = line[:MOST].split(None, 4)
    if words and words[0].lower() == "bridge":
        del words[0]
        if not words:
            return False
        return words[0].lower() in TRANSPORTS or any(map(_SERVER.fullmatch, words[:2]))
    if not words or len(words) < 2:
        return False
    if words[0].lower() in TRANSPORTS:
        return bool(re.search(r"\d:\d|\]:\d|=", line[:MOST])) or len(words) == 2
    return bool(_SERVER.fullmatch(words[0]) and _FINGERPRINT.fullmatch(words[1]))


def bridge_in(line: str) -> str:
    """The bridge in a line, from its first word to the line's end: "1) obfs4 …" holds one; "" where none is.

    It must be found before a proxy is looked for: the address of a bridge would pass for one, and whoever then
    speaks SOCKS to it gives the bridge away.
    """
    if looks_like_bridge(line):
        return line
    match = _INSIDE.search(line[:MOST])
    return line[match.start() :] if match is not None else ""


def read_bridge(line: str) -> Draft:
    """One bridge. Raises ConfigError."""
    try:
        bridge = parse_bridge(line.strip())
    except BridgeLineError as error:
        raise refusal("path.bad_bridge") from error
    if bridge.transport and bridge.transport.lower() not in TRANSPORTS:
        raise refusal("path.bad_bridge")
    if not (bridge.fingerprint or bridge.transport):
        raise refusal("path.bad_bridge")
    return Draft(kind="tor", fields={"bridge": Secret(bridge.text)}, private=True)
