"""Rules of the QUIC leg: whether HTTP/3 gets through, and what a filter minds when it does not.

QUIC alone never makes a platform blocked (Elmenhorst et al., IMC 2021): browsers fall back to TCP. What is silent
may be the network's own policy, the server's fault or a filter; each rule names the comparison that tells them apart.
"""

from collections.abc import Iterable
from typing import Final

from waythrough.model.failure import LOCAL_FAILURES, FailureKind
from waythrough.model.observation import HttpDetail, ServiceDetail
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.alt_svc import h3_port
from waythrough.verdict.facts import Attempt, TargetFacts
from waythrough.verdict.rule import ENOUGH_FOR_LIKELY, NotThis, Said, evidence

ENOUGH_WHEN_MIXED: Final = 8
"""Tries on either side before an outcome that goes both ways says anything (a filter that fails open under load)."""
_VARIANTS: Final = {
    "large_hello": Purpose.QUIC_LARGE,
    "dummy": Purpose.QUIC_DUMMY,
    "low_port": Purpose.QUIC_LOW_PORT,
}
_MOSTLY: Final = 0.5  # of eight against none of eight: p = 0.04 by Fisher's exact test


def offer(facts: TargetFacts) -> int | None:
    """The port at which the target offers HTTP/3: by its Alt-Svc header, else by its HTTPS record; else None."""
    for each in facts.observations:
        if isinstance(each.detail, HttpDetail) and each.purpose is Purpose.TARGET and each.detail.validated:
            port = h3_port(each.detail.header("alt-svc"))
            if port is not None:
                return port
    records = [each.detail for each in facts.observations if isinstance(each.detail, ServiceDetail)]
    return facts.target.port if any("h3" in each.alpn for each in records) else None


def not_offered(facts: TargetFacts) -> Said:
    """The service offers no HTTP/3, or none that we could ask for: nothing is missing."""
    if facts.attempts(Purpose.QUIC):
        return NotThis(why="it was asked for")
    return _unsure(facts, "not_offered" if offer(facts) is None else "no_client")


def works(facts: TargetFacts) -> Said:
    """Every try got the page's head."""
    tries = facts.attempts(Purpose.QUIC)
    failed = [each for each in tries if not carried(each)]
    if failed:
        return NotThis(why=f"not every try worked [{len(failed)} of {len(tries)} failed]")
    return Verdict(
        label=Label.OK,
        rule_id="quic.works",
        confidence=Confidence.CONFIRMED,
        locus=Locus.DIRECT,
        layer=Layer.QUIC,
        tries=Tries(seen=len(tries), of=len(tries)),
        evidence=evidence(tries),
    )


def own_system(facts: TargetFacts) -> Said:
    """The own machine refuses UDP; what it refuses nobody else can be blamed for."""
    for each in facts.attempts(Purpose.QUIC):
        if each.failure is not None and each.failure.kind in LOCAL_FAILURES:
            return _unsure(facts, "instrument")
    return NotThis(why="the own system let the datagrams out")


def answered(facts: TargetFacts) -> Said:
    """Somebody answered: a refusal, an alert or a certificate is a server's word, not a filter's silence."""
    failed = [each for each in facts.attempts(Purpose.QUIC) if not carried(each)]
    if all(silent(each) for each in failed):
        return NotThis(why="the failed tries met silence")
    return _unsure(facts, "service_answers_otherwise")


def mixed(facts: TargetFacts) -> Said:
    """It goes both ways: never a majority vote, but the share beside that of a neutral host in the same minutes."""
    tries = facts.attempts(Purpose.QUIC)
    failed = [each for each in tries if not carried(each)]
    if len(failed) == len(tries):
        return NotThis(why="no try worked")
    neutral = facts.attempts(Purpose.QUIC_NEUTRAL)
    enough = min(len(tries), len(neutral)) >= ENOUGH_WHEN_MIXED
    clean = all(carried(each) for each in neutral)
    if not enough or not clean or len(failed) < _MOSTLY * len(tries):
        return _unsure(facts, "mixed")
    return _blocked(facts, "mixed", "", (failed, neutral), trigger="name or address")


def by_name(facts: TargetFacts) -> Said:
    """The target's name gets no answer at a neutral server which answers its own: the name is the trigger.

    What gets it through betrays how the filter looks: a hello in two datagrams, as browsers with post-quantum keys
    send it, a meaningless datagram ahead, a port below the server's (net4people/bbs#505; Zohaib et al., USENIX
    Security 2025).
    """
    named = facts.attempts(Purpose.QUIC_TARGET_NAME)
    if len(named) < ENOUGH_FOR_LIKELY or not all(silent(each) for each in named):
        return NotThis(why="the name was not met with silence elsewhere")
    own = [each for each in _neutral_at(facts, named[0].address) if carried(each)]
    if not own:
        return NotThis(why="the neutral server did not answer its own name either")
    passes = [name for name, each in _VARIANTS.items() if _all_carried(facts.attempts(each))]
    qualifier = "first_datagram" if "dummy" in passes else "sni"
    params = tuple((name, "yes") for name in passes)
    return _blocked(facts, "by_name", qualifier, (named, own), trigger="sni", params=params)


def version_1(facts: TargetFacts) -> Said:
    """Nothing of version 1 is answered anywhere, a version that does not exist is: the way itself is open."""
    neutral = facts.attempts(Purpose.QUIC_NEUTRAL)
    if len(neutral) < ENOUGH_FOR_LIKELY or not all(silent(each) for each in neutral):
        return NotThis(why="neutral hosts were not all silent")
    path = _versions(facts)
    open_path = [each for each in path if each.failure is None]
    if len(open_path) < ENOUGH_FOR_LIKELY:
        return NotThis(why="no answer to another version")
    return _blocked(facts, "version_1", "v1", (neutral, open_path), trigger="version")


def closed_for_all(facts: TargetFacts) -> Said:
    """Nothing at all comes back over UDP at the port of QUIC, whoever is asked; guest networks often do this."""
    neutral = facts.attempts(Purpose.QUIC_NEUTRAL)
    hosts = {each.observations[0].address for each in neutral}
    if len(hosts) < ENOUGH_FOR_LIKELY or not all(silent(each) for each in neutral):
        return NotThis(why="neutral hosts were not all silent")
    path = _versions(facts)
    if not path or not all(silent(each) for each in path):
        return NotThis(why="another version was answered, or not tried")
    return _blocked(facts, "closed_for_all", "all_udp443", (neutral, path), trigger="port")


def endpoint(facts: TargetFacts) -> Said:
    """Silence at this address whatever the name and version, while its own page says that HTTP/3 is served there.

    A server whose announcement is wrong looks the same from here, so this is likely at most, and needs the
    announcement, the page over TCP at this very address, and neutral hosts that answer.
    """
    tries = facts.attempts(Purpose.QUIC)
    other = facts.attempts(Purpose.QUIC_NEUTRAL_NAME)
    path = facts.attempts(Purpose.QUIC_VERSION)
    if len(other) < ENOUGH_FOR_LIKELY or not path or not all(silent(each) for each in (*other, *path)):
        return NotThis(why="the address answers another name or version")
    if not any(carried(each) for each in facts.attempts(Purpose.QUIC_TARGET_NAME)):
        return NotThis(why="the name was not seen to pass elsewhere")
    address = tries[0].observations[0].address
    if facts.usable is None or facts.usable.address != address or not facts.usable.tls_validated:
        return NotThis(why="the page was not seen over TCP at this address")
    if not any(carried(each) for each in facts.attempts(Purpose.QUIC_NEUTRAL)):
        return NotThis(why="no neutral host answered")
    return _blocked(facts, "endpoint", "endpoint", (other, path), trigger="address")


def cause_unknown(facts: TargetFacts) -> Said:
    """Silence that nothing explains."""
    return _unsure(facts, "no_control" if not facts.attempts(Purpose.QUIC_NEUTRAL) else "mixed")


RULES: Final = (
    not_offered,
    works,
    own_system,
    answered,
    mixed,
    by_name,
    version_1,
    closed_for_all,
    endpoint,
    cause_unknown,
)


def carried(attempt: Attempt) -> bool:
    """Whether a try got its page, or the answer that it was made for."""
    return attempt.failure is None and attempt.step in (Step.HTTP, Step.EXCHANGE)


def silent(attempt: Attempt) -> bool:
    """Whether a try ended because nothing came any more."""
    return attempt.failure is not None and attempt.failure.kind is FailureKind.TIMEOUT


def _all_carried(attempts: tuple[Attempt, ...]) -> bool:
    return bool(attempts) and all(carried(each) for each in attempts)


def _neutral_at(facts: TargetFacts, address: str) -> list[Attempt]:
    return [each for each in facts.attempts(Purpose.QUIC_NEUTRAL) if each.address == address]


def _versions(facts: TargetFacts) -> tuple[Attempt, ...]:
    return facts.attempts(Purpose.QUIC_VERSION) + facts.attempts(Purpose.QUIC_VERSION_NEUTRAL)


def _tries(facts: TargetFacts) -> Tries:
    tries = facts.attempts(Purpose.QUIC)
    return Tries(seen=sum(not carried(each) for each in tries), of=len(tries))


def _blocked(
    facts: TargetFacts,
    rule: str,
    qualifier: str,
    told: Iterable[Iterable[Attempt]],
    *,
    trigger: str,
    params: tuple[tuple[str, str], ...] = (),
) -> Verdict:
    """Never more than likely: no other line can be asked over UDP, so there is no control."""
    return Verdict(
        label=Label.QUIC_BLOCKING,
        rule_id=f"quic.{rule}",
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.QUIC,
        action=Action.DROP,
        trigger=trigger,
        qualifier=qualifier,
        tries=_tries(facts),
        evidence=evidence(facts.attempts(Purpose.QUIC), *told),
        params=params,
    )


def _unsure(facts: TargetFacts, reason: str) -> Verdict:
    return Verdict(
        label=Label.INCONCLUSIVE,
        rule_id="quic.unsure",
        confidence=Confidence.NONE,
        locus=Locus.DIRECT,
        layer=Layer.QUIC,
        reason=reason,
        tries=_tries(facts),
        evidence=evidence(facts.attempts(Purpose.QUIC)),
    )
