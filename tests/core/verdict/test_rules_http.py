"""The page: a notice that somebody put in, a refusal, a question, or a fault of the service itself."""

from typing import Any

import pytest

from tests.core.verdict.facts_factory import (
    NEUTRAL,
    PLAIN_URL,
    SITE,
    Page,
    Story,
    facts,
    judged,
    open_way,
    target,
    way,
)
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.platform import PassRule
from waythrough.model.step import Purpose
from waythrough.model.verdict import CENSOR_LABELS, Action, Confidence, Label, Locus
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_http import (
    geo_block,
    host_matrix,
    path_matrix,
    refused_everywhere,
    service_fault,
)

OTHER = Page(404, b"no such site")
PLAIN = target(PLAIN_URL)


def plain(count: int = 1, **ends: Any) -> Story:
    return Story(PLAIN).line(SITE).doh(SITE).tries(count, **ends)


# The Host makes the difference ----------------------------------------------------------------------------


@pytest.mark.parametrize(("end", "action"), [(Kind.RESET, Action.RESET), (Kind.TIMEOUT, Action.DROP)])
def test_the_host_alone_breaks_plain_requests(end: Kind, action: Action) -> None:
    """HTTP-01, HTTP-06."""
    said = judged(plain(2, http=end).other_host(page=OTHER).target_host(http=end))
    assert (said.label, said.confidence, said.action) == (Label.HTTP_FILTERING, Confidence.LIKELY, action)
    assert (said.tries.seen, said.tries.of) == (2, 2)


def test_with_a_control_three_repeats_are_confirmed() -> None:
    story = plain(3, http=Kind.RESET).other_host(3, page=OTHER)
    assert judged(story, open_way(PLAIN)).confidence is Confidence.CONFIRMED


def test_a_server_that_drops_only_its_own_host_is_not_accused_without_a_control() -> None:
    story = plain(2, http=Kind.RESET).other_host(page=OTHER).target_host(page=OTHER)
    assert judged(story).label not in CENSOR_LABELS


def test_a_server_that_breaks_every_host_is_not_filtered() -> None:
    story = plain(2, http=Kind.RESET).other_host(http=Kind.RESET).target_host(http=Kind.RESET)
    assert isinstance(host_matrix(facts(story)), NotThis)
    assert isinstance(host_matrix(facts(plain(2, http=Kind.RESET))), NotThis)


def test_a_neutral_server_that_is_not_reached_proves_nothing_about_the_host() -> None:
    story = plain(2, http=Kind.TIMEOUT).other_host(page=OTHER).target_host(connect=Kind.TIMEOUT)
    assert judged(story).label not in CENSOR_LABELS


def test_a_host_that_passed_once_is_not_filtered() -> None:
    story = plain(3, http=Kind.RESET).tried(attempt=4).other_host(page=OTHER).target_host(http=Kind.RESET)
    assert judged(story).label is Label.INCONCLUSIVE


# The path makes the difference -----------------------------------------------------------------------------

SEARCH = target(f"{PLAIN_URL}search?q=word")


def searched(of: int = 3, word: int = 3, bare: int = 3, **ends: Any) -> Story:
    """The path breaks `word` of `of` times at a neutral server; the bare Host is asked `bare` times."""
    story = Story(SEARCH).line(SITE).doh(SITE).tries(3, http=Kind.RESET).other_host(3, http=Kind.RESET)
    story.baseline(1, secure=False, page=OTHER)
    for number in range(1, of + 1):
        end = Kind.RESET if number <= word else None
        story.tried(NEUTRAL, purpose=Purpose.NEUTRAL_PATH, attempt=number, secure=False, http=end)
    for number in range(1, bare + 1):
        story.tried(NEUTRAL, purpose=Purpose.OTHER_PATH, attempt=number, secure=False, **ends)
    return story


def test_a_word_in_the_path_breaks_plain_requests() -> None:
    """HTTP-07."""
    for story in (searched(), searched(8, 6, 8)):
        said = judged(story)
        assert (said.label, said.trigger, said.action) == (Label.HTTP_FILTERING, "keyword", Action.RESET)


@pytest.mark.parametrize(
    "story",
    [searched(3, 0), searched(3, 2), searched(0, 0), searched(3, 3, 0), searched(3, 3, 3, http=Kind.RESET)],
    ids=["passes", "chance", "not tried", "bare not tried", "bare breaks"],
)
def test_other_breaks_are_not_the_paths(story: Story) -> None:
    assert isinstance(path_matrix(facts(story)), NotThis)


# The service's own words ----------------------------------------------------------------------------------

GEO = Page(403, b"error code: 1009")
CHALLENGE = Page(403, b"", (("cf-mitigated", "challenge"),))


@pytest.mark.parametrize("page", [GEO, Page(451, b"")])
def test_a_refusal_by_country_inside_a_validated_line(page: Page) -> None:
    """BEN-05, BEN-06."""
    story = Story().line(SITE).tried(page=page)
    assert (judged(story).label, judged(story).confidence) == (Label.GEO_BLOCK, Confidence.LIKELY)
    said = judged(story, open_way())
    assert (said.label, said.confidence, said.locus) == (
        Label.GEO_BLOCK,
        Confidence.CONFIRMED,
        Locus.SERVICE,
    )


def test_a_bare_refusal_is_about_the_country_only_beside_a_control() -> None:
    story = Story().line(SITE).tried(page=Page(403, b"no"))
    assert judged(story).reason == "service_answers_otherwise"
    said = judged(story, open_way())
    assert (said.label, said.confidence) == (Label.GEO_BLOCK, Confidence.LIKELY)


def test_an_exit_that_the_service_refuses_is_named_as_the_exit() -> None:
    """PATH-16."""
    said = judged(way().tried("", page=GEO), Story().line(SITE).tried())
    assert (said.label, said.locus) == (Label.GEO_BLOCK, Locus.PATH_EXIT)


def test_a_refusal_in_plain_http_is_nobodys_word() -> None:
    assert isinstance(geo_block(facts(plain(page=GEO))), NotThis)
    assert judged(plain(page=GEO)).label is Label.INCONCLUSIVE


@pytest.mark.parametrize("page", [CHALLENGE, Page(429, b""), Page(503, b"captcha")])
def test_a_question_to_the_visitor_is_no_block(page: Page) -> None:
    """BEN-15, BEN-16, PATH-36."""
    said = judged(Story().line(SITE).tried(page=page), open_way())
    assert (said.label, said.confidence, said.locus) == (
        Label.ACCESS_CHALLENGE,
        Confidence.CONFIRMED,
        Locus.SERVICE,
    )
    over = judged(way().tried("", page=page), Story().line(SITE).tried())
    assert over.locus is Locus.PATH_EXIT


def test_a_question_in_plain_http_is_nobodys_word() -> None:
    assert judged(plain(page=CHALLENGE)).label is not Label.ACCESS_CHALLENGE


def test_a_fault_of_the_service_itself() -> None:
    """BEN-17."""
    story = Story().line(SITE).tries(2, page=Page(503, b"down"))
    assert (judged(story).label, judged(story).confidence) == (Label.SERVER_FAULT, Confidence.CONFIRMED)
    once = Story().line(SITE).tried(page=Page(503, b"down"))
    assert judged(once).confidence is Confidence.LIKELY
    assert judged(once, way().tried("", page=Page(502, b"down"))).confidence is Confidence.CONFIRMED


def test_a_fault_in_plain_http_needs_another_way_that_sees_it() -> None:
    assert isinstance(service_fault(facts(plain(page=Page(502, b"down")))), NotThis)
    other = way(about=PLAIN).tried("", page=Page(502, b"down"))
    assert judged(plain(page=Page(502, b"down")), other).label is Label.SERVER_FAULT


def test_a_fault_that_only_one_line_sees_is_not_the_services() -> None:
    said = service_fault(facts(Story().line(SITE).tried(page=Page(502, b"down")), open_way()))
    assert isinstance(said, NotThis)


def test_an_answer_of_another_kind_is_not_a_matter_of_the_line() -> None:
    about = target(rule=PassRule(text=("News",), seen_live=True))
    said = judged(Story(about).line(SITE).tried(page=Page(200, b"something else")), open_way())
    assert (said.label, said.reason) == (Label.INCONCLUSIVE, "service_answers_otherwise")
    assert isinstance(refused_everywhere(facts(plain(page=Page(403, b"no")))), NotThis)


def test_an_unseen_rule_never_says_that_a_service_is_down() -> None:
    """A rule that nobody has seen live: any validated, non-refusing answer of the right host counts."""
    about = target(rule=PassRule(text=("News",), seen_live=False))
    assert judged(Story(about).line(SITE).tried(page=Page(404, b"moved"))).label is Label.OK
