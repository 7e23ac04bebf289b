from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.wire.shadowsocks_peer import Pieces, hkdf_sha1
from waythrough.wire.shadowsocks import (
    MOST,
    AeadPackets,
    AeadTunnel,
    RefusedError,
    Reply,
    read_target,
    target_bytes,
)
from waythrough.wire.shadowsocks_methods import METHODS, keys_of

METHOD = METHODS["chacha20-ietf-poly1305"]
KEY = keys_of(METHOD, "s3cret-word")[0]
TARGET = b"\x03\x09site.test\x01\xbb"
SALT = bytes(range(32))


def tunnel(**changes: bytes) -> AeadTunnel:
    return AeadTunnel(METHOD, KEY, "site.test", 443, **changes)


def heard(wire: bytes) -> list[bytes]:
    """What a server reads of the client's bytes."""
    salt, rest = wire[:32], wire[32:]
    return list(Pieces(hkdf_sha1(KEY, salt, 32), chacha=True).chunks(rest))


def answer(*pieces: bytes, salt: bytes = SALT, key: bytes = KEY) -> bytes:
    """What a server sends."""
    box = Pieces(hkdf_sha1(key, salt, 32), chacha=True)
    return salt + b"".join(box.chunk(each) for each in pieces)


def test_the_target_goes_out_with_the_first_bytes() -> None:
    ours = tunnel()
    wire = ours.seal(b"hello") + ours.seal(b"again")
    assert heard(wire) == [TARGET + b"hello", b"again"]


def test_the_target_goes_out_alone_for_one_who_waits() -> None:
    ours = tunnel()
    assert heard(ours.seal(b"") + ours.seal(b"") + ours.seal(b"late")) == [TARGET, b"late"]


def test_long_data_is_cut_into_pieces() -> None:
    data = bytes(3 * MOST)
    found = heard(tunnel().seal(data))
    assert b"".join(found) == TARGET + data
    assert [len(each) for each in found] == [MOST, MOST, MOST, len(TARGET)]


def test_salts_differ_and_begin_as_wanted() -> None:
    wires = [tunnel(prefix=b"POST ").seal(b"") for _ in range(20)]
    assert all(wire.startswith(b"POST ") for wire in wires)
    assert len({wire[:32] for wire in wires}) == 20


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_an_answer_is_read_however_it_is_cut(size: int) -> None:
    ours, wire = tunnel(), answer(b"220 ready", b"", b"x" * 5000)
    found = b""
    for start in range(0, len(wire), size):
        assert ours.answered == (start > 32 + 2 + 16 - 1)
        found += ours.open(wire[start : start + size])
    assert found == b"220 ready" + b"x" * 5000
    assert not ours.torn


def test_an_end_in_the_middle_is_seen() -> None:
    wire = answer(b"220 ready")
    places = [at for at in range(len(wire) + 1) if not _torn_after(wire[:at])]
    assert places == [0, 32, len(wire)]


def _torn_after(wire: bytes) -> bool:
    ours = tunnel()
    ours.open(wire)
    return ours.torn


def test_an_answer_with_another_password_is_not_read() -> None:
    ours = tunnel()
    with pytest.raises(RefusedError) as caught:
        ours.open(answer(b"220 ready", key=bytes(32)))
    assert caught.value.reply is Reply.UNREADABLE
    assert not ours.answered


def test_a_reserved_bit_in_a_length_is_refused() -> None:
    box = Pieces(hkdf_sha1(KEY, SALT, 32), chacha=True)
    with pytest.raises(RefusedError) as caught:
        tunnel().open(SALT + box.seal(b"\x40\x00"))
    assert caught.value.reply is Reply.MALFORMED


@pytest.mark.parametrize("host", ["", "a" * 256, "pön.test"])
def test_what_the_protocol_cannot_carry_is_refused(host: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - UnicodeError among them
        AeadTunnel(METHOD, KEY, host, 443)


def test_datagrams() -> None:
    packets = AeadPackets(METHOD, KEY, "site.test", 443)
    packet = packets.seal(b"question")
    assert Pieces(hkdf_sha1(KEY, packet[:32], 32), chacha=True).open(packet[32:]) == TARGET + b"question"
    assert packets.seal(b"question")[:32] != packet[:32]
    reply = SALT + Pieces(hkdf_sha1(KEY, SALT, 32), chacha=True).seal(target_bytes("::1", 53) + b"answer")
    assert packets.open(reply) == ("::1", 53, b"answer")
    for bad, why in (
        (b"", Reply.MALFORMED),
        (reply[:40], Reply.MALFORMED),
        (reply[:-1] + b"\x00\x00", Reply.UNREADABLE),
    ):
        with pytest.raises(RefusedError) as caught:
            packets.open(bad)
        assert caught.value.reply is why


@pytest.mark.parametrize(
    ("host", "raw"),
    [
        ("192.0.2.1", b"\x01\xc0\x00\x02\x01"),
        ("::1", b"\x04" + bytes(15) + b"\x01"),
        ("a.test", b"\x03\x06a.test"),
    ],
)
def test_targets(host: str, raw: bytes) -> None:
    assert target_bytes(host, 258) == raw + b"\x01\x02"
    assert read_target(raw + b"\x01\x02rest") == (host, 258, b"rest")
    for size in range(len(raw) + 2):
        with pytest.raises(RefusedError):
            read_target((raw + b"\x01\x02")[:size])


@given(st.lists(st.binary(max_size=80), max_size=6))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused_or_waited_for(parts: list[bytes]) -> None:
    ours = tunnel()
    with suppress(RefusedError):
        assert [ours.open(each) for each in parts] == [b""] * len(parts)
    assert not ours.answered
    with pytest.raises(RefusedError):
        AeadPackets(METHOD, KEY, "site.test", 443).open(b"".join(parts))


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_a_target_or_refused(data: bytes) -> None:
    try:
        host, port, rest = read_target(data)
    except RefusedError:
        return
    assert data.endswith(rest)
    assert port < 65536
    assert host
