"""The server's side of SOCKS5, against our own client and byte by byte."""

import pytest

from waythrough.model.failure import FailureKind
from waythrough.wire.socks import Socks5
from waythrough.wire.socks_server import (
    Asked,
    Socks5Server,
    Wish,
    pack_address,
    pack_datagram,
    unpack_address,
    unpack_datagram,
)

USER, PASSWORD = "otto", "word-ü"
HELLO = b"\x05\x01\x02"
LOGIN = b"\x01\x04otto\x07word-\xc3\xbc"


def asked(server: Socks5Server, client: Socks5) -> None:
    """Let the two talk until the server knows the wish."""
    while server.wish is None and not server.refused and not client.done:
        server.receive(client.bytes_to_send())
        client.receive(server.bytes_to_send())


@pytest.mark.parametrize("host", ["site.test", "127.0.0.1", "::1"])
def test_the_wish_of_our_own_client(host: str) -> None:
    server, client = Socks5Server(USER, PASSWORD), Socks5(host, 443, USER, PASSWORD)
    asked(server, client)
    assert server.wish == Wish(asked=Asked.CONNECT, host=host, port=443)
    server.grant()
    client.receive(server.bytes_to_send() + b"more")
    assert client.done
    assert client.rest == b"more"


def test_one_byte_at_a_time_and_what_comes_behind() -> None:
    server = Socks5Server(USER, PASSWORD)
    for byte in HELLO + LOGIN + b"\x05\x03\x00" + pack_address("site.test", 53):
        server.receive(bytes([byte]))
    assert server.bytes_to_send() == b"\x05\x02\x01\x00"
    assert server.wish == Wish(asked=Asked.UDP, host="site.test", port=53)
    server.receive(b"rest")
    assert (server.rest, server.rest) == (b"rest", b"")


@pytest.mark.parametrize("password", ["", "other", "word-üü"])
def test_a_wrong_log_in(password: str) -> None:
    server, client = Socks5Server(USER, PASSWORD), Socks5("site.test", 443, USER, password)
    asked(server, client)
    assert server.refused
    assert server.wish is None


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"GET / HTTP/1.1\r\n", b""),
        (b"\x05\x01\x00", b"\x05\xff"),
        (HELLO + LOGIN + b"\x05\x02\x00\x01", b"\x05\x02\x01\x00\x05\x07\x00\x01" + bytes(6)),
        (HELLO + LOGIN + b"\x04\x01\x00\x01", b"\x05\x02\x01\x00\x05\x07\x00\x01" + bytes(6)),
        (HELLO + LOGIN + b"\x05\x01\x00\x02\x00", b"\x05\x02\x01\x00\x05\x08\x00\x01" + bytes(6)),
        (HELLO + LOGIN + b"\x05\x01\x00\x03\x00\x00\x00", b"\x05\x02\x01\x00\x05\x08\x00\x01" + bytes(6)),
        (HELLO + LOGIN + b"\x05\x01\x00\x03\x01\xff\x00\x00", b"\x05\x02\x01\x00\x05\x08\x00\x01" + bytes(6)),
    ],
)
def test_what_is_sent_away(said: bytes, answer: bytes) -> None:
    server = Socks5Server(USER, PASSWORD)
    server.receive(said)
    assert server.refused
    assert server.bytes_to_send() == answer


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        (FailureKind.REFUSED, FailureKind.EXIT_REFUSED),
        (FailureKind.TIMEOUT, FailureKind.EXIT_TIMEOUT),
        (FailureKind.NXDOMAIN, FailureKind.EXIT_UNREACHABLE),
        (FailureKind.RESET, FailureKind.PROXY_ERROR),
    ],
)
def test_why_something_failed_is_told(kind: FailureKind, seen: FailureKind) -> None:
    server, client = Socks5Server(USER, PASSWORD), Socks5("site.test", 443, USER, PASSWORD)
    asked(server, client)
    server.refuse(kind)
    answer = client.receive(server.bytes_to_send())
    assert answer is not None
    assert answer.failure is not None
    assert answer.failure.kind is seen


@pytest.mark.parametrize("host", ["site.test", "127.0.0.1", "fd00::1"])
def test_datagrams_there_and_back(host: str) -> None:
    packed = pack_datagram(host, 53, b"question")
    assert unpack_datagram(packed) == (host, 53, b"question")
    for size in range(len(packed) - len(b"question")):
        assert unpack_datagram(packed[:size]) is None
    assert unpack_datagram(b"\x00\x00\x01" + packed[3:]) is None, "a fragment"
    assert unpack_datagram(b"\x00\x00\x00\x09\x00\x00") is None


def test_names_that_do_not_fit() -> None:
    for name in ("", "a" * 256, "ü.test"):
        with pytest.raises(ValueError):  # noqa: PT011 - UnicodeEncodeError is one
            pack_address(name, 1)
    assert unpack_address(b"") is None
