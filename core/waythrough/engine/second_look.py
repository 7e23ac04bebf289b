"""After a first failure: the measurements that tell its cause from its look-alikes, repeated as the depth asks."""

import asyncio
from collections.abc import Callable, Coroutine, MutableSet, Sequence
from dataclasses import dataclass, field, replace

from waythrough.engine.cell import measure_target
from waythrough.engine.comparisons import Comparisons
from waythrough.engine.name_look import control_question, listening, look_at_name
from waythrough.engine.names import NameAids
from waythrough.model.failure import CERT_FAILURES, DATE_FAILURES
from waythrough.model.network import AddressPlan
from waythrough.model.platform import Target
from waythrough.model.run import Depth
from waythrough.model.step import Purpose, Step
from waythrough.net.deadline import Patience
from waythrough.net.resolver_base import Resolver
from waythrough.probe import differential
from waythrough.probe.differential import Neutral
from waythrough.probe.trace import About, Trace
from waythrough.probe.walk import Line, Walk
from waythrough.verdict.facts import Attempt, TargetFacts
from waythrough.verdict.matrix import broke_late
from waythrough.verdict.rules_hello import any_hello_breaks, opens_for_browsers
from waythrough.verdict.rules_odds import wants_more

ROUNDS = {Depth.QUICK: 1, Depth.STANDARD: 3, Depth.THOROUGH: 3}
MOST_TARGETS = 3  # of one platform: more would prove nothing new and load a bad line


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a second look may compare with; hosts are None when the line has shown none.

    `witness` tells in the end whether the line still carries: another host than `neutral`, which may suffer from
    the target's name having been sent to it (residual penalties); those that do are put into `spent`. `names`
    are further ways to ask for names.
    """

    comparers: tuple[Resolver, ...]
    neutral: Neutral | None
    witness: Neutral | None
    plain: Neutral | None
    address_plan: AddressPlan
    body_limit: int
    names: NameAids | None = None
    other_plain: Neutral | None = None
    spent: MutableSet[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One second look at one target over one path."""

    facts: Callable[[], TargetFacts]
    trace: Trace
    line: Line
    patience: Patience
    around: Surroundings
    rounds: int

    @property
    def target(self) -> Target:
        return self.facts().target

    @property
    def walk(self) -> Walk:
        about = About(target=self.target.key, purpose=Purpose.TARGET)
        return Walk(trace=self.trace, line=self.line, patience=self.patience, about=about)


async def look_again(look: Look) -> None:
    """Find out why a target failed; all findings go into the trace."""
    facts = look.facts()
    last = facts.last_failed
    if last is None:
        return
    # A redirect may have led to another host: the differences are measured where it failed.
    failing = replace(facts.target, host=last.last.host, port=last.last.port or facts.target.port)
    if failing.host != facts.target.host:
        scheme = "http" if failing.port == 80 else "https"
        failing = replace(failing, url=f"{scheme}://{failing.host}:{failing.port}/" if failing.url else "")
    await look_at_name(look, failing)
    facts = look.facts()
    misled = facts.direct and bool(facts.validated_elsewhere) and not _vouched(facts)
    compare = None if misled else _comparisons(look, failing, last)
    for number in range(1, (min(look.rounds, 2) if _own_answer(last) else look.rounds) + 1):
        await _round(look, compare, number)
    while look.rounds > 1 and compare is not None and wants_more(look.facts()):
        await _round(look, compare, len(look.facts().tries) + 1)
    if look.rounds > 1 and compare is not None and facts.direct and facts.needs_tls:
        await compare.of_split_hellos()
        if any_hello_breaks(look.facts()):
            await compare.of_browser_hellos()
        if opens_for_browsers(look.facts()):  # and does ours still break, or was it the hour?
            await _round(look, None, len(look.facts().tries) + 1)
    if look.around.witness is not None:
        await differential.still_there(look.walk, look.around.witness)
        if facts.line_answers and look.line.resolver is not None:
            neutral = look.walk.with_purpose(Purpose.NEUTRAL)
            await neutral.resolve(look.around.witness.host, look.line.resolver)


async def _round(look: Look, compare: Comparisons | None, number: int) -> None:
    """The target once more, except in the first round, and the pairs beside it."""
    jobs: list[Coroutine[None, None, None]] = []
    if number > 1:
        facts = look.facts()
        limit = look.around.body_limit
        attempt = len(facts.tries) + 1
        repeat = measure_target(
            facts.target, look.trace, listening(look), look.patience, attempt=attempt, body_limit=limit
        )
        jobs += [repeat, control_question(look, number)]
    if compare is not None:
        secure = look.facts().needs_tls
        jobs.append(compare.of_names(number) if secure else compare.of_hosts(number))
    await asyncio.gather(*jobs)


def _comparisons(look: Look, failing: Target, last: Attempt) -> Comparisons | None:
    """The A/B pairs that fit the step at which the target failed, None where there are none."""
    facts, around = look.facts(), look.around
    address = _address(facts)
    if _own_answer(last) or (facts.direct and not address):
        return None
    steps = (Step.TLS, Step.HTTP, Step.BODY) if facts.needs_tls else (Step.HTTP, Step.BODY)
    late = broke_late(last)
    expired = last.failure is not None and last.failure.kind in DATE_FAILURES  # no name changes its date
    if last.step not in steps or expired:
        return None
    return Comparisons(
        walk=look.walk,
        failing=failing,
        address=address,
        late=late,
        answered=last.failure is not None and last.failure.kind in CERT_FAILURES,
        spent=around.spent,
        neutral=around.neutral,
        witness=around.witness,
        plain=around.plain,
        other_plain=around.other_plain,
    )


async def look_at_plain_page(look: Look) -> None:
    """A page that came in plain HTTP may be somebody's notice: ask a neutral server for the same name."""
    facts = look.facts()
    usable = facts.tries[-1] if facts.tries else None
    if usable is None or look.around.plain is None:
        return
    failing = facts.target
    address = next((each.address for each in usable.observations if each.step is Step.HTTP), "")
    for number in range(1, min(look.rounds, 2) + 1):
        await differential.target_host(look.walk, failing, look.around.plain, number)
        if not facts.direct or address:
            await differential.other_host(look.walk, failing, address, look.around.plain, number)


async def control_reaches(control: Walk, target: Target, addresses: Sequence[str]) -> None:
    """Through a working way: does the very address that failed here serve the target there?"""
    for address in addresses[:2]:
        await differential.at_address(control, target, address)


def _own_answer(attempt: Attempt) -> bool:
    """Whether the service itself answered over a safe line: then neither its name nor its address is the matter."""
    return attempt.failure is None and attempt.page is not None and attempt.page.validated


def _address(facts: TargetFacts) -> str:
    return next((each.address for each in reversed(facts.failed) if each.address), "")


def _vouched(facts: TargetFacts) -> bool:
    return any(facts.trusted(each) for each in facts.line_addresses)
