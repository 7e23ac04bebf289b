"""AmneziaWG: junk ahead of a handshake, padding around messages, and other numbers for their types."""

import itertools
import re
import secrets
import string
import time
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final


class BadSettingError(ValueError):
    """A text that no tunnel can be made of: `what` is wrong and what `todo`, without anything of the text."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo


class Kind(IntEnum):
    """The types of WireGuard's messages (paper, section 5.4)."""

    INITIATION = 1
    RESPONSE = 2
    COOKIE = 3
    TRANSPORT = 4


SIZES: Final = {Kind.INITIATION: 148, Kind.RESPONSE: 92, Kind.COOKIE: 64, Kind.TRANSPORT: 32}
"""Bytes of each message; of transport messages the least."""
HEADER_SIZE: Final = 4
MOST_JUNK: Final = 128
MOST_BYTES: Final = 1280
"""Of one junk or signature datagram: what passes every path whole."""
_LETTERS: Final = string.ascii_letters.encode()
_DIGITS: Final = string.digits.encode()
_TAG: Final = re.compile(r"<\s*(b|c|t|r|rc|rd)(?:\s+(?:0x)?([0-9a-fA-F]+))?\s*>")

Piece = tuple[str, int, bytes]
"""A tag of a signature datagram: its letter, its length, its bytes if they are fixed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amnezia:
    """How the datagrams of a tunnel look; the defaults are plain WireGuard.

    `padding` (S1-S4) and `headers` (H1-H4, first and last number) are by Kind; `signatures` (I1-I5) and
    `junk_count` datagrams of `junk_least` to `junk_most` random bytes (Jc, Jmin, Jmax) go ahead of each initiation.
    """

    junk_count: int = 0
    junk_least: int = 0
    junk_most: int = 0
    padding: tuple[int, int, int, int] = (0, 0, 0, 0)
    headers: tuple[tuple[int, int], ...] = ((1, 1), (2, 2), (3, 3), (4, 4))
    signatures: tuple[tuple[Piece, ...], ...] = ()
    plain: bool = field(init=False)

    def __post_init__(self) -> None:
        same = not any(self.padding) and self.headers == ((1, 1), (2, 2), (3, 3), (4, 4))
        object.__setattr__(self, "plain", same)

    def header(self, kind: Kind) -> bytes:
        """The first four bytes of a message."""
        least, most = self.headers[kind - 1]
        return (least + secrets.randbelow(most - least + 1)).to_bytes(HEADER_SIZE, "little")

    def wrap(self, kind: Kind, message: bytes) -> bytes:
        """A message as a datagram."""
        size = self.padding[kind - 1]
        return secrets.token_bytes(size) + message if size else message

    def unwrap(self, datagram: bytes) -> tuple[Kind, bytes] | None:
        """The message in a datagram and its kind; None for what is none."""
        if self.plain:
            first = datagram[0] if datagram[1:HEADER_SIZE] == b"\0\0\0" else 0
            if first == Kind.TRANSPORT and len(datagram) >= SIZES[Kind.TRANSPORT]:
                return Kind.TRANSPORT, datagram
            return next(((kind, datagram) for kind in _HANDSHAKE if _is(kind, first, datagram)), None)
        for kind in (*_HANDSHAKE, Kind.TRANSPORT):
            size = self.padding[kind - 1]
            message = datagram[size:]
            fits = len(message) == SIZES[kind] or (kind is Kind.TRANSPORT and len(message) >= SIZES[kind])
            least, most = self.headers[kind - 1]
            if fits and least <= int.from_bytes(message[:HEADER_SIZE], "little") <= most:
                return kind, message
        return None

    def ahead(self) -> list[bytes]:
        """What goes out before an initiation."""
        sent = [
            b"".join(_piece(piece, number) for piece in each) for number, each in enumerate(self.signatures)
        ]
        spread = self.junk_most - self.junk_least + 1
        for _ in range(self.junk_count):
            sent.append(secrets.token_bytes(self.junk_least + secrets.randbelow(spread)))
        return sent


PLAIN: Final = Amnezia()
_HANDSHAKE: Final = (Kind.INITIATION, Kind.RESPONSE, Kind.COOKIE)


def _is(kind: Kind, first: int, datagram: bytes) -> bool:
    return first == kind and len(datagram) == SIZES[kind]


def _piece(piece: Piece, number: int) -> bytes:
    letter, size, fixed = piece
    match letter:
        case "b":
            return fixed
        case "c":
            return number.to_bytes(4, "big")
        case "t":
            return (int(time.time()) & 0xFFFFFFFF).to_bytes(4, "big")
        case "r":
            return secrets.token_bytes(size)
        case _:
            letters = _LETTERS if letter == "rc" else _DIGITS
            return bytes(secrets.choice(letters) for _ in range(size))


def parse_amnezia(text: str) -> Amnezia:
    """Lines such as "Jc = 4". Raises BadSettingError for what cannot be honoured."""
    found: dict[str, str] = {}
    for raw in text.splitlines():
        key, sign, value = (part.strip() for part in raw.partition("="))
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        if not sign or key.lower() not in _KEYS:
            todo = "the values that are known are Jc, Jmin, Jmax, S1 to S4, H1 to H4 and I1 to I5"
            raise BadSettingError("a line of the AmneziaWG values is not known", todo)
        found[key.lower()] = value
    number = {key: _number(found.get(key, "0"), key) for key in (*_JUNK, *_PADDING)}
    headers = tuple(_range(found.get(f"h{kind}", str(int(kind))), f"h{kind}") for kind in Kind)
    signatures = tuple(_signature(found[key], key) for key in _SIGNATURES if found.get(key))
    _agree(number, headers)
    return Amnezia(
        junk_count=number["jc"],
        junk_least=number["jmin"],
        junk_most=number["jmax"],
        padding=(number["s1"], number["s2"], number["s3"], number["s4"]),
        headers=headers,
        signatures=signatures,
    )


_JUNK: Final = ("jc", "jmin", "jmax")
_PADDING: Final = ("s1", "s2", "s3", "s4")
_SIGNATURES: Final = ("i1", "i2", "i3", "i4", "i5")
_KEYS: Final = frozenset({*_JUNK, *_PADDING, *_SIGNATURES, "h1", "h2", "h3", "h4"})


def _agree(number: dict[str, int], headers: tuple[tuple[int, int], ...]) -> None:
    """Values that contradict each other would make a tunnel that its server cannot hear."""
    if number["jmin"] > number["jmax"] or number["jc"] > MOST_JUNK:
        raise BadSettingError(
            "Jc, Jmin and Jmax do not go together", "copy them again from the configuration"
        )
    if any(one[1] >= two[0] for one, two in itertools.pairwise(sorted(headers))):
        todo = "copy H1 to H4 again from the configuration"
        raise BadSettingError("the AmneziaWG values cannot tell the messages apart", todo)


def _number(text: str, key: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_BYTES):
        raise BadSettingError(f"{key.capitalize()} cannot be used", f"write a number from 0 to {MOST_BYTES}")
    return int(text)


def _range(text: str, key: str) -> tuple[int, int]:
    parts = [part.strip() for part in text.split("-")]
    if len(parts) <= 2 and all(part.isascii() and part.isdigit() for part in parts):
        least, most = int(parts[0]), int(parts[-1])
        if 0 < least <= most <= 0xFFFFFFFF:
            return least, most
    raise BadSettingError(f"{key.capitalize()} cannot be used", "write a number, or two such as 100-200")


def _signature(text: str, key: str) -> tuple[Piece, ...]:
    todo = "write tags such as <b 0x1234>, <c>, <t>, <r 10>, <rc 10>, <rd 10>"
    bad = BadSettingError(f"{key.capitalize()} cannot be used", todo)
    pieces: list[Piece] = []
    end = 0
    for match in _TAG.finditer(text):
        letter, value = match[1], match[2] or ""
        if text[end : match.start()].strip() or bool(value) is (letter in "ct"):
            raise bad
        end = match.end()
        if letter == "b":
            if len(value) % 2:
                raise bad
            pieces.append((letter, len(value) // 2, bytes.fromhex(value)))
        elif letter in "ct":
            pieces.append((letter, 4, b""))
        elif value.isdigit() and len(value) <= 4:
            pieces.append((letter, int(value), b""))
        else:
            raise bad
    if text[end:].strip() or not pieces or sum(piece[1] for piece in pieces) > MOST_BYTES:
        raise bad
    return tuple(pieces)
