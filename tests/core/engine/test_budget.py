"""What a run will take, told before it starts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.engine.budget import Budget, budget_of, large_targets
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import FlowKind, Platform, Role, Target
from waythrough.model.run import Depth, RunPlan, Settings

PROFILE = NetworkProfile(neutral_hosts=("n1.test", "n2.test"))
SAMPLE = 256 * 1024
WAY = PathSpec(id="w", kind="socks5")


def target(role: Role = Role.WEB, host: str = "a.test", **more: object) -> Target:
    values: dict[str, object] = {"flow": FlowKind.WEB, "port": 443, "url": f"https://{host}/"}
    return Target(role=role, host=host, **(values | more))  # type: ignore[arg-type]


def platform(name: str, *targets: Target) -> Platform:
    return Platform(id=name, names={"en": name}, targets=targets or (target(),))


def plan(*names: str, depth: Depth = Depth.THOROUGH, **more: object) -> RunPlan:
    platforms = tuple(platform(name) for name in names)
    return RunPlan(platforms=platforms, depth=depth, **more)  # type: ignore[arg-type]


def test_a_thorough_check_of_one_host_takes_five_pairs_and_a_freeze_test() -> None:
    budget = budget_of(plan("a"), PROFILE)
    ((name, size),) = budget.large
    assert name == "a"
    assert size == 2 * (5 * SAMPLE + 3 * 128 * 1024 + 64 * 1024)
    assert budget.total == budget.pages + size
    assert budget.megabytes == -(-budget.total // 1_000_000) == 4


@pytest.mark.parametrize("depth", [Depth.QUICK, Depth.STANDARD])
def test_other_depths_take_pages_only(depth: Depth) -> None:
    budget = budget_of(plan("a", "b", depth=depth), PROFILE)
    assert (budget.large, budget.left_out, budget.platforms) == ((), (), frozenset())
    assert budget.megabytes == 1


def test_without_the_direct_line_nothing_large_is_fetched() -> None:
    assert budget_of(plan("a", direct=False, paths=(WAY,)), PROFILE).large == ()


def test_each_way_and_each_depth_adds_its_pages() -> None:
    sizes = [
        budget_of(plan("a", depth=Depth.QUICK), PROFILE).pages,
        budget_of(plan("a", depth=Depth.STANDARD), PROFILE).pages,
        budget_of(plan("a"), PROFILE).pages,
        budget_of(plan("a", paths=(WAY,)), PROFILE).pages,
    ]
    assert sizes == sorted(set(sizes))


def test_a_metered_line_leaves_everything_large_out() -> None:
    budget = budget_of(plan("a", "b", settings=Settings(large=False)), PROFILE)
    assert (budget.large, budget.left_out, budget.why) == ((), ("a", "b"), "metered")


@given(limit=st.integers(0, 40_000_000), count=st.integers(1, 6))
def test_a_limit_is_kept_and_what_does_not_fit_is_named(limit: int, count: int) -> None:
    names = [f"p{number}" for number in range(count)]
    budget = budget_of(plan(*names, settings=Settings(data_limit=limit)), PROFILE)
    assert not budget.large or budget.total <= limit
    assert [*(name for name, _ in budget.large), *budget.left_out] == names
    assert bool(budget.left_out) is (budget.why == "limit")
    assert budget.platforms == {name for name, _ in budget.large}


def test_smaller_samples_cost_less() -> None:
    small = budget_of(plan("a"), replace(PROFILE, volume_size=65_536))
    assert small.total < budget_of(plan("a"), PROFILE).total


def test_media_and_samples_come_first_and_two_are_enough() -> None:
    web, media, api = target(), target(Role.MEDIA, "m.test"), target(Role.API, "api.test")
    sampled = target(Role.PUSH, "p.test", sample="https://p.test/large")
    assert large_targets(platform("a", web, api, media)) == (media, web)
    assert large_targets(platform("a", web, media, sampled)) == (sampled, media)


def test_what_is_not_https_not_required_or_not_web_has_nothing_large() -> None:
    plain = target(url="http://a.test/")
    chat = target(Role.CHAT, flow=FlowKind.TCP, url="")
    extra = target(required=False)
    assert large_targets(platform("a", plain, chat, extra)) == ()
    empty = RunPlan(platforms=(platform("a", plain),), depth=Depth.THOROUGH)
    assert budget_of(empty, PROFILE) == Budget(pages=budget_of(empty, PROFILE).pages)
