"""What the box does to datagrams and to questions: bytes in, bytes out."""

import pytest

from . import dns, packets
from .boxed import SERVER6, Box, Tcp, answer, initials, udp
from .packets import ACK, SYN, TCP, UDP, Endpoint
from .quic_initial import Initials, Keys
from .rules import (
    Action,
    Delay,
    Drop,
    Forge,
    Freeze,
    Lie,
    Match,
    Redirect,
    Reset,
    Residual,
    Rule,
    Unreachable,
)

RESOLVER: Endpoint = ("203.0.113.51", 53)
NOBODY: Endpoint = ("203.0.113.250", 53)
NAME = "www.target.example"


def rule(match: Match, action: Action, residual: Residual | None = None) -> Rule:
    return Rule(name="it", match=match, action=action, residual=residual)


def asked(box: Box, name: str, kind: int = dns.Kind.A, resolver: Endpoint = RESOLVER) -> list[dns.Answer]:
    """Ask a question; what came back from the box."""
    box.up(udp(dns.query(name, 7, kind), resolver))
    assert all((got.packet.src, got.packet.sport) == resolver for got in box.home)
    return [dns.read(got.packet.payload) for got in box.home]


def through(box: Box, datagrams: list[bytes], *, sport: int = 40000) -> list[bool]:
    """Which datagrams pass."""
    passed = []
    for data in datagrams:
        box.up(udp(data, sport=sport))
        passed.append(len(box.away) == 1)
    return passed


def test_several_lies_come_before_the_truth() -> None:
    lies = (Lie(addresses=("1.2.3.4",), delay=0.001), Lie(addresses=("5.6.7.8",), delay=0.02, ttl=300))
    box = Box(rule(Match(qname=("target.example",)), Forge(lies=lies)))
    assert [one.addresses for one in asked(box, NAME)] == [("1.2.3.4",), ("5.6.7.8",)]
    assert [got.wait for got in box.home] == [0.001, 0.02]
    assert len(box.away) == 1
    assert asked(box, "www.fine.example") == []
    assert box.middle.counts["it"] == 1


def test_lies_by_kind_of_question() -> None:
    box = Box(rule(Match(qname=("target.example",)), Forge(("1.2.3.4", "2001::1"), swallow=True)))
    assert asked(box, NAME, dns.Kind.AAAA)[0].addresses == ("2001::1",)
    assert box.away == []
    assert asked(box, NAME, dns.Kind.HTTPS) == []
    assert len(box.away) == 1
    only_a = Box(rule(Match(qname=("target.example",), qtype=(dns.Kind.A,)), Forge(("1.2.3.4",))))
    assert asked(only_a, NAME, dns.Kind.AAAA) == []
    assert len(only_a.away) == 1


def test_codes_empty_answers_and_aliases() -> None:
    box = Box(rule(Match(qname=("target.example",)), Forge(lies=(Lie(rcode=3),), swallow=True)))
    assert asked(box, NAME)[0][1:3] == (3, ())
    box = Box(rule(Match(qtype=(dns.Kind.HTTPS,)), Forge(swallow=True)))
    assert asked(box, NAME, dns.Kind.HTTPS)[0][1:] == (0, (), ())
    assert asked(box, NAME) == []
    notice = Lie(addresses=("198.51.100.80",), cname="notice.provider.example")
    told = asked(Box(rule(Match(), Forge(lies=(notice,)))), NAME)[0]
    assert (told.addresses, told.kinds) == (("198.51.100.80",), (dns.Kind.CNAME, dns.Kind.A))


def test_an_answer_from_where_no_resolver_is() -> None:
    box = Box(rule(Match(qname=("target.example",)), Forge(("1.2.3.4",))))
    assert asked(box, NAME, resolver=NOBODY)[0].addresses == ("1.2.3.4",)
    resolver6 = (SERVER6[0], 53)
    assert asked(box, NAME, resolver=resolver6)[0].addresses == ("1.2.3.4",)
    assert asked(box, "www.fine.example", resolver=NOBODY) == []


def test_a_question_is_dropped_or_barred_and_its_neighbour_is_not() -> None:
    box = Box(rule(Match(qname=("target.example",)), Drop()))
    assert asked(box, NAME) == []
    assert box.away == []
    asked(box, "www.fine.example")
    assert len(box.away) == 1
    box = Box(rule(Match(qname=("target.example",)), Unreachable()))
    box.up(udp(dns.query(NAME, 7), RESOLVER))
    assert box.home[0].packet.protocol == packets.ICMP


def test_questions_are_led_to_another_resolver() -> None:
    for match in (Match(port=53, spare=("198.51.100.53/32",)), Match(qname=("target.example",))):
        box = Box(rule(match, Redirect("198.51.100.53")))
        box.up(udp(dns.query(NAME, 7), RESOLVER))
        led = box.away[0].packet
        assert (led.dst, led.dport) == ("198.51.100.53", 53)
        box.down(packets.udp(led.dst, led.dport, led.src, led.sport, b"answer"))
        back = box.home[0].packet
        assert (back.src, back.sport, back.dport, back.payload) == (*RESOLVER, 40000, b"answer")
    box = Box(rule(Match(port=53), Redirect("198.51.100.53")))
    Tcp(box, RESOLVER).send(flags=SYN)
    assert box.away[0].packet.dst == "198.51.100.53"


def test_a_question_over_tcp_is_seen_too() -> None:
    box = Box(rule(Match(qname=("target.example",), protocol=TCP), Reset()))
    message = dns.query(NAME, 7)
    other = dns.query("www.fine.example", 7)
    assert Tcp(box, RESOLVER).open().say(len(other).to_bytes(2) + other)
    assert not Tcp(box, RESOLVER, sport=40001).open().say(len(message).to_bytes(2) + message)
    assert box.home[0].packet.flags & ACK
    assert asked(box, NAME) == []
    assert len(box.away) == 1


def test_the_odds_of_a_question() -> None:
    box = Box(rule(Match(qname=("target.example",), chance=0.5), Drop()))
    passed = 0
    for _ in range(100):
        asked(box, NAME)
        passed += len(box.away)
    assert 30 < passed < 70


def test_keys_of_the_example_in_rfc_9001() -> None:
    keys = Keys.of(bytes.fromhex("8394c8f03e515708"))
    assert keys.key.hex() == "1f369613dd76d5467730efcbe3b1a22d"
    assert keys.iv.hex() == "fa044b2f42a3fd3b46fb255c"
    assert keys.mask.hex() == "9f50449e04a0e810283a1e9933adedd2"


def test_an_initial_is_opened_whatever_its_pieces() -> None:
    seen = Initials().read(initials(NAME)[0])
    assert seen is not None
    assert seen.sni == NAME
    first, second, *_ = initials(NAME, padding=1200)
    reader = Initials()
    assert reader.read(first) is None
    later = reader.read(second)
    assert later is not None
    assert later.sni == NAME
    assert later.hello > 1200
    assert Initials().read(first[:-1] + bytes([first[-1] ^ 1])) is None
    assert Initials().read(b"\xc0\0\0\0\1\x08") is None


QUIC = Match(sni=("target.example",), protocol=UDP, port=443)


@pytest.mark.parametrize(
    ("match", "name", "padding", "expect"),
    [
        (QUIC, NAME, 0, [False]),
        (QUIC, "www.fine.example", 0, [True]),
        (QUIC, NAME, 1200, [True, False]),
        (Match(sni=("target.example",), protocol=UDP, reassembles=False), NAME, 1200, [True, True]),
        (Match(sni=("target.example",), protocol=UDP, first_datagram=True), NAME, 0, [False]),
        (Match(sni=("target.example",), protocol=UDP, first_datagram=True), NAME, 1200, [True, True]),
        (Match(sni=("target.example",)), NAME, 0, [True]),
        (Match(any_hello=True), NAME, 0, [True]),
        (Match(any_hello=True, protocol=UDP), NAME, 0, [False]),
        (Match(quic_version=1, size_from=1001), NAME, 0, [False]),
        (Match(quic_version=1, size_from=1201), NAME, 0, [True]),
        (Match(quic_version=2), NAME, 0, [True]),
        (Match(quic_version=1, protocol=UDP, spare_sni=("target.example",)), NAME, 0, [True]),
        (Match(quic_version=1, protocol=UDP, spare_sni=("fine.example",)), NAME, 0, [False]),
        (Match(extensions=(0xFE0D,), protocol=UDP), NAME, 0, [True]),
        (Match(extensions=(57,), protocol=UDP), NAME, 0, [False]),
    ],
)
def test_what_a_quic_client_is_recognised_by(
    match: Match, name: str, padding: int, expect: list[bool]
) -> None:
    assert through(Box(rule(match, Drop())), initials(name, padding=padding)) == expect


def test_only_high_ports_and_a_residue_on_the_address_and_port() -> None:
    match = Match(sni=("target.example",), protocol=UDP, high_port=True)
    box = Box(rule(match, Drop(), Residual(seconds=180)))
    assert through(box, initials(NAME), sport=400) == [True]
    assert through(box, initials("www.fine.example")) == [True]
    assert through(box, initials(NAME), sport=40001) == [False]
    assert through(box, [b"any"], sport=40002) == [False]
    assert Tcp(box).open().say(b"any")
    box.now = 181
    assert through(box, initials("www.fine.example"), sport=40003) == [True]
    assert box.middle.counts["it residual"] == 1


def test_a_dummy_datagram_ahead_lets_the_rest_pass_where_only_the_first_is_read() -> None:
    for first_only in (True, False):
        match = Match(sni=("target.example",), protocol=UDP, first_datagram=first_only)
        assert through(Box(rule(match, Drop())), [b"dummy", *initials(NAME)]) == [True, first_only]


def test_datagrams_by_signature_and_later_ones_with_them() -> None:
    box = Box(rule(Match(protocol=UDP, signature=((0, b"\4\0\0\0"),)), Drop(after=2)))
    for data, up in ((b"\1\0\0\0", True), (b"\4\0\0\0", True), (b"\4\0\0\0", True)):
        assert through(box, [data]) == [up]
    box.down(answer(b"\4"))
    assert len(box.home) == 1
    assert through(box, [b"\4\0\0\0"]) == [False]


def test_datagrams_freeze_and_are_delayed_over_both_families() -> None:
    box = Box(rule(Match(protocol=UDP), Freeze(packets=3)))
    assert through(box, [b"x"] * 5) == [True, True, True, False, False]
    box = Box(rule(Match(quic_version=1), Delay(seconds=2)))
    box.up(udp(initials(NAME)[0], SERVER6))
    assert [got.wait for got in box.away] == [2]
    box.down(answer(b"x", SERVER6))
    assert [got.wait for got in box.home] == [2]
    box.up(udp(initials(NAME)[0], SERVER6))
    assert [got.wait for got in box.away] == [2]


def test_lies_over_tcp_make_no_sense() -> None:
    for wrong in (
        rule(Match(protocol=TCP), Forge(("1.2.3.4",))),
        rule(Match(qname=("a.example",)), Reset()),
        rule(Match(protocol=UDP, quic_version=1), Redirect("198.51.100.99")),
        rule(Match(qname=("a.example",), protocol=TCP), Delay(seconds=1)),
    ):
        with pytest.raises(ValueError, match="rule it"):
            Box(wrong)
