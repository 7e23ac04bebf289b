"""What becomes of known pages that pass through a way: changed, slow, or stopped after some kilobytes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from waythrough.model.network import Canary
from waythrough.model.observation import HttpDetail, Observation
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.facts_volume import FRESH, alike

ENOUGH = 2  # times that a page must come back changed, or slowly
LONG = 16 * 1024  # bytes that tell a rate; shorter pages show round trips only
SLOW_RATE = 32 * 1024  # bytes a second (256 kbit/s): at that a common page of 2 MB takes a minute
RATIO = 4.0  # by which the line itself must be faster


@dataclass(frozen=True, kw_only=True)
class CarriageFacts:
    """What passed through a way, and directly in the same minutes, to the same known and neutral pages."""

    through: tuple[Observation, ...] = field(repr=False)
    direct: tuple[Observation, ...] = field(default=(), repr=False)
    canaries: tuple[Canary, ...] = ()


def alters(facts: CarriageFacts) -> Verdict | None:
    """A known page comes back changed through the way, and unchanged without it (Chung et al., IMC 2016).

    Only an answer with the known status counts: a refusal or a page of the way's own is not the page changed.
    """
    for canary in facts.canaries:
        came = _pages(facts.through, canary)
        changed = [each for each in came if not _intact(canary, each)]
        intact = [each for each in _pages(facts.direct, canary) if _intact(canary, each)]
        if len(changed) >= ENOUGH and intact and len(changed) == len(came):
            return Verdict(
                label=Label.PATH_FAILURE,
                rule_id="path.alters",
                confidence=Confidence.CONFIRMED,
                locus=Locus.PATH_EXIT,
                layer=Layer.HTTP,
                action=Action.INJECT,
                trigger="body",
                qualifier="alters",
                reason="altered",
                tries=Tries(seen=len(changed), of=len(changed)),
                evidence=tuple(each.id for each in (*changed, *intact)),
            )
    return None


def stops(facts: CarriageFacts) -> Verdict | None:
    """Fresh connections through the way fall silent after alike counts, while the line gets more of the page."""
    bodies = _bodies(facts.through)
    stopped = [each for each in bodies if each.failure and each.failure.silence]
    counts = [each.bytes_received for each in stopped]
    if len(stopped) < FRESH or len(stopped) < len(bodies) or not alike(counts):
        return None
    more = [each for each in _bodies(facts.direct) if each.bytes_received > max(counts)]
    if not more:
        return None
    return Verdict(
        label=Label.VOLUME_FREEZE,
        rule_id="path.freeze",
        confidence=Confidence.LIKELY,
        locus=Locus.PATH_ENTRY,
        layer=Layer.VOLUME,
        action=Action.FREEZE,
        trigger="volume",
        tries=Tries(seen=len(stopped), of=len(bodies)),
        evidence=tuple(each.id for each in (*stopped, *more)),
        params=(("bytes", str(max(counts))),),
    )


def slow(facts: CarriageFacts) -> Verdict | None:
    """Long neutral pages crawl through the way each time, and the line itself is several times faster."""
    ours = [each for each in map(rate, facts.through) if each is not None]
    theirs = [each for each in map(rate, facts.direct) if each is not None]
    if len(ours) < ENOUGH or not theirs or max(ours) > SLOW_RATE or max(theirs) < RATIO * max(ours):
        return None
    return Verdict(
        label=Label.NETWORK_TROUBLE,
        rule_id="path.slow",
        confidence=Confidence.CONFIRMED,
        locus=Locus.PATH,
        layer=Layer.PATH,
        action=Action.SHAPE,
        qualifier="slow",
        tries=Tries(seen=len(ours), of=len(ours)),
        evidence=tuple(each.id for each in (*_bodies(facts.through), *_bodies(facts.direct))),
        params=(("rate", f"{max(ours) * 8 / 1000:.0f}"),),
    )


def one_family(facts: CarriageFacts) -> Verdict | None:
    """The way carries IPv4 only, while the line carries both: addresses of IPv6 that it is given lead nowhere.

    Only families are compared, never the addresses from which the way goes out.
    """
    through, direct = _by_family(facts.through), _by_family(facts.direct)
    dead = [each for each in through[6] if each.failure is not None]
    if len(dead) < ENOUGH or len(dead) < len(through[6]):
        return None
    if not any(each.ok for each in through[4]) or not any(each.ok for each in direct[6]):
        return None
    return Verdict(
        label=Label.PARTIAL,
        rule_id="path.one_family",
        confidence=Confidence.LIKELY,
        locus=Locus.PATH,
        layer=Layer.PATH,
        qualifier="ipv6",
        tries=Tries(seen=len(dead), of=len(through[6])),
        evidence=tuple(each.id for each in (*dead, *through[4], *direct[6])),
        params=(("family", "6"),),
    )


def _by_family(seen: Sequence[Observation]) -> dict[int, list[Observation]]:
    """How each host ended over each family."""
    ends: dict[int, dict[str, Observation]] = {4: {}, 6: {}}
    for each in seen:
        if each.purpose is Purpose.WAY_FAMILY and each.step is not Step.RESOLVE:
            ends[each.attempt][each.target] = each
    return {family: list(hosts.values()) for family, hosts in ends.items()}


def rate(observation: Observation) -> float | None:
    """Bytes a second of a body that is long enough to tell, None for all else."""
    long = observation.step is Step.BODY and observation.bytes_received >= LONG
    return observation.bytes_received / max(observation.duration, 1e-3) if long and observation.ok else None


def _pages(seen: Sequence[Observation], canary: Canary) -> list[Observation]:
    """Answers to a canary that came with the known status and to their end."""
    ended = {
        (each.target, each.attempt)
        for each in seen
        if each.purpose is Purpose.CANARY and each.failure is not None
    }
    return [
        each
        for each in seen
        if each.purpose is Purpose.CANARY
        and each.target == canary.url
        and each.step is Step.HTTP
        and isinstance(each.detail, HttpDetail)
        and each.detail.status == canary.status
        and (each.target, each.attempt) not in ended
    ]


def _intact(canary: Canary, seen: Observation) -> bool:
    detail = seen.detail
    return isinstance(detail, HttpDetail) and canary.matches(detail.status, detail.body)


def _bodies(seen: Sequence[Observation]) -> list[Observation]:
    return [each for each in seen if each.purpose is Purpose.WAY_LONG and each.step is Step.BODY]
