"""The observations of one target over one path, arranged as rules want to read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from waythrough.model.failure import CERT_FAILURES, Failure, FailureKind
from waythrough.model.network import AddressPlan
from waythrough.model.notice import Notice
from waythrough.model.observation import (
    Certificate,
    HttpDetail,
    Observation,
    PathDetail,
    ResolveDetail,
    TlsDetail,
)
from waythrough.model.platform import FlowKind, Target
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Stage, Verdict
from waythrough.verdict.answers import Answer, AnswerKind, read_answer

ENTRY_STAGES = frozenset(
    {Stage.CONFIG, Stage.RESOLVE, Stage.CONNECT, Stage.TLS, Stage.HANDSHAKE, Stage.AUTH, Stage.REQUEST}
)
"""Stages at which a way itself fails, before anything is asked of a target's server."""

STANDSTILL = 2.0
"""Seconds for which the program did not run, after which what ended meanwhile is not held against anybody."""


@dataclass(frozen=True)
class Attempt:
    """One try of one measurement, its steps in order."""

    observations: tuple[Observation, ...]

    @cached_property
    def last(self) -> Observation:
        return self.observations[-1]

    @property
    def failure(self) -> Failure | None:
        """What ended the attempt; earlier addresses that failed do not count when a later one went on."""
        return self.last.failure

    @property
    def step(self) -> Step:
        return self.last.step

    @property
    def id(self) -> str:
        return self.last.id

    @cached_property
    def page(self) -> HttpDetail | None:
        """The last complete response head, None when the attempt did not end with one."""
        complete = self.last.step is Step.BODY or (self.last.step is Step.HTTP and self.last.ok)
        return self.heads[-1] if complete and self.heads else None

    @cached_property
    def heads(self) -> tuple[HttpDetail, ...]:
        """All response heads, of every hop."""
        details = [each.detail for each in self.observations if each.step is Step.HTTP and each.ok]
        return tuple(each for each in details if isinstance(each, HttpDetail))

    @property
    def plain_head(self) -> HttpDetail | None:
        """The first head that came outside of TLS, where anybody on the way can write."""
        return next((each for each in self.heads if not each.validated), None)

    @cached_property
    def tls(self) -> TlsDetail | None:
        """The detail of the last TLS step."""
        details = [each.detail for each in self.observations if each.step is Step.TLS]
        return details[-1] if details and isinstance(details[-1], TlsDetail) else None

    @property
    def leaf(self) -> Certificate | None:
        return self.tls.chain[0] if self.tls and self.tls.chain else None

    @property
    def address(self) -> str:
        return self.last.address

    @cached_property
    def tls_answered(self) -> bool:
        """Whether a TLS server spoke: a finished handshake, its certificate or its alert."""
        return any(each.step is Step.TLS and spoke_tls(each) for each in self.observations)

    @cached_property
    def tls_validated(self) -> bool:
        return any(each.step is Step.TLS and each.ok for each in self.observations)

    @property
    def seconds(self) -> float:
        return self.last.started + self.last.duration - self.observations[0].started


def attempts_of(
    observations: Iterable[Observation], purpose: Purpose, *, by_address: bool = False
) -> tuple[Attempt, ...]:
    """The tries of one measurement, in order; with `by_address` each address counts its own."""
    groups: dict[tuple[int, str], list[Observation]] = {}
    for each in observations:
        if each.purpose is purpose:
            groups.setdefault((each.attempt, each.address if by_address else ""), []).append(each)
    return tuple(Attempt(tuple(group)) for _, group in sorted(groups.items()))


def spoiled(observation: Observation) -> bool:
    """Whether a step failed while the machine slept or stood still: that says nothing about the network."""
    return observation.failure is not None and observation.loop_lag >= STANDSTILL


def vague(attempt: Attempt) -> bool:
    """Whether a proxy reported only that it failed: SOCKS4 and some others have no word for an unreachable target."""
    failure = attempt.failure
    return (
        attempt.last.stage is Stage.REQUEST
        and failure is not None
        and failure.kind is FailureKind.PROXY_ERROR
    )


def next_hop(attempt: Attempt, hops: int) -> int:
    """The place (from 1) of the server of a chain that the one before it could not reach; 0 when none is to blame."""
    detail = attempt.last.detail
    at_exit = attempt.last.stage in (Stage.EXIT_DNS, Stage.EXIT_CONNECT) or vague(attempt)
    if attempt.failure is None or not at_exit or not isinstance(detail, PathDetail):
        return 0
    return detail.hop + 2 if detail.hop + 1 < hops else 0


def spoke_tls(observation: Observation) -> bool:
    """Whether the step met a TLS server, friendly or not."""
    failure = observation.failure
    return failure is None or failure.kind in CERT_FAILURES or failure.kind is FailureKind.TLS_ALERT


def issuer_key(detail: TlsDetail) -> str:
    """The fingerprint of the key that signed a chain, as far as the peer showed it; "" without a chain."""
    return detail.chain[-1].key_fingerprint if detail.chain else ""


@dataclass(frozen=True, kw_only=True)
class NetworkFacts:
    """What the gates and the system say about the whole line.

    `address_plan` is the profile's; `hosts_file` the names that the local hosts file answers; `local_resolver`
    whether the line's resolver is on the user's own machine or network; `filtering` whether it is one that people
    choose because it filters; `nameservers` are the addresses of the line's resolver; `foreign_keys` are the keys
    of unknown issuers that two or more unlike platforms were shown on the direct line, `read_along` by host who
    signed the foreign certificates there (see notices.signer); `verdicts` what was concluded; `families` whether
    neutral hosts open over IPv4 (4) and IPv6 (6), without those that were not asked;
    `notices` are the known notices, `country` (ISO 3166, small letters) where the line is, "" when unknown;
    `hollow` whether a box on the way takes TCP connections also for addresses at which nobody lives.
    """

    observations: tuple[Observation, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    address_plan: AddressPlan = field(default_factory=AddressPlan)
    hosts_file: frozenset[str] = frozenset()
    local_resolver: bool = False
    filtering: bool = False
    nameservers: tuple[str, ...] = ()
    foreign_keys: frozenset[str] = frozenset()
    read_along: frozenset[tuple[str, tuple[str, str]]] = frozenset()
    families: Mapping[int, bool] = field(default_factory=lambda: MappingProxyType({}))
    hollow: bool = False
    notices: tuple[Notice, ...] = field(default=(), repr=False)
    country: str = ""

    @cached_property
    def neutral_leaves(self) -> Mapping[str, Certificate]:
        """The validated leaf of each neutral host on the direct line."""
        leaves = {
            each.host: each.detail.chain[0]
            for each in self.observations
            if each.step is Step.TLS and each.ok and isinstance(each.detail, TlsDetail) and each.detail.chain
        }
        return MappingProxyType(leaves)


@dataclass(frozen=True, kw_only=True)
class TargetFacts:
    """All that is known when one target is judged over one path.

    `others` are the facts of the same target over the other paths of the run; `path_is_healthy` is None while the
    path has not shown yet that it carries traffic (the direct line counts as healthy when a gate passed);
    `path_seconds` is how long a neutral page took over the path, `path_found` what burdens a way although it
    carries traffic, `path_hops` of how many servers a way is made.
    """

    target: Target
    path_id: str
    direct: bool
    observations: tuple[Observation, ...]
    network: NetworkFacts
    path_is_healthy: bool | None = True
    path_is_safe: bool = True
    path_seconds: float | None = None
    path_found: Verdict | None = None
    path_hops: int = 1
    others: tuple["TargetFacts", ...] = field(default=(), repr=False)

    def attempts(self, purpose: Purpose) -> tuple[Attempt, ...]:
        """The tries of one measurement, in order."""
        several = purpose in (Purpose.ADDRESS, Purpose.BASELINE_BEFORE)
        found = attempts_of(self.observations, purpose, by_address=several)
        return tuple(each for each in found if not spoiled(each.last))

    @cached_property
    def tries(self) -> tuple[Attempt, ...]:
        return self.attempts(Purpose.TARGET)

    @cached_property
    def answers(self) -> tuple[Answer | None, ...]:
        """How each try's page counts, None where there was none."""
        return tuple(read_answer(self.target, each.page) if each.page else None for each in self.tries)

    @cached_property
    def usable(self) -> Attempt | None:
        """The best try in which the target worked for a user, by its pass rule; the latest such one."""
        return next((each for each in reversed(self.tries) if each not in self.failed), None)

    @property
    def usable_count(self) -> int:
        return len(self.tries) - len(self.failed)

    @cached_property
    def failed(self) -> tuple[Attempt, ...]:
        """The tries that did not work."""
        return tuple(
            each
            for each, answer in zip(self.tries, self.answers, strict=True)
            if not _works(self.target, each, answer)
        )

    @property
    def last_failed(self) -> Attempt | None:
        return self.failed[-1] if self.failed else None

    # Controls ---------------------------------------------------------------------------------------------

    @cached_property
    def controls_open(self) -> tuple["TargetFacts", ...]:
        """Other safe paths over which the same target works now, as far as it was read here before it broke."""
        return tuple(each for each in self.others if each.usable and each.path_is_safe and self.as_far(each))

    def as_far(self, other: "TargetFacts") -> bool:
        """Whether over another path the page came whole, or beyond all places at which it broke here."""
        broke = [each.last.bytes_received for each in self.failed if each.step is Step.BODY]
        return not broke or any(
            (each.page is not None and each.page.complete) or each.last.bytes_received > max(broke)
            for each in other.tries
            if each.failure is None
        )

    @cached_property
    def controls_fail(self) -> tuple["TargetFacts", ...]:
        """Other healthy paths that were tried and failed at the target, not by themselves."""
        return tuple(
            each
            for each in self.others
            if each.tries and not each.usable and each.path_is_healthy and not each.own_failure
        )

    @cached_property
    def subject(self) -> str:
        """The host that decides: where the last failed try ended (a redirect may lead elsewhere), else the target's."""
        last = self.last_failed
        return last.last.host if last is not None else self.target.host

    @property
    def own_failure(self) -> bool:
        """Whether the last try ended in the path's own life and not at the target."""
        last = self.last_failed
        if last is None or last.step is not Step.PATH:
            return False
        if next_hop(last, self.path_hops):
            return True
        return last.last.stage in ENTRY_STAGES and not (self.path_is_healthy and vague(last))

    # Addresses --------------------------------------------------------------------------------------------

    @cached_property
    def line_answers(self) -> tuple[Observation, ...]:
        """What the line's resolver said about the subject's name."""
        return tuple(
            each
            for each in self.observations
            if each.step is Step.RESOLVE and each.purpose is Purpose.TARGET and each.host == self.subject
        )

    @cached_property
    def line_addresses(self) -> frozenset[str]:
        return frozenset(a for each in self.line_answers for a in _addresses(each))

    @cached_property
    def compared(self) -> tuple[Observation, ...]:
        """What other resolvers said about the target's name."""
        return tuple(
            each
            for each in self.observations
            if each.step is Step.RESOLVE and each.purpose is Purpose.COMPARE
        )

    @cached_property
    def vouched(self) -> frozenset[str]:
        """Addresses that a resolver with an authenticated channel (DoH) gave, asked from here or over another way."""
        told = (*self.line_answers, *(each for known in (self, *self.others) for each in known.compared))
        return frozenset(a for each in told if by_doh(each) for a in _addresses(each))

    @cached_property
    def validated_elsewhere(self) -> tuple[Attempt, ...]:
        """Tries at another resolver's address in which the name was proven by its certificate."""
        return tuple(
            each
            for each in self.attempts(Purpose.ADDRESS)
            if each.tls_validated and each.address not in self.line_addresses
        )

    @cached_property
    def reached_by_controls(self) -> frozenset[str]:
        """Addresses at which a control path proved the target by certificate."""
        return frozenset(
            attempt.address
            for control in self.others
            for attempt in control.attempts(Purpose.ADDRESS)
            if attempt.tls_validated or (not self.needs_tls and attempt.failure is None)
        )

    @cached_property
    def disowned(self) -> frozenset[str]:
        """Addresses at which a control was shown another host's certificate: they are not the target's."""
        return frozenset(
            attempt.address
            for control in self.others
            if control.path_is_safe
            for attempt in control.attempts(Purpose.ADDRESS)
            if attempt.failure is not None
            and attempt.failure.kind in CERT_FAILURES
            and attempt.leaf is not None
            and not covers(attempt.leaf, self.subject)
        )

    @property
    def proves_nothing(self) -> bool:
        """Whether this target opens by a bare connection on a line where a box takes those for everybody."""
        bare = self.target.flow is FlowKind.TCP and not self.target.tls and not self.target.send
        return self.direct and bare and self.network.hollow

    @property
    def needs_tls(self) -> bool:
        return self.target.tls or self.target.url.startswith("https://")

    def trusted(self, address: str) -> bool:
        """Whether somebody vouches that the address is the target's: DoH, a control, or a certificate seen there."""
        if address in self.vouched or address in self.reached_by_controls or address == self.subject:
            return True
        return any(
            each.address == address
            and isinstance(each.detail, TlsDetail)
            and each.detail.chain
            and each.detail.verify_code in (0, None, 62)
            and covers(each.detail.chain[0], self.subject)
            for each in self.observations
            if each.step is Step.TLS
        )


def covers(leaf: Certificate, host: str) -> bool:
    """Whether a leaf names the host (RFC 6125 wildcards: the first label only)."""
    host = host.lower().rstrip(".")
    parent = host.partition(".")[2]
    return any(
        name.lower() == host or (name.startswith("*.") and parent == name[2:].lower()) for name in leaf.names
    )


def by_doh(observation: Observation) -> bool:
    """Whether an answer came over an authenticated channel."""
    return isinstance(observation.detail, ResolveDetail) and observation.detail.resolver.startswith("doh:")


def _addresses(observation: Observation) -> tuple[str, ...]:
    return observation.detail.addresses if isinstance(observation.detail, ResolveDetail) else ()


def _works(target: Target, attempt: Attempt, answer: Answer | None) -> bool:
    if attempt.failure is not None:
        return False
    name = target.rule.certificate_name
    if name and not (attempt.leaf and covers(attempt.leaf, name)):
        return False
    if target.flow is FlowKind.TCP:
        return True
    return answer is not None and answer.kind in (AnswerKind.PASSES, AnswerKind.CHALLENGE)
