"""Notices in place of a page: known by their words, or by standing where no such site is."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from waythrough.model.notice import Notice
from waythrough.model.observation import HttpDetail
from waythrough.model.step import Purpose
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.facts import Attempt, TargetFacts
from waythrough.verdict.notices import known_notice
from waythrough.verdict.rule import NotThis, Said, confidence, evidence, locus_of, tries_of


def known(facts: TargetFacts) -> Said:
    """An answer with the words of a known notice.

    In plain HTTP anybody on the way can have put it in. Inside validated TLS only the service's own front can
    have passed it on: then the leg behind the front is censored (CensorWatch, FOCI 2023).
    """
    found = [
        (each, page, notice)
        for each in facts.tries
        for page in each.heads
        if (notice := known_notice(page, facts.network.notices)) is not None
    ]
    if not found:
        return NotThis(why="no answer has the words of a known notice")
    attempt, page, notice = found[-1]
    if any(known_notice(head, (notice,)) for head in _control_heads(facts)):
        return NotThis(why="the control gets the same words: they are the service's own")
    here = facts.network.country in notice.countries
    local = notice.own_side and not page.validated
    place = Locus.SERVICE if page.validated else Locus.LOCAL if local else locus_of(facts)
    return Verdict(
        label=Label.LOCAL_INTERCEPTION if local else Label.BLOCK_PAGE,
        rule_id="http.known_notice",
        confidence=Confidence.CONFIRMED if here or local else Confidence.LIKELY,
        locus=place,
        layer=Layer.HTTP,
        action=Action.REDIRECT if page.header("location") else Action.INJECT,
        trigger="host",
        qualifier="behind_front" if page.validated else "",
        tries=Tries(seen=len({each.id for each, _, _ in found}), of=len(facts.tries)),
        evidence=(attempt.id,),
        params=_params(facts, page, notice),
    )


def put_in(facts: TargetFacts) -> Said:
    """A notice put into plain HTTP: the same comes for the target's Host from a server that has no such site.

    Inside validated TLS nobody on the way can do that.
    """
    pages = [(each, head) for each in facts.tries if (head := each.plain_head) is not None]
    if not pages:
        return NotThis(why="no plain HTTP answer came")
    page = pages[-1][1]
    other = [each for each in facts.attempts(Purpose.OTHER_HOST) if each.page]
    twins = _alike(page, facts.attempts(Purpose.TARGET_HOST))
    if not twins:
        return NotThis(why="a neutral server does not give this page for the target's name")
    if landing(page) == facts.target.host:
        return NotThis(why="the answer leads on to the service itself")
    if not other:
        return NotThis(why="another Host at the address was not tried")
    if _alike(page, other):
        return NotThis(why="the page comes for every name at this address: it is the server's own")
    if any(same_notice(page, each) for each in _control_heads(facts)):
        return NotThis(why="the control gets the same page")
    return Verdict(
        label=Label.BLOCK_PAGE,
        rule_id="http.notice_for_name",
        confidence=confidence(facts, len(pages)),
        locus=locus_of(facts),
        layer=Layer.HTTP,
        action=Action.REDIRECT if page.header("location") else Action.INJECT,
        trigger="host",
        tries=tries_of(facts) if facts.failed else Tries(seen=len(facts.tries), of=len(facts.tries)),
        evidence=evidence((each for each, _ in pages), twins, other),
        params=_params(facts, page),
    )


def same_notice(one: HttpDetail, two: HttpDetail) -> bool:
    """Whether two answers are the same notice: the same landing host of a redirect, or the same page."""
    if one.header("location") and two.header("location"):
        return landing(one) == landing(two)
    return one.status == two.status and bool(one.body_bytes) and one.sha256 == two.sha256


def landing(page: HttpDetail) -> str:
    """The host to which an answer redirects, "" when it does not."""
    return urlsplit(page.header("location")).hostname or ""


def _alike(page: HttpDetail, attempts: Sequence[Attempt]) -> list[Attempt]:
    return [each for each in attempts if each.page and same_notice(page, each.page)]


def _control_heads(facts: TargetFacts) -> list[HttpDetail]:
    usable = [control.usable for control in facts.controls_open]
    return [head for each in usable if each for head in each.heads]


def _params(
    facts: TargetFacts, page: HttpDetail, notice: Notice | None = None
) -> tuple[tuple[str, str], ...]:
    named = (("notice", notice.id),) if notice else ()
    return (
        ("host", facts.target.host),
        ("status", str(page.status or "")),
        ("got", landing(page)),
        *named,
    )
