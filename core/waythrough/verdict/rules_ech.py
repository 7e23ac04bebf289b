"""Rules of the ECH leg: whether connections that hide the service's name get through, and their key as well.

Each compares hellos that differ in one thing. A server that refuses in words has been reached: an alert is an answer.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from waythrough.model.failure import FailureKind
from waythrough.model.observation import Observation, ServiceDetail
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.facts import Attempt, TargetFacts, attempts_of
from waythrough.verdict.rule import (
    ENOUGH_FOR_LIKELY,
    INTERRUPTIONS,
    NotThis,
    Said,
    action_of,
    evidence,
)
from waythrough.verdict.rules_quic import carried, silent


def hidden_name(facts: TargetFacts) -> Said:
    """The hello with ECH gets no answer where the same one without it does.

    A meaningless extension beside it tells whether the extension alone is minded, the public name without any
    extension whether it is that name (net4people/bbs#417: both together are).
    """
    real = facts.attempts(Purpose.ECH_REAL)
    if len(real) < ENOUGH_FOR_LIKELY or not all(_stopped(each) for each in real):
        return NotThis(why="hellos with ECH were answered, or not sent")
    plain = [each for each in facts.attempts(Purpose.ECH_NONE) if _answered(each)]
    if not plain:
        return NotThis(why="the hello without ECH was not answered either")
    grease = _split(facts.attempts(Purpose.ECH_GREASE))
    public = _split(facts.attempts(Purpose.ECH_PUBLIC))
    if grease[0]:
        trigger = "outer name" if public[1] and not public[0] else "extension and outer name"
    elif grease[1]:
        trigger = "extension"
    else:
        return NotThis(why="no meaningless extension was tried beside it")
    told = (real, plain, *grease, *public)
    return _blocked("hidden_name", Layer.TLS, real, told, action=action_of(real[-1].failure), trigger=trigger)


def hidden_name_quic(facts: TargetFacts) -> Said:
    """Over QUIC the page does not come with its name hidden, while it comes without (a meaningless ECH included)."""
    real = facts.attempts(Purpose.QUIC_ECH)
    if len(real) < ENOUGH_FOR_LIKELY or not all(silent(each) for each in real):
        return NotThis(why="QUIC with ECH was answered, or not tried")
    plain = [each for each in facts.attempts(Purpose.QUIC) if carried(each)]
    if len(plain) < ENOUGH_FOR_LIKELY:
        return NotThis(why="QUIC without ECH does not get through either")
    told = (real, plain)
    return _blocked(
        "hidden_name_quic", Layer.QUIC, real, told, action=Action.DROP, trigger="extension and outer name"
    )


def record_withheld(facts: TargetFacts) -> Said:
    """Authenticated resolvers give the key for ECH, the line's own gives the addresses without it."""
    records = [each for each in facts.observations if each.purpose is Purpose.HTTPS_RECORD]
    sure = [each for each in records if _resolver(each).startswith("doh:") and _came(each)]
    own = [each for each in records if not _resolver(each).startswith("doh:")]
    if not sure or not all(_has_key(each) for each in sure):
        return NotThis(why="no authenticated resolver gives a key for ECH, or not all do")
    without = [each for each in own if not _has_key(each)]
    if len(own) < ENOUGH_FOR_LIKELY or len(without) < len(own):
        return NotThis(why="the line's resolver gives the key as well, or was not asked twice")
    if not any(each.ok for each in facts.line_answers):
        return NotThis(why="the line's resolver gives no addresses either")
    if facts.network.local_resolver:
        return NotThis(why="the resolver is on the own network: a small router may not know such records")
    silence = all(each.failure is not None and each.failure.kind is FailureKind.TIMEOUT for each in without)
    return Verdict(
        label=Label.ECH_BLOCKING,
        rule_id="ech.record_withheld",
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.DNS,
        action=Action.DROP if silence else Action.REFUSE,
        trigger="https record",
        tries=Tries(seen=len(without), of=len(own)),
        evidence=tuple(each.id for each in (*without, *sure)),
        params=(("resolver", _resolver(own[0])),),
    )


def forerunner(facts: TargetFacts) -> Said:
    """The extension of ECH's forerunner (ESNI) is met with silence at a neutral host that answers without it."""
    seen = facts.network.observations
    tried = attempts_of(seen, Purpose.ESNI)
    if len(tried) < ENOUGH_FOR_LIKELY or not all(_stopped(each) for each in tried):
        return NotThis(why="the forerunner of ECH was answered, or not tried")
    plain = attempts_of(seen, Purpose.ESNI_NONE)
    before = [each for each in plain if _answered(each) and each.last.started < tried[0].last.started]
    if not before:
        return NotThis(why="the neutral host was not seen to answer before")
    after = [each for each in plain if each.last.started > tried[-1].last.started]
    lingers = bool(after) and all(_stopped(each) for each in after)
    return _blocked(
        "forerunner",
        Layer.TLS,
        tried,
        (tried, before, after),
        action=action_of(tried[-1].failure),
        trigger="extension 0xffce",
        params=(("lingers", "yes"),) * lingers,
    )


def works(facts: TargetFacts) -> Said:
    """Hellos that hide the name are answered as often as any."""
    real = facts.attempts(Purpose.ECH_REAL)
    if not real or not all(_answered(each) for each in real):
        return NotThis(why="not every hello with ECH was answered")
    return Verdict(
        label=Label.OK,
        rule_id="ech.works",
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.TLS,
        tries=Tries(seen=len(real), of=len(real)),
        evidence=evidence(real),
    )


def unsure(facts: TargetFacts) -> Said:
    """Nothing to say: no key is published, or the tries went both ways."""
    real = facts.attempts(Purpose.ECH_REAL)
    return Verdict(
        label=Label.INCONCLUSIVE,
        rule_id="ech.unsure",
        confidence=Confidence.NONE,
        locus=Locus.DIRECT,
        layer=Layer.TLS,
        reason="mixed" if real else "not_offered",
        tries=Tries(seen=sum(not _answered(each) for each in real), of=len(real)),
        evidence=evidence(real),
    )


RULES: Final = (hidden_name, hidden_name_quic, record_withheld, forerunner, works, unsure)


def _answered(attempt: Attempt) -> bool:
    failure = attempt.failure
    return attempt.step is Step.TLS and (failure is None or failure.kind is FailureKind.TLS_ALERT)


def _stopped(attempt: Attempt) -> bool:
    """Interrupted after the connection stood, or not even let in any more, as after a trigger that lingers."""
    return attempt.failure is not None and attempt.failure.kind in INTERRUPTIONS


def _split(attempts: Iterable[Attempt]) -> tuple[list[Attempt], list[Attempt]]:
    """The answered and the stopped ones."""
    listed = list(attempts)
    return [each for each in listed if _answered(each)], [each for each in listed if _stopped(each)]


def _resolver(observation: Observation) -> str:
    return observation.detail.resolver if isinstance(observation.detail, ServiceDetail) else ""


def _has_key(observation: Observation) -> bool:
    return isinstance(observation.detail, ServiceDetail) and observation.detail.ech


def _came(observation: Observation) -> bool:
    return isinstance(observation.detail, ServiceDetail) and observation.detail.rcode is not None


def _blocked(
    rule: str,
    layer: Layer,
    failed: Sequence[Attempt],
    told: Iterable[Iterable[Attempt]],
    *,
    action: Action | None,
    trigger: str,
    params: tuple[tuple[str, str], ...] = (),
) -> Verdict:
    return Verdict(
        label=Label.ECH_BLOCKING,
        rule_id=f"ech.{rule}",
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=layer,
        action=action,
        trigger=trigger,
        tries=Tries(seen=len(failed), of=len(failed)),
        evidence=evidence(*told),
        params=params,
    )
