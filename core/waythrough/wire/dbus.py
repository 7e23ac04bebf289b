"""Messages of D-Bus to bytes and back, as far as a client needs them (D-Bus specification 0.43, no file descriptors).

Qt's own D-Bus classes in Python cannot send an unsigned number, which every notification begins with.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

MOST_BYTES: Final = 1 << 20
"""Longest message that is read; what a desktop tells about notifications has a few hundred bytes."""

_DEPTH: Final = 32  # of arrays, structures and variants inside each other
_FIXED: Final[Mapping[str, tuple[str, int]]] = {
    "y": ("B", 1),
    "b": ("I", 4),
    "n": ("h", 2),
    "q": ("H", 2),
    "i": ("i", 4),
    "u": ("I", 4),
    "x": ("q", 8),
    "t": ("Q", 8),
    "d": ("d", 8),
}
_ALIGNED: Final[Mapping[str, int]] = {"s": 4, "o": 4, "g": 1, "a": 4, "v": 1, "(": 8, "{": 8}
_PATH, _INTERFACE, _MEMBER, _ERROR, _REPLY, _TO, _FROM, _SIGNATURE = range(1, 9)
_FIELD_TYPES: Final = {_PATH: "o", _REPLY: "u", _SIGNATURE: "g"}


class DbusError(ValueError):
    """Bytes that are no message of D-Bus."""


class Kind(IntEnum):
    """What a message is."""

    CALL = 1
    RETURN = 2
    ERROR = 3
    SIGNAL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A value with its own type, as a single complete signature."""

    signature: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. `reply_to` is the serial of the call that it answers; `error` the name of what went wrong."""

    kind: Kind
    serial: int
    path: str = ""
    interface: str = ""
    member: str = ""
    error: str = ""
    reply_to: int = 0
    destination: str = ""
    sender: str = ""
    signature: str = ""
    body: tuple[Any, ...] = ()


def encode(message: Message) -> bytes:
    """The bytes of a message, in little-endian order. Raises DbusError for a value that its type cannot hold."""
    writer = _Writer()
    try:
        writer.put_all(message.signature, message.body)
        body = bytes(writer.data)
        head = _Writer()
        for byte in (ord("l"), message.kind, 0, 1):
            head.put("y", byte)
        head.put("u", len(body))
        head.put("u", message.serial)
        head.put("a(yv)", _fields(message))
    except (struct.error, TypeError, UnicodeEncodeError) as error:
        raise DbusError(str(error)) from error
    head.pad(8)
    return bytes(head.data) + body


def decode(data: bytes) -> tuple[Message, int] | None:
    """The first message of a stream and how many bytes it takes; None while more bytes are due. Raises DbusError."""
    if len(data) < 16:
        return None
    order = {b"l": "<", b"B": ">"}.get(data[:1])
    if order is None:
        raise DbusError("no byte order")
    body, serial, fields = struct.unpack_from(f"{order}III", data, 4)
    start = (16 + fields + 7) & ~7
    if start + body > MOST_BYTES:
        raise DbusError("too long")
    if len(data) < start + body:
        return None
    try:
        head = _Reader(data[: 16 + fields], order, 12).take("a(yv)", 0)
        known = {code: value.value for code, value in head}
        signature = str(known.get(_SIGNATURE, ""))
        reader = _Reader(data[start : start + body], order, 0)
        message = Message(
            kind=Kind(data[1]),
            serial=serial,
            path=str(known.get(_PATH, "")),
            interface=str(known.get(_INTERFACE, "")),
            member=str(known.get(_MEMBER, "")),
            error=str(known.get(_ERROR, "")),
            reply_to=int(known.get(_REPLY, 0)),
            destination=str(known.get(_TO, "")),
            sender=str(known.get(_FROM, "")),
            signature=signature,
            body=tuple(reader.take(each, 0) for each in split(signature)),
        )
    except (struct.error, UnicodeDecodeError, ValueError, TypeError) as error:
        raise DbusError(str(error)) from error
    return message, start + body


def split(signature: str) -> list[str]:
    """The single complete types of a signature. Raises DbusError."""
    found: list[str] = []
    while signature:
        size = _length(signature, 0)
        found.append(signature[:size])
        signature = signature[size:]
    return found


def _length(signature: str, depth: int) -> int:
    """How many letters the first complete type takes."""
    kind = signature[:1]
    if depth > _DEPTH:
        raise DbusError("too deep")
    if kind in _FIXED or (kind and kind in "sogv"):
        return 1
    if kind == "a":
        return 1 + _length(signature[1:], depth + 1)
    end = {"(": ")", "{": "}"}.get(kind)
    if end is None:
        raise DbusError("an unknown type")
    place = 1
    while signature[place : place + 1] != end:
        place += _length(signature[place:], depth + 1)
    if place == 1:
        raise DbusError("an empty structure")
    return place + 1


def _fields(message: Message) -> list[tuple[int, Variant]]:
    texts: dict[int, str | int] = {
        _PATH: message.path,
        _INTERFACE: message.interface,
        _MEMBER: message.member,
        _ERROR: message.error,
        _REPLY: message.reply_to,
        _TO: message.destination,
        _FROM: message.sender,
        _SIGNATURE: message.signature,
    }
    return [
        (code, Variant(signature=_FIELD_TYPES.get(code, "s"), value=value))
        for code, value in texts.items()
        if value
    ]


def _alignment(kind: str) -> int:
    return _FIXED[kind][1] if kind in _FIXED else _ALIGNED[kind]


class _Writer:
    """Lays values out one behind the other, each where its type may stand."""

    def __init__(self) -> None:
        self.data = bytearray()

    def pad(self, size: int) -> None:
        self.data += bytes(-len(self.data) % size)

    def put_all(self, signature: str, values: tuple[Any, ...]) -> None:
        kinds = split(signature)
        if len(kinds) != len(values):
            raise DbusError("as many values as types are due")
        for kind, value in zip(kinds, values, strict=True):
            self.put(kind, value)

    def put(self, kind: str, value: Any) -> None:
        first = kind[0]
        self.pad(_alignment(first))
        if first in _FIXED:
            self.data += struct.pack(f"<{_FIXED[first][0]}", value)
        elif first in "so":
            raw = str(value).encode("utf-8")
            self.data += struct.pack("<I", len(raw)) + raw + b"\0"
        elif first == "g":
            raw = str(value).encode("ascii")
            self.data += struct.pack("B", len(raw)) + raw + b"\0"
        elif first == "v":
            self.put("g", value.signature)
            self.put_all(value.signature, (value.value,))
        elif first == "a":
            self._put_array(kind[1:], value)
        else:
            self.put_all(kind[1:-1], tuple(value))

    def _put_array(self, kind: str, values: Any) -> None:
        place = len(self.data)
        self.data += bytes(4)
        self.pad(_alignment(kind[0]))
        start = len(self.data)
        for each in values.items() if isinstance(values, Mapping) else values:
            self.put(kind, each)
        struct.pack_into("<I", self.data, place, len(self.data) - start)


class _Reader:
    """Takes values out again; whatever is too short ends in struct.error."""

    def __init__(self, data: bytes, order: str, place: int) -> None:
        self._data, self._order, self._place = data, order, place

    def take(self, kind: str, depth: int) -> Any:
        if depth > _DEPTH:
            raise DbusError("too deep")
        first = kind[0]
        self._align(_alignment(first))
        if first in _FIXED:
            value = self._number(_FIXED[first][0])
            return bool(value) if first == "b" else value
        if first in "so":
            return self._text(int(self._number("I")), "utf-8")
        if first == "g":
            return self._text(int(self._number("B")), "ascii")
        if first == "v":
            (signature,) = split(str(self.take("g", depth)))
            return Variant(signature=signature, value=self.take(signature, depth + 1))
        if first == "a":
            return self._array(kind[1:], depth)
        return tuple(self.take(each, depth + 1) for each in split(kind[1:-1]))

    def _array(self, kind: str, depth: int) -> Any:
        size = int(self._number("I"))
        self._align(_alignment(kind[0]))
        end = self._place + size
        if end > len(self._data):
            raise DbusError("an array is cut")
        found = []
        while self._place < end:
            found.append(self.take(kind, depth + 1))
        return dict(found) if kind[0] == "{" else found

    def _align(self, size: int) -> None:
        self._place += -self._place % size

    def _number(self, code: str) -> int | float:
        (value,) = struct.unpack_from(f"{self._order}{code}", self._data, self._place)
        self._place += struct.calcsize(code)
        return value  # type: ignore[no-any-return]

    def _text(self, size: int, encoding: str) -> str:
        raw = self._data[self._place : self._place + size]
        if len(raw) != size:
            raise DbusError("a text is cut")
        self._place += size + 1
        return raw.decode(encoding)
