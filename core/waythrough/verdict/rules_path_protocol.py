"""The manner in which a way speaks to its server is held back on the line, whatever is said in it.

Nothing but a comparison shows that: silence is also what a server gives to a wrong secret, or when it is off.
"""

from dataclasses import replace

from waythrough.model.failure import FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.step import Purpose, Step
from waythrough.model.tunnel import TunnelWord
from waythrough.model.verdict import Confidence, Label, Layer, Locus, Stage, Tries, Verdict
from waythrough.model.way_word import WayWord
from waythrough.verdict.facts import Attempt
from waythrough.verdict.path_facts import EntryFacts
from waythrough.verdict.rule import ENOUGH_FOR_LIKELY, action_of, evidence

PREFIX_HELPS = "path.prefix_helps"
CONTROL_ANSWERS = "path.control_answers"

_SILENT = frozenset({FailureKind.TIMEOUT, FailureKind.RESET, FailureKind.EOF, FailureKind.CLOSED})


def prefix_helps(facts: EntryFacts) -> Verdict | None:
    """Silent as it is, and each time answered once its first bytes look like something known.

    Filters of this kind let pass what begins with readable letters or as TLS does, and drop what looks like mere
    chance (Wu et al., USENIX Security 2023, section 4).
    """
    dressed = facts.attempts(Purpose.WAY_PREFIX)
    silent = _silent(facts)
    if facts.came_back or len(dressed) < ENOUGH_FOR_LIKELY or any(each.failure for each in dressed):
        return None
    if len(silent) < max(ENOUGH_FOR_LIKELY, len(facts.still_failing)):
        return None
    return _held_back(facts, PREFIX_HELPS, "entropy", silent, dressed)


def control_answers(facts: EntryFacts) -> Verdict | None:
    """The server stays silent here, while it answers when it is reached over another way."""
    answered = [each for each in facts.attempts(Purpose.WAY_CONTROL) if _answered(each, facts.server_hop)]
    silent = _silent(facts)
    if not answered or facts.came_back:
        return None
    if len(silent) < max(ENOUGH_FOR_LIKELY, len(facts.still_failing)):
        return None
    return _held_back(facts, CONTROL_ANSWERS, "protocol", silent, answered)


def mute_over_udp(attempt: Attempt) -> bool:
    """Whether a server that is reached by datagrams gave no answer at all; a cookie is one."""
    failure, last = attempt.failure, attempt.last
    if attempt.step is not Step.PATH or failure is None or failure.kind is not FailureKind.TIMEOUT:
        return False
    cookie = isinstance(last.detail, PathDetail) and last.detail.reply_text == TunnelWord.COOKIE
    return last.stage in (Stage.CONNECT, Stage.HANDSHAKE) and not cookie


def _silent(facts: EntryFacts) -> list[Attempt]:
    """The tries in which the server was there and the conversation with it came to nothing."""
    if facts.over_udp:
        return [each for each in facts.still_failing if mute_over_udp(each)]
    mute = facts.verdict.rule_id == f"path.{WayWord.UNANSWERED}"
    return [each for each in facts.still_failing if _fell_silent(each, mute=mute)]


def _answered(attempt: Attempt, server_hop: int) -> bool:
    """Whether the server was heard over the control, whatever became of the way behind its greeting."""
    return attempt.failure is None or any(
        each.ok
        and each.stage is Stage.HANDSHAKE
        and isinstance(each.detail, PathDetail)
        and each.detail.hop == server_hop
        for each in attempt.observations
    )


def _fell_silent(attempt: Attempt, *, mute: bool) -> bool:
    """`mute`: a kind without a greeting, whose silence shows only at what is asked through it."""
    failure = attempt.failure
    if failure is None or failure.kind not in _SILENT:
        return False
    return attempt.last.stage is Stage.HANDSHAKE if attempt.step is Step.PATH else mute


def _held_back(
    facts: EntryFacts,
    rule_id: str,
    trigger: str,
    silent: list[Attempt],
    proof: tuple[Attempt, ...] | list[Attempt],
) -> Verdict:
    return replace(
        facts.verdict,
        label=Label.PROTOCOL_BLOCKING,
        rule_id=rule_id,
        confidence=Confidence.LIKELY,
        locus=Locus.PATH_ENTRY,
        layer=Layer.PATH,
        action=action_of(silent[-1].failure),
        trigger=trigger,
        tries=Tries(seen=len(silent), of=len(facts.still_failing)),
        evidence=evidence(silent, proof),
    )
