"""Reads the few fields of an X.509 certificate (RFC 5280) that a verdict needs, straight from DER."""

import hashlib
import ipaddress
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Final

from waythrough.model.observation import Certificate

NAMES_LIMIT: Final = 1000
TEXT_LIMIT: Final = 256

_SEQUENCE, _SET, _OID, _OCTETS, _UTC_TIME, _GENERAL_TIME = 0x30, 0x31, 0x06, 0x04, 0x17, 0x18
_VERSION, _EXTENSIONS = 0xA0, 0xA3
_DNS_NAME, _IP_ADDRESS = 0x82, 0x87
_COMMON_NAME, _ORGANIZATION = b"\x55\x04\x03", b"\x55\x04\x0a"
_SUBJECT_ALT_NAME = b"\x55\x1d\x11"
# UTF8String, PrintableString, TeletexString, IA5String, VisibleString, UniversalString, BMPString
_CHARSETS = {
    0x0C: "utf-8",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1A: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}

Place = tuple[int, int, int]  # tag, where the content begins, where it ends


@lru_cache(maxsize=512)
def parse(der: bytes) -> Certificate:
    """The certificate in `der`. Raises ValueError when it is not one."""
    outer = _expect(_place(der, 0, len(der)), _SEQUENCE)
    start, end = _content(_place(der, outer[1], outer[2]), _SEQUENCE)
    fields = _places(der, start, end)
    if fields and fields[0][0] == _VERSION:
        del fields[0]
    if len(fields) < 6:
        raise ValueError("certificate with too few fields")
    _serial, _algorithm, issuer, validity, subject, key = fields[:6]
    times = _places(der, *_content(validity, _SEQUENCE))
    if len(times) != 2:
        raise ValueError("validity without two times")
    _expect(key, _SEQUENCE)
    return Certificate(
        subject=_name(der, subject),
        issuer=_name(der, issuer),
        names=_names(der, fields[6:]),
        not_before=_time(times[0][0], _bytes(der, times[0])),
        not_after=_time(times[1][0], _bytes(der, times[1])),
        fingerprint=hashlib.sha256(der).hexdigest(),
        key_fingerprint=hashlib.sha256(der[subject[2] : key[2]]).hexdigest(),
    )


def describe(der: bytes) -> Certificate:
    """Like `parse`, but what cannot be read still keeps its fingerprint, as evidence."""
    try:
        return parse(der)
    except ValueError:
        return Certificate(
            subject="",
            issuer="",
            names=(),
            not_before=0.0,
            not_after=0.0,
            fingerprint=hashlib.sha256(der).hexdigest(),
            key_fingerprint="",
        )


def _places(der: bytes, start: int, end: int) -> list[Place]:
    """The elements that fill `der` from `start` to `end`."""
    found = []
    while start < end:
        begin = start + 2
        # The short form without a call: a certificate has dozens of these, a run thousands of certificates.
        if begin <= end and (length := der[start + 1]) < 0x80 and (tag := der[start]) & 0x1F != 0x1F:
            if begin + length > end:
                raise ValueError("element cut short")
            place = (tag, begin, begin + length)
        else:
            place = _place(der, start, end)
        found.append(place)
        start = place[2]
    return found


def _place(der: bytes, start: int, limit: int) -> Place:
    """The element at `start`; only definite lengths of up to four bytes, as DER and common sense ask."""
    begin = start + 2
    if begin > limit:
        raise ValueError("element cut short")
    tag, length = der[start], der[start + 1]
    if tag & 0x1F == 0x1F:
        raise ValueError("long tags do not occur in certificates")
    if length >= 0x80:
        size = length & 0x7F
        if not 1 <= size <= 4 or begin + size > limit:
            raise ValueError("bad length")
        length = int.from_bytes(der[begin : begin + size])
        begin += size
    if begin + length > limit:
        raise ValueError("element cut short")
    return tag, begin, begin + length


def _expect(place: Place, tag: int) -> Place:
    if place[0] != tag:
        raise ValueError(f"tag {place[0]:#x} where {tag:#x} was due")
    return place


def _content(place: Place, tag: int) -> tuple[int, int]:
    _expect(place, tag)
    return place[1], place[2]


def _bytes(der: bytes, place: Place) -> bytes:
    return der[place[1] : place[2]]


def _name(der: bytes, place: Place) -> str:
    """The common name, else the organization, else ""."""
    found: dict[bytes, str] = {}
    for group in _places(der, *_content(place, _SEQUENCE)):
        for attribute in _places(der, *_content(group, _SET)):
            parts = _places(der, *_content(attribute, _SEQUENCE))
            if len(parts) == 2 and parts[0][0] == _OID:
                kind = _bytes(der, parts[0])
                if kind in (_COMMON_NAME, _ORGANIZATION):
                    found[kind] = _text(parts[1][0], _bytes(der, parts[1]))
    return found.get(_COMMON_NAME) or found.get(_ORGANIZATION) or ""


def _text(tag: int, content: bytes) -> str:
    return _clean(content.decode(_CHARSETS.get(tag, "latin-1"), "replace"))


def _clean(text: str) -> str:
    # Whoever made the certificate chose this text; it must not steer a terminal or turn a line around.
    text = text[:TEXT_LIMIT]
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _time(tag: int, content: bytes) -> float:
    """Unix seconds of a UTCTime or GeneralizedTime in the form that RFC 5280 section 4.1.2.5 prescribes."""
    if content[-1:] != b"Z" or not content[:-1].isdigit():
        raise ValueError("time in another form than RFC 5280's")
    text = content[:-1].decode("ascii")
    if tag == _UTC_TIME and len(text) == 12:
        text = ("19" if text[0] >= "5" else "20") + text
    elif tag != _GENERAL_TIME or len(text) != 14:
        raise ValueError("time of another type than RFC 5280's")
    day, clock = text[:8], text[8:]
    if clock[4:] == "60":  # a leap second, which datetime does not know
        clock = clock[:4] + "59"
    # fromisoformat refuses what is no day or no time of day
    return datetime.fromisoformat(f"{day}T{clock}+00:00").timestamp()


def _names(der: bytes, rest: list[Place]) -> tuple[str, ...]:
    """DNS names and addresses of the subject alternative name extension."""
    extensions = next((place for place in rest if place[0] == _EXTENSIONS), None)
    if extensions is None:
        return ()
    inner = _place(der, extensions[1], extensions[2])
    for extension in _places(der, *_content(inner, _SEQUENCE)):
        parts = _places(der, *_content(extension, _SEQUENCE))
        if len(parts) >= 2 and _bytes(der, parts[0]) == _SUBJECT_ALT_NAME:
            value = _expect(parts[-1], _OCTETS)
            names = _place(der, value[1], value[2])
            return tuple(_general_names(der, _places(der, *_content(names, _SEQUENCE))))
    return ()


def _general_names(der: bytes, places: list[Place]) -> Iterator[str]:
    for place in places[:NAMES_LIMIT]:
        content = _bytes(der, place)
        if place[0] == _DNS_NAME:
            yield _clean(content.decode("ascii", "replace"))
        elif place[0] == _IP_ADDRESS and len(content) in (4, 16):
            yield str(ipaddress.ip_address(content))
