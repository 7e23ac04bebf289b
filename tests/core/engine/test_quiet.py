"""Quiet checks: fewer contacts, one after another, and never more certainty than they earn."""

import asyncio
import itertools
from dataclasses import replace

import pytest

from tests.core.engine.town import Authority, plan, resets, town
from waythrough.engine import quiet
from waythrough.engine.estimator import Estimator
from waythrough.engine.quiet import Pace, quiet_plan, quiet_profile
from waythrough.engine.scheduler import Job, Kind, Scheduler, Slot
from waythrough.model.event import Event, StepDone
from waythrough.model.network import Canary, NetworkProfile
from waythrough.model.platform import FlowKind, Platform, Role, Target
from waythrough.model.run import Depth, RunPlan, Settings
from waythrough.model.step import Step
from waythrough.model.verdict import Confidence

QUIET = Settings(quiet=True)


def _target(role: Role, host: str, *, required: bool = True, flow: FlowKind = FlowKind.WEB) -> Target:
    return Target(role=role, flow=flow, host=host, port=443, url=f"https://{host}/", required=required)


def _platform(*targets: Target) -> Platform:
    return Platform(id="x", names={"en": "X"}, targets=targets)


@pytest.mark.parametrize(
    ("targets", "front"),
    [
        ((_target(Role.MEDIA, "m"), _target(Role.API, "a"), _target(Role.WEB, "w")), "w"),
        ((_target(Role.MEDIA, "m"), _target(Role.API, "a")), "a"),
        ((_target(Role.WEB, "w", required=False), _target(Role.API, "a")), "a"),
        ((_target(Role.CHAT, "t", flow=FlowKind.TCP), _target(Role.MEDIA, "m")), "m"),
        ((_target(Role.CHAT, "t", flow=FlowKind.TCP),), "t"),
    ],
)
def test_one_target_is_left_of_each_platform(targets: tuple[Target, ...], front: str) -> None:
    asked = RunPlan(platforms=(_platform(*targets),), depth=Depth.THOROUGH, settings=QUIET)
    made = quiet_plan(asked)
    assert [each.host for each in made.platforms[0].targets] == [front]
    assert made.depth is Depth.QUICK
    assert (made.settings.max_slots, made.settings.large) == (1, False)


def test_the_line_itself_is_asked_of_as_few_hosts_as_it_takes() -> None:
    canaries = tuple(Canary(url=f"http://{name}.test/", status=204) for name in "ab")
    profile = NetworkProfile(
        canaries=canaries, neutral_hosts=("a", "b", "c"), domestic_hosts=("d", "e"), name="kept"
    )
    made = quiet_profile(profile)
    assert [len(each) for each in (made.canaries, made.neutral_hosts, made.domestic_hosts)] == [1, 2, 1]
    assert made.name == "kept"


async def test_checks_start_one_by_one_with_a_pause_and_in_an_order_drawn_by_chance() -> None:
    started: list[tuple[str, float]] = []
    numbers = iter((0.9, 0.1, 0.5, 0.9, 0.5, 0.9))
    loop = asyncio.get_running_loop()

    def job(name: str) -> Job:
        async def work(_slot: Slot) -> None:
            started.append((name, loop.time()))

        return Job(kind=Kind.CELL, platform_id=name, path_id="direct", work=work, failed=lambda _error: None)

    scheduler = Scheduler(
        estimators={"direct": Estimator()},
        solved=lambda _platform: False,
        limit=1,
        pace=Pace(between=lambda: 0.05, dice=lambda: next(numbers)),
    )
    for name in "abc":
        scheduler.add(job(name))
    await scheduler.run()
    assert [name for name, _ in started] == ["b", "c", "a"]
    times = [when for _, when in started]
    assert all(later - before >= 0.045 for before, later in itertools.pairwise(times))


async def test_a_quiet_run_contacts_less_and_is_never_surer(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiet, "GAP", (0.0, 0.02))
    async with town(authority) as here:
        await here.site("news.test")
        await here.site("chat.test", resets(authority.good, "chat.test"))
        platforms = here.platform("news.test"), here.platform("chat.test")
        loud_events, loud = await here.run(plan(*platforms))
        quiet_events, run = await here.run(replace(plan(*platforms), settings=QUIET))
    assert run.cell("news", "direct").works is True
    blocked = run.cell("chat", "direct")
    assert blocked.works is False
    assert blocked.verdict.confidence is not Confidence.CONFIRMED
    assert _contacts(quiet_events) < _contacts(loud_events)
    tries = [each for each in blocked.observations if each.step is Step.CONNECT]
    assert len(tries) == 2  # once, and once more
    assert len(tries) * 3 <= len(
        [each for each in loud.cell("chat", "direct").observations if each.step is Step.CONNECT]
    )


def _contacts(events: list[Event]) -> int:
    """How many connections and questions for names leave the computer."""
    steps = (Step.CONNECT, Step.RESOLVE)
    return sum(isinstance(each, StepDone) and each.observation.step in steps for each in events)
