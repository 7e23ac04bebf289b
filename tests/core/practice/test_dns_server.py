import base64

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.practice import raw
from waythrough.practice.dns_server import MEDIA_TYPE, reply, reply_over_https
from waythrough.practice.http_server import Request
from waythrough.practice.thread import PracticeThread

ZONE = {"one.example": "127.80.0.1"}


def ask(name: str, kind: str = "A") -> dns.message.Message:
    query = dns.message.make_query(name, kind, use_edns=False)
    answer = reply(query.to_wire(), ZONE.get)
    assert answer is not None
    message = dns.message.from_wire(answer)
    assert query.is_response(message)
    return message


def test_a_name_has_its_address() -> None:
    answer = ask("One.Example")
    assert [str(item) for item in answer.answer[0]] == ["127.80.0.1"]
    assert answer.flags & dns.flags.RA


@pytest.mark.parametrize("kind", ["AAAA", "HTTPS", "MX"])
def test_other_records_are_not_there_without_an_error(kind: str) -> None:
    answer = ask("one.example", kind)
    assert (answer.rcode(), answer.answer) == (dns.rcode.NOERROR, [])


def test_a_name_that_is_not_there_is_denied() -> None:
    assert ask("two.example").rcode() == dns.rcode.NXDOMAIN


def test_a_question_with_edns_is_answered() -> None:
    query = dns.message.make_query("one.example", "A", use_edns=0)
    answer = reply(query.to_wire(), ZONE.get)
    assert answer is not None
    assert dns.message.from_wire(answer).answer[0].rdtype == dns.rdatatype.A


def test_what_is_no_question_is_refused_or_ignored() -> None:
    assert reply(b"", ZONE.get) is None
    assert reply(b"\0" * 11, ZONE.get) is None
    assert reply(ask("one.example").to_wire(), ZONE.get) is None
    bad = reply(b"\0" * 12, ZONE.get)
    assert bad is not None
    assert dns.message.from_wire(bad).rcode() == dns.rcode.FORMERR
    pointer = dns.message.make_query("one.example", "A").to_wire()[:12] + b"\xc0\x0c\0\1\0\1"
    loop = reply(pointer, ZONE.get)
    assert loop is not None
    assert loop[3] & 0x0F == dns.rcode.FORMERR


@given(st.binary(max_size=80))
def test_it_never_raises(data: bytes) -> None:
    reply(data, ZONE.get)


def test_https_carries_the_same_by_post_and_get() -> None:
    wire = dns.message.make_query("one.example", "A", id=0).to_wire()
    text = base64.urlsafe_b64encode(wire).decode().rstrip("=")
    by_post = Request(method="POST", target="/dns-query", headers={}, body=wire)
    by_get = Request(method="GET", target=f"/dns-query?dns={text}", headers={})
    for request in (by_post, by_get):
        response = reply_over_https(request, ZONE.get)
        assert ("Content-Type", MEDIA_TYPE) in response.headers
        assert str(dns.message.from_wire(response.body).answer[0][0]) == "127.80.0.1"


@pytest.mark.parametrize("target", ["/dns-query", "/dns-query?dns=x", "/dns-query?dns=%FF"])
def test_https_refuses_what_is_no_message(target: str) -> None:
    assert reply_over_https(Request(method="GET", target=target, headers={}), ZONE.get).status == 400


def test_the_line_lies_and_the_others_do_not() -> None:
    with PracticeThread() as net:
        line, public = net.profile.resolvers
        lie, truth = raw.resolve(line, "friendbook.example"), raw.resolve(public, "friendbook.example")
        assert lie == "127.10.34.34"
        assert truth == net.town.addresses["friendbook.example"]
        assert raw.resolve(line, "viewtube.example") == raw.resolve(line, "bbn-news.example")
        plan = net.profile.address_plan
        assert plan.is_public(truth)
        assert not plan.is_public(lie)
        assert not plan.is_public(line.split(":")[0])
