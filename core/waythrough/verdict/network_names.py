"""What is told of the whole line about names, without any word against anybody."""

from collections.abc import Sequence

from waythrough.model.failure import FailureKind
from waythrough.model.observation import Observation
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict

OTHERS_UNREACHABLE = "dns.others_unreachable"
_SHUT = frozenset(
    {
        FailureKind.TIMEOUT,
        FailureKind.REFUSED,
        FailureKind.HOST_UNREACHABLE,
        FailureKind.NETWORK_UNREACHABLE,
        FailureKind.PERMISSION_DENIED,
    }
)


def others_unreachable(observations: Sequence[Observation]) -> Verdict | None:
    """A note: no resolver but the line's own answers here, not even for an uncensored name."""
    asked = [each for each in observations if each.step is Step.RESOLVE and each.purpose is Purpose.COMPARE]
    if len(asked) < 2 or not all(each.failure and each.failure.kind in _SHUT for each in asked):
        return None
    return Verdict(
        label=Label.OK,
        rule_id=OTHERS_UNREACHABLE,
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.DNS,
        action=Action.DROP,
        trigger="port",
        qualifier="other_resolvers",
        tries=Tries(seen=len(asked), of=len(asked)),
        evidence=tuple(each.id for each in asked),
    )
