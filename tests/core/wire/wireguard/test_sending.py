from waythrough.wire.wireguard.sending import FIRST_RTO, INITIAL_SEGMENTS, LEAST_RTO, Sender

MSS = 100
WIDE = 1 << 20


def sender(size: int = 0, *, window: int = WIDE, sack_ok: bool = True, rtt: float | None = 0.1) -> Sender:
    made = Sender(1, MSS, window, 0.0, sack_ok=sack_ok)
    if rtt is not None:
        made.sample(rtt)
    made.write(bytes(size))
    return made


def starts(segments: list[tuple[int, bytes]]) -> list[int]:
    return [start for start, _ in segments]


def test_the_first_window_is_ten_segments_and_then_doubles() -> None:
    made = sender(10_000)
    assert len(made.segments(0.0)) == INITIAL_SEGMENTS
    assert made.segments(0.0) == []
    made.acknowledge(1 + 10 * MSS, WIDE, (), 0.1)
    assert len(made.segments(0.1)) == 2 * INITIAL_SEGMENTS
    assert made.waiting == 10_000 - 30 * MSS
    assert not made.empty


def test_small_writes_become_whole_segments() -> None:
    made = sender()
    for text in (b"a" * 30, b"b" * 90, b""):
        made.write(text)
    assert [data for _, data in made.segments(0.0)] == [b"a" * 30 + b"b" * 70, b"b" * 20]
    made.acknowledge(121, WIDE, (), 0.1)
    assert made.empty
    assert made.deadline() is None


def test_an_acknowledgement_of_half_a_segment_trims_it() -> None:
    made = sender(2 * MSS)
    made.segments(0.0)
    made.acknowledge(51, WIDE, (), 0.1)
    made.expire(0.2)
    assert starts(made.expire(0.5)) == [51, 101]
    made.acknowledge(61, WIDE, (), 0.6)
    assert made.una == 61


def test_a_hole_is_filled_once_three_later_segments_came() -> None:
    made = sender(10 * MSS)
    made.segments(0.0)
    made.acknowledge(1, WIDE, ((101, 301),), 0.1)
    assert made.segments(0.1) == []
    made.acknowledge(1, WIDE, ((101, 401),), 0.1)
    assert starts(made.segments(0.1)) == [1]
    made.write(bytes(10 * MSS))
    made.acknowledge(1, WIDE, ((101, 1001),), 0.2)
    assert starts(made.segments(0.2)) == [1001, 1101, 1201]
    made.acknowledge(1, WIDE, ((101, 1301),), 0.3)
    assert starts(made.segments(0.3))[:1] == [1], "a lost repetition shows by what was sent after it"
    made.acknowledge(made.next, WIDE, (), 0.4)
    made.segments(0.4)
    made.acknowledge(made.next, WIDE, (), 0.5)
    assert made.empty


def test_without_sack_three_equal_acknowledgements_tell() -> None:
    made = sender(10 * MSS, sack_ok=False)
    made.segments(0.0)
    for _ in range(2):
        made.acknowledge(1, WIDE, (), 0.1)
    assert made.segments(0.1) == []
    made.acknowledge(1, WIDE, (), 0.1)
    assert starts(made.segments(0.1)) == [1]
    made.acknowledge(301, WIDE, (), 0.2)
    assert starts(made.segments(0.2)) == [301], "a partial acknowledgement shows the next hole"


def test_the_tail_is_probed_before_the_long_timeout() -> None:
    made = sender(3 * MSS)
    made.segments(0.0)
    assert made.deadline() == 0.2
    assert starts(made.expire(0.2)) == [201]
    due = made.deadline()
    assert due is not None
    assert due >= 0.2 + LEAST_RTO
    assert starts(made.expire(due)) == [1]
    assert made.timeouts == 1
    made.acknowledge(101, WIDE, (), due + 0.1)
    assert (made.timeouts, starts(made.segments(due + 0.1))) == (0, [101, 201])


def test_a_probe_of_one_segment_gives_a_lazy_peer_time() -> None:
    made = sender(MSS, rtt=0.01)
    made.segments(0.0)
    due = made.deadline()
    assert due is not None
    assert 0.06 < due < 0.08


def test_a_probe_may_repeat_what_is_already_lost_or_there() -> None:
    made = sender(10 * MSS)
    made.segments(0.0)
    made.acknowledge(1, WIDE, ((901, 1001),), 0.1)
    assert starts(made.expire(0.5)) == [901]
    made.acknowledge(1001, WIDE, (), 0.6)
    assert made.empty


def test_without_any_measurement_the_first_second_is_waited() -> None:
    made = sender(MSS, rtt=None)
    made.segments(0.0)
    assert made.deadline() == FIRST_RTO
    assert starts(made.expire(1.0)) == [1]
    assert made.deadline() == 3.0


def test_everything_goes_again_after_a_timeout_slowly_at_first() -> None:
    made = sender(10 * MSS, rtt=None)
    made.segments(0.0)
    made.acknowledge(1, WIDE, ((901, 1001),), 0.1)
    assert starts(made.expire(9.0)) == [1]
    made.acknowledge(101, WIDE, (), 9.1)
    assert starts(made.segments(9.1)) == [101, 201]
    made.acknowledge(1001, WIDE, (), 9.2)
    assert made.empty


def test_repetitions_say_nothing_about_the_round_trip() -> None:
    made = sender(2 * MSS, rtt=0.1)
    made.segments(0.0)
    made.expire(0.2)
    made.expire(1.0)
    made.acknowledge(201, WIDE, (), 5.0)
    made.write(bytes(MSS))
    made.segments(5.0)
    due = made.deadline()
    assert due is not None
    assert due < 5.5


def test_a_shut_window_is_asked_with_one_byte() -> None:
    made = sender(2 * MSS, window=0)
    assert made.segments(0.0) == []
    due = made.deadline()
    assert due is not None
    assert [len(data) for _, data in made.expire(due)] == [1]
    made.acknowledge(1, 0, (), due + 0.1)
    made.acknowledge(1, WIDE, (), due + 0.2)
    assert starts(made.segments(due + 0.2)) == [1, 2, 102]


def test_a_window_smaller_than_a_segment_waits_while_something_is_under_way() -> None:
    made = sender(3 * MSS, window=150)
    assert starts(made.segments(0.0)) == [1]
    made.acknowledge(101, 50, (), 0.1)
    assert [len(data) for _, data in made.segments(0.1)] == [50]


def test_smaller_segments_cut_what_is_under_way() -> None:
    made = sender(3 * MSS)
    made.segments(0.0)
    made.acknowledge(1, WIDE, ((201, 301),), 0.1)
    made.shrink(200)
    assert made.mss == MSS
    made.shrink(60)
    assert [(start, len(data)) for start, data in made.segments(0.1)] == [
        (1, 60),
        (61, 40),
        (101, 60),
        (161, 40),
    ]


def test_growth_is_slow_after_a_loss() -> None:
    made = sender(100_000)
    made.segments(0.0)
    made.acknowledge(1, WIDE, ((101, 1001),), 0.1)
    made.segments(0.1)
    made.acknowledge(made.next, WIDE, (), 0.2)
    before = len(made.segments(0.2))
    made.acknowledge(made.next, WIDE, (), 0.3)
    assert before <= len(made.segments(0.3)) <= before + 1


def test_what_was_given_up_too_early_may_still_come() -> None:
    made = sender(20 * MSS)
    made.segments(0.0)
    made.acknowledge(1, WIDE, ((601, 1001),), 0.1)
    assert starts(made.segments(0.1)) == [1, 101, 201]
    made.acknowledge(1, WIDE, ((301, 501), (601, 1001)), 0.2)
    again = starts(made.segments(0.2))
    assert not {301, 401} & set(again)


def test_further_equal_acknowledgements_repeat_nothing() -> None:
    made = sender(10 * MSS, sack_ok=False)
    made.segments(0.0)
    for _ in range(3):
        made.acknowledge(1, WIDE, (), 0.1)
    assert starts(made.segments(0.1)) == [1]
    made.acknowledge(1, WIDE, (), 0.1)
    assert made.segments(0.1) == []


def test_a_hole_that_is_known_is_not_counted_twice() -> None:
    made = sender(10 * MSS, sack_ok=False)
    made.segments(0.0)
    for _ in range(3):
        made.acknowledge(1, WIDE, (), 0.1)
    made.segments(0.1)
    made.acknowledge(101, WIDE, (), 0.2)
    made.acknowledge(151, WIDE, (), 0.2)
    assert [(start, len(data)) for start, data in made.segments(0.2)] == [(151, 50)]
