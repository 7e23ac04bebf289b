"""What a rule is: facts in, a verdict or the reason why it does not apply out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.step import Step
from waythrough.model.verdict import Action, Confidence, Locus, Tries, Verdict
from waythrough.verdict.facts import Attempt, TargetFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class NotThis:
    """A rule did not apply; `why` is for those who trace a verdict (`waythrough explain`)."""

    why: str


Said = Verdict | NotThis
Rule = Callable[[TargetFacts], Said]
Heard = tuple[tuple[str, str], ...]
"""As `TargetResult.heard`: the rules that were asked, each with why it did not apply, "" for the one that did."""

ENOUGH_FOR_CONFIRMED = 3  # clean repeats of an A/B pair
ENOUGH_FOR_LIKELY = 2

INTERRUPTIONS = frozenset(
    {FailureKind.RESET, FailureKind.EOF, FailureKind.CLOSED, FailureKind.TIMEOUT, FailureKind.NOT_TLS}
)
"""Ends of a connection that a box on the way can cause; an alert or a certificate is an answer."""

CONNECT_FAILURES = frozenset(
    {
        FailureKind.TIMEOUT,
        FailureKind.REFUSED,
        FailureKind.RESET,
        FailureKind.HOST_UNREACHABLE,
        FailureKind.NETWORK_UNREACHABLE,
    }
)

_ACTIONS = {
    FailureKind.TIMEOUT: Action.DROP,
    FailureKind.RESET: Action.RESET,
    FailureKind.REFUSED: Action.RESET,
    FailureKind.EOF: Action.FIN,
    FailureKind.CLOSED: Action.FIN,
    FailureKind.NOT_TLS: Action.INJECT,
    FailureKind.HOST_UNREACHABLE: Action.REFUSE,
    FailureKind.NETWORK_UNREACHABLE: Action.REFUSE,
    FailureKind.TLS_ALERT: Action.ALERT,
}


def first_word(rules: Iterable[Rule], facts: TargetFacts) -> tuple[Verdict, Heard]:
    """What the first rule that applies says. Raises AssertionError when none does: the last of a list always speaks."""
    heard: list[tuple[str, str]] = []
    for rule in rules:
        said = rule(facts)
        name = f"{rule.__module__.rpartition('_')[2]}.{rule.__name__}"
        if not isinstance(said, NotThis):
            return said, (*heard, (name, ""))
        heard.append((name, said.why))
    raise AssertionError("the last rule always speaks")


def action_of(failure: Failure | None) -> Action | None:
    """The action that a failure looks like."""
    return _ACTIONS.get(failure.kind) if failure else None


def locus_of(facts: TargetFacts) -> Locus:
    """Where interference with the target itself is placed: the line, or the far end of a way."""
    return Locus.DIRECT if facts.direct else Locus.PATH_EXIT


def tries_of(facts: TargetFacts) -> Tries:
    """k of n: tries that failed, of all."""
    return Tries(seen=len(facts.failed), of=len(facts.tries))


def evidence(*groups: Iterable[Attempt]) -> tuple[str, ...]:
    """Ids of the last observations of attempts, in order, without repeats."""
    return tuple(dict.fromkeys(attempt.id for group in groups for attempt in group))


def interrupted_at(step: Step, attempts: Iterable[Attempt]) -> bool:
    """Whether there are attempts and all were interrupted in this step; one that ended before it proves nothing."""
    ends = [(each.step, each.failure) for each in attempts]
    return bool(ends) and all(
        at is step and failure is not None and failure.kind in INTERRUPTIONS for at, failure in ends
    )


def turned_away(attempt: Attempt) -> bool:
    """Whether an attempt ended because its address took no connection."""
    failure = attempt.failure
    return attempt.step is Step.CONNECT and failure is not None and failure.kind in CONNECT_FAILURES


def control_ids(facts: TargetFacts) -> tuple[str, ...]:
    """Ids of the last observations with which other ways opened the target."""
    return tuple(each.usable.id for each in facts.controls_open if each.usable)


def confidence(facts: TargetFacts, repeats: int) -> Confidence:
    """Confirmed needs a live control and three clean repeats; without a control nothing exceeds likely."""
    if facts.controls_open and repeats >= ENOUGH_FOR_CONFIRMED:
        return Confidence.CONFIRMED
    return Confidence.LIKELY
