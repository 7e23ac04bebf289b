import io
import sys
import zlib

import pytest
from PIL import Image

from waythrough.paths.base import ConfigError
from waythrough.paths.importing.base import Imported, Rejected
from waythrough.paths.importing.qr import is_picture, make_code, read_codes
from waythrough.paths.importing.recognise import recognise

LINK = "trojan://pw@h.example:443?sni=s.example#نام"


def test_what_is_made_is_read() -> None:
    picture = make_code(LINK)
    assert is_picture(picture)
    assert read_codes(picture) == LINK
    (item,) = recognise(picture, "code.png")
    assert isinstance(item, Imported)
    assert (item.spec.kind, item.spec.name) == ("trojan", "نام")


def test_pictures_without_a_code_and_broken_ones_are_told() -> None:
    out = io.BytesIO()
    Image.new("L", (40, 40), 255).save(out, "PNG")
    for data in (out.getvalue(), make_code(LINK)[:60], b"\xff\xd8\xffnothing"):
        (item,) = recognise(data)
        assert isinstance(item, Rejected)
        assert item.message_id == "path.qr_unread"


def test_a_huge_picture_is_not_unpacked() -> None:
    header = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x00\x00\x00\x00"
    data = header + zlib.crc32(header[12:]).to_bytes(4, "big") + b"\x00\x00\x00\x00IDAT" + b"\x00" * 8
    with pytest.raises(ConfigError) as caught:
        read_codes(data)
    assert caught.value.message_id in ("path.too_large", "path.qr_unread")


def test_a_missing_library_is_told_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("zxingcpp", "segno"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConfigError, match="pip install"):
        read_codes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(ConfigError, match="pip install"):
        make_code("x")


def test_what_is_too_long_for_a_code_is_told() -> None:
    with pytest.raises(ConfigError) as caught:
        make_code("x" * 5000)
    assert caught.value.message_id == "path.qr_too_long"
