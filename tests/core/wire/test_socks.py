from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.net.proxy_answers import CASES, HOST, PASSWORD, PORT, USER, Case
from waythrough.model.failure import FailureKind
from waythrough.model.verdict import Stage
from waythrough.wire.proxy_answer import Handshake, ProxyAnswer
from waythrough.wire.socks import Socks4, Socks5, literal_address

SOCKS = [case for case in CASES if case.kind.startswith("socks")]
WORDED = [case for case in SOCKS if case.end != "rst"]  # a reset has no bytes to parse


def machine(case: Case) -> Handshake:
    if case.kind == "socks4a":
        return Socks4(HOST, PORT, USER if case.login else None)
    return Socks5(HOST, PORT, *((USER, PASSWORD) if case.login else (None, None)))


def walk(handshake: Handshake, case: Case, size: int) -> list[ProxyAnswer]:
    """Feed the replies of a case in pieces of `size` bytes; all answers given."""
    answers: list[ProxyAnswer] = []
    for reply in case.replies:
        assert handshake.bytes_to_send()
        pieces = [reply[at : at + size] for at in range(0, len(reply), size)]
        answers += filter(None, map(handshake.receive, pieces))
    if not handshake.done:
        answers.append(handshake.receive_eof())
    return answers


@pytest.mark.parametrize("size", [1, 3, 500])
@pytest.mark.parametrize("case", WORDED, ids=lambda case: case.id)
def test_every_answer_however_it_is_cut(case: Case, size: int) -> None:
    handshake = machine(case)
    answers = walk(handshake, case, size)
    last = answers[-1]
    assert handshake.done
    assert last.stage is case.stage
    assert last.code == case.code
    assert (last.failure.kind if last.failure else None) is case.failure
    assert handshake.rest == case.rest
    assert all(answer.failure is None for answer in answers[:-1])
    if case.code is not None:
        assert last.failure is None or last.failure.code == case.code
        assert case.replies[-1].startswith(last.raw)
        assert last.raw
    if case.text and size > len(case.replies[-1]):
        assert last.text == case.text


def test_the_messages_of_socks5() -> None:
    handshake = Socks5("site.test", 443)
    assert handshake.bytes_to_send() == b"\x05\x01\x00"
    assert handshake.bytes_to_send() == b""
    assert handshake.receive(b"\x05\x00") is not None
    assert handshake.phase is Stage.REQUEST
    assert handshake.bytes_to_send() == b"\x05\x01\x00\x03\x09site.test\x01\xbb"


def test_datagrams_are_asked_for_and_sent_where_the_proxy_says() -> None:
    handshake = Socks5("0.0.0.0", 0, udp=True)
    assert handshake.bytes_to_send() == b"\x05\x01\x00"
    handshake.receive(b"\x05\x00")
    assert handshake.bytes_to_send() == b"\x05\x03\x00\x01" + bytes(6)
    handshake.receive(b"\x05\x00\x00\x01\xc0\x00\x02\x07\x12\x67")
    assert handshake.done
    assert (handshake.bound, handshake.bound_port) == ("192.0.2.7", 0x1267)


def test_the_messages_of_a_log_in() -> None:
    handshake = Socks5("192.0.2.7", 80, "u", "")
    assert handshake.bytes_to_send() == b"\x05\x02\x00\x02"
    answer = handshake.receive(b"\x05\x02")
    assert answer is not None
    assert answer.code == 2
    assert handshake.phase is Stage.AUTH
    assert handshake.bytes_to_send() == b"\x01\x01u\x00"
    handshake.receive(b"\x01\x00")
    assert handshake.bytes_to_send() == b"\x05\x01\x00\x01\xc0\x00\x02\x07\x00\x50"


def test_the_messages_of_socks4_and_4a() -> None:
    assert Socks4("192.0.2.7", 80, "me").bytes_to_send() == b"\x04\x01\x00\x50\xc0\x00\x02\x07me\x00"
    assert Socks4("site.test", 80).bytes_to_send() == b"\x04\x01\x00\x50\x00\x00\x00\x01\x00site.test\x00"


def test_ipv6_goes_as_an_address() -> None:
    handshake = Socks5("2001:db8::7", 443)
    handshake.bytes_to_send()
    handshake.receive(b"\x05\x00")
    assert handshake.bytes_to_send() == b"\x05\x01\x00\x04" + IPv6Address("2001:db8::7").packed + b"\x01\xbb"


def test_the_bound_address_is_kept() -> None:
    handshake = Socks5("site.test", 443)
    handshake.bytes_to_send()
    handshake.receive(b"\x05\x00")
    handshake.bytes_to_send()
    handshake.receive(b"\x05\x00\x00\x01" + IPv4Address("198.51.100.9").packed + b"\x04\xd2")
    assert handshake.bound == "198.51.100.9"


def test_an_answer_that_came_too_early_waits_for_its_question() -> None:
    handshake = Socks5("site.test", 443)
    assert handshake.receive(b"") is None
    handshake.bytes_to_send()
    first = handshake.receive(b"\x05\x00\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00xy")
    assert first is not None
    assert handshake.rest == b""
    handshake.bytes_to_send()
    second = handshake.receive(b"")
    assert second is not None
    assert second.failure is None
    assert handshake.rest == b"xy"
    assert handshake.receive(b"z") is None
    assert handshake.rest == b"xyz"


@pytest.mark.parametrize(
    "make",
    [
        lambda: Socks5("a" * 256, 80),
        lambda: Socks5("", 80),
        lambda: Socks5("bücher.test", 80),
        lambda: Socks5("site.test", 80, "u" * 256, "p"),
        lambda: Socks5("site.test", 80, "u", "p" * 256),
        lambda: Socks4("2001:db8::7", 80),
        lambda: Socks4("site.test", 80, "a\0b"),
    ],
)
def test_what_the_protocol_cannot_carry_is_refused(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=r"."):
        make()


def test_a_server_that_echoes_does_not_make_us_tell_the_password() -> None:
    handshake = Socks5("site.test", 80, "user", "hunter2hunter2")
    handshake.receive(handshake.bytes_to_send())
    answer = handshake.receive(handshake.bytes_to_send())
    assert answer is not None
    assert answer.failure is not None
    assert answer.failure.kind is FailureKind.PROXY_MALFORMED
    told = repr(answer) + answer.raw.decode("latin-1")
    assert "hunter2" not in told
    assert b"hunter2".hex(" ") not in told


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6), st.booleans(), st.booleans())
def test_hostile_bytes_never_raise(pieces: list[bytes], login: bool, four: bool) -> None:
    handshake: Handshake = Socks4(HOST, PORT) if four else Socks5(HOST, PORT, *(("u", "p") if login else ()))
    for piece in pieces:
        handshake.bytes_to_send()
        handshake.receive(piece)
    if not handshake.done:
        answer = handshake.receive_eof()
        assert answer.failure is not None
        assert answer.failure.kind is FailureKind.EOF
    assert handshake.done


def test_literals() -> None:
    assert literal_address("192.0.2.1") == IPv4Address("192.0.2.1")
    assert literal_address("site.test") is None
