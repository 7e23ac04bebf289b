"""One cell: every target walked, a group only until one of its members works."""

from dataclasses import replace

from tests.core.engine.town import HERE, Authority, page, plan, reset, town
from tests.core.verdict.facts_factory import SITE, Page, Story, target
from waythrough.engine.cell import grouped, opened
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.platform import FlowKind, Platform, Role, RollUp, Target


def platform(*targets: Target, **more: object) -> Platform:
    return Platform(id="news", names={"en": "News"}, targets=targets, **more)  # type: ignore[arg-type]


def test_targets_of_a_group_stay_together_in_their_order() -> None:
    one, two = target("https://a.test/", group="dc"), target("https://b.test/", group="dc")
    alone = target("https://c.test/")
    assert grouped(platform(one, alone, two)) == [[one, two], [alone]]


def test_a_target_opened_when_a_try_worked() -> None:
    story = Story().line(SITE).tried()
    assert opened(story.about, story.seen)
    assert not opened(story.about, Story().line(SITE).tried(tls=Kind.RESET).seen)
    assert not opened(story.about, Story().line(SITE).tried(page=Page(451, b"")).seen)
    assert not opened(target("https://else.test/"), story.seen)


async def test_a_group_is_asked_until_one_member_works(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("gone.test", reset)
        await here.site("news.test")
        await here.site("chat.test")
        members = [
            replace(here.platform(name).targets[0], group="dc")
            for name in ("gone.test", "news.test", "chat.test")
        ]
        _, run = await here.run(plan(platform(*members)))
        cell = run.cell("news", "direct")
        assert cell.works is True
        assert len(here.visits["news.test"]) == 1
        assert here.visits["chat.test"] == []


async def test_web_and_tcp_targets_of_one_platform(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test", page(authority.good, b"x" * 20_000))
        chat = Target(
            role=Role.CHAT,
            flow=FlowKind.TCP,
            host="chat.test",
            port=await here.site("chat.test"),
            tls=True,
        )
        _, run = await here.run(plan(platform(here.platform("news.test").targets[0], chat)))
        cell = run.cell("news", "direct")
        assert (cell.works, [each.works for each in cell.targets]) == (True, [True, True])
        assert {each.address for each in cell.targets} == {HERE}
        assert cell.bytes_received > 20_000 // 4
        assert cell.seconds is not None


async def test_any_of_several_targets(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("gone.test", reset)
        await here.site("news.test")
        targets = [here.platform(name).targets[0] for name in ("gone.test", "news.test")]
        _, run = await here.run(plan(platform(*targets, roll_up=RollUp.ANY_OF)))
        assert run.cell("news", "direct").works is True
