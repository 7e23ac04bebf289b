"""Among many ways: what one of them tells about the others at the same server, so that nobody has to be asked twice."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from waythrough.model.failure import FailureKind
from waythrough.model.observation import Observation, PathDetail
from waythrough.model.step import Step
from waythrough.model.verdict import Confidence, Label, Layer, Locus, Stage, Verdict

SAME_SERVER: Final = "path.same_server"
WANTS_REST: Final = "path.wants_rest"
LOG_INS_REFUSED: Final = "path.log_ins_refused"

WITNESSES: Final = 2
"""Ways whose server was not reached, after which others at the very same server are not tried any more."""
REFUSALS: Final = 3
"""Refused log-ins in a row at one server: servers shut out whoever goes on."""

_TOO_MANY: Final = 429  # RFC 6585
_WORDS: Final = ("quota", "too many", "rate limit", "limit exceeded", "limit reached", "traffic used up")


def wants_rest(observations: Iterable[Observation]) -> bool:
    """Whether a way's own server said that it has been asked too often, or that what was paid for is used up."""
    return any(_asks_for_rest(each) for each in observations if each.step is Step.PATH and not each.ok)


def _asks_for_rest(observation: Observation) -> bool:
    failure, detail = observation.failure, observation.detail
    if failure is not None and failure.code == _TOO_MANY:
        return True
    said = detail.reply_text if isinstance(detail, PathDetail) else ""
    told = f"{said} {failure.text if failure is not None else ''}".lower()
    return any(word in told for word in _WORDS)


def unreached(verdict: Verdict | None) -> bool:
    """Whether a way failed before anything could be said to its server, so that all ways to it fail alike."""
    return (
        verdict is not None
        and verdict.label is Label.PATH_FAILURE
        and verdict.stage in (Stage.RESOLVE, Stage.CONNECT)
    )


def log_in_refused(verdict: Verdict | None) -> bool:
    """Whether a way's server refused user and password."""
    return verdict is not None and verdict.reason == FailureKind.PROXY_AUTH


def same_server(witness: Verdict) -> Verdict:
    """A way is not tried because others did not reach the very same server."""
    return replace(witness, rule_id=SAME_SERVER, confidence=Confidence.LIKELY)


def spared(rule_id: str, evidence: tuple[str, ...] = ()) -> Verdict:
    """A way is not tried because of what its server said to others; nothing is known of it."""
    return Verdict(
        label=Label.INCONCLUSIVE,
        rule_id=rule_id,
        confidence=Confidence.NONE,
        locus=Locus.PATH,
        layer=Layer.PATH,
        reason="spared",
        evidence=evidence,
    )
