from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from waythrough.wire.wireguard.receiving import CAPACITY, Receiver

TEXT = bytes(range(256)) * 4


def test_what_comes_in_order_is_read_at_once() -> None:
    receiver = Receiver(1)
    assert (receiver.window, receiver.gap, receiver.read()) == (CAPACITY, False, None)
    receiver.accept(1, b"hello ", False)
    receiver.accept(7, b"world", True)
    assert receiver.changed
    assert (receiver.next, receiver.ended, receiver.window) == (13, True, CAPACITY - 11)
    assert receiver.read() == b"hello world"
    receiver.accept(7, b"world", True)
    assert receiver.next == 13, "an end that comes twice counts once"


def test_gaps_are_told_the_newest_first() -> None:
    receiver = Receiver(0)
    for start in (10, 30, 40, 20):
        receiver.accept(start, TEXT[start : start + 5], False)
    assert receiver.sacks == ((20, 25), (10, 15), (30, 35), (40, 45))
    receiver.accept(35, TEXT[35:40], False)
    assert receiver.sacks[0] == (30, 45)
    assert set(receiver.sacks[1:]) == {(10, 15), (20, 25)}
    assert receiver.gap
    receiver.accept(0, TEXT[:10], False)
    assert receiver.next == 15
    assert receiver.read() == TEXT[:15]


def test_the_end_may_come_before_what_it_ends() -> None:
    receiver = Receiver(0)
    receiver.accept(3, b"lo", True)
    receiver.accept(5, b"", True)
    assert not receiver.ended
    receiver.accept(0, b"hel", False)
    assert (receiver.ended, receiver.read()) == (True, b"hello")


def test_a_full_buffer_takes_no_more_until_it_is_read() -> None:
    receiver = Receiver(0, 100)
    receiver.accept(0, bytes(80), False)
    receiver.accept(80, bytes(80), False)
    assert (receiver.next, receiver.window) == (100, 0)
    receiver.accept(100, b"x", False)
    assert (receiver.next, receiver.changed) == (100, True)
    receiver.changed = False
    assert receiver.read() == bytes(100)
    assert (receiver.changed, receiver.window) == (True, 100), "the peer is told of the room"


def test_reading_from_a_buffer_with_room_tells_nothing() -> None:
    receiver = Receiver(0, 100)
    receiver.accept(0, bytes(10), False)
    receiver.changed = False
    assert (receiver.read(), receiver.changed) == (bytes(10), False)


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 120)), max_size=60), st.randoms())
def test_pieces_in_any_order_make_the_text(pieces: list[tuple[int, int]], random: object) -> None:
    receiver = Receiver(0)
    every = [*pieces, *((start, 64) for start in range(0, len(TEXT), 64))]
    read = b""
    for start, size in every:
        receiver.accept(start, TEXT[start : start + size], start + size >= len(TEXT))
        blocks = sorted(receiver.sacks)
        assert all(one[1] < two[0] for one, two in pairwise(blocks))
        assert not blocks or blocks[0][0] > receiver.next
        read += receiver.read() or b""
    assert (read, receiver.ended, receiver.gap) == (TEXT, True, False)
