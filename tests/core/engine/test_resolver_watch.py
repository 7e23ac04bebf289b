"""Whether other resolvers can be asked is noted beside the run; it changes no cell."""

from dataclasses import replace

import pytest

from tests.core.engine.town import HERE, Authority, Town, plan, town
from tests.core.net.resolvers import name_server, silent, zone
from waythrough.engine.engine import Engine
from waythrough.engine.resolver_watch import ABOUT
from waythrough.model.event import RunFinished
from waythrough.model.run import Depth, Run, RunPlan
from waythrough.model.verdict import Label
from waythrough.verdict.network_names import OTHERS_UNREACHABLE


async def run_with(here: Town, wanted: RunPlan, *others: int) -> Run:
    profile = here.profile
    asked = (profile.resolvers[0], *(f"{HERE}:{port}" for port in others))
    async with Engine(replace(profile, resolvers=asked)) as engine:
        async for event in engine.events(wanted):
            if isinstance(event, RunFinished):
                return event.run
    raise AssertionError


@pytest.mark.parametrize("depth", [Depth.QUICK, Depth.STANDARD])
async def test_resolvers_that_refuse_are_noted_beside_a_service_that_opens(
    authority: Authority, depth: Depth
) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        run = await run_with(here, plan(here.platform("news.test"), depth=depth), 9, 19)
    assert run.cell("news", "direct").verdict.label is Label.OK
    noted = [each.rule_id for each in run.network]
    assert noted == ([] if depth is Depth.QUICK else [OTHERS_UNREACHABLE])


async def test_one_that_answers_leaves_nothing_to_note(authority: Authority) -> None:
    async with town(authority) as here, name_server(silent) as mute, name_server(zone({})) as knows_nothing:
        await here.site("news.test")
        wanted = plan(here.platform("news.test"), depth=Depth.STANDARD)
        run = await run_with(here, wanted, mute.port, knows_nothing.port)
    assert run.network == ()
    asked = [each for each in run.network_observations if each.target == ABOUT.target]
    assert len(asked) == 2
