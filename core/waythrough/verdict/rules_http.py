"""The page: a notice, a refusal, a question, or a fault of the service itself."""

from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Verdict
from waythrough.verdict.answers import Answer, AnswerKind
from waythrough.verdict.facts import Attempt, TargetFacts
from waythrough.verdict.matrix import Arm, arm, broke_late, clearly_worse
from waythrough.verdict.rule import (
    ENOUGH_FOR_LIKELY,
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


def path_matrix(facts: TargetFacts) -> Said:
    """The path breaks a plain request at a neutral server too, under that one's own Host; the bare Host does not.

    After such a word the box may go on tearing connections to that address for a while, in part of the tries
    (Rambert et al. 2021): so the bare Host is asked at a server that never got the word.
    """
    own = tuple(each for each in facts.failed if broke_late(each) and not facts.needs_tls)
    word = arm(facts.attempts(Purpose.NEUTRAL_PATH), whole=True)
    bare = arm(facts.attempts(Purpose.OTHER_PATH), whole=True)
    before = arm(facts.attempts(Purpose.BASELINE_BEFORE)[:1], whole=True)
    if not own or not word.count:
        return NotThis(why="no plain request broke, or its path was not tried elsewhere")
    if not bare.all_passed or before.broken:
        return NotThis(why="the bare Host breaks as well, or was not tried")
    calm = Arm(broken=(), passed=bare.passed + before.passed)
    if not (word.all_broke and len(word.broken) >= ENOUGH_FOR_LIKELY) and not clearly_worse(word, calm):
        return NotThis(why="the path passes at a neutral server")
    return Verdict(
        label=Label.HTTP_FILTERING,
        rule_id="http.path_matrix",
        confidence=Confidence.LIKELY,
        locus=locus_of(facts),
        layer=Layer.HTTP,
        action=action_of(own[-1].failure),
        trigger="keyword",
        tries=tries_of(facts),
        evidence=evidence(own, word.broken, bare.passed),
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


def _answering(facts: TargetFacts, kind: AnswerKind) -> list[tuple[Attempt, Answer]]:
    return [
        (attempt, answer)
        for attempt, answer in zip(facts.tries, facts.answers, strict=True)
        if answer is not None and answer.kind is kind
    ]
