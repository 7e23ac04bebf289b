"""Notices: what stands where no such site is, and what is known by its words."""

from dataclasses import replace
from typing import Any

import pytest

from tests.core.verdict.facts_factory import (
    HOST,
    NETWORK,
    NEUTRAL_HOST,
    PLAIN_URL,
    SITE,
    URL,
    Page,
    Story,
    facts,
    judged,
    open_way,
    target,
    way,
)
from waythrough.model.notice import Notice, Place, Scope
from waythrough.model.verdict import CENSOR_LABELS, Action, Confidence, Label, Locus
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_notice import known, put_in

NOTICE = Page(403, b"<title>Blocked by order</title>")
TO_NOTICE = Page(302, b"", (("location", "http://notice.test/why"),))
OTHER = Page(404, b"no such site")
PLAIN = target(PLAIN_URL)


def plain(count: int = 1, **ends: Any) -> Story:
    return Story(PLAIN).line(SITE).doh(SITE).tries(count, **ends)


def noticed(page: Page, count: int = 1) -> Story:
    return plain(count, page=page).target_host(page=page).other_host(page=OTHER)


@pytest.mark.parametrize("page", [NOTICE, TO_NOTICE, Page(200, b"notice"), Page(451, b"by order")])
def test_the_same_page_from_a_server_without_such_a_site_is_a_notice(page: Page) -> None:
    """HTTP-02 to HTTP-05."""
    said = judged(noticed(page))
    assert (said.label, said.confidence, said.rule_id) == (
        Label.BLOCK_PAGE,
        Confidence.LIKELY,
        "http.notice_for_name",
    )
    assert said.action is (Action.REDIRECT if page.headers else Action.INJECT)
    assert (said.trigger, said.locus) == ("host", Locus.DIRECT)
    assert (said.tries.seen, said.tries.of) == (1, 1)


def test_three_notices_beside_a_control_are_confirmed() -> None:
    assert judged(noticed(NOTICE, 3), open_way(PLAIN)).confidence is Confidence.CONFIRMED
    assert judged(noticed(NOTICE, 2), open_way(PLAIN)).confidence is Confidence.LIKELY


def test_a_page_that_the_control_gets_too_is_the_services_own() -> None:
    control = way(about=PLAIN).tried("", page=Page(200, b"notice"))
    assert judged(noticed(Page(200, b"notice")), control).label not in CENSOR_LABELS


def test_a_page_for_every_name_at_the_address_is_the_servers_own() -> None:
    story = plain(page=OTHER).target_host(page=OTHER).other_host(page=OTHER)
    assert isinstance(put_in(facts(story)), NotThis)


def test_a_common_default_page_is_no_notice_while_other_names_were_not_asked() -> None:
    """Two unlike servers of one make give one page for "no such site"."""
    assert isinstance(put_in(facts(plain(page=OTHER).target_host(page=OTHER))), NotThis)


def test_a_server_that_sends_every_name_to_its_safe_line_writes_no_notice() -> None:
    """BEN-13: many servers answer http://NAME with https://NAME, whatever the name."""
    story = plain(page=Page(301, b"", (("location", URL),))).target_host(
        page=Page(301, b"", (("location", URL),))
    )
    story.other_host(page=Page(301, b"", (("location", f"https://{NEUTRAL_HOST}/"),)))
    assert isinstance(put_in(facts(story)), NotThis)


def test_inside_a_validated_line_nobody_writes_a_notice() -> None:
    story = Story().line(SITE).tried(page=NOTICE).target_host(page=NOTICE).other_host(page=OTHER)
    assert isinstance(put_in(facts(story)), NotThis)


def test_an_unlike_page_elsewhere_is_no_notice() -> None:
    story = plain(page=NOTICE).target_host(page=OTHER).other_host(page=OTHER)
    assert isinstance(put_in(facts(story)), NotThis)


def test_a_redirect_that_was_followed_is_compared_where_it_began() -> None:
    story = plain(page=TO_NOTICE).tried(page=Page(200, b"closed"), host="notice.test", hop=1)
    story.target_host(page=TO_NOTICE).other_host(page=OTHER)
    said = judged(story)
    assert (said.label, said.action) == (Label.BLOCK_PAGE, Action.REDIRECT)
    assert ("got", "notice.test") in said.params


def test_the_host_is_named() -> None:
    assert ("host", HOST) in judged(noticed(NOTICE)).params


# Known words ----------------------------------------------------------------------------------------------

ORDER = Notice(id="xx", scope=Scope.COUNTRY, where=Place.BODY, pattern="by order of x", countries=("xx",))
FIRM = Notice(id="firm", scope=Scope.COMPANY, where=Place.BODY, pattern="by order of x")
WORDS = Page(200, b"<p>Closed by Order of X</p>")
KNOWS = replace(NETWORK, notices=(ORDER,))


@pytest.mark.parametrize(("country", "sure"), [("xx", Confidence.CONFIRMED), ("yy", Confidence.LIKELY)])
def test_known_words_in_a_plain_page(country: str, sure: Confidence) -> None:
    said = judged(plain(page=WORDS), network=replace(KNOWS, country=country))
    assert (said.label, said.confidence, said.locus) == (Label.BLOCK_PAGE, sure, Locus.DIRECT)
    assert ("notice", "xx") in said.params


def test_known_words_inside_a_validated_line_came_from_behind_the_front() -> None:
    """HTTP-12."""
    said = judged(Story().line(SITE).tried(page=WORDS), open_way(), network=KNOWS)
    assert (said.label, said.locus, said.qualifier) == (Label.BLOCK_PAGE, Locus.SERVICE, "behind_front")


def test_words_of_an_employers_device_accuse_nobody() -> None:
    said = judged(plain(page=WORDS), network=replace(NETWORK, notices=(FIRM,)))
    assert (said.label, said.locus) == (Label.LOCAL_INTERCEPTION, Locus.LOCAL)


def test_words_that_the_control_gets_too_are_the_services() -> None:
    control = way(about=PLAIN).tried("", page=WORDS)
    assert isinstance(known(facts(plain(page=WORDS), control, network=KNOWS)), NotThis)
