"""By what the box recognises a TCP connection: bytes in, a verdict out."""

import pytest

from .boxed import SERVER, SERVER6, Box, Tcp, hello, in_records, request, with_extension
from .rules import Drop, Match, Rule

HELLO = hello("www.target.example")
OTHER = hello("www.fine.example")
TARGET = Match(sni=("target.example",))


def hit(match: Match, *pieces: bytes, options: bytes | None = None, server: tuple[str, int] = SERVER) -> int:
    """How often a dropping rule acts on a connection that says these pieces."""
    box = Box(Rule(name="it", match=match, action=Drop()))
    flow = Tcp(box, server).open()
    for piece in pieces:
        flow.send(piece, options=options)
    return box.middle.counts["it"]


GREASED = with_extension(HELLO, 0xFE0D, bytes(32))


@pytest.mark.parametrize(
    ("match", "pieces", "expect"),
    [
        (TARGET, (HELLO,), 1),
        (TARGET, (OTHER,), 0),
        (TARGET, (HELLO[:90], HELLO[90:]), 1),
        (TARGET, (in_records(HELLO, 60),), 1),
        (Match(sni=("target.example",), reassembles=False), (HELLO,), 1),
        (Match(sni=("target.example",), reassembles=False), (HELLO[:90], HELLO[90:]), 0),
        (Match(sni=("target.example",), reassembles=False), (HELLO[:-9], HELLO[-9:]), 1),
        (Match(sni=("target.example",), reassembles=False), (in_records(HELLO, 60),), 0),
        (Match(sni_contains=("t.exam",)), (HELLO,), 1),
        (Match(sni_contains=("t.co",)), (HELLO,), 0),
        (Match(any_hello=True, spare_sni=("fine.example",)), (HELLO,), 1),
        (Match(any_hello=True, spare_sni=("fine.example",)), (OTHER,), 0),
        (Match(any_hello=True), (request("www.target.example"),), 0),
        (Match(spare_sni=("fine.example",)), (request("www.fine.example"),), 1),
        (Match(any_payload=True), (b"\0",), 1),
        (Match(split=True), (HELLO,), 0),
        (Match(split=True), (HELLO[:90], HELLO[90:]), 1),
        (Match(split=True), (in_records(HELLO, 60),), 1),
        (Match(split=True, reassembles=False), (HELLO[:90],), 1),
        (Match(hello_over=len(HELLO)), (HELLO,), 0),
        (Match(hello_over=len(HELLO) - 5), (HELLO,), 0),
        (Match(hello_over=len(HELLO) - 6), (HELLO,), 1),
        (Match(extensions=(0xFE0D,)), (HELLO,), 0),
        (Match(extensions=(0xFE0D,)), (GREASED,), 1),
        (Match(extensions=(0xFE0D,), sni=("fine.example",)), (GREASED,), 0),
        (Match(host=("target.example",)), (request("WWW.Target.example"),), 1),
        (Match(host=("target.example",)), (request("www.fine.example"),), 0),
        (Match(keyword=("secret",)), (request("a.example", "/a-secret"),), 1),
        (Match(keyword=("secret",)), (request("a.example", body=b"the secret"),), 1),
        (Match(keyword=("secret",)), (request("secret.example"),), 0),
        (Match(sni=("target.example",), host=("target.example",)), (request("target.example"),), 1),
        (Match(signature=((0, b"\x01\0"), (4, b"x"))), (b"\x01\0\0\0x",), 1),
        (Match(signature=((0, b"\x01\0"), (4, b"x"))), (b"\x01\0\0\0y",), 0),
        (Match(size_from=3, size_to=5), (b"1234",), 1),
        (Match(size_from=3, size_to=5), (b"12", b"1234"), 0),
        (Match(size_from=3, size_to=5), (b"123456",), 0),
        (Match(random=True), (bytes(range(256)),), 0),
        (Match(random=True), (bytes.fromhex("8d02c1f59bb7e05c13aa" * 6),), 1),
        (Match(random=True), (HELLO,), 0),
        (Match(random=True), (bytes(100),), 0),
        (Match(sni=("target.example",), port=80), (HELLO,), 0),
        (Match(spare_ports=(80, 443)), (HELLO,), 0),
        (Match(spare_ports=(80, 53)), (HELLO,), 1),
        (Match(sni=("target.example",), family=6), (HELLO,), 0),
        (Match(sni=("target.example",), dst=("203.0.113.0/24",), spare=("203.0.113.10/32",)), (HELLO,), 0),
        (Match(sni=("target.example",), high_port=True), (HELLO,), 1),
    ],
)
def test_what_a_connection_is_recognised_by(match: Match, pieces: tuple[bytes, ...], expect: int) -> None:
    assert hit(match, *pieces) == expect


def test_a_header_without_options() -> None:
    match = Match(sni=("target.example",), bare_header=True)
    assert (hit(match, HELLO), hit(match, HELLO, options=b"")) == (0, 1)


def test_ipv6_is_read_and_matched_like_ipv4() -> None:
    assert hit(TARGET, HELLO, server=SERVER6) == 1
    assert hit(Match(family=6), HELLO, server=SERVER6) == 1
    assert hit(Match(dst=("2001:db8:2::/48",)), HELLO, server=SERVER6) == 1
    assert hit(Match(family=4), HELLO, server=SERVER6) == 0
