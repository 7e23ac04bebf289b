"""What the box does to TCP: bytes in, bytes out."""

import itertools

import pytest

from . import packets
from .boxed import (
    SERVER,
    SERVER6,
    Box,
    Tcp,
    hello,
    resets,
)
from .packets import ACK, FIN, ICMP, ICMP6, RST, SYN, TCP
from .rules import (
    Action,
    Close,
    Drop,
    End,
    Freeze,
    Match,
    Notice,
    Pretend,
    Redirect,
    Reset,
    Residual,
    Rule,
    Scope,
    Stall,
    Unreachable,
    Way,
    Why,
)
from .spec import ROUTER, ROUTER6

HELLO = hello("www.target.example")
OTHER = hello("www.fine.example")
TARGET = Match(sni=("target.example",))
FINISHED = b"\x14\x03\x03\x00\x01\x01" + b"\x17\x03\x03\x00\x35" + bytes(0x35)
DATA = b"\x17\x03\x03\x00\x40" + bytes(0x40)
KEY_EXCHANGE = b"\x16\x03\x03\x00\x46\x10" + bytes(0x45) + b"\x14\x03\x03\x00\x01\x01"
FINISHED_12 = b"\x16\x03\x03\x00\x28" + bytes(0x28)


def rule(match: Match, action: Action, residual: Residual | None = None) -> Rule:
    return Rule(name="it", match=match, action=action, residual=residual)


def test_what_comes_before_its_turn_does_not_slip_past() -> None:
    box = Box(rule(TARGET, Drop()))
    flow = Tcp(box).open()
    flow.mine += 90
    assert not flow.say(HELLO[90:])
    flow.mine = 1001
    assert flow.say(HELLO[:90])
    assert not flow.say(HELLO[90:])
    assert box.middle.counts["it"] == 1


def test_the_odds_are_seeded_and_stay_with_a_connection() -> None:
    def tries(seed: int) -> list[bool]:
        box = Box(rule(Match(sni=("target.example",), chance=0.75), Drop()), seed=seed)
        return [Tcp(box, sport=port).open().say(HELLO) for port in range(40000, 40200)]

    first = tries(1)
    assert first == tries(1) != tries(2)
    assert 25 < sum(first) < 75
    box = Box(rule(Match(chance=0.0), Drop()))
    assert Tcp(box).open().say(HELLO)


def test_drop_of_everything_and_of_one_way() -> None:
    for way, up, down in ((Way.BOTH, False, False), (Way.DOWN, True, False), (Way.UP, False, True)):
        flow = Tcp(Box(rule(TARGET, Drop(way)))).open()
        assert (flow.say(HELLO), flow.receive(b"x")) == (up, down)
        assert (flow.say(b"more"), flow.receive(b"x")) == (up, down)


def test_drop_some_packets_after_the_trigger() -> None:
    flow = Tcp(Box(rule(TARGET, Drop(after=5)))).open()
    assert flow.say(HELLO)
    assert [flow.receive(b"x") for _ in range(3)] == [True] * 3
    assert [flow.say(b"y") for _ in range(3)] == [True, True, False]
    assert not flow.receive(b"x")


def test_resets_reach_both_ends_with_the_numbers_they_expect() -> None:
    box = Box(rule(TARGET, Reset(copies=3, bare=2, payload=b"\1\2")))
    flow = Tcp(box).open()
    flow.send(HELLO)
    assert resets(box.home) == resets(box.away) == [RST | ACK] * 3 + [RST] * 2
    assert {(got.packet.seq, got.packet.payload) for got in box.home} == {(5001, b"\1\2")}
    assert {(got.packet.seq, got.packet.payload) for got in box.away} == {(1001, b"")}
    assert not flow.receive(b"late")


def test_a_reset_to_one_side() -> None:
    box = Box(rule(TARGET, Reset(way=Way.DOWN)))
    flow = Tcp(box).open()
    flow.send(HELLO)
    assert (len(box.home), len(box.away)) == (1, 0)
    assert not flow.receive(b"late")
    box = Box(rule(TARGET, Reset(way=Way.UP)))
    flow = Tcp(box).open()
    flow.send(HELLO)
    assert (len(box.home), resets(box.away)) == (0, [RST | ACK])
    assert flow.receive(flags=RST)
    assert flow.say(b"again")


def test_a_reset_can_look_like_the_server() -> None:
    for alike, ttl in ((True, 64), (False, packets.INJECTED_TTL)):
        box = Box(rule(TARGET, Reset(alike=alike)))
        Tcp(box).open().send(HELLO)
        assert box.home[0].packet.ttl == ttl


def test_a_reset_upon_the_servers_answer() -> None:
    box = Box(rule(TARGET, Reset(upon_answer=True)))
    flow = Tcp(box).open()
    assert flow.say(HELLO)
    assert flow.receive()
    assert box.middle.counts["it"] == 0
    flow.receive(b"server hello")
    assert (resets(box.home), resets(box.away)) == ([RST | ACK], [RST | ACK])
    assert box.home[0].packet.seq == 5001
    assert box.away[0].packet.seq == 1001 + len(HELLO)
    assert box.middle.counts["it"] == 1


def test_a_syn_is_refused_by_address() -> None:
    box = Box(rule(Match(dst=("203.0.113.10/32",)), Reset(copies=3)))
    Tcp(box).open()
    assert resets(box.home) == [RST | ACK] * 3
    assert box.home[0].packet.ack == 1001
    assert box.away == []


@pytest.mark.parametrize(
    ("why", "code", "code6"), [(Why.NETWORK, 0, 0), (Why.HOST, 1, 3), (Why.PORT, 3, 4), (Why.ADMIN, 13, 1)]
)
def test_an_address_that_is_said_to_be_unreachable(why: Why, code: int, code6: int) -> None:
    box = Box(rule(Match(), Unreachable(why)))
    Tcp(box).open()
    error = box.home[0].packet
    assert (error.protocol, error.src, error.payload[:2]) == (ICMP, ROUTER, bytes([3, code]))
    assert packets.checksum(error.payload) == 0
    Tcp(box, SERVER6).open()
    error = box.home[0].packet
    assert (error.protocol, error.src, error.payload[:2]) == (ICMP6, ROUTER6, bytes([1, code6]))
    assert error.payload[8:12] == b"\x60\0\0\0"


def test_text_or_nothing_and_fin_in_the_servers_place() -> None:
    for action, text in ((Notice(b"Object not found\r\n"), b"Object not found\r\n"), (Close(), b"")):
        box = Box(rule(TARGET, action))
        flow = Tcp(box).open()
        flow.send(HELLO)
        told = box.home[0].packet
        assert (told.payload, told.seq, told.ack) == (text, 5001, 1001 + len(HELLO))
        assert told.flags & (FIN | ACK) == FIN | ACK
        assert resets(box.away) == [RST | ACK]
        flow.close()
        assert (box.home[0].packet.flags, box.home[0].packet.seq) == (ACK, 5001 + len(text) + 1)


@pytest.mark.parametrize(("end", "flags"), [(End.FIN, FIN | ACK), (End.RESET, RST | ACK), (End.SILENCE, ACK)])
def test_a_box_that_pretends_to_be_the_server(end: End, flags: int) -> None:
    box = Box(rule(Match(port=443), Pretend(end)))
    flow = Tcp(box)
    flow.send(flags=SYN)
    shaken = box.home[0].packet
    assert (shaken.flags, shaken.ack, box.away) == (SYN | ACK, 1001, [])
    flow.yours = shaken.seq + 1
    flow.send()
    assert box.home == box.away == []
    flow.send(HELLO)
    assert (box.home[0].packet.flags, box.home[0].packet.seq) == (flags, shaken.seq + 1)
    assert box.home[0].packet.ack == 1001 + len(HELLO)
    assert box.away == []


def test_freezes_by_bytes_of_each_side_and_by_packets() -> None:
    box = Box(rule(Match(port=443), Freeze(2000)))
    flow = Tcp(box).open()
    assert [flow.receive(bytes(900)) for _ in range(4)] == [True, True, False, False]
    assert not flow.say(b"x")
    assert box.middle.counts["it"] == 1
    flow = Tcp(Box(rule(TARGET, Freeze(up=2000)))).open()
    assert flow.say(HELLO)
    assert [flow.say(bytes(900)) for _ in range(3)] == [True, False, False]
    flow = Tcp(Box(rule(TARGET, Freeze(packets=6)))).open()
    assert flow.say(HELLO)
    assert [flow.receive(b"x") for _ in range(3)] == [True, True, False]


def test_a_stall_lets_exactly_the_handshake_pass() -> None:
    box = Box(rule(TARGET, Stall()))
    flow = Tcp(box).open()
    assert flow.say(HELLO)
    assert flow.receive(b"server flight")
    assert flow.say(FINISHED)
    assert flow.receive(b"tickets")
    assert box.middle.counts["it"] == 0
    assert not flow.say(DATA)
    assert box.middle.counts["it"] == 1
    assert not flow.receive(b"answer")
    assert not flow.say(b"")


def test_a_stall_cuts_a_segment_that_goes_beyond() -> None:
    box = Box(rule(TARGET, Stall()))
    flow = Tcp(box).open()
    flow.say(HELLO)
    for piece in (FINISHED[:8], FINISHED[8:] + DATA):
        flow.send(piece)
    assert box.away[0].packet.payload == FINISHED[8:]
    flow.mine -= len(FINISHED + DATA)
    flow.send(FINISHED + DATA)
    assert box.away[0].packet.payload == FINISHED


def test_a_stall_knows_tls_1_2_by_its_key_exchange() -> None:
    flow = Tcp(Box(rule(TARGET, Stall()))).open()
    assert flow.say(HELLO)
    assert flow.say(KEY_EXCHANGE + FINISHED_12)
    assert flow.receive(b"finished")
    assert not flow.say(DATA)


def test_a_retried_hello_belongs_to_the_handshake() -> None:
    flow = Tcp(Box(rule(TARGET, Stall()))).open()
    assert flow.say(HELLO)
    assert flow.say(HELLO)
    assert flow.say(FINISHED)
    assert not flow.say(DATA)


@pytest.mark.parametrize(
    ("scope", "from_start", "open_elsewhere", "said"),
    [
        (Scope.ENDPOINT, False, True, False),
        (Scope.ENDPOINT, True, False, False),
        (Scope.ADDRESS, False, True, False),
        (Scope.NAME, False, True, True),
    ],
)
def test_a_residue_meets_others_for_a_while(
    scope: Scope, from_start: bool, open_elsewhere: bool, said: bool
) -> None:
    ports = itertools.count(40000)
    box = Box(rule(TARGET, Drop(), Residual(seconds=180, scope=scope, from_start=from_start)))
    assert Tcp(box, sport=next(ports)).open().say(OTHER)
    assert not Tcp(box, sport=next(ports)).open().say(HELLO)
    flow = Tcp(box, sport=next(ports))
    flow.send(flags=SYN)
    assert bool(box.away) is open_elsewhere
    if open_elsewhere:
        flow.receive(flags=SYN | ACK)
        assert flow.say(OTHER) is said
    assert box.middle.counts["it residual"] == (not said)
    assert Tcp(box, (SERVER[0], 8443), sport=next(ports)).open().say(OTHER) is (scope is not Scope.ADDRESS)
    assert Tcp(box, ("203.0.113.11", 443), sport=next(ports)).open().say(OTHER)
    assert not Tcp(box, ("203.0.113.11", 443), sport=next(ports)).open().say(HELLO)
    box.now += 181
    assert Tcp(box, sport=next(ports)).open().say(OTHER)


def test_a_residue_may_act_otherwise_and_by_odds() -> None:
    box = Box(rule(TARGET, Drop(), Residual(seconds=90, chance=0.5, action=Reset())))
    assert not Tcp(box).open().say(HELLO)
    met = 0
    for port in range(41000, 41100):
        Tcp(box, sport=port).open().send(OTHER)
        met += bool(resets(box.home))
    assert 30 < met < 70
    assert box.middle.counts == {"packets": 4 + 400, "it": 1, "it residual": met}


def test_parallel_hellos_of_one_kind_are_counted_until_they_end() -> None:
    frozen = Residual(seconds=60, scope=Scope.NAME)
    box = Box(rule(Match(parallel=4), Drop(), frozen))
    flows = [Tcp(box, (f"203.0.113.{10 + number}", 443), sport=40000 + number) for number in range(3)]
    assert all(flow.open().say(HELLO) for flow in flows)
    assert Tcp(box, sport=41000).open().say(OTHER)
    flows[0].close()
    assert Tcp(box, sport=41001).open().say(HELLO)
    assert not Tcp(box, sport=41002).open().say(HELLO)
    for flow in flows[1:]:
        flow.close()
    assert not Tcp(box, sport=41003).open().say(HELLO)
    assert Tcp(box, sport=41004).open().say(OTHER)
    box.now = 61
    assert Tcp(box, sport=41005).open().say(hello("www.target.example", h2=True)) is False


def test_a_connection_is_led_elsewhere_from_its_start() -> None:
    box = Box(rule(Match(port=443), Redirect("198.51.100.99", 8443)))
    flow = Tcp(box)
    flow.send(flags=SYN)
    led = box.away[0].packet
    assert (led.dst, led.dport, led.seq) == ("198.51.100.99", 8443, 1000)
    box.down(packets.tcp(led.dst, led.dport, led.src, led.sport, seq=7, ack=1001, flags=SYN | ACK))
    back = box.home[0].packet
    assert (back.src, back.sport, back.dst, back.dport, back.seq) == (*SERVER, *flow.client, 7)
    Tcp(box, SERVER6).send(flags=SYN)
    assert box.away[0].packet.dst == SERVER6[0]


def test_another_server_takes_over_upon_a_name() -> None:
    box = Box(rule(TARGET, Redirect("198.51.100.99")))
    flow = Tcp(box, options=TIMESTAMPS_AND_MORE).open()
    assert flow.say(HELLO[:90])
    flow.send(HELLO[90:])
    torn, syn = (got.packet for got in box.away)
    assert (torn.dst, torn.flags, torn.seq) == (SERVER[0], RST | ACK, 1001 + 90)
    assert (syn.dst, syn.flags, syn.seq) == ("198.51.100.99", SYN, 1000)
    assert b"\x08\x0a" not in syn.options
    alias = (syn.src, syn.sport)
    ends = (syn.dst, syn.dport, *alias)
    box.down(packets.tcp(*ends, seq=90000, ack=1001, flags=SYN | ACK))
    assert b"".join(got.packet.payload for got in box.away) == HELLO
    assert {(got.packet.ack, got.packet.src, got.packet.sport) for got in box.away} == {(90001, *alias)}
    box.down(packets.tcp(*ends, seq=90001, ack=1001 + len(HELLO), flags=ACK, payload=b"another hello"))
    told = box.home[0].packet
    assert (told.src, told.sport, told.seq, told.payload) == (*SERVER, 5001, b"another hello")
    flow.yours += len(told.payload)
    flow.send(b"more")
    more = box.away[0].packet
    assert (more.dst, more.seq, more.ack) == (
        "198.51.100.99",
        1001 + len(HELLO),
        90001 + len(b"another hello"),
    )
    assert not flow.receive(b"the first server speaks")
    assert not box.home


TIMESTAMPS_AND_MORE = b"\x04\x02\x08\x0a" + bytes(8) + b"\x01\x03\x03\x07"


@pytest.mark.parametrize(
    "wrong",
    [
        rule(TARGET, Pretend()),
        rule(Match(protocol=17), Reset()),
        Rule(name="packets", action=Drop()),
        rule(Match(dst=("203.0.113.0/24",)), Drop(), Residual(seconds=9)),
        rule(TARGET, Drop(way=Way.DOWN, after=5)),
        rule(Match(first_datagram=True, protocol=TCP), Drop()),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(wrong: Rule) -> None:
    with pytest.raises(ValueError, match=f"rule {wrong.name}: "):
        Box(wrong)
