"""D-Bus messages: what is written is read again, and no bytes end in anything but a message, a wait or an error."""

import struct
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.wire.dbus import MOST_BYTES, DbusError, Kind, Message, Variant, decode, encode, split

NOTIFY = Message(
    kind=Kind.CALL,
    serial=7,
    path="/org/freedesktop/Notifications",
    interface="org.freedesktop.Notifications",
    member="Notify",
    destination="org.freedesktop.Notifications",
    signature="susssasa{sv}i",
    body=(
        "Name",
        0,
        "icon",
        "Something changed",
        "خبر",
        ["default", "Open"],
        {"urgency": Variant(signature="y", value=1), "transient": Variant(signature="b", value=True)},
        -1,
    ),
)


def test_a_known_message_byte_for_byte() -> None:
    """The first call on every bus, as the specification lays it out."""
    hello = Message(kind=Kind.CALL, serial=1, path="/a", interface="b", member="Hello", destination="org.c")
    expected = (
        b"l\1\0\1" + struct.pack("<III", 0, 1, 61)
        + b"\1\1o\0" + struct.pack("<I", 2) + b"/a\0" + b"\0" * 5
        + b"\2\1s\0" + struct.pack("<I", 1) + b"b\0" + b"\0" * 6
        + b"\3\1s\0" + struct.pack("<I", 5) + b"Hello\0" + b"\0" * 2
        + b"\6\1s\0" + struct.pack("<I", 5) + b"org.c\0"
    )  # fmt: skip
    expected = expected[:12] + struct.pack("<I", len(expected) - 16) + expected[16:]
    assert encode(hello) == expected + bytes(-len(expected) % 8)


def test_a_notification_survives_the_way_and_waits_for_its_end() -> None:
    data = encode(NOTIFY)
    assert decode(data + b"rest") == (NOTIFY, len(data))
    assert all(decode(data[:size]) is None for size in range(len(data)))


def test_a_signal_from_a_machine_of_the_other_byte_order() -> None:
    body = struct.pack(">II", 9, 4) + b"open\0"
    fields = b"\x08\1g\0\2us\0" + b"\3\1s\0" + struct.pack(">I", 1) + b"A\0"
    head = b"B\4\0\1" + struct.pack(">III", len(body), 3, len(fields)) + fields
    read = decode(head + bytes(-len(head) % 8) + body)
    assert read is not None
    assert (read[0].kind, read[0].member, read[0].body) == (Kind.SIGNAL, "A", (9, "open"))


@pytest.mark.parametrize(
    ("signature", "body"),
    [
        ("ybnqiuxtd", (1, True, -2, 3, -4, 5, -6, 7, 0.5)),
        ("a(yv)", ([(1, Variant(signature="g", value="as"))],)),
        ("v", (Variant(signature="a{s(ii)}", value={"a": (1, 2)}),)),
        ("aax", ([[1, 2], [], [3]],)),
        ("o", ("/",)),
    ],
)
def test_every_type_comes_back(signature: str, body: tuple[Any, ...]) -> None:
    message = replace(NOTIFY, signature=signature, body=body)
    assert decode(encode(message)) == (message, len(encode(message)))


@pytest.mark.parametrize("signature", ["z", "(", "()", "a", "(i", "a" * 40 + "i", "{s"])
def test_signatures_that_are_none(signature: str) -> None:
    with pytest.raises(DbusError):
        split(signature)


@pytest.mark.parametrize(
    "message",
    [
        replace(NOTIFY, signature="y", body=(256,)),
        replace(NOTIFY, signature="s", body=()),
        replace(NOTIFY, signature="g", body=("é",)),
        replace(NOTIFY, signature="i", body=("text",)),
    ],
)
def test_values_that_their_type_cannot_hold(message: Message) -> None:
    with pytest.raises(DbusError):
        encode(message)


def nested(depth: int) -> bytes:
    """A message whose body is variants inside each other."""
    value: Any = 1
    kind = "y"
    for _level in range(depth):
        value, kind = Variant(signature=kind, value=value), "v"
    return encode(replace(NOTIFY, signature=kind, body=(value,)))


@pytest.mark.parametrize(
    "data",
    [
        b"x" + encode(NOTIFY)[1:],
        b"l\1\0\1" + struct.pack("<III", MOST_BYTES, 1, 0),
        b"l\x09\0\1" + struct.pack("<III", 0, 1, 0),
        b"l\1\0\1" + struct.pack("<III", 4, 1, 8) + b"\x08\1g\0\1s\0\0" + struct.pack("<I", 99),
        b"l\1\0\1" + struct.pack("<III", 4, 1, 8) + b"\x08\1g\0\2ay\0" + struct.pack("<I", 99),
        b"l\1\0\1" + struct.pack("<III", 1, 1, 8) + b"\x08\1g\0\1i\0\0" + b"\0",
        nested(40),
    ],
)
def test_bytes_that_are_no_message(data: bytes) -> None:
    with pytest.raises(DbusError):
        decode(data)


@given(st.binary(max_size=80), st.integers(0, 200))
def test_no_damage_ends_in_anything_else(noise: bytes, place: int) -> None:
    data = encode(NOTIFY)
    spoilt = data[:place] + noise + data[place + len(noise) :]
    for each in (noise, spoilt):
        try:
            decode(each)
        except DbusError:
            continue
