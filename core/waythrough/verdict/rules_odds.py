"""Connections that break now and then: by chance, or because of what they carry?"""

from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Confidence, Label, Layer, Verdict
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.matrix import (
    ENOUGH_TRIES,
    MOST_TRIES,
    Arm,
    arm,
    broke,
    broke_late,
    by_chance,
    clearly_worse,
)
from waythrough.verdict.rule import NotThis, Said, action_of, evidence, locus_of, tries_of

PROMISING = 0.1  # a difference that chance makes as seldom as this is worth some more tries


def sometimes(facts: TargetFacts) -> Said:
    """The target's name breaks in part of many tries, an uncensored one at the same address in none.

    A box that acts with a certain chance, or under load, shows itself by the difference of the fractions alone
    (Rambert et al. 2021): no single try and no majority decides.
    """
    own, there, elsewhere, before, after = _arms(facts)
    if not (own.mixed or elsewhere.mixed) or own.count < ENOUGH_TRIES:
        return NotThis(why="it did not break in a part of at least eight tries")
    bad_line = any(each.failure for each in facts.attempts(Purpose.NEUTRAL))
    if there.broken or before.broken or after.broken or bad_line:
        return NotThis(why="uncensored names broke too: it may be the line")
    if not clearly_worse(own, there):
        return NotThis(why="chance alone may make such a difference")
    if facts.direct and not any(facts.trusted(each.address) for each in own.broken):
        return NotThis(why="nobody vouches for the address")
    by_name = clearly_worse(elsewhere, Arm(broken=(), passed=before.passed + after.passed))
    if not by_name and not facts.controls_open:
        return NotThis(why="no control opens the target, and its name does not break at a neutral address")
    plain = not facts.needs_tls
    label = Label.HTTP_FILTERING if plain else Label.SNI_FILTERING
    return Verdict(
        label=label if by_name else Label.CONN_INTERFERENCE,
        rule_id="tcp.sometimes",
        confidence=Confidence.LIKELY,
        locus=locus_of(facts),
        layer=Layer.TCP if not by_name else Layer.HTTP if plain else Layer.TLS,
        action=action_of(own.broken[-1].failure),
        trigger="" if not by_name else "host" if plain else "sni",
        qualifier="sometimes",
        tries=tries_of(facts),
        evidence=evidence(own.broken, there.passed, elsewhere.broken, before.passed),
        params=(("host", facts.subject), ("count", str(there.count))),
    )


def wants_more(facts: TargetFacts) -> bool:
    """Whether results are so mixed that more tries would tell chance from a cause."""
    own, there, elsewhere, *_ = _arms(facts)
    word = arm(facts.attempts(Purpose.NEUTRAL_PATH), whole=True)
    if not (own.mixed or elsewhere.mixed or word.mixed) or not there.count:
        return False
    tried = max(own.count, len(facts.tries))
    if tried < ENOUGH_TRIES:
        return True
    return tried < MOST_TRIES and not clearly_worse(own, there) and by_chance(own, there) <= PROMISING


def _arms(facts: TargetFacts) -> tuple[Arm, Arm, Arm, Arm, Arm]:
    """The target itself, an uncensored name there, its name at a neutral address, that one's before and after."""
    plain = not facts.needs_tls
    late = not plain and any(broke_late(each) for each in facts.failed[-1:])
    broken = tuple(each for each in facts.failed if broke(each) and (not plain or each.step is not Step.TLS))
    own = Arm(broken=broken, passed=tuple(each for each in facts.tries if each not in facts.failed))
    if plain:
        there, elsewhere = (arm(facts.attempts(p)) for p in (Purpose.OTHER_HOST, Purpose.TARGET_HOST))
    else:
        there = arm(facts.attempts(Purpose.NEUTRAL_NAME))
        elsewhere = arm(facts.attempts(Purpose.TARGET_NAME), whole=late)
    before, after = (
        arm(facts.attempts(purpose), whole=late)
        for purpose in (Purpose.BASELINE_BEFORE, Purpose.BASELINE_AFTER)
    )
    return own, there, elsewhere, before, after
