"""Where a ClientHello is cut, and what is never touched."""

import os

import pytest

from waythrough.wire.client_hello import client_hello
from waythrough.wire.hello_cut import Cut, cut, server_name

NAME = "blocked.example"
HELLO = client_hello(NAME, os.urandom)


def messages(data: bytes) -> bytes:
    """What the records of `data` hold, put together."""
    found = b""
    while data:
        assert data[:3] == HELLO[:3]
        length = int.from_bytes(data[3:5])
        found, data = found + data[5 : 5 + length], data[5 + length :]
    return found


def test_the_name_is_found() -> None:
    found = server_name(HELLO)
    assert found is not None
    assert HELLO[slice(*found)] == NAME.encode()


@pytest.mark.parametrize(("how", "parts", "records"), [(Cut.TCP, 2, 1), (Cut.RECORD, 1, 2), (Cut.BOTH, 2, 2)])
def test_no_part_holds_the_whole_name_and_the_message_stays_the_same(
    how: Cut, parts: int, records: int
) -> None:
    sent = cut(HELLO + b"early data", how)
    assert len(sent) == parts
    assert NAME.encode() not in sent[0]
    assert NAME.encode() not in sent[-1]
    whole = b"".join(sent)
    assert whole.endswith(b"early data")
    assert messages(whole[: -len(b"early data")]) == HELLO[5:]
    assert len(whole) == len(HELLO + b"early data") + 5 * (records - 1)


def nameless() -> bytes:
    """A hello whose first extension is of another kind, and of no name."""
    place = HELLO.index(b"\0\0" + (len(NAME) + 5).to_bytes(2))
    return HELLO[:place] + b"\xfa\xfa" + HELLO[place + 2 :]


def test_a_name_behind_other_extensions_is_found_as_well() -> None:
    name = b"\0" + len(NAME).to_bytes(2) + NAME.encode()
    entry = len(name).to_bytes(2) + name
    grease = b"\x0a\x0a\0\1\0"
    extensions = grease + b"\0\0" + len(entry).to_bytes(2) + entry
    body = b"\3\3" + bytes(32) + b"\0" + b"\0\2\x13\1" + b"\1\0" + len(extensions).to_bytes(2) + extensions
    message = b"\1" + len(body).to_bytes(3) + body
    hello = b"\x16\3\1" + len(message).to_bytes(2) + message
    found = server_name(hello)
    assert found is not None
    assert hello[slice(*found)] == NAME.encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x17" + HELLO[1:],
        b"\x16\2" + HELLO[2:],
        HELLO[:5] + b"\2" + HELLO[6:],
        HELLO[:-1],
        nameless(),
        client_hello("", os.urandom),
    ],
)
def test_what_carries_no_name_goes_as_it_is(data: bytes) -> None:
    assert server_name(data) is None
    assert cut(data, Cut.BOTH) == (data,)


def test_a_name_that_claims_to_be_longer_than_its_extension_is_none() -> None:
    place = HELLO.index(NAME.encode())
    broken = HELLO[: place - 2] + b"\x7f\xff" + HELLO[place:]
    assert server_name(broken) is None


def test_nothing_is_cut_unless_told() -> None:
    assert cut(HELLO, Cut.NONE) == (HELLO,)
