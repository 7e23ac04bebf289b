import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.wire.openvpn_keys_for_tests import WRAPPED, WRAPS, profile, server_guard
from waythrough.wire.openvpn import (
    CHUNK,
    IN_FLIGHT,
    ControlChannel,
    Opcode,
    Packet,
    body_of,
    head_of,
    parse_packet,
)
from waythrough.wire.openvpn_keys import BadPacketError, Plain, guard_of

MINE, THEIRS = b"clientid", b"serverid"
NOW = 1_700_000_000


def channel(wrap: str = "plain") -> ControlChannel:
    guard, wrapped = guard_of(profile(wrap))
    return ControlChannel(guard, MINE, NOW, wrapped)


def said(
    opcode: Opcode = Opcode.CONTROL,
    number: int | None = 1,
    payload: bytes = b"",
    *,
    acks: tuple[int, ...] = (),
    to: bytes = MINE,
    session: bytes = THEIRS,
    wrap: str = "plain",
) -> bytes:
    """A packet of the server."""
    body = body_of(acks=acks, to=to, number=number, payload=payload)
    return server_guard(wrap).wrap(head_of(opcode, session), struct.pack("!II", 1, NOW), body)


def reset(payload: bytes = b"", wrap: str = "plain") -> bytes:
    return said(Opcode.RESET_SERVER, 0, payload, acks=(0,), wrap=wrap)


def test_the_plain_reset_is_that_of_the_protocol() -> None:
    assert channel().packets() == [b"\x38clientid\x00\x00\x00\x00\x00"]


@pytest.mark.parametrize("wrap", WRAPS)
def test_reset_answer_and_acknowledgement(wrap: str) -> None:
    mine = channel(wrap)
    (first,) = mine.packets()
    if wrap == "tls-crypt-v2":
        assert first[0] >> 3 == Opcode.RESET_CLIENT_KEY
        assert first.endswith(WRAPPED)
        assert first[9:13] == bytes.fromhex("0f000001"), "the number that asks for early negotiation"
    else:
        assert first[0] >> 3 == Opcode.RESET_CLIENT
    assert not mine.answered
    assert mine.packets() == []
    assert mine.receive(reset(wrap=wrap)) == b""
    assert mine.answered
    (ack,) = mine.packets()
    assert parse_packet(ack, server_guard(wrap)) == Packet(
        opcode=Opcode.ACK, session=MINE, acks=(0,), to=THEIRS
    )
    assert mine.packets(again=True) == [], "the reset was acknowledged"


def test_the_reset_is_sent_again_under_a_new_stamp() -> None:
    mine = channel("tls-auth")
    (first,), (second,) = mine.packets(), mine.packets(again=True)
    assert first != second
    assert server_guard("tls-auth").unwrap(first) == server_guard("tls-auth").unwrap(second)


def opened() -> ControlChannel:
    mine = channel()
    mine.packets()
    mine.receive(reset())
    mine.packets()
    return mine


def test_bytes_are_cut_and_only_some_are_under_way() -> None:
    mine = opened()
    mine.send(bytes(CHUNK * IN_FLIGHT + 1))
    sent = [parse_packet(each, Plain()) for each in mine.packets()]
    assert [each.number for each in sent] == [1, 2, 3, 4]
    assert [len(each.payload) for each in sent] == [CHUNK] * IN_FLIGHT
    assert {each.acks for each in sent} == {(0,)}, "repeated, for servers without memory"
    assert mine.packets() == []
    mine.receive(said(Opcode.ACK, None, acks=(1, 3)))
    assert [parse_packet(each, Plain()).number for each in mine.packets()] == [5]
    assert [parse_packet(each, Plain()).number for each in mine.packets(again=True)] == [2, 4, 5]
    mine.send(b"")
    assert mine.packets() == []


def test_bytes_are_given_in_order_and_once() -> None:
    mine = opened()
    assert mine.receive(said(number=2, payload=b"b")) == b""
    assert mine.receive(said(number=2, payload=b"b")) == b""
    assert mine.receive(said(number=1, payload=b"a")) == b"ab"
    assert mine.receive(said(number=1, payload=b"a")) == b""
    assert parse_packet(mine.packets()[0], Plain()).acks == (0, 2, 1)
    assert mine.receive(said(number=300, payload=b"z")) == b"", "far ahead: not kept"
    assert mine.packets() == []


def test_a_reset_that_comes_again_is_acknowledged_again() -> None:
    mine = opened()
    assert mine.receive(reset()) == b""
    assert len(mine.packets()) == 1


@pytest.mark.parametrize("flag", [True, False])
def test_the_key_is_sent_again_where_the_server_asks_for_it(flag: bool) -> None:
    mine = channel("tls-crypt-v2")
    mine.packets()
    mine.receive(reset(bytes.fromhex("000100020001") if flag else b"", wrap="tls-crypt-v2"))
    mine.send(bytes(CHUNK + 1))
    first, second = mine.packets()
    assert (first[0] >> 3 == Opcode.CONTROL_KEY, first.endswith(WRAPPED)) == (flag, flag)
    assert second[0] >> 3 == Opcode.CONTROL


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x40short",
        b"HTTP/1.1 400 Bad Request",
        head_of(Opcode.RESET_CLIENT, THEIRS) + bytes(5),
        head_of(Opcode.CONTROL, THEIRS),
        head_of(Opcode.CONTROL, THEIRS) + bytes(4),
        head_of(Opcode.ACK, THEIRS) + b"\x01\x00\x00\x00\x00",
        said(Opcode.RESET_SERVER, 0, acks=(0,), to=b"somebody"),
        said(session=b"somebody"),
    ],
)
def test_what_is_no_answer_changes_nothing(data: bytes) -> None:
    mine = opened()
    with pytest.raises(BadPacketError):
        mine.receive(data)
    assert mine.packets() == []
    assert not channel().answered


def test_a_reset_that_acknowledges_nothing_of_ours_is_no_answer() -> None:
    mine = channel()
    mine.packets()
    with pytest.raises(BadPacketError):
        mine.receive(said(Opcode.RESET_SERVER, 0))
    assert not mine.answered


def test_an_acknowledgement_alone_is_no_answer() -> None:
    mine = channel()
    mine.packets()
    with pytest.raises(BadPacketError):
        mine.receive(said(Opcode.ACK, None, acks=(0,)))
    assert not mine.answered


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_whatever_comes_is_taken_or_refused(packets: list[bytes]) -> None:
    mine = opened()
    for data in packets:
        try:
            mine.receive(data)
        except BadPacketError:
            continue
        mine.packets(again=True)
