"""The page: a notice, a refusal, a question, or a fault of the service itself."""

from urllib.parse import urlsplit

from waythrough.model.observation import HttpDetail
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.answers import Answer, AnswerKind
from waythrough.verdict.facts import Attempt, TargetFacts
from waythrough.verdict.rule import (
    INTERRUPTIONS,
    NotThis,
    Said,
    action_of,
    confidence,
    evidence,
    interrupted_at,
    locus_of,
    tries_of,
)


def block_page(facts: TargetFacts) -> Said:
    """A notice put into plain HTTP: the same page comes for the target's Host from a server that has no such site.

    Inside validated TLS nobody on the way can do that.
    """
    pages = [each for each in facts.tries if each.page and not each.page.validated]
    if not pages:
        return NotThis(why="no plain HTTP answer came")
    page = pages[-1].page
    elsewhere = [each for each in facts.attempts(Purpose.TARGET_HOST) if each.page]
    other = [each for each in facts.attempts(Purpose.OTHER_HOST) if each.page]
    twins = [each for each in elsewhere if page and each.page and same_notice(page, each.page)]
    if not twins:
        return NotThis(why="a neutral server does not give this page for the target's name")
    if page and landing(page) == facts.subject:
        return NotThis(why="the answer leads on to the service itself")
    if not other:
        return NotThis(why="another Host at the address was not tried")
    if any(page and each.page and same_notice(page, each.page) for each in other):
        return NotThis(why="the page comes for every name at this address: it is the server's own")
    controls = [c for c in facts.controls_open if c.usable and c.usable.page]
    if any(page and c.usable and c.usable.page and same_notice(page, c.usable.page) for c in controls):
        return NotThis(why="the control gets the same page")
    assert page is not None
    redirect = bool(page.header("location"))
    return Verdict(
        label=Label.BLOCK_PAGE,
        rule_id="http.notice_for_name",
        confidence=confidence(facts, len(pages)),
        locus=locus_of(facts),
        layer=Layer.HTTP,
        action=Action.REDIRECT if redirect else Action.INJECT,
        trigger="host",
        tries=tries_of(facts) if facts.failed else tries_all(facts),
        evidence=evidence(pages, twins, other),
        params=(("host", facts.subject), ("status", str(page.status or "")), ("got", landing(page))),
    )


def host_matrix(facts: TargetFacts) -> Said:
    """Plain requests break for the target's Host at its own and a neutral address, for other Hosts at neither."""
    failed = tuple(
        each
        for each in facts.failed
        if each.step is Step.HTTP
        and each.failure
        and each.failure.kind in INTERRUPTIONS
        and facts.target.url.startswith("http://")
    )
    if not failed:
        return NotThis(why="no plain request broke")
    if facts.direct and not any(facts.trusted(each.address) for each in failed):
        return NotThis(why="nobody vouches for the address, so its behaviour says nothing about the Host")
    other = facts.attempts(Purpose.OTHER_HOST)
    elsewhere = facts.attempts(Purpose.TARGET_HOST)
    if not other or not all(each.page for each in other):
        return NotThis(why="another Host at the address was not tried, or fails as well")
    if facts.usable_count:
        return NotThis(why="the target's Host passed in some tries")
    elsewhere_fails = interrupted_at(Step.HTTP, elsewhere)
    if not elsewhere_fails and not facts.controls_open:
        return NotThis(why="the target's Host passes at a neutral address, and no control opens the target")
    return Verdict(
        label=Label.HTTP_FILTERING,
        rule_id="http.host_matrix",
        confidence=confidence(facts, min(len(failed), len(other))),
        locus=locus_of(facts),
        layer=Layer.HTTP,
        action=action_of(failed[-1].failure),
        trigger="host",
        tries=tries_of(facts),
        evidence=evidence(failed, other, elsewhere),
        params=(("host", facts.subject),),
    )


def service_fault(facts: TargetFacts) -> Said:
    """The service answers with a fault of its own inside validated TLS, or alike over another way."""
    faults = _answering(facts, AnswerKind.FAULT)
    if not faults:
        return NotThis(why="no 5xx answer came")
    attempt, answer = faults[-1]
    if facts.controls_open:
        return NotThis(why="the service works over another way")
    alike = [each for other in facts.controls_fail for each, _ in _answering(other, AnswerKind.FAULT)]
    validated = bool(attempt.page and attempt.page.validated)
    if not validated and not alike:
        return NotThis(why="the answer came in plain HTTP and no other way shows it")
    return Verdict(
        label=Label.SERVER_FAULT,
        rule_id="http.service_fault",
        confidence=Confidence.CONFIRMED if alike or (validated and len(faults) > 1) else Confidence.LIKELY,
        locus=Locus.SERVICE,
        layer=Layer.HTTP,
        tries=tries_of(facts),
        evidence=evidence((each for each, _ in faults), alike),
        params=(("host", facts.subject), ("status", str(answer.status))),
    )


def geo_block(facts: TargetFacts) -> Said:
    """The service itself refuses this country or address: its own words, or it opens elsewhere."""
    said = _answering(facts, AnswerKind.GEO_REFUSED)
    refused = _answering(facts, AnswerKind.REFUSED)
    found = said or refused
    if not found:
        return NotThis(why="the service did not refuse")
    attempt, answer = found[-1]
    if not (attempt.page and attempt.page.validated):
        return NotThis(why="the refusal came in plain HTTP, where anybody can write it")
    if not said and not facts.controls_open:
        return NotThis(why="the refusal does not speak of the country, and no control opens the target")
    sure = bool(said) and bool(facts.controls_open)
    return Verdict(
        label=Label.GEO_BLOCK,
        rule_id="http.geo_block",
        confidence=Confidence.CONFIRMED if sure else Confidence.LIKELY,
        locus=Locus.SERVICE if facts.direct else Locus.PATH_EXIT,
        layer=Layer.HTTP,
        action=Action.REFUSE,
        tries=tries_of(facts),
        evidence=evidence(each for each, _ in found),
        params=(("host", facts.subject), ("status", str(answer.status)), ("got", answer.marker)),
    )


def challenge(facts: TargetFacts) -> Said:
    """The service is there but asks the visitor to prove something, or to slow down."""
    asked = _answering(facts, AnswerKind.CHALLENGE)
    if not asked:
        return NotThis(why="the service asked nothing of the visitor")
    attempt, answer = asked[-1]
    if not (attempt.page and attempt.page.validated):
        return NotThis(why="the question came in plain HTTP, where anybody can write it")
    return Verdict(
        label=Label.ACCESS_CHALLENGE,
        rule_id="http.challenge",
        confidence=Confidence.CONFIRMED,
        locus=Locus.SERVICE if facts.direct else Locus.PATH_EXIT,
        layer=Layer.HTTP,
        action=Action.REFUSE,
        evidence=(attempt.id,),
        params=(("host", facts.subject), ("status", str(answer.status)), ("got", answer.marker)),
    )


def refused_everywhere(facts: TargetFacts) -> Said:
    """A complete, validated answer that is not what the pass rule asks for: not a matter of the line."""
    odd = _answering(facts, AnswerKind.REFUSED) + _answering(facts, AnswerKind.UNMET)
    if not odd or not (odd[-1][0].page and odd[-1][0].page.validated):
        return NotThis(why="no validated answer of another kind came")
    attempt, answer = odd[-1]
    return Verdict(
        label=Label.INCONCLUSIVE,
        rule_id="http.other_answer",
        confidence=Confidence.NONE,
        locus=Locus.SERVICE,
        layer=Layer.HTTP,
        reason="service_answers_otherwise",
        tries=tries_of(facts),
        evidence=(attempt.id,),
        params=(("host", facts.subject), ("status", str(answer.status))),
    )


def same_notice(one: HttpDetail, two: HttpDetail) -> bool:
    """Whether two answers are the same notice: the same landing host of a redirect, or the same page."""
    if one.header("location") and two.header("location"):
        return landing(one) == landing(two)
    return one.status == two.status and bool(one.body_bytes) and one.sha256 == two.sha256


def landing(page: HttpDetail) -> str:
    """The host to which an answer redirects, "" when it does not."""
    return urlsplit(page.header("location")).hostname or ""


def tries_all(facts: TargetFacts) -> Tries:
    """All tries, where each of them showed the event."""
    return Tries(seen=len(facts.tries), of=len(facts.tries))


def _answering(facts: TargetFacts, kind: AnswerKind) -> list[tuple[Attempt, Answer]]:
    return [
        (attempt, answer)
        for attempt, answer in zip(facts.tries, facts.answers, strict=True)
        if answer is not None and answer.kind is kind
    ]
