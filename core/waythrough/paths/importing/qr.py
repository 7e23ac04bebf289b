"""Codes in pictures (QR), read from files that cameras and screens make. The libraries come with the extra `qr`."""

import io
from typing import Final

from waythrough.paths.importing.reasons import refusal

_MARKS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")
_FORMATS: Final = ("PNG", "JPEG", "GIF", "BMP", "WEBP")
_PIXELS: Final = 40_000_000
"""More than any phone's picture: what is larger is made to fill the memory."""


def is_picture(data: bytes) -> bool:
    """Whether bytes begin as a picture does."""
    return data.startswith(_MARKS)


def read_codes(data: bytes) -> str:
    """The texts of all codes in a picture, one below the other. Raises ConfigError."""
    try:
        import zxingcpp
        from PIL import Image, UnidentifiedImageError
    except ImportError as error:
        raise refusal("path.qr_missing") from error
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > _PIXELS:
                raise refusal("path.too_large")
            found = zxingcpp.read_barcodes(picture.convert("L"))
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
    ) as error:
        raise refusal("path.qr_unread") from error
    except Image.DecompressionBombError as error:
        raise refusal("path.too_large") from error
    texts = [each.text for each in found if each.text]
    if not texts:
        raise refusal("path.qr_unread")
    return "\n".join(texts)


def make_code(text: str, *, scale: int = 5) -> bytes:
    """A picture (PNG) of a text as a code. Raises ConfigError when it is too long, or a library is missing."""
    try:
        import segno
    except ImportError as error:
        raise refusal("path.qr_missing") from error
    out = io.BytesIO()
    try:
        segno.make(text, error="m", micro=False).save(out, kind="png", scale=scale)
    except segno.DataOverflowError as error:
        raise refusal("path.qr_too_long") from error
    return out.getvalue()
