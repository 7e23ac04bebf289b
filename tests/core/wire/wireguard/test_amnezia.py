from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.wire.wireguard.amnezia import (
    PLAIN,
    SIZES,
    BadSettingError,
    Kind,
    parse_amnezia,
)

FULL = """
# from the provider
Jc = 3
Jmin = 40
jmax = 70
S1 = 15
S2 = 18
S3 = 20
S4 = 23
H1 = 1000-1999
H2 = 2000
H3 = 3000-3000
H4 = 4000-4294967295
I1 = <b 0xc0ff><c><t><r 4>
I2 = <rc 3> <rd 2>
I5 =
"""


def message(kind: Kind, header: bytes) -> bytes:
    return header + bytes(SIZES[kind] - 4)


def test_nothing_is_plain_wireguard() -> None:
    assert parse_amnezia("") == PLAIN
    assert PLAIN.plain
    assert PLAIN.ahead() == []
    for kind in Kind:
        plain = message(kind, PLAIN.header(kind))
        assert plain[:4] == bytes([kind, 0, 0, 0])
        assert PLAIN.unwrap(PLAIN.wrap(kind, plain)) == (kind, plain)
    longer = message(Kind.TRANSPORT, PLAIN.header(Kind.TRANSPORT)) + bytes(1000)
    assert PLAIN.unwrap(longer) == (Kind.TRANSPORT, longer)


@pytest.mark.parametrize(
    "datagram", [b"", b"\1", b"\1\0\0\0", b"\4\0\0\0" + bytes(20), b"\1\1\0\0" + bytes(144)]
)
def test_what_is_no_message_is_none(datagram: bytes) -> None:
    assert PLAIN.unwrap(datagram) is None
    assert parse_amnezia(FULL).unwrap(datagram) is None


def test_every_value_is_honoured() -> None:
    dressed = parse_amnezia(FULL)
    assert not dressed.plain
    for kind, padding in zip(Kind, (15, 18, 20, 23), strict=True):
        plain = message(kind, dressed.header(kind))
        least, most = dressed.headers[kind - 1]
        assert least <= int.from_bytes(plain[:4], "little") <= most
        datagram = dressed.wrap(kind, plain)
        assert len(datagram) == len(plain) + padding
        assert dressed.unwrap(datagram) == (kind, plain)
        assert dressed.unwrap(message(kind, PLAIN.header(kind))) is None
    longer = message(Kind.TRANSPORT, dressed.header(Kind.TRANSPORT)) + bytes(500)
    assert dressed.unwrap(dressed.wrap(Kind.TRANSPORT, longer)) == (Kind.TRANSPORT, longer)
    first, second, *junk = dressed.ahead()
    assert (first[:6], len(first)) == (b"\xc0\xff\0\0\0\0", 14)
    assert (second[:3].isalpha(), second[3:].isdigit(), len(second)) == (True, True, 5)
    assert len(junk) == 3
    assert all(40 <= len(each) <= 70 for each in junk)


def test_junk_alone_leaves_messages_plain() -> None:
    assert parse_amnezia("Jc = 4\nJmin = 8\nJmax = 8").plain


@pytest.mark.parametrize(
    "text",
    [
        "Jc",
        "HeaderProtectionKey = x",
        "Jc = 200",
        "Jc = -1",
        "S1 = 2000",
        "Jc = 1\nJmin = 10\nJmax = 9",
        "H1 = 2",
        "H1 = 10-30\nH2 = 20-40",
        "H1 = 0",
        "H1 = 9-8",
        "H1 = 1-2-3",
        "H1 = x",
        "I1 = hello",
        "I1 = <b 0x123>",
        "I1 = <b>",
        "I1 = <c 4>",
        "I1 = <r>",
        "I1 = <r 0x1f>",
        "I1 = <r 99999>",
        "I1 = <r 1281>",
        "I1 = <r 4> and",
        "I1 = <z 4>",
    ],
)
def test_what_cannot_be_honoured_is_refused(text: str) -> None:
    with pytest.raises(BadSettingError) as caught:
        parse_amnezia(text)
    assert caught.value.todo


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(BadSettingError):
        assert len(parse_amnezia("I1 = " + text).signatures) <= 1


@given(st.binary(max_size=300))
def test_any_datagram_is_looked_at(datagram: bytes) -> None:
    for dress in (PLAIN, parse_amnezia(FULL)):
        found = dress.unwrap(datagram)
        assert found is None or len(found[1]) >= SIZES[found[0]]
