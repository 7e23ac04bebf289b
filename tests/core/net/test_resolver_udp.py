import asyncio
import socket
import sys
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import pytest

from tests.core.net.resolvers import HANGS_UP, NameServer, name_server, silent, truncated, zone
from waythrough.model.failure import FailureKind
from waythrough.net.deadline import Patience
from waythrough.net.resolver_base import ResolveOutcome
from waythrough.net.resolver_udp import MAX_REPLIES, UdpResolver, split_server
from waythrough.net.tcp import TcpDialer

PATIENCE = Patience(hard=20)
SHORT = Patience(soft=0.1, hard=0.4)
SITE = zone({("site.test", "A"): ("192.0.2.1",), ("site.test", "AAAA"): ("2001:db8::1",)})


def resolver(server: NameServer, **options: Any) -> UdpResolver:
    return UdpResolver("127.0.0.1", server.port, tcp=TcpDialer(), **options)


def kind(outcome: ResolveOutcome) -> FailureKind | None:
    return outcome.failure.kind if outcome.failure else None


async def test_both_families_are_asked_at_once() -> None:
    async with name_server(SITE) as server:
        outcome = await resolver(server).resolve("site.test", PATIENCE)
    assert outcome.failure is None
    assert outcome.detail.addresses == ("192.0.2.1", "2001:db8::1")
    assert outcome.detail.resolver == f"udp:127.0.0.1:{server.port}"
    assert (outcome.detail.rcode, outcome.detail.ttl, outcome.detail.late) == (0, 300, ())
    assert server.types == ["A", "AAAA"]
    assert outcome.bytes_sent > 0
    assert outcome.bytes_received > 0


async def test_the_label_names_the_usual_port_only_when_unusual() -> None:
    assert UdpResolver("9.9.9.9").label == "udp:9.9.9.9"
    await UdpResolver("9.9.9.9").aclose()


async def test_literals_and_impossible_names_ask_nobody() -> None:
    async with name_server(silent) as server:
        assert (await resolver(server).resolve("::1", PATIENCE)).detail.addresses == ("::1",)
        assert kind(await resolver(server).resolve("bücher.test", PATIENCE)) is FailureKind.BAD_CONFIG
    assert server.asked == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [(2, FailureKind.SERVFAIL), (3, FailureKind.NXDOMAIN), (5, FailureKind.DNS_REFUSED)],
)
async def test_codes_are_told(code: int, expected: FailureKind) -> None:
    async with name_server(zone({}, rcode=code)) as server:
        outcome = await resolver(server).resolve("site.test", PATIENCE)
    assert kind(outcome) is expected
    assert outcome.detail.rcode == code


async def test_a_name_without_addresses_is_no_data() -> None:
    async with name_server(zone({("site.test", "TXT"): ("x",)})) as server:
        assert kind(await resolver(server).resolve("site.test", PATIENCE)) is FailureKind.NODATA


async def test_silence_for_aaaa_changes_nothing() -> None:
    def answer(query: dns.message.Message) -> list[bytes]:
        return [] if query.question[0].rdtype.name == "AAAA" else SITE(query)

    async with name_server(answer) as server:
        outcome = await resolver(server).resolve("site.test", PATIENCE)
    assert outcome.detail.addresses == ("192.0.2.1",)
    assert outcome.duration < PATIENCE.hard / 2


async def test_a_name_with_ipv6_only_is_waited_for() -> None:
    async with name_server(zone({("six.test", "AAAA"): ("2001:db8::6",)})) as server:
        outcome = await resolver(server).resolve("six.test", PATIENCE)
    assert outcome.detail.addresses == ("2001:db8::6",)


async def test_silence_is_a_timeout() -> None:
    async with name_server(silent) as server:
        assert kind(await resolver(server).resolve("site.test", SHORT)) is FailureKind.TIMEOUT


async def test_the_question_is_asked_again_with_another_id() -> None:
    lost: set[str] = set()

    def answer(query: dns.message.Message) -> list[bytes]:
        family = query.question[0].rdtype.name
        if family in lost:
            return SITE(query)
        lost.add(family)
        return []

    async with name_server(answer) as server:
        outcome = await resolver(server).resolve("site.test", PATIENCE, late=True)
    assert outcome.failure is None
    assert outcome.detail.late == ()
    assert len(server.asked) == 4
    assert len({query.id for query in server.asked}) == 4


async def test_a_closed_port_is_refused_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    outcome = await UdpResolver("127.0.0.1", port).resolve("site.test", PATIENCE)
    assert kind(outcome) is FailureKind.REFUSED
    assert outcome.duration < PATIENCE.hard / 2


@pytest.mark.skipif(sys.platform != "linux", reason="Linux refuses to send to a broadcast address")
async def test_what_the_system_refuses_to_send_is_told() -> None:
    outcome = await UdpResolver("127.255.255.255", 5353).resolve("site.test", PATIENCE)
    assert kind(outcome) is FailureKind.PERMISSION_DENIED


def injected(query: dns.message.Message) -> list[bytes]:
    """A forged answer first, then the true one twice, as on a line with an injector and a stutter."""
    forged = zone({("site.test", "A"): ("203.0.113.66",), ("site.test", "AAAA"): ("2001::66",)})(query)
    return [*forged, *SITE(query), *SITE(query)]


async def test_the_first_answer_counts_and_late_ones_are_kept_on_request() -> None:
    async with name_server(injected) as server:
        outcome = await resolver(server, late_window=0.2).resolve("site.test", PATIENCE, late=True)
    assert outcome.detail.addresses == ("203.0.113.66", "2001::66")
    assert outcome.detail.late == (("192.0.2.1",), ("2001:db8::1",))


async def test_without_the_request_nobody_stays_for_late_answers() -> None:
    async with name_server(injected) as server:
        quick = await resolver(server, late_window=5).resolve("site.test", PATIENCE)
        patient = await resolver(server, late_window=0.5).resolve("site.test", PATIENCE, late=True)
    assert quick.detail.addresses == patient.detail.addresses
    assert quick.duration < patient.duration


async def test_what_does_not_fit_is_asked_over_tcp() -> None:
    async with name_server(truncated, SITE) as server:
        outcome = await resolver(server).resolve("site.test", PATIENCE)
    assert outcome.detail.addresses == ("192.0.2.1", "2001:db8::1")
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("tcp", "expected"),
    [
        (None, FailureKind.REFUSED),
        (lambda query: [], FailureKind.TIMEOUT),
        (lambda query: [b"junk"], FailureKind.DNS_MALFORMED),
        (lambda query: HANGS_UP, FailureKind.EOF),
    ],
    ids=["closed", "silent", "junk", "fin"],
)
async def test_a_failure_over_tcp_is_the_failure(tcp: object, expected: FailureKind) -> None:
    assert tcp is None or callable(tcp)
    async with name_server(truncated, tcp) as server:
        outcome = await resolver(server).resolve(
            "site.test", SHORT if expected is FailureKind.TIMEOUT else PATIENCE
        )
    assert kind(outcome) is expected


async def test_without_tcp_a_truncated_answer_is_taken_as_it_is() -> None:
    def cut(query: dns.message.Message) -> list[bytes]:
        reply = dns.message.from_wire(SITE(query)[0])
        reply.flags |= dns.flags.TC
        return [reply.to_wire()]

    async with name_server(cut) as server:
        outcome = await UdpResolver("127.0.0.1", server.port).resolve("site.test", PATIENCE)
    assert outcome.detail.addresses == ("192.0.2.1", "2001:db8::1")


async def test_a_server_without_edns_is_asked_without() -> None:
    def old(query: dns.message.Message) -> list[bytes]:
        if query.edns < 0:
            return SITE(query)
        reply = dns.message.make_response(query)
        reply.set_rcode(dns.rcode.FORMERR)
        reply.use_edns(-1)
        return [reply.to_wire()]

    async with name_server(old) as server:
        outcome = await resolver(server).resolve("site.test", PATIENCE)
    assert outcome.failure is None
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    "noise",
    [lambda query: [b"\0"], lambda query: [b"\0\0junk"], lambda query: [query.to_wire()[:2] + b"junk" * 9]],
    ids=["stub", "stranger", "garbage"],
)
async def test_garbage_is_no_answer_and_not_silence_either(noise: object) -> None:
    assert callable(noise)
    async with name_server(noise) as server:
        assert kind(await resolver(server).resolve("site.test", SHORT)) is FailureKind.DNS_MALFORMED


async def test_garbage_ahead_of_the_answer_is_passed_over() -> None:
    async with name_server(lambda query: [b"junk", *SITE(query)]) as server:
        assert (await resolver(server).resolve("site.test", PATIENCE)).failure is None


async def test_a_flood_is_not_listened_to() -> None:
    def flood(query: dns.message.Message) -> list[bytes]:
        start = query.to_wire()[:2]
        return [*(start + number.to_bytes(2, "big") for number in range(MAX_REPLIES)), *SITE(query)]

    async with name_server(flood) as server:
        assert kind(await resolver(server).resolve("site.test", SHORT)) is FailureKind.DNS_MALFORMED


async def test_cancelled_questions_leave_no_socket() -> None:
    async with name_server(silent) as server, asyncio.TaskGroup() as group:
        tasks = [group.create_task(resolver(server).resolve("site.test", PATIENCE)) for _ in range(20)]
        while len(server.asked) < 40:  # noqa: ASYNC110 - the questions come in over real sockets
            await asyncio.sleep(0.001)
        for task in tasks:
            task.cancel()
    assert all(task.cancelled() for task in tasks)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9.9.9.9", ("9.9.9.9", 53)),
        ("9.9.9.9:5353", ("9.9.9.9", 5353)),
        ("2620:fe::fe", ("2620:fe::fe", 53)),
        ("[2620:fe::fe]", ("2620:fe::fe", 53)),
        ("[2620:fe::fe]:54", ("2620:fe::fe", 54)),
    ],
)
def test_servers_as_they_are_written(text: str, expected: tuple[str, int]) -> None:
    assert split_server(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "dns.test", "9.9.9.9:0", "9.9.9.9:x", "9.9.9.9:99999", "[::1", "1.2.3", "fe80::1%eth0", "[::1]x"],
)
def test_what_is_no_server_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        split_server(text)
