import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.net.resolvers import zone
from waythrough.net.dns_message import MAX_ADDRESSES, DnsMessageError, build_query, parse_reply

NAME = "www.site.test"


def reply_to(wire: bytes, *records: str) -> dns.message.Message:
    reply = dns.message.make_response(dns.message.from_wire(wire))
    for record in records:
        name, ttl, kind, value = record.split()
        reply.answer.append(dns.rrset.from_text(name, int(ttl), "IN", kind, value))
    return reply


def test_a_question_asks_for_recursion_and_carries_edns() -> None:
    query = build_query(NAME, 6)
    message = dns.message.from_wire(query.wire)
    assert message.question[0].to_text() == f"{NAME}. IN AAAA"
    assert message.flags & dns.flags.RD
    assert (message.edns, message.payload) == (0, 1232)
    assert dns.message.from_wire(build_query(NAME, 4, edns=False).wire).edns == -1


def test_ids_are_random_except_for_caches() -> None:
    assert len({build_query(NAME, 4).id for _ in range(50)}) > 40
    assert build_query(NAME, 4, random_id=False).id == 0


@pytest.mark.parametrize("name", ["bücher.test", "a..b", "x" * 64 + ".test", ".".join(["label"] * 60)])
def test_what_dns_cannot_carry_is_refused(name: str) -> None:
    with pytest.raises(DnsMessageError):
        build_query(name, 4)


def test_the_chain_is_followed_and_the_least_ttl_told() -> None:
    query = build_query(NAME, 4)
    reply = reply_to(
        query.wire, f"{NAME}. 300 CNAME a.cdn.test.", "a.cdn.test. 20 CNAME B.cdn.test.",
        "b.cdn.test. 60 A 192.0.2.7", "other.test. 5 A 192.0.2.9",
    )  # fmt: skip
    reply.flags |= dns.flags.AA
    answer = parse_reply(reply.to_wire(), query)
    assert answer.addresses == ("192.0.2.7",)
    assert answer.cnames == ("a.cdn.test", "b.cdn.test")
    assert answer.ttl == 20
    assert answer.authoritative
    assert not answer.truncated


def test_a_chain_that_runs_in_a_circle_just_ends() -> None:
    query = build_query("a.test", 4)
    reply = reply_to(query.wire, "a.test. 5 CNAME b.test.", "b.test. 5 CNAME a.test.")
    answer = parse_reply(reply.to_wire(), query)
    assert answer.addresses == ()
    assert len(answer.cnames) == 16


def test_the_extended_error_is_read() -> None:
    query = build_query(NAME, 4)
    reply = reply_to(query.wire)
    reply.set_rcode(dns.rcode.REFUSED)
    other = dns.edns.GenericOption(dns.edns.OptionType.NSID, b"server")
    reply.use_edns(0, options=[other, dns.edns.EDEOption(dns.edns.EDECode(16), "by order\n\x1b[1m")])
    answer = parse_reply(reply.to_wire(), query)
    assert (answer.rcode, answer.ede, answer.ede_text) == (5, 16, "by order[1m")


def test_a_reply_stuffed_with_addresses_is_cut() -> None:
    query = build_query(NAME, 4)
    many = [f"{NAME}. 300 A 198.51.100.{number}" for number in range(200)]
    assert (
        len(parse_reply(reply_to(query.wire, *many).to_wire(max_size=65535), query).addresses)
        == MAX_ADDRESSES
    )


def test_truncation_is_told() -> None:
    query = build_query(NAME, 4)
    reply = reply_to(query.wire)
    reply.flags |= dns.flags.TC
    assert parse_reply(reply.to_wire(), query).truncated


def test_an_error_may_come_without_the_question() -> None:
    query = build_query(NAME, 4)
    wire = query.wire[:2] + b"\x81\x01" + bytes(8)
    assert parse_reply(wire, query).rcode == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda wire: b"\x00" + wire,  # another id
        lambda wire: wire[:2] + b"\x01" + wire[3:],  # a question, not a reply
        lambda wire: wire[:2] + b"\x81\x80" + bytes(8),  # no question, no error
        lambda wire: wire.replace(b"\x04site", b"\x04cite"),
        lambda wire: wire[:-1],
        lambda wire: b"",
    ],
)
def test_a_reply_to_something_else_is_refused(change: object) -> None:
    assert callable(change)
    query = build_query(NAME, 4, edns=False)
    wire = reply_to(query.wire).to_wire()
    with pytest.raises(DnsMessageError):
        parse_reply(change(wire), query)


def test_a_reply_about_the_other_family_is_refused() -> None:
    four = build_query(NAME, 4)
    six = build_query(NAME, 6)
    wire = four.id.to_bytes(2, "big") + zone({})(dns.message.from_wire(six.wire))[0][2:]
    with pytest.raises(DnsMessageError, match="another question"):
        parse_reply(wire, four)


def test_a_name_that_points_at_itself_is_refused() -> None:
    query = build_query(NAME, 4)
    loop = query.wire[:2] + b"\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00" + b"\xc0\x0c\x00\x01\x00\x01"
    with pytest.raises(DnsMessageError):
        parse_reply(loop, query)


@given(st.binary(max_size=300))
def test_hostile_bytes_are_an_answer_or_refused(noise: bytes) -> None:
    query = build_query(NAME, 4)
    for wire in (noise, query.wire[:2] + noise, reply_to(query.wire).to_wire()[:30] + noise):
        try:
            parse_reply(wire, query)
        except DnsMessageError:
            continue


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_a_damaged_reply_is_an_answer_or_refused(at: int, noise: bytes) -> None:
    query = build_query(NAME, 4)
    reply = reply_to(query.wire, f"{NAME}. 300 CNAME a.cdn.test.", "a.cdn.test. 20 A 192.0.2.1")
    reply.use_edns(0, options=[dns.edns.EDEOption(dns.edns.EDECode(15), "blocked")])
    wire = bytearray(reply.to_wire())
    wire[at % len(wire) : at % len(wire) + len(noise)] = noise
    try:
        parse_reply(bytes(wire), query)
    except DnsMessageError:
        return
