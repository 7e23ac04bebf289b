"""Outline's strategies in one line: "split:2|ss://...", nearest to the user first, as far as they can be carried."""

import re
from typing import Final

from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.values import Draft, host_of, number_or_none, read_options

_PART: Final = re.compile(r"[a-z][a-z0-9]{1,12}:\S*", re.IGNORECASE)
_LINKS: Final = ("ss://", "socks5://")
_TRICKS: Final = ("split:", "tlsfrag:", "doh:")
_SPLITS: Final = {"split": "tcp", "tlsfrag": "record"}
MOST: Final = 8


def is_chain(text: str) -> bool:
    """Whether a line is such a strategy: tricks, or several parts of which one is a trick or a link."""
    parts = text.partition("#")[0].split("|")
    own = [part.lower().startswith((*_TRICKS, *_LINKS)) for part in parts]
    if len(parts) == 1:
        return parts[0].lower().startswith(_TRICKS) and "://" not in parts[0][:12]
    return any(own) and all(map(_PART.fullmatch, parts))


def split(text: str) -> list[str | Draft]:
    """The hops: links as they are, and the tricks between them as one each. Raises ConfigError."""
    head, mark, name = text.partition("#")
    parts = head.split("|")
    if len(parts) > MOST:
        raise refusal("path.too_deep")
    parts[-1] += mark + name
    hops: list[str | Draft] = []
    tricks: dict[str, str] = {}
    for part in parts:
        if part.lower().startswith(_LINKS):
            hops += [_trick(tricks), part] if tricks else [part]
            tricks = {}
        else:
            tricks |= _read(part.partition("#")[0])
    return [*hops, _trick(tricks)] if tricks else hops


def _trick(fields: dict[str, str]) -> Draft:
    return Draft(kind="tricks", fields={"split": "none", **fields})


def _read(part: str) -> dict[str, str]:
    name, _, value = part.partition(":")
    if name.lower() in _SPLITS:
        if number_or_none(value.removeprefix("-")) is None:
            raise refusal("path.bad_number")
        return {"split": _SPLITS[name.lower()]}
    if name.lower() != "doh":
        raise refusal("path.unsupported")
    host = read_options(value).get("name", "").rstrip(".")
    return {"doh": f"https://{host_of(host)}/dns-query"}
