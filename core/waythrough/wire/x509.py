"""Reads the few fields of an X.509 certificate (RFC 5280) that a verdict needs, straight from DER."""

import calendar
import hashlib
import ipaddress
from collections.abc import Iterator
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

Element = tuple[int, bytes, bytes]  # tag, content, tag with length and content


@lru_cache(maxsize=512)
def parse(der: bytes) -> Certificate:
    """The certificate in `der`. Raises ValueError when it is not one."""
    tag, outer, _ = _first(der)
    if tag != _SEQUENCE:
        raise ValueError("not a certificate")
    fields = list(_elements(_expect(_first(outer), _SEQUENCE)))
    if fields and fields[0][0] == _VERSION:
        del fields[0]
    if len(fields) < 6:
        raise ValueError("certificate with too few fields")
    _serial, _algorithm, issuer, validity, subject, key = fields[:6]
    times = [_time(element) for element in _elements(_expect(validity, _SEQUENCE))]
    if len(times) != 2:
        raise ValueError("validity without two times")
    _expect(key, _SEQUENCE)
    return Certificate(
        subject=_name(subject),
        issuer=_name(issuer),
        names=_names(fields[6:]),
        not_before=times[0],
        not_after=times[1],
        fingerprint=hashlib.sha256(der).hexdigest(),
        key_fingerprint=hashlib.sha256(key[2]).hexdigest(),
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


def _elements(data: bytes) -> Iterator[Element]:
    position = 0
    while position < len(data):
        element = _first(data, position)
        yield element
        position += len(element[2])


def _first(data: bytes, start: int = 0) -> Element:
    """The DER element at `start`; only definite lengths of up to four bytes, as DER and common sense ask."""
    if len(data) < start + 2:
        raise ValueError("element cut short")
    tag, length, position = data[start], data[start + 1], start + 2
    if tag & 0x1F == 0x1F:
        raise ValueError("long tags do not occur in certificates")
    if length >= 0x80:
        size = length & 0x7F
        if not 1 <= size <= 4 or len(data) < position + size:
            raise ValueError("bad length")
        length = int.from_bytes(data[position : position + size])
        position += size
    end = position + length
    if len(data) < end:
        raise ValueError("element cut short")
    return tag, data[position:end], data[start:end]


def _expect(element: Element, tag: int) -> bytes:
    if element[0] != tag:
        raise ValueError(f"tag {element[0]:#x} where {tag:#x} was due")
    return element[1]


def _name(element: Element) -> str:
    """The common name, else the organization, else ""."""
    found: dict[bytes, str] = {}
    for group in _elements(_expect(element, _SEQUENCE)):
        for attribute in _elements(_expect(group, _SET)):
            parts = list(_elements(_expect(attribute, _SEQUENCE)))
            if len(parts) == 2 and parts[0][0] == _OID and parts[0][1] in (_COMMON_NAME, _ORGANIZATION):
                found[parts[0][1]] = _text(parts[1])
    return found.get(_COMMON_NAME) or found.get(_ORGANIZATION) or ""


def _text(element: Element) -> str:
    text = element[1].decode(_CHARSETS.get(element[0], "latin-1"), "replace")
    return _clean(text)


def _clean(text: str) -> str:
    # Whoever made the certificate chose this text; it must not steer a terminal or turn a line around.
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:TEXT_LIMIT]
    )


def _time(element: Element) -> float:
    """Unix seconds of a UTCTime or GeneralizedTime in the form that RFC 5280 section 4.1.2.5 prescribes."""
    tag, content, _ = element
    digits = content[:-1]
    if content[-1:] != b"Z" or not digits.isdigit():
        raise ValueError("time in another form than RFC 5280's")
    text = digits.decode("ascii")
    if tag == _UTC_TIME and len(text) == 12:
        text = ("19" if text[0] >= "5" else "20") + text
    elif tag != _GENERAL_TIME or len(text) != 14:
        raise ValueError("time of another type than RFC 5280's")
    year, rest = int(text[:4]), [int(text[i : i + 2]) for i in range(4, 14, 2)]
    month, day, hour, minute, second = rest
    if not (year and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        raise ValueError("no such day")
    if hour > 23 or minute > 59 or second > 60:
        raise ValueError("no such time of day")
    return float(calendar.timegm((year, month, day, hour, minute, second)))


def _names(rest: list[Element]) -> tuple[str, ...]:
    """DNS names and addresses of the subject alternative name extension."""
    extensions = next((content for tag, content, _ in rest if tag == _EXTENSIONS), None)
    if extensions is None:
        return ()
    for extension in _elements(_expect(_first(extensions), _SEQUENCE)):
        parts = list(_elements(_expect(extension, _SEQUENCE)))
        if len(parts) >= 2 and parts[0][1] == _SUBJECT_ALT_NAME:
            general_names = _expect(_first(_expect(parts[-1], _OCTETS)), _SEQUENCE)
            return tuple(_general_names(general_names))[:NAMES_LIMIT]
    return ()


def _general_names(data: bytes) -> Iterator[str]:
    for tag, content, _ in _elements(data):
        if tag == _DNS_NAME:
            yield _clean(content.decode("ascii", "replace"))
        elif tag == _IP_ADDRESS and len(content) in (4, 16):
            yield str(ipaddress.ip_address(content))
