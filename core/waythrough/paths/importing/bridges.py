"""Tor bridge lines, with or without the word "Bridge" before them; each is private, for bridges are known to few."""

import re
from ipaddress import ip_address
from typing import Final

from waythrough.model.secret import Secret
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.values import Draft, port_of

TRANSPORTS: Final = frozenset(
    {"obfs3", "obfs4", "scramblesuit", "snowflake", "meek", "meek_lite", "webtunnel", "conjure", "dnstt", "fte"}
)
_START: Final = re.compile(
    r"\s*(?:bridge\s+)?(?:(?P<transport>[A-Za-z0-9_]{2,20})\s+)?(?P<server>\[[0-9A-Fa-f:.]+\]|\d[\d.]+):(?P<port>\d+)"
    r"(?=\s|$)(?P<rest>.*)",
    re.IGNORECASE,
)
_FINGERPRINT: Final = re.compile(r"\$?[0-9A-Fa-f]{40}(?:[~=]\S*)?")
_OPTION: Final = re.compile(r"[A-Za-z0-9_.-]{1,40}=\S+")
MOST: Final = 2000


def looks_like_bridge(line: str) -> bool:
    """Whether a line is meant as a bridge: a transport or a fingerprint stands beside an address."""
    match = _START.fullmatch(line[:MOST])
    if match is None:
        return bool(re.match(r"\s*bridge\s+\S+\s+\S", line, re.IGNORECASE)) and _mentions_transport(line)
    transport = (match["transport"] or "").lower()
    first = match["rest"].split()[:1]
    return transport in TRANSPORTS or bool(first and re.fullmatch(r"\$?[0-9A-Fa-f]{30,50}", first[0]))


def _mentions_transport(line: str) -> bool:
    return any(word.lower() in TRANSPORTS for word in line[:MOST].split()[1:3])


def read_bridge(line: str) -> Draft:
    """One bridge. Raises ConfigError."""
    match = _START.fullmatch(line)
    if match is None or len(line) > MOST:
        raise refusal("path.bad_bridge")
    transport = (match["transport"] or "").lower()
    if transport == "bridge":
        transport = ""
    if transport and transport not in TRANSPORTS:
        raise refusal("path.bad_bridge")
    words = match["rest"].split()
    fingerprint = words.pop(0) if words and _FINGERPRINT.fullmatch(words[0]) else ""
    if not all(map(_OPTION.fullmatch, words)) or not (fingerprint or transport):
        raise refusal("path.bad_bridge")
    if transport == "obfs4" and not any(word.lower().startswith("cert=") for word in words):
        raise refusal("path.bad_bridge")
    if transport == "webtunnel" and not any(word.lower().startswith("url=https://") for word in words):
        raise refusal("path.bad_bridge")
    server, port = match["server"], port_of(match["port"])
    try:
        ip_address(server.strip("[]"))
    except ValueError as error:
        raise refusal("path.bad_bridge") from error
    whole = " ".join(part for part in (transport, f"{server}:{port}", fingerprint.upper(), *words) if part)
    return Draft(kind="tor", fields={"bridge": Secret(whole)}, private=True)
