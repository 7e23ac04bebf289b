"""Connections that stop after a certain amount of bytes or packets, down or up."""

from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.facts import Attempt, TargetFacts
from waythrough.verdict.facts_volume import FRESH, Sample, alike, samples, stalled, within
from waythrough.verdict.rule import NotThis, Said, evidence, locus_of

TWICE = 2  # runs of short answers that must stop when pages alone do not prove a limit
_REFUSALS = range(400, 500)


def freeze(facts: TargetFacts) -> Said:
    """Fresh connections fall silent after nearly the same number of bytes, while a control gets more."""
    fresh = (*facts.tries, *facts.attempts(Purpose.PACE))
    silent = [each for each in fresh if stalled(each)]
    if len(silent) < FRESH:
        return NotThis(why="fewer than three fresh connections fell silent in the middle")
    counts = [received(each) for each in silent]
    if any(each.failure for each in facts.attempts(Purpose.NEUTRAL)):
        return NotThis(why="neutral hosts failed in the same minute")
    if any(received(each) > max(counts) for each in fresh):
        return NotThis(why="another connection got further")
    few = _by_packets(facts, min(counts))
    if not alike(counts) and not (within(counts) and few >= TWICE):
        return NotThis(why="they stopped at unlike counts")
    if any(each.received > max(counts) for each in samples(facts, Purpose.SMALL_STEPS)):
        return NotThis(why="what a connection carried before does not count: the page itself ends there")
    if any(stalled(each) for control in facts.others for each in control.tries if not _frozen_way(control)):
        return NotThis(why="over another way it stops as well")
    neutral = samples(facts, Purpose.PACE_CONTROL)
    on_the_way = not facts.direct and _all_stop(facts, max(counts))
    further = sum(each.received > max(counts) for each in neutral)
    ways = any(
        received(each) > max(counts)
        for way in facts.controls_open
        for each in (*way.tries, *way.attempts(Purpose.PACE))
    )
    if not ways and (further < FRESH or further < len(neutral)):
        return NotThis(why="no control received more than that")
    return Verdict(
        label=Label.VOLUME_FREEZE,
        rule_id="volume.freeze",
        confidence=Confidence.LIKELY,
        locus=Locus.PATH_ENTRY if on_the_way else locus_of(facts),
        layer=Layer.VOLUME,
        action=Action.FREEZE,
        trigger=_trigger(facts, max(counts)),
        qualifier="packets" if few else "",
        tries=Tries(seen=len(silent), of=len(silent)),
        evidence=(*evidence(silent), *(each.id for each in neutral)),
        params=(
            ("host", facts.subject),
            ("bytes", str(max(counts))),
            ("least", str(min(counts))),
            ("controls", f"{further}/{len(neutral)}"),
            ("small", _small(facts)),
        ),
    )


def upload_freeze(facts: TargetFacts) -> Said:
    """What is sent stops to be answered after nearly the same number of bytes; neutral hosts answer all of it."""
    tries = samples(facts, Purpose.UPLOAD)
    refused = [each for each in tries if each.status in _REFUSALS]
    if refused:
        return NotThis(why="the server itself refuses requests of this size")
    silent = [each for each in tries if each.silent]
    if len(silent) < FRESH or len(silent) < len(tries):
        return NotThis(why="fewer than three uploads fell silent, or some did not")
    if not alike([each.sent for each in silent]):
        return NotThis(why="they stopped at unlike counts")
    control = samples(facts, Purpose.UPLOAD_CONTROL)
    most = max(each.sent for each in silent)
    passed = [each for each in control if not each.silent and each.sent > most]
    if len(passed) < FRESH or len(passed) < len(control):
        return NotThis(why="no neutral host answered so much")
    return Verdict(
        label=Label.VOLUME_FREEZE,
        rule_id="volume.upload_freeze",
        confidence=Confidence.LIKELY,
        locus=locus_of(facts),
        layer=Layer.VOLUME,
        action=Action.FREEZE,
        trigger="volume",
        qualifier="upload",
        tries=Tries(seen=len(silent), of=len(tries)),
        evidence=tuple(each.id for each in (*silent, *control)),
        params=(
            ("host", facts.target.host),
            ("bytes", str(most)),
            ("least", str(min(each.sent for each in silent))),
            ("controls", f"{len(passed)}/{len(control)}"),
        ),
    )


def received(attempt: Attempt) -> int:
    """Bytes of the page that arrived in an attempt's last hop, or of the large object."""
    return attempt.last.bytes_received if attempt.step in (Step.BODY, Step.TRANSFER) else 0


def _all_stop(facts: TargetFacts, most: int) -> bool:
    """Whether neutral hosts stop over this way as the target does: then the way itself is cut, not the target."""
    neutral = samples(facts, Purpose.PACE_CONTROL)
    counts = [each.received for each in neutral if each.silent]
    return bool(counts) and len(counts) == len(neutral) and alike([*counts, most])


def _frozen_way(facts: TargetFacts) -> bool:
    """Whether a way stops for neutral hosts too, so that it cannot speak for the target."""
    return not facts.direct and any(each.silent for each in samples(facts, Purpose.PACE_CONTROL))


def _by_packets(facts: TargetFacts, least: int) -> int:
    """How often short answers over one connection stopped after far fewer bytes than a page does, 0 if ever not.

    A limit of packets stops pages at unlike counts of bytes, for packets are filled and acknowledged as they come.
    """
    steps = samples(facts, Purpose.SMALL_STEPS)
    return len(steps) if all(each.silent and each.received * 2 < least for each in steps) else 0


def _trigger(facts: TargetFacts, most: int) -> str:
    """The name, when the same object comes whole from the same address under another one; else the volume alone."""
    other: tuple[Sample, ...] = samples(facts, Purpose.PACE_OTHER_NAME)
    return "sni" if any(each.received > most for each in other) else "volume"


def _small(facts: TargetFacts) -> str:
    short = samples(facts, Purpose.SMALL)
    return "" if not short else "passes" if any(each.whole for each in short) else "fails"
