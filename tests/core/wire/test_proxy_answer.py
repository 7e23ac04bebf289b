from hypothesis import given
from hypothesis import strategies as st

from waythrough.wire.proxy_answer import RAW_LIMIT, TEXT_LIMIT, excerpt, tidy


def test_text_stays_text_and_binary_becomes_hex() -> None:
    assert excerpt(b"HTTP/1.1 400 Bad\r\nServer: x\r\n") == "HTTP/1.1 400 Bad Server: x"
    assert excerpt(b"\x15\x03\x01") == "15 03 01"
    assert excerpt(b"\x00abc") == "00 61 62 63"
    assert excerpt(b"") == ""


def test_addresses_and_our_own_secrets_are_taken_out() -> None:
    assert tidy("client 198.51.100.7 denied") == "client [address] denied"
    assert tidy("client 2001:db8:0:0:0:0:0:7 denied") == "client [address] denied"
    assert tidy("got hunter2!", ("hunter2",)) == "got ••••!"
    assert tidy("12:30:15 is a time") == "12:30:15 is a time"


@given(st.binary(max_size=2 * RAW_LIMIT))
def test_an_excerpt_is_one_short_printable_line(raw: bytes) -> None:
    line = excerpt(raw)
    assert len(line) <= TEXT_LIMIT
    assert line.isprintable()
