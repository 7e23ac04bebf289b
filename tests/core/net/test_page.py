"""What a sample of a page says."""

import gzip
import zlib

import pytest

from waythrough.net.page import SAMPLE_LIMIT, TITLE_LIMIT, title, unpacked

PLAIN = b"<html><title>Access denied</title>" + b"x" * 100


@pytest.mark.parametrize(
    ("sample", "content_type", "expected"),
    [
        (b"<title>Plain</title>", "text/html", "Plain"),
        (b"<HTML><TITLE lang=en>\n Two  \tlines\n</TITLE>", "", "Two lines"),
        (b"<title>a &amp; b &#8211; c", "text/html", "a & b \u2013 c"),
        (
            "<title>Доступ ограничен</title>".encode("cp1251"),
            "text/html; charset=windows-1251",
            "Доступ ограничен",
        ),
        ('<meta charset="euc-kr"><title>차단</title>'.encode("euc-kr"), "text/html", "차단"),
        ("<title>مسدود</title>".encode(), "text/html; charset=no-such-charset", "مسدود"),
        (b"<title>hex</title>", "text/html; charset=hex", "hex"),
        (b"<title>\xff\xfe</title>", "text/html", "\ufffd\ufffd"),
        (b"<title>a\x1b[31mb\xe2\x80\xaec</title>", "text/html; charset=utf-8", "a[31mbc"),
        (b"<title>" + b"t" * 999 + b"</title>", "text/html", "t" * TITLE_LIMIT),
        (b"<title></title>", "text/html", ""),
        (b"<p>no title</p>", "text/html", ""),
        (b'{"title": "json"}', "application/json", ""),
        (b"", "", ""),
    ],
)
def test_title(sample: bytes, content_type: str, expected: str) -> None:
    assert title(sample, content_type) == expected


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (gzip.compress(PLAIN, mtime=0), "gzip"),
        (gzip.compress(PLAIN, mtime=0), " X-GZIP "),
        (zlib.compress(PLAIN), "deflate"),
        (PLAIN, ""),
        (PLAIN, "br"),
        (PLAIN, "gzip"),
    ],
)
def test_packed_samples_are_unpacked_and_others_left(packed: bytes, encoding: str) -> None:
    assert unpacked(packed, encoding) == PLAIN


def test_cut_samples_give_what_they_hold() -> None:
    whole = gzip.compress(bytes(range(256)) * 8)
    assert unpacked(whole[: len(whole) // 2], "gzip")


def test_a_bomb_stays_small() -> None:
    assert len(unpacked(gzip.compress(bytes(10**7)), "gzip")) == SAMPLE_LIMIT
