import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.wire.wireguard.tcp_pair import CLIENT, PSEUDO, SERVER, Line
from waythrough.wire.wireguard.ip import TCP, Packet
from waythrough.wire.wireguard.receiving import CAPACITY
from waythrough.wire.wireguard.segment import ACK, FIN, RST, SYN, Segment, parse
from waythrough.wire.wireguard.tcp import MOST_TIMEOUTS, Connection, End, reset_for

ISS = 1000
SYN_ACK = Segment(80, 5000, 7000, ISS + 1, SYN | ACK, 60000, b"", 1400, 2, True)


def read(connection: Connection) -> list[Segment]:
    """What it sends."""
    return [parse(Packet(TCP, CLIENT, SERVER, data)) for data in connection.output()]


def asking() -> Connection:
    made = Connection(5000, 80, mss=1380, pseudo=PSEUDO, iss=ISS)
    made.connect(0.0)
    return made


def standing() -> Connection:
    made = asking()
    made.receive(SYN_ACK, 0.1)
    read(made)
    return made


def peer(flags: int, seq: int = 7001, ack: int = ISS + 1, data: bytes = b"") -> Segment:
    return Segment(80, 5000, seq, ack, flags, 60000, data)


def test_a_connection_is_asked_for_with_all_options() -> None:
    made = asking()
    (syn,) = read(made)
    assert (syn.seq, syn.flags, syn.mss, syn.scale, syn.sack_ok) == (ISS, SYN, 1380, 5, True)
    assert made.deadline() == 1.0
    made.expire(0.5)
    assert read(made) == []
    made.expire(1.0)
    assert [each.flags for each in read(made)] == [SYN]
    assert made.deadline() == 3.0
    made.receive(SYN_ACK, 1.1)
    assert made.open
    (ack,) = read(made)
    assert (ack.flags, ack.seq, ack.ack, ack.window) == (ACK, ISS + 1, 7001, CAPACITY >> 5)


def test_a_closed_port_refuses() -> None:
    made = asking()
    made.receive(Segment(80, 5000, 0, ISS + 1, RST | ACK, 0), 0.1)
    assert made.end is End.REFUSED
    assert made.deadline() is None
    made.receive(SYN_ACK, 0.2)
    assert not made.open


@pytest.mark.parametrize(
    "segment",
    [peer(RST), peer(RST | ACK, ack=5), peer(SYN), peer(ACK), Segment(80, 5000, 1, 0, FIN, 0)],
)
def test_what_does_not_answer_the_syn_changes_nothing(segment: Segment) -> None:
    made = asking()
    read(made)
    made.receive(segment, 0.1)
    assert (made.end, made.open, read(made)) == (None, False, [])


def test_an_old_connection_of_the_same_ports_is_ended_and_the_syn_repeated_at_once() -> None:
    made = asking()
    read(made)
    made.receive(peer(ACK, ack=555), 0.1)
    assert [(each.flags, each.seq) for each in read(made)] == [(RST, 555), (SYN, ISS)]


@pytest.mark.parametrize(("loss", "plain"), [(0.0, False), (0.05, False), (0.2, False), (0.05, True)])
@pytest.mark.parametrize("up", [True, False])
def test_everything_arrives_in_order_whatever_gets_lost(loss: float, plain: bool, up: bool) -> None:
    line = Line(lose=loss, plain=plain)
    line.connect()
    source, sink = (line.client, line.server) if up else (line.server, line.client)
    data = bytes(range(251)) * 800
    source.write(data, line.now)
    got = bytearray()

    def done() -> bool:
        got.extend(sink.read() or b"")
        return len(got) >= len(data)

    line.run(done)
    assert got == data
    line.run(lambda: source.sender is not None and source.sender.empty)


@settings(max_examples=25)
@given(st.integers(0, 1 << 30), st.floats(0, 0.3), st.lists(st.integers(1, 5000), max_size=10))
def test_any_seed_delivers_both_ways(seed: int, loss: float, sizes: list[int]) -> None:
    line = Line(lose=loss, seed=seed)
    line.connect()
    sent, got = {True: b"", False: b""}, {True: b"", False: b""}
    for number, size in enumerate(sizes):
        up, data = bool(number % 2), bytes((number + each) % 256 for each in range(size))
        (line.client if up else line.server).write(data, line.now)
        sent[up] += data

    def done() -> bool:
        got[True] += line.server.read() or b""
        got[False] += line.client.read() or b""
        return got == sent

    line.run(done)
    assert (line.client.end, line.server.end) == (None, None)


def test_a_reader_who_does_not_come_stops_the_sender_and_nothing_is_lost() -> None:
    line = Line()
    line.connect()
    line.server.write(bytes(2 * CAPACITY), line.now)
    line.run(lambda: line.client.receiver.window < 1380)
    assert line.client.receiver.next <= CAPACITY + 1
    got = 0

    def done() -> bool:
        nonlocal got
        got += len(line.client.read() or b"")
        return got == 2 * CAPACITY

    line.run(done)


def test_the_peer_may_end_first_and_still_listen() -> None:
    made = standing()
    made.receive(peer(ACK | FIN, data=b"bye"), 0.2)
    assert (made.read(), made.receiver.ended) == (b"bye", True)
    assert [(each.flags, each.ack) for each in read(made)] == [(ACK, 7005)]
    made.write(b"still here", 0.3)
    assert read(made)[0].data == b"still here"
    made.receive(peer(ACK, seq=7005, ack=ISS + 11), 0.4)
    assert read(made) == []
    made.abort()
    assert [each.flags for each in read(made)] == [FIN | ACK]


@pytest.mark.parametrize(("seq", "end"), [(7001, End.RESET), (7002, None), (6000, None)])
def test_a_reset_has_to_be_exact(seq: int, end: End | None) -> None:
    made = standing()
    made.receive(peer(RST, seq=seq), 0.2)
    assert made.end is end
    assert len(read(made)) == (seq == 7002)
    made.abort()
    made.abort()
    assert made.end is (end or End.ABORTED)


@pytest.mark.parametrize(
    ("segment", "answers"),
    [
        (peer(SYN), 1),
        (peer(0), 0),
        (peer(ACK, ack=ISS + 99), 1),
        (peer(ACK, ack=ISS - 5), 0),
        (peer(ACK, seq=7000), 1),
        (peer(ACK, seq=6000), 1),
        (peer(ACK), 0),
    ],
)
def test_what_a_standing_connection_answers(segment: Segment, answers: int) -> None:
    made = standing()
    made.receive(segment, 0.2)
    assert [each.flags for each in read(made)] == [ACK] * answers


def test_gaps_are_told_with_every_acknowledgement() -> None:
    made = standing()
    made.receive(peer(ACK, seq=7101, data=b"x" * 100), 0.2)
    made.write(b"meanwhile", 0.2)
    assert [each.sacks for each in read(made)] == [(), ((7101, 7201),)]


def test_giving_up_says_so_in_every_state() -> None:
    made = asking()
    read(made)
    made.abort()
    assert [(each.flags, each.seq) for each in read(made)] == [(RST, ISS + 1)]
    made = standing()
    made.write(b"unanswered", 0.2)
    read(made)
    made.abort()
    assert [each.flags for each in read(made)] == [RST | ACK]
    made.expire(99.0)
    assert read(made) == []


def test_a_peer_that_never_acknowledges_is_given_up() -> None:
    made = standing()
    made.write(b"x", 0.2)
    tries = 0
    while (due := made.deadline()) is not None:
        made.expire(due)
        tries += 1
    assert made.end is End.TIMEOUT
    assert MOST_TIMEOUTS < tries < MOST_TIMEOUTS + 4


def test_smaller_segments_when_they_do_not_fit() -> None:
    made = standing()
    made.write(bytes(1380), 0.2)
    read(made)
    made.shrink(100, 0.3)
    assert read(made) == []
    made.shrink(1000, 0.3)
    assert [len(each.data) for each in read(made)] == [1000, 380]
    asking().shrink(1000, 0.1)


@pytest.mark.parametrize(
    ("segment", "answer"),
    [
        (Segment(80, 5000, 9, 77, ACK, 1, b"x"), Segment(5000, 80, 77, 0, RST, 0)),
        (Segment(80, 5000, 9, 0, SYN, 1), Segment(5000, 80, 0, 10, RST | ACK, 0)),
        (Segment(80, 5000, 9, 0, RST, 1), None),
    ],
)
def test_what_belongs_to_nobody_is_answered_by_a_reset(segment: Segment, answer: Segment | None) -> None:
    assert reset_for(segment) == answer


@given(st.lists(st.builds(
    Segment, st.just(80), st.just(5000), st.integers(6990, 7300), st.integers(ISS - 5, ISS + 400),
    st.integers(0, 31), st.integers(0, 65535), st.binary(max_size=50),
    sacks=st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 9999)), max_size=4).map(tuple),
), max_size=30))  # fmt: skip
def test_any_segments_are_survived(segments: list[Segment]) -> None:
    made = standing()
    made.write(bytes(3000), 0.1)
    for number, segment in enumerate(segments):
        made.receive(segment, 0.2 + number)
        made.expire(0.5 + number)
        made.read()
        read(made)
    assert made.sender is not None
    assert made.sender.una <= made.sender.next
