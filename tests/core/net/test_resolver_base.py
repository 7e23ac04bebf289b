from waythrough.model.failure import Failure, FailureKind
from waythrough.net.resolver_base import DnsAnswer, FamilyAnswer, answered, combine, failed, literal_outcome

TIMEOUT = FamilyAnswer(failure=Failure(kind=FailureKind.TIMEOUT))
EMPTY = answered(DnsAnswer(rcode=0))
FOUR = answered(DnsAnswer(rcode=0, addresses=("192.0.2.1",), cnames=("a.test",), ttl=5))
SIX = answered(DnsAnswer(rcode=0, addresses=("2001:db8::1",)))
SERVFAIL = answered(DnsAnswer(rcode=2, ede=22, ede_text="no authority"))


def kind(four: FamilyAnswer, six: FamilyAnswer) -> FailureKind | None:
    failure = combine("x", "site.test", 0.0, four, six).failure
    return failure.kind if failure else None


def test_a_missing_aaaa_is_never_a_failure() -> None:
    assert kind(FOUR, EMPTY) is None
    assert kind(FOUR, TIMEOUT) is None
    assert kind(FOUR, SERVFAIL) is None


def test_a_name_with_ipv6_only_resolves() -> None:
    assert combine("x", "site.test", 0.0, EMPTY, SIX).detail.addresses == ("2001:db8::1",)
    assert kind(TIMEOUT, SIX) is None


def test_without_any_address_ipv4_speaks() -> None:
    assert kind(EMPTY, EMPTY) is FailureKind.NODATA
    assert kind(EMPTY, TIMEOUT) is FailureKind.NODATA
    assert kind(TIMEOUT, EMPTY) is FailureKind.TIMEOUT
    assert kind(SERVFAIL, EMPTY) is FailureKind.SERVFAIL


def test_the_codes_of_a_reply_have_their_names() -> None:
    codes = {0: None, 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED", 23: "rcode 23"}
    for code, text in codes.items():
        failure = answered(DnsAnswer(rcode=code)).failure
        assert (failure.text if failure else None) == text
        assert failure is None or failure.code == code


def test_addresses_beside_an_error_do_not_count() -> None:
    odd = answered(DnsAnswer(rcode=3, addresses=("192.0.2.1",)))
    assert kind(odd, odd) is FailureKind.NXDOMAIN


def test_what_the_reply_said_is_kept() -> None:
    outcome = combine("udp:x", "site.test", 0.0, FOUR, SIX)
    assert outcome.detail.addresses == ("192.0.2.1", "2001:db8::1")
    assert (outcome.detail.cnames, outcome.detail.ttl, outcome.detail.rcode) == (("a.test",), 5, 0)
    assert combine("x", "site.test", 0.0, SERVFAIL, EMPTY).detail.ede == 22
    assert combine("x", "site.test", 0.0, TIMEOUT, SIX).detail.rcode == 0


def test_literals_give_themselves() -> None:
    outcome = literal_outcome("x", "2001:DB8::1")
    assert outcome is not None
    assert outcome.detail.addresses == ("2001:db8::1",)
    assert literal_outcome("x", "site.test") is None


def test_a_failure_without_any_reply() -> None:
    outcome = failed("x", "site.test", 0.0, Failure(kind=FailureKind.REFUSED))
    assert outcome.failure == Failure(kind=FailureKind.REFUSED)
    assert outcome.detail.rcode is None
