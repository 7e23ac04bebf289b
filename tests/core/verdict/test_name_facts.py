"""What the answers for a name say about who gave them."""

from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import HOST, OTHER_SITE, SITE, SOMEBODY, Story, facts, target, way
from tests.core.verdict.names_stories import asks, deaf, landing
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import ResolveDetail
from waythrough.model.step import Purpose
from waythrough.verdict import name_facts as names


def test_an_address_without_a_resolver_that_answers_for_one_name_only_shows_an_injector() -> None:
    """DNS-06."""
    seen = facts(deaf(Story().line(SOMEBODY), mine=SOMEBODY))
    assert names.injector(seen)
    assert names.injected(seen)
    assert not names.led_elsewhere(seen)


def test_one_that_answers_for_every_name_shows_a_redirect() -> None:
    """DNS-07."""
    seen = facts(deaf(Story().line(SOMEBODY), mine=SOMEBODY, control=SITE))
    assert names.led_elsewhere(seen)
    assert not names.injected(seen)


def test_silence_shows_nothing() -> None:
    seen = facts(deaf(Story().line(SOMEBODY)))
    assert not names.injected(seen)
    assert not names.led_elsewhere(seen)


@pytest.mark.parametrize(("second", "redirected"), [("192.0.2.53", True), ("192.0.2.54", False)])
def test_unlike_resolvers_that_are_one_server_betray_a_redirect(second: str, redirected: bool) -> None:
    story = Story().line(SOMEBODY)
    for resolver, own in (("udp:9.9.9.9", "192.0.2.53"), ("udp:1.1.1.1", second)):
        asks(story, Purpose.WHOAMI, own, name="whoami.test", resolver=resolver)
    asks(story, Purpose.WHOAMI, name="whoami.test", resolver="udp:8.8.8.8", fails=Kind.TIMEOUT)
    assert names.led_elsewhere(facts(story)) is redirected


def test_unlike_replies_to_one_question_are_heard_from_every_resolver() -> None:
    assert names.overtaken(facts(Story().line(SOMEBODY, late=((SITE,),))))
    assert names.overtaken(facts(Story().line(SOMEBODY).asked("udp:9.9.9.9", SOMEBODY, late=((),))))
    assert not names.overtaken(facts(Story().line(SOMEBODY).asked("udp:9.9.9.9", SITE)))
    raw = asks(Story().line(SOMEBODY), Purpose.RAW, SOMEBODY, late=((SITE,),))
    assert names.overtaken(facts(raw))


def test_a_policy_is_the_resolvers_own_word_and_a_refusal_says_more_than_a_note() -> None:
    noted = Story().line(SITE, ede=15)
    own = names.policy(facts(noted))
    assert own is not None
    assert own.ede == 15
    own = names.policy(facts(asks(noted, Purpose.RAW, fails=Kind.DNS_REFUSED, rcode=5, ede=16)))
    assert own is not None
    assert own.ede == 16
    assert names.policy(facts(Story().line(SITE, ede=6))) is None


def test_the_systems_resolver_is_completed_by_the_servers_own_words() -> None:
    story = asks(Story().line(fails=Kind.NXDOMAIN), Purpose.RAW, fails=Kind.DNS_REFUSED, rcode=5, ede=17)
    asks(story, Purpose.RAW, SITE, name="elsewhere.test")
    assert [names.detail_of(each).ede for each in names.line_words(facts(story))] == [None, 17]


def test_resolvers_over_a_way_are_authenticated_too() -> None:
    seen = facts(Story().line(SOMEBODY).asked("udp:9.9.9.9", SOMEBODY), way().asked("doh:a.test", SITE))
    assert [names.detail_of(each).addresses for each in names.authenticated(seen)] == [(SITE,)]
    assert seen.vouched == {SITE}


NOTICE, PAGE = b"<title>x</title>1", b"<title>x</title>2"


@pytest.mark.parametrize(
    ("mine", "other", "to", "expected"),
    [
        (b"closed", b"closed", "", SOMEBODY),
        (NOTICE, PAGE, "", SOMEBODY),
        (b"news", b"unknown host", "", ""),
        (b"", b"", "", ""),
        (b"", b"", "http://notice.test/", SOMEBODY),
    ],
)
def test_one_page_for_every_name_is_a_notice(mine: bytes, other: bytes, to: str, expected: str) -> None:
    story = landing(Story().line(SOMEBODY), SOMEBODY, mine, other, to=to)
    assert names.notice_address(facts(story)) == expected


def test_unlike_answers_are_no_notice() -> None:
    story = landing(Story().line(SOMEBODY), SOMEBODY, b"a", b"a")
    unlike = [replace(each, detail=replace(each.detail, status=404)) for each in story.seen[-1:]]  # type: ignore[type-var]
    assert names.notice_address(facts(replace(story, seen=[*story.seen[:-1], *unlike]))) == ""
    assert names.notice_address(facts(replace(story, seen=story.seen[:-1]))) == ""
    assert names.notice_address(facts(landing(Story().line(SITE), SOMEBODY, b"a", b"a"))) == "", (
        "not its answer"
    )


def test_an_alias_of_another_owner_that_no_authenticated_resolver_knows() -> None:
    """DNS-20."""
    told = Story().line(SOMEBODY, cnames=("notice.isp.test",))
    assert names.foreign_alias(facts(told)) == "", "nobody else was heard"
    assert names.foreign_alias(facts(told.asked("doh:a.test", SITE))) == "notice.isp.test"
    same = Story().line(SITE, cnames=("edge.cdn.test",)).asked("doh:a.test", SITE, cnames=("edge.cdn.test",))
    assert names.foreign_alias(facts(same)) == ""
    own = (
        Story(target("https://www.news.test/"))
        .line(SITE, cnames=("cdn.news.test",))
        .asked("doh:a.test", SITE)
    )
    assert names.foreign_alias(facts(own)) == ""


def test_what_dns64_made_counts_as_its_origin() -> None:
    """BEN-12: also under a prefix of the operator's own, and a lie stays one."""
    story = Story().line("2001:db8:64::203.0.113.7", "2001:db8:64::10.10.34.35")
    assert len(names.false_addresses(facts(story))) == 2, "nobody knows that prefix"
    asks(story, Purpose.PREFIX, "192.0.0.170", "2001:db8:64::192.0.0.170", name="ipv4only.arpa")
    assert names.false_addresses(facts(story)) == ("2001:db8:64::10.10.34.35",)


def test_the_kinds_of_missing_answers() -> None:
    story = Story()
    for end in (Kind.NXDOMAIN, Kind.TIMEOUT, Kind.SERVFAIL):
        story.line(fails=end)
    said = facts(story).line_answers
    assert [names.absent(each) for each in said] == [True, False, False]
    assert [names.lost(each) for each in said] == [False, True, False]
    assert [names.broken(each) for each in said] == [False, False, True]
    bare = replace(said[0], detail=None)
    assert names.detail_of(bare) == ResolveDetail(resolver="", name=HOST)
    assert OTHER_SITE not in facts(story).line_addresses
