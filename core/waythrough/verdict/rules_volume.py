"""Connections that stop after a certain amount of bytes."""

from waythrough.model.failure import FailureKind
from waythrough.model.step import Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Verdict
from waythrough.verdict.facts import Attempt, TargetFacts
from waythrough.verdict.rule import NotThis, Said, evidence, locus_of, tries_of

FRESH_CONNECTIONS = 3
SPREAD = 0.30  # of the largest count
LEAST, MOST = 2 * 1024, 110 * 1024  # bytes; outside of it other causes are likelier


def freeze(facts: TargetFacts) -> Said:
    """Fresh connections fall silent after nearly the same number of bytes, while a control gets more."""
    stalled = [each for each in facts.failed if _stalled(each)]
    if len(stalled) < FRESH_CONNECTIONS or len(stalled) < len(facts.tries):
        return NotThis(why="fewer than three fresh connections fell silent in the middle, or some did not")
    counts = [received(each) for each in stalled]
    if min(counts) < LEAST or max(counts) > MOST or max(counts) - min(counts) > SPREAD * max(counts):
        return NotThis(why="they stopped at unlike counts")
    if not any(received(c.usable) > max(counts) for c in facts.controls_open if c.usable):
        return NotThis(why="no control received more than that")
    return Verdict(
        label=Label.VOLUME_FREEZE,
        rule_id="volume.freeze",
        confidence=Confidence.LIKELY,
        locus=locus_of(facts),
        layer=Layer.VOLUME,
        action=Action.FREEZE,
        trigger="volume",
        tries=tries_of(facts),
        evidence=evidence(stalled),
        params=(("host", facts.subject), ("bytes", str(max(counts)))),
    )


def received(attempt: Attempt) -> int:
    """Bytes of the page that arrived in an attempt's last hop."""
    return attempt.last.bytes_received if attempt.step is Step.BODY else 0


def _stalled(attempt: Attempt) -> bool:
    failure = attempt.failure
    if attempt.step is not Step.BODY or failure is None:
        return False
    return failure.kind is FailureKind.TIMEOUT or failure.text == "timeout"
