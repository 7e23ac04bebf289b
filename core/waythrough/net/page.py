"""What a sample of a page's bytes says: unpacked, and its title."""

import html
import re
import zlib
from typing import Final

SAMPLE_LIMIT: Final = 6 * 1024  # bytes of body kept as evidence
TITLE_LIMIT: Final = 200

_TITLE: Final = re.compile(r"<title[^>]{0,200}>([^<]{0,2000})", re.IGNORECASE)
_ANNOUNCED: Final = re.compile(r"charset=[\"']?([\w.-]{1,40})", re.IGNORECASE)
_META: Final = re.compile(rb"charset=[\"']?([\w.-]{1,40})", re.IGNORECASE)
_PACKED: Final = frozenset({"gzip", "x-gzip", "deflate"})
_ZLIB_OR_GZIP: Final = 47  # wbits of zlib


def unpacked(sample: bytes, encoding: str) -> bytes:
    """The sample in plain, also where a server packs what it was asked not to; at most SAMPLE_LIMIT bytes."""
    if encoding.strip().lower() not in _PACKED:
        return sample
    try:
        return zlib.decompressobj(wbits=_ZLIB_OR_GZIP).decompress(sample, SAMPLE_LIMIT)
    except zlib.error:
        return sample


def title(sample: bytes, content_type: str) -> str:
    """The title of an HTML page on one line, "" when it has none."""
    if b"<" not in sample[:1024]:
        return ""
    announced, meta = _ANNOUNCED.search(content_type), _META.search(sample, 0, 1024)
    charset = announced[1] if announced else meta[1].decode("ascii", "replace") if meta else "utf-8"
    match = _TITLE.search(_decoded(sample, charset))
    words = " ".join(html.unescape(match[1]).split()) if match else ""
    return "".join(letter for letter in words if letter.isprintable())[:TITLE_LIMIT]


def _decoded(sample: bytes, charset: str) -> str:
    try:
        return sample.decode(charset, "replace")
    except (LookupError, UnicodeError):  # no such charset, or one that is none for text
        return sample.decode("utf-8", "replace")
