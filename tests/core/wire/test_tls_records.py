"""What the first bytes from a server tell, however they are cut into pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.wire.tls_records import ALERT_NAMES, ALERTS, MAX_RECORD, SAMPLE, RecordSniffer, cut_hello


def record(kind: int, payload: bytes) -> bytes:
    return bytes((kind, 3, 3)) + len(payload).to_bytes(2) + payload


SERVER_HELLO = record(22, b"\x02\x00\x00\x56" + bytes(86))
CHANGE_CIPHER = record(20, b"\x01")
PAGE = b"HTTP/1.1 403 Forbidden\r\n\r\n<title>Blocked</title>"


def fed(*chunks: bytes) -> RecordSniffer:
    sniffer = RecordSniffer()
    for chunk in chunks:
        sniffer.feed(chunk)
    return sniffer


def test_server_hello_is_seen_at_its_first_byte() -> None:
    sniffer = fed(SERVER_HELLO[:5])
    assert not sniffer.server_hello
    sniffer.feed(SERVER_HELLO[5:6])
    assert sniffer.server_hello
    assert not sniffer.not_tls


def test_another_handshake_message_is_no_server_hello() -> None:
    assert not fed(record(22, b"\x00\x00\x00\x00")).server_hello


@pytest.mark.parametrize("code", [40, 49, 70, 112])
def test_alert_in_the_clear_is_read(code: int) -> None:
    assert fed(record(21, bytes((2, code)))).alert == (2, code)


def test_first_alert_counts() -> None:
    assert fed(record(21, b"\x01\x70"), record(21, b"\x02\x28")).alert == (1, 112)


def test_encrypted_alert_of_tls_1_2_is_not_read() -> None:
    sniffer = fed(CHANGE_CIPHER, record(21, bytes(26)))
    assert sniffer.alert is None
    assert not sniffer.not_tls


def test_what_follows_the_server_hello_is_left_to_the_tls_library() -> None:
    sniffer = fed(SERVER_HELLO + record(21, b"\x02\x28"), b"garbage")
    assert sniffer.alert is None
    assert not sniffer.not_tls


@pytest.mark.parametrize(
    "start",
    [
        PAGE,
        b"\x00",
        b"\x16\x02\x00\x00\x05",
        b"\x16\x03\x03" + (MAX_RECORD + 1).to_bytes(2),
    ],
)
def test_anything_else_is_kept_as_it_came(start: bytes) -> None:
    sniffer = fed(start)
    assert sniffer.not_tls
    assert sniffer.plaintext == start


def test_sample_of_other_bytes_is_filled_and_bounded() -> None:
    sniffer = fed(b"H", b"TTP" + bytes(1000), b"more")
    assert sniffer.plaintext == b"HTTP" + bytes(SAMPLE - 4)


def test_garbage_after_an_alert_is_no_other_protocol() -> None:
    sniffer = fed(record(21, b"\x02\x28") + b"HTTP/1.1")
    assert sniffer.alert == (2, 40)
    assert not sniffer.not_tls
    sniffer.feed(b"and more")
    assert sniffer.plaintext == b""


def test_alert_names_are_a_true_inverse() -> None:
    assert len(ALERT_NAMES) == len(ALERTS)
    assert ALERT_NAMES[112] == "unrecognized name"


@given(
    st.sampled_from([SERVER_HELLO, record(21, b"\x02\x28"), PAGE, CHANGE_CIPHER + SERVER_HELLO]), st.data()
)
def test_cuts_change_nothing(stream: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, len(stream) - 1))))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    whole, cut = fed(stream), fed(*pieces)
    for field in ("server_hello", "alert", "not_tls", "plaintext"):
        assert getattr(cut, field) == getattr(whole, field)


@given(st.lists(st.binary(min_size=1, max_size=300), max_size=20))
def test_any_bytes_are_survived(chunks: list[bytes]) -> None:
    sniffer = fed(*chunks)
    assert len(sniffer.plaintext) <= SAMPLE
    assert sniffer.not_tls or not sniffer.plaintext


@pytest.mark.parametrize("name", ["site.test", "absent.test", ""])
def test_a_cut_hello_is_two_records_of_the_same_message(name: str) -> None:
    message = b"\x01\x00\x00\x20" + b"x" * 11 + b"site.test" + b"y" * 12
    first, second = cut_hello(b"\x16\x03\x01" + len(message).to_bytes(2) + message, name)
    for record in (first, second):
        assert record[:3] == b"\x16\x03\x01"
        assert int.from_bytes(record[3:5]) == len(record) - 5 > 0
    assert first[5:] + second[5:] == message
    assert b"site.test" not in (first if name == "site.test" else b"")
    assert b"site.test" not in (second if name == "site.test" else b"")
