import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.wire.wireguard.noise import Keys
from waythrough.wire.wireguard.session import (
    REJECT_AFTER_TIME,
    REKEY_AFTER_TIME,
    WINDOW,
    ReplayWindow,
    Session,
)

HEADER = b"\4\0\0\0"


def pair() -> tuple[Session, Session]:
    one, two = b"1" * 32, b"2" * 32
    mine = Session(Keys(sending=one, receiving=two, ours=7, theirs=9), 100.0)
    theirs = Session(Keys(sending=two, receiving=one, ours=9, theirs=7), 100.0)
    return mine, theirs


def test_what_one_side_seals_the_other_opens_once() -> None:
    mine, theirs = pair()
    messages = [mine.seal(HEADER, packet) for packet in (b"", b"x", b"y" * 33)]
    assert [len(message) for message in messages] == [32, 48, 80]
    assert [theirs.open(message) for message in messages] == [b"", b"x" + bytes(15), b"y" * 33 + bytes(15)]
    assert [theirs.open(message) for message in messages] == [None, None, None]
    assert messages[1][4:16] == (9).to_bytes(4, "little") + (1).to_bytes(8, "little")


@pytest.mark.parametrize("place", [8, 16, 31])
def test_what_was_touched_is_not_opened(place: int) -> None:
    mine, theirs = pair()
    message = bytearray(mine.seal(HEADER, b""))
    message[place] ^= 1
    assert theirs.open(bytes(message)) is None


def test_a_session_ages() -> None:
    mine, _ = pair()
    assert (mine.old(100 + REKEY_AFTER_TIME - 1), mine.old(100 + REKEY_AFTER_TIME)) == (False, True)
    assert (mine.usable(100 + REJECT_AFTER_TIME - 1), mine.usable(100 + REJECT_AFTER_TIME)) == (True, False)


@given(st.lists(st.integers(0, 3 * WINDOW), max_size=200))
def test_a_counter_passes_once_and_not_too_late(counters: list[int]) -> None:
    window, taken = ReplayWindow(), set[int]()
    for counter in counters:
        fresh = counter not in taken and counter > max(taken, default=0) - WINDOW
        assert window.take(counter) is fresh
        if fresh:
            taken.add(counter)
