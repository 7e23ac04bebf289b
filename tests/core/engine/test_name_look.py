"""A doubtful name is looked into, on a real loopback town with liars in it."""

from dataclasses import replace
from functools import partial

import dns.flags
import dns.message

from tests.core.engine.town import HERE, Authority, plan, reset, resets, socks, town
from tests.core.net.resolvers import name_server, zone
from waythrough.engine.engine import Engine
from waythrough.model.event import RunFinished
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, Depth, Run, RunPlan
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import CENSOR_LABELS, Label

LIAR_AT = "127.0.0.66"


def questions(cell: Cell, purpose: Purpose) -> list[str]:
    return [each.host for each in cell.observations if each.purpose is purpose and each.step is Step.RESOLVE]


async def test_the_tries_of_a_failing_name_stand_beside_uncensored_ones(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test", reset)
        _, run = await here.run(plan(here.platform("news.test"), depth=Depth.STANDARD))
    cell = run.cell("news", DIRECT_ID)
    assert len(questions(cell, Purpose.NAME_CONTROL)) == len(questions(cell, Purpose.TARGET)) == 3
    assert questions(cell, Purpose.DEAF) == [], "nothing is asked of this computer's own ports"


async def test_a_literal_address_has_no_name_to_look_into(authority: Authority) -> None:
    async with town(authority) as here:
        port = await here.site("news.test", reset)
        page = here.platform("news.test")
        target = replace(page.targets[0], host=HERE, url=f"https://{HERE}:{port}/")
        _, run = await here.run(plan(replace(page, targets=(target,))))
    cell = run.cell("news", DIRECT_ID)
    assert questions(cell, Purpose.COMPARE) == questions(cell, Purpose.NAME_CONTROL) == []


async def test_servers_that_fail_are_asked_without_checks(authority: Authority) -> None:
    """The zone's signatures are broken: with CD=1 (RFC 4035) the same server answers."""
    async with town(authority) as here:
        await here.site("news.test", resets(authority.good, "news.test"))
        honest = zone(here.records)

        def validates(query: dns.message.Message) -> list[bytes]:
            bad = "news.test" in str(query.question[0].name) and not query.flags & dns.flags.CD
            return zone({}, rcode=2)(query) if bad else honest(query)

        async with name_server(validates) as strict:
            here.first_resolver = f"{HERE}:{strict.port}"
            _, run = await here.run(plan(here.platform("news.test"), depth=Depth.STANDARD))
    cell = run.cell("news", DIRECT_ID)
    assert questions(cell, Purpose.UNCHECKED)
    assert cell.verdict.label is Label.SERVER_FAULT


async def asked_whoami(here_run: RunPlan, engine: Engine) -> Run:
    async for event in engine.events(here_run):
        if isinstance(event, RunFinished):
            return event.run
    raise AssertionError


async def test_who_answers_is_asked_only_where_the_profile_names_a_name(authority: Authority) -> None:
    async with town(authority) as here:
        port = await here.site("news.test", reset)
        records = dict(here.records)
        lies = partial(zone, records | {("news.test", "A"): (LIAR_AT,)})
        async with name_server(lies()) as liar:
            here.first_resolver = f"{HERE}:{liar.port}"
            wanted = plan(here.platform("news.test"))
            for whoami, count in (("", 0), ("canary.test", 1)):
                async with Engine(replace(here.profile, whoami=whoami)) as engine:
                    run = await asked_whoami(wanted, engine)
                assert len(questions(run.cell("news", DIRECT_ID), Purpose.WHOAMI)) == count
    assert port


async def test_a_way_supplies_what_no_honest_resolver_on_the_line_does(authority: Authority) -> None:
    """Every resolver of the line denies the name: the way is asked whom it would dial."""
    async with town(authority) as here:
        await here.site("news.test")
        page = here.platform("news.test")
        denied = {key: value for key, value in here.records.items() if key[0] != "news.test"}
        here.records = denied
        way = socks(await here.proxy())
        _, run = await here.run(plan(page, paths=(way,), depth=Depth.STANDARD))
    cell = run.cell("news", DIRECT_ID)
    assert cell.works is False
    assert run.cell("news", "way").works is True
    assert (cell.verdict.label, cell.verdict.rule_id) == (Label.DNS_TAMPERING, "dns.lie_against_control")
    assert cell.verdict.label in CENSOR_LABELS
