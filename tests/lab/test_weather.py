"""Loss, delay and limits of speed in the box and on the line, without a network."""

import pytest

from . import packets
from .access import Access
from .boxed import SERVER, Box, Tcp, answer, hello, udp
from .packets import RST, Packet
from .rules import (
    Action,
    Delay,
    DropLarge,
    Line,
    Lose,
    Match,
    Police,
    Reset,
    Residual,
    Rule,
    Scope,
    Shape,
    Way,
)
from .spec import CLIENT

HELLO = hello("www.target.example")
TARGET = Match(sni=("target.example",))
STEP_S = 0.01


def rule(match: Match, action: Action, residual: Residual | None = None, name: str = "it") -> Rule:
    return Rule(name=name, match=match, action=action, residual=residual)


def poured(box: Box, flow: Tcp, seconds: float) -> int:
    """Payload bytes that pass when the server sends 1000 bytes every 10 ms."""
    total = 0
    for _ in range(round(seconds / STEP_S)):
        box.now += STEP_S
        total += 1000 * flow.receive(bytes(1000))
    return total


def test_a_policer_lets_its_rate_pass_and_drops_the_rest() -> None:
    box = Box(rule(TARGET, Police(kbit=130)))
    flow = Tcp(box).open()
    assert poured(box, flow, 1) == 100_000
    assert flow.say(HELLO)
    passed = poured(box, flow, 20)
    assert 0.85 < (passed - 12000) * 8 / 20 / 130_000 < 1.05
    assert box.middle.counts["it lost"] * 1000 == 2_000_000 - passed


def test_a_shared_bucket_is_one_for_all_flows() -> None:
    for shared, ratio in ((True, 1), (False, 2)):
        box = Box(rule(Match(), Police(kbit=256, way=Way.DOWN, shared=shared)))
        flows = [Tcp(box, sport=port).open() for port in (40000, 40001)]
        total = 0
        for _ in range(1000):
            box.now += STEP_S
            total += 1000 * sum(flow.receive(bytes(1000)) for flow in flows)
        assert ratio * 0.8 < total * 8 / 10 / 256_000 < ratio * 1.1
        assert flows[0].say(bytes(20000))


def test_a_shaper_queues_in_order_and_overflows() -> None:
    box = Box(rule(Match(), Shape(kbit=80, queue=5200)))
    box.up(udp(b"x"))
    waits = []
    for _ in range(7):
        box.down(answer(bytes(972)))
        waits += [round(got.wait, 3) for got in box.home]
    assert waits == [0.1, 0.2, 0.3, 0.4, 0.5]
    box.now = 10
    box.down(answer(bytes(972)))
    assert [round(got.wait, 3) for got in box.home] == [0.1]


def test_a_share_is_lost_by_seed() -> None:
    def losses(seed: int) -> list[bool]:
        box = Box(rule(Match(), Lose(share=0.3, way=Way.DOWN)), seed=seed)
        flow = Tcp(box).open()
        return [flow.receive(b"x") for _ in range(1000)]

    first = losses(1)
    assert first == losses(1) != losses(2)
    assert 640 < sum(first) < 760


def test_only_acks_of_the_client_are_lost() -> None:
    box = Box(rule(TARGET, Lose(share=1.0, way=Way.UP, acks=True)))
    flow = Tcp(box).open()
    assert flow.say(HELLO)
    assert flow.receive(b"data")
    flow.send()
    assert box.away == []
    assert flow.say(b"data")
    flow.close()
    assert len(box.away) == 1


def test_large_packets_vanish() -> None:
    box = Box(rule(Match(), DropLarge(1280)))
    flow = Tcp(box).open()
    assert (flow.receive(bytes(1240)), flow.receive(bytes(1241))) == (True, False)
    assert not flow.say(bytes(1400))


def test_a_delay_sticks_to_the_address() -> None:
    box = Box(rule(TARGET, Delay(seconds=3), Residual(seconds=600, scope=Scope.ADDRESS)))
    flow = Tcp(box).open()
    flow.send(HELLO)
    assert [got.wait for got in box.away] == [3]
    other = Tcp(box, sport=40001).open()
    other.send(hello("www.fine.example"))
    assert [got.wait for got in box.away] == [3]
    other.receive(b"x")
    assert [got.wait for got in box.home] == [3]
    box.up(udp(b"quic"))
    assert [got.wait for got in box.away] == [0]
    Tcp(box, ("203.0.113.11", 443)).open().send(hello("www.fine.example"))
    assert [got.wait for got in box.away] == [0]


def test_weather_and_another_rule_act_on_one_flow() -> None:
    rules = (rule(Match(), Delay(seconds=1), name="slow"), rule(TARGET, Reset()))
    box = Box(*rules)
    flow = Tcp(box).open()
    flow.send(HELLO)
    assert [got.packet.flags & RST for got in box.home] == [RST]
    assert box.middle.counts == {"packets": 4, "slow": 1, "it": 1}


def _packet(number: int = 0, size: int = 100, *, up: bool = False) -> Packet:
    far, near = SERVER, (CLIENT, 40000 + number)
    raw = packets.udp(*near, *far, bytes(size - 28)) if up else packets.udp(*far, *near, bytes(size - 28))
    read = packets.parse(raw)
    assert read is not None
    return read


def test_outages_come_at_the_end_of_each_period() -> None:
    line = Access(Line(outage=2, outage_every=20), 1, born=100.0)
    assert [
        line.crossing(_packet(), 100.0 + at, up=False) is None for at in (0, 17.9, 18.1, 19.9, 20.1, 38.5)
    ] == [
        False,
        False,
        True,
        True,
        False,
        True,
    ]
    assert line.counts["outage"] == 3


def test_a_limit_of_the_line_and_one_of_each_flow() -> None:
    for line, second in ((Line(kbit=80, rtt=0), 0.2), (Line(flow_kbit=80, rtt=0), 0.1)):
        access = Access(line, 1, born=0.0)
        assert access.crossing(_packet(0, 1000), 0.0, up=False) == pytest.approx(0.1)
        assert access.crossing(_packet(1, 1000), 0.0, up=False) == pytest.approx(second)
        assert access.crossing(_packet(0, 1000, up=True), 0.0, up=True) == pytest.approx(0.1)
    access = Access(Line(kbit=80, queue=1500), 1, born=0.0)
    assert [access.crossing(_packet(0, 1000), 0.0, up=False) is None for _ in range(2)] == [False, True]
    assert access.counts["overflow"] == 1


def test_jitter_keeps_the_order() -> None:
    access = Access(Line(rtt=0.1, jitter=0.05), 1, born=0.0)
    arrivals = []
    for number in range(100):
        crossing = access.crossing(_packet(), number / 1000, up=False)
        assert crossing is not None
        arrivals.append(number / 1000 + crossing)
    assert arrivals == sorted(arrivals)
    assert max(arrivals) - 0.099 > 0.05
    assert len({round(one, 6) for one in arrivals}) > 3


def test_some_segments_with_data_are_answered_by_resets() -> None:
    access = Access(Line(resets=0.2), 3, born=0.0)
    segment = packets.parse(packets.tcp(CLIENT, 40000, *SERVER, seq=5, ack=9, payload=b"x"))
    bare = packets.parse(packets.tcp(CLIENT, 40000, *SERVER, seq=5, ack=9))
    assert segment is not None
    assert bare is not None
    torn = [bool(access.torn(segment)) for _ in range(500)]
    assert 60 < sum(torn) < 140
    assert access.counts["line resets"] == sum(torn)
    assert not any(access.torn(bare) for _ in range(100))
    assert Access(Line(), 3, born=0.0).torn(segment) == []


def test_the_line_changes() -> None:
    access = Access(Line(loss=1.0), 1, born=0.0)
    assert access.crossing(_packet(), 0.0, up=False) is None
    access.change(Line(rtt=0.5))
    assert access.crossing(_packet(), 0.0, up=False) == 0.25
    assert access.counts["lost"] == 1
