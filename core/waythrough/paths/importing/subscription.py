"""Subscriptions as v2rayN and its relatives serve them: a list of links, all of it in Base64."""

import re
from typing import Final

from waythrough.paths.base import ConfigError
from waythrough.paths.importing.values import text_from_base64

_CODED: Final = re.compile(r"[A-Za-z0-9+/_=\s-]+")
_EXPIRY: Final = re.compile(r"subscription-userinfo\s*:[^\n]{0,300}?expire=(\d{1,12})", re.IGNORECASE)
LEAST: Final = 16


def unwrapped(text: str, again: int = 1) -> str | None:
    """The list inside; None when the text is no such thing. Some services code it twice: `again`."""
    if len(text) < LEAST or not _CODED.fullmatch(text):
        return None
    if re.search(r"[^=\s]=+\s+\S", text.rstrip()[:-4]):
        return None  # padding in the middle: several coded lines, not one text
    try:
        inside = text_from_base64("".join(text.split()))
    except ConfigError:
        return None
    plain = sum(char.isprintable() or char in "\r\n\t" for char in inside)
    return inside if "\0" not in inside and plain == len(inside) and _is_list(inside, again) else None


def expiry_of(text: str) -> int | None:
    """Until when a subscription runs, in seconds since 1970, where its text says so."""
    match = _EXPIRY.search(text)
    return int(match[1]) or None if match else None


def _is_list(inside: str, again: int) -> bool:
    if again and unwrapped(inside, again - 1) is not None:
        return True
    return "://" in inside or "[Interface]" in inside or '"outbounds"' in inside or "proxies:" in inside
