"""The second look at a name: who answered it, what others say, and whether the target is where they say."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from waythrough.model.failure import FailureKind
from waythrough.model.platform import Target
from waythrough.net.resolver import ListeningResolver, Resolver, bare_resolver
from waythrough.probe import differential, names
from waythrough.probe.differential import Neutral
from waythrough.probe.walk import Line, Walk, is_literal, worth_trying
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.name_facts import detail_of

if TYPE_CHECKING:
    from waythrough.engine.second_look import Look

MOST_ADDRESSES = 2  # of other resolvers, tried for the target


async def look_at_name(look: "Look", failing: Target) -> None:
    """Ask others for the name and try what they say; a doubtful answer on the direct line is looked into."""
    resolver = look.line.resolver
    facts = look.facts()
    if resolver is None or is_literal(failing.host):
        return
    if failing.host == facts.target.host and not facts.line_answers:
        return  # an address was dialled: there is no name to compare
    compared = differential.compare_answers(look.walk, failing.host, look.around.comparers)
    given, *_ = await asyncio.gather(compared, control_question(look, 1), *_beside(look, failing.host))
    facts = look.facts()
    others = [each for each in given if each not in facts.line_addresses]
    tries = [
        differential.at_address(look.walk, failing, each)
        for each in worth_trying(tuple(others), look.around.address_plan)[:MOST_ADDRESSES]
    ]
    if facts.direct and doubtful(facts):
        await asyncio.gather(_in_turn(tries), *_doubts(look, facts))
    else:
        await _in_turn(tries)


async def control_question(look: "Look", number: int) -> None:
    """An uncensored name at the line's resolver beside the target's try of that number."""
    witness = look.around.witness
    if witness is not None and look.line.resolver is not None and look.facts().direct:
        await names.ask_control(look.walk, witness.host, look.line.resolver, number)


def listening(look: "Look") -> Line:
    """The line for repeats: where the answer is in doubt, further replies to the question are waited for."""
    facts = look.facts()
    if look.line.resolver is None or not facts.direct or not doubtful(facts):
        return look.line
    return replace(look.line, resolver=ListeningResolver(look.line.resolver))


async def listen(look: "Look") -> None:
    """The name once more while the service works: does a second, unlike answer come, or one from nowhere?"""
    facts = look.facts()
    resolver, aids, neutral = look.line.resolver, look.around.names, look.around.neutral
    if resolver is None or aids is None or is_literal(facts.subject):
        return
    jobs: list[Coroutine[Any, Any, Any]] = [
        names.ask_raw(look.walk, facts.subject, aids.raw or resolver),
        differential.compare_answers(look.walk, facts.subject, aids.public),
    ]
    deaf = _deaf(neutral)
    if neutral is not None and deaf is not None:
        control = (look.around.witness or neutral).host
        jobs.append(names.ask_deaf(look.walk, facts.subject, control, deaf))
    await asyncio.gather(*jobs)


def doubtful(facts: TargetFacts) -> bool:
    """Whether nobody vouches for what the line's resolver said."""
    return bool(facts.line_answers) and not any(facts.trusted(each) for each in facts.line_addresses)


def _beside(look: "Look", name: str) -> list[Coroutine[Any, Any, None]]:
    """What else the line's own server is asked at once."""
    facts, aids = look.facts(), look.around.names
    if not facts.direct or aids is None:
        return []
    jobs: list[Coroutine[Any, Any, None]] = []
    if aids.raw is not None:
        jobs.append(names.ask_raw(look.walk, name, aids.raw))
    broken = [e for e in facts.line_answers if e.failure and e.failure.kind is FailureKind.SERVFAIL]
    unsure = [e for e in facts.line_answers if not e.ok and detail_of(e).rcode is None]
    if aids.unchecked and (broken or unsure):
        jobs.append(names.ask_unchecked(look.walk, name, aids.unchecked))
    if look.line.resolver is not None and any(":" in each for each in facts.line_addresses):
        jobs.append(names.ask_prefix(look.walk, look.line.resolver))
    return jobs


def _doubts(look: "Look", facts: TargetFacts) -> list[Coroutine[Any, Any, None]]:
    """Who answers in the resolver's place, and what stands where the answer points."""
    jobs: list[Coroutine[Any, Any, None]] = []
    neutral, aids = look.around.neutral, look.around.names
    if neutral is None:
        return jobs
    control = (look.around.witness or neutral).host
    deaf = _deaf(neutral)
    if deaf is not None:
        jobs.append(names.ask_deaf(look.walk, facts.subject, control, deaf))
    if aids is not None and aids.whoami:
        jobs.append(names.ask_whoami(look.walk, aids.whoami, aids.public))
    landing = worth_trying(tuple(sorted(facts.line_addresses)), look.around.address_plan)[:1]
    public = [each for each in landing if look.around.address_plan.is_public(each)]
    jobs += [names.look_at_landing(look.walk, facts.subject, control, each) for each in public]
    return jobs


def _deaf(neutral: Neutral | None) -> Resolver | None:
    """A neutral web server in the part of a resolver that it is not; None where this computer itself would answer."""
    if neutral is None or not is_literal(neutral.address):
        return None
    where = ip_address(neutral.address)
    return bare_resolver(neutral.address) if where.version == 4 and not where.is_loopback else None


async def _in_turn(jobs: list[Coroutine[Any, Any, None]]) -> None:
    for job in jobs:
        await job


async def supplied_by_control(
    control: Walk, direct: Walk, target: Target, resolvers: tuple[Resolver, ...], known: frozenset[str]
) -> None:
    """Where no honest resolver is heard on the line: ask through a way, then try its addresses from here.

    `resolvers` speak through the way and are authenticated, so that not even its far end can lie; `known` are
    addresses that were tried.
    """
    given = await differential.compare_answers(control, target.host, resolvers)
    others = tuple(each for each in given if each not in known)
    for address in worth_trying(others, direct.line.address_plan)[:MOST_ADDRESSES]:
        await differential.at_address(direct, target, address)
