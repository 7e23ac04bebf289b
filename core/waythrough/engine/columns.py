"""The columns of a run: every way opened once, its health asked of neutral hosts, its state kept."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from waythrough.engine.estimator import Estimator
from waythrough.model.errors import WaythroughError
from waythrough.model.failure import CERT_FAILURES, FOREIGN_ISSUERS, FailureKind
from waythrough.model.observation import Observation
from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.run import PathInfo
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import (
    Action,
    Confidence,
    Label,
    Layer,
    Locus,
    Stage,
    Tries,
    Verdict,
)
from waythrough.model.way_word import WayWord
from waythrough.paths.base import MissingHereError, OpenPath
from waythrough.paths.registry import chain, display_names, encrypts_to_exit, kind
from waythrough.probe.walk import Line
from waythrough.verdict.explain_untried import SOMETHING_MISSING, UNTRIED
from waythrough.verdict.explain_untried import untried as untried_verdict
from waythrough.verdict.facts import ENTRY_STAGES, Attempt, next_hop, vague
from waythrough.verdict.judge import PathFacts
from waythrough.verdict.rules_path import path_verdict

UNCLEAR = frozenset({FailureKind.TIMEOUT, FailureKind.REFUSED, FailureKind.RESET, FailureKind.PROXY_ERROR})
"""Ends that a moment of trouble causes as well."""

ENTRY_FAILURES = 3  # failures of a way's own entry in a row, after which its other cells are inferred


@dataclass(slots=True)
class Column:
    """One way while it is used. `line` is None until it is open; `health` are the observations of its check."""

    spec: PathSpec
    info: PathInfo
    estimator: Estimator = field(default_factory=Estimator)
    line: Line | None = None
    opened: OpenPath | None = None
    health: list[Observation] = field(default_factory=list)
    seconds: float | None = None
    entry_failures: int = 0
    begun: bool = False  # its opening has begun
    control: bool = False  # asked only for comparison, never shown
    large_read: bool = False
    rate: float = 0.0  # the best seen of a long body, bytes a second
    serial: bool = False  # carries one connection at a time only
    found: Verdict | None = None  # what burdens the way although it carries traffic
    reopening: asyncio.Lock = field(default_factory=asyncio.Lock)
    flickers: list[Observation] = field(default_factory=list)  # of a cell that ended in the way's own entry

    @property
    def direct(self) -> bool:
        return self.spec.is_direct

    @property
    def facts(self) -> PathFacts:
        return PathFacts(
            path_id=self.spec.id,
            direct=self.direct,
            healthy=self.info.usable,
            safe=self.info.safe,
            seconds=self.seconds,
            found=self.found,
            hops=self.hops,
            on_line=self.spec.on_line,
        )

    @property
    def hops(self) -> int:
        """Of how many servers the way is made."""
        return len(chain(self.spec))

    @property
    def stops_long(self) -> bool:
        """Whether short pages pass and long ones do not, so that only long ones tell."""
        return self.found is not None and self.found.label is Label.VOLUME_FREEZE

    @property
    def failing(self) -> list[Observation]:
        """What was seen when the way last failed by itself."""
        return self.flickers or self.health

    @property
    def down(self) -> bool:
        return self.info.usable is False

    @property
    def untried(self) -> bool:
        """Whether it answers but cannot be tried out here."""
        return untried_verdict(self.info.verdict)


def make_columns(specs: Sequence[PathSpec]) -> dict[str, Column]:
    """Columns in the order given; unnamed ways are named by kind and number, never by host."""
    names = display_names(specs)
    return {
        spec.id: Column(
            spec=spec,
            info=PathInfo(
                id=spec.id,
                kind=spec.kind,
                name=names[spec.id],
                kind_name=kind(spec.kind).label,
                encrypts_to_exit=encrypts_to_exit(spec),
            ),
        )
        for spec in specs
    }


def bad_config(column: Column, error: WaythroughError) -> PathInfo:
    """The state of a way whose configuration cannot be used."""
    verdict = Verdict(
        label=Label.PATH_FAILURE,
        rule_id="path.config",
        confidence=Confidence.CONFIRMED,
        locus=Locus.PATH,
        layer=Layer.PATH,
        stage=Stage.CONFIG,
        reason="bad_config",
        params=(("failure", "bad_config"), ("got", str(error.what)), ("todo", str(error.todo))),
    )
    return replace(column.info, usable=False, verdict=verdict, stage=Stage.CONFIG)


def refused(column: Column, error: WaythroughError) -> PathInfo:
    """The state of a way that is not opened: something is missing here, or its configuration cannot be used."""
    return (untried if isinstance(error, MissingHereError) else bad_config)(column, error)


def untried(column: Column, error: WaythroughError) -> PathInfo:
    """The state of a way that cannot be tried out on this computer: neither usable nor failed."""
    missing = isinstance(error, MissingHereError)
    verdict = Verdict(
        label=Label.INCONCLUSIVE,
        rule_id=UNTRIED,
        confidence=Confidence.NONE,
        locus=Locus.LOCAL,
        layer=Layer.PATH,
        reason=SOMETHING_MISSING if missing else error.message_id,
        params=(("got", str(error.what)), ("todo", str(error.todo))),
    )
    return replace(column.info, usable=None, verdict=verdict, stage=Stage.CONFIG if missing else None)


def judge_health(column: Column, neutral_leaves: Collection[str]) -> PathInfo:
    """The state of a way after its health check: usable, not usable, or usable but not safe.

    `neutral_leaves` are neutral hosts that the direct line saw with a valid certificate.
    """
    attempts = health_attempts(column.health)
    good = [each for each in attempts if each.failure is None and each.page]
    foreign = [
        each
        for each in attempts
        if each.step is Step.TLS
        and each.failure
        and each.failure.kind in FOREIGN_ISSUERS
        and not _own_stage(each)
    ]
    if foreign:
        seen_honest = any(each.last.host in neutral_leaves for each in foreign)
        issuers = {each.leaf.issuer for each in foreign if each.leaf}
        if seen_honest or (len(foreign) >= 2 and len(issuers) == 1) or good:
            return _intercepting(column, foreign, sure=seen_honest)
    if good:
        return replace(column.info, usable=True, verdict=column.found, stage=None)
    if not attempts:
        return replace(column.info, usable=None)
    failed = tuple(each for each in attempts if each.failure is not None)
    alike = sum(_ended(each) == _ended(failed[-1]) for each in failed)
    verdict = path_verdict(failed, Tries(seen=alike, of=len(attempts)), hops=column.hops)
    if not _own_stage(failed[-1]):
        verdict = _behind_the_entry(column, verdict)
    return replace(column.info, usable=False, verdict=verdict, stage=verdict.stage)


def _ended(attempt: Attempt) -> tuple[Stage | None, FailureKind | None]:
    """Where and how a try ended: only those that ended alike were seen to have the same result."""
    last = attempt.last
    return last.stage, last.failure.kind if last.failure else None


def _behind_the_entry(column: Column, verdict: Verdict) -> Verdict:
    """Targets fail and the entry does not: nothing comes through, or the server never showed that it knows us."""
    if column.opened is None or column.opened.answered():
        return replace(verdict, stage=Stage.DATA, rule_id="path.data", locus=Locus.PATH)
    rule_id = f"path.{WayWord.UNANSWERED}"
    return replace(verdict, stage=Stage.HANDSHAKE, rule_id=rule_id, locus=Locus.PATH)


def fell_silent(column: Column, observations: Sequence[Observation]) -> PathInfo:
    """The state of a way that worked and then failed at its entry again and again."""
    failed = Attempt(tuple(observations))
    tries = Tries(seen=column.entry_failures, of=column.entry_failures)
    verdict = path_verdict((failed,), tries, hops=column.hops)
    return replace(column.info, usable=False, verdict=verdict, stage=verdict.stage)


def health_attempts(observations: Sequence[Observation]) -> tuple[Attempt, ...]:
    """The tries of a health check, one for each neutral host and round."""
    groups: dict[tuple[str, int], list[Observation]] = {}
    for each in observations:
        if each.purpose is Purpose.PATH_HEALTH:
            groups.setdefault((each.target, each.attempt), []).append(each)
    return tuple(Attempt(tuple(group)) for group in groups.values())


def answered(observations: Sequence[Observation]) -> bool:
    """Whether the way or what stands behind it gave a clear answer: asking again would not change it.

    After a refused log-in that would even do harm, since servers lock accounts out.
    """
    last = observations[-1].failure
    return (
        last is not None
        and (last.code is not None or last.kind in CERT_FAILURES)
        and (last.kind not in UNCLEAR)
    )


def entry_failed(column: Column, observations: Sequence[Observation]) -> bool:
    """Whether a measurement ended in the way's own entry; what its far end cannot reach does not count."""
    if not observations or observations[-1].step is not Step.PATH or observations[-1].ok:
        return False
    attempt = Attempt(tuple(observations))
    own = attempt.last.stage in ENTRY_STAGES and not vague(attempt)
    return own or bool(next_hop(attempt, column.hops))


def _own_stage(attempt: Attempt) -> bool:
    return attempt.step is Step.PATH


def _intercepting(column: Column, foreign: Sequence[Attempt], *, sure: bool) -> PathInfo:
    leaf = foreign[-1].leaf
    verdict = Verdict(
        label=Label.TLS_MITM,
        rule_id="path.intercepts",
        confidence=Confidence.CONFIRMED if sure else Confidence.LIKELY,
        locus=Locus.PATH_EXIT if column.spec.id != DIRECT_ID else Locus.DIRECT,
        layer=Layer.TLS,
        action=Action.INTERCEPT,
        tries=Tries(seen=len(foreign), of=len(foreign)),
        evidence=tuple(each.id for each in foreign),
        params=(("issuer", leaf.issuer if leaf else ""),),
    )
    return replace(column.info, usable=True, safe=False, verdict=verdict)
