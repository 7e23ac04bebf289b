"""How a complete page counts."""

from typing import Any

import pytest

from tests.core.verdict.facts_factory import PLAIN_URL, Page, Story, facts, target
from waythrough.model.observation import HttpDetail
from waythrough.model.platform import PassRule, RollUp
from waythrough.verdict.answers import Answer, AnswerKind, read_answer


def read(page: Page, rule: PassRule | None = None, *, url: str = "") -> Answer:
    about = target(url, rule=rule or PassRule()) if url else target(rule=rule or PassRule())
    shown = facts(Story(about).tried(page=page)).tries[0].page
    assert isinstance(shown, HttpDetail)
    return read_answer(about, shown)


@pytest.mark.parametrize(
    ("page", "kind", "marker"),
    [
        (Page(200), AnswerKind.PASSES, ""),
        (Page(399), AnswerKind.PASSES, ""),
        (Page(404), AnswerKind.PASSES, "rule not seen live"),
        (Page(500), AnswerKind.FAULT, ""),
        (Page(401), AnswerKind.REFUSED, ""),
        (Page(403, b"forbidden"), AnswerKind.REFUSED, ""),
        (Page(407), AnswerKind.REFUSED, ""),
        (Page(451), AnswerKind.GEO_REFUSED, "451"),
        (Page(403, b"<p>Error 1009</p>"), AnswerKind.GEO_REFUSED, "Error 1009"),
        (
            Page(403, b"Not available in your country"),
            AnswerKind.GEO_REFUSED,
            "Not available in your country",
        ),
        (Page(429), AnswerKind.CHALLENGE, "429"),
        (
            Page(403, b"", (("cf-mitigated", "challenge"),)),
            AnswerKind.CHALLENGE,
            "cf-mitigated: challenge",
        ),
        (Page(503, b"solve this CAPTCHA"), AnswerKind.CHALLENGE, "CAPTCHA"),
    ],
)
def test_status_header_and_text(page: Page, kind: AnswerKind, marker: str) -> None:
    answer = read(page)
    assert (answer.kind, answer.marker, answer.status) == (kind, marker, page.status)


def test_a_captcha_on_a_page_that_works_is_no_question() -> None:
    assert read(Page(200, b"captcha-free since 1999")).kind is AnswerKind.PASSES


def test_a_rule_that_was_seen_live_is_held_to() -> None:
    assert read(Page(404), PassRule(seen_live=True)).kind is AnswerKind.UNMET
    assert read(Page(404), url=PLAIN_URL).kind is AnswerKind.UNMET, "outside of TLS anybody can write it"


LIVE: dict[str, Any] = {"seen_live": True}


@pytest.mark.parametrize(
    ("rule", "passes"),
    [
        (PassRule(text=("News", "Nothing"), **LIVE), True),
        (PassRule(text=("Nothing",), **LIVE), False),
        (PassRule(headers=(("Server", "NGINX"),), **LIVE), True),
        (PassRule(headers=(("server", "caddy"),), **LIVE), False),
        (PassRule(min_bytes=5, **LIVE), True),
        (PassRule(min_bytes=5000, **LIVE), False),
        (PassRule(status=((204, 204),), text=("News",), match=RollUp.ANY_OF, **LIVE), True),
        (PassRule(status=((204, 204),), text=("News",), **LIVE), False),
        (PassRule(status=(), text=("News",), **LIVE), True),
    ],
)
def test_every_condition_of_a_rule(rule: PassRule, passes: bool) -> None:
    page = Page(200, b"<title>News</title>", (("server", "nginx/1.2"),))
    assert read(page, rule).kind is (AnswerKind.PASSES if passes else AnswerKind.UNMET)


def test_a_body_that_is_gone_from_the_sample_has_no_text() -> None:
    assert read(Page(503, b"")).kind is AnswerKind.FAULT
