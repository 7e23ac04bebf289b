"""One sample of the corpus: a text, and what must become of it. All hosts, keys and names are invented."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from waythrough.model.path import FieldValue
from waythrough.model.secret import Secret

Fields = Mapping[str, FieldValue]

UUID = "2dd61d93-75d8-4da4-ac0e-6aece7eac365"
OTHER_UUID = "11111111-2222-4333-8444-555555555555"
KEY = base64.b64encode(bytes(range(32))).decode()
PUBLIC = base64.b64encode(bytes(range(100, 132))).decode()
PSK = base64.b64encode(bytes(range(50, 82))).decode()
PBK = base64.urlsafe_b64encode(bytes(range(7, 39))).decode().rstrip("=")
HOSTS = {
    "name": ("proxy.example", "proxy.example"),
    "capitals": ("Proxy.EXAMPLE", "proxy.example"),
    "v4": ("198.51.100.7", "198.51.100.7"),
    "v6": ("[2001:db8::7]", "2001:db8::7"),
    "idn": ("bücher.example", "xn--bcher-kva.example"),
    "hyphen": ("a-b.c-d.example", "a-b.c-d.example"),
}
"""Hosts as they are written in links, and as they are kept."""


@dataclass(frozen=True, kw_only=True)
class Good:
    """A text that holds one way, of this kind, with these fields besides others."""

    text: str | bytes
    kind: str
    fields: Fields = field(default_factory=dict)
    name: str | None = None
    warned: bool | None = None
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Bad:
    """A text that holds no way; `reason` is the message id of what is told first."""

    text: str | bytes
    reason: str
    source: str = ""


Sample = Good | Bad


def b64(text: str, *, url: bool = False, pad: bool = True) -> str:
    data = text.encode()
    coded = (base64.urlsafe_b64encode(data) if url else base64.b64encode(data)).decode()
    return coded if pad else coded.rstrip("=")


def options(**given: str) -> str:
    """Options of a link; a trailing "_" of a name is dropped, "__" stands for "-"."""
    pairs = (f"{key.rstrip('_').replace('__', '-')}={quote(value, safe='')}" for key, value in given.items())
    return "?" + "&".join(pairs) if given else ""


def secrets(**given: str) -> Fields:
    return {name: Secret(value) for name, value in given.items()}


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def goods(kind: str, rows: Iterable[tuple[str, Fields]]) -> list[Sample]:
    return [Good(text=text, kind=kind, fields=fields) for text, fields in rows]


def bads(rows: Mapping[str, str]) -> list[Sample]:
    return [Bad(text=text, reason=reason) for text, reason in rows.items()]
