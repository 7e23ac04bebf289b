"""Which job runs next: work that waits for nothing but the test's own signal, so that no clock takes part."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from waythrough.engine.estimator import Estimator
from waythrough.engine.scheduler import (
    CROWDED,
    LEAST_SLOTS,
    MOST_SLOTS,
    NEW_PATH_SLOTS,
    PATH_SLOTS,
    START_SLOTS,
    Job,
    Kind,
    Scheduler,
    Slot,
)


class Works:
    """Jobs that note when they start and end when they are told to."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.running: dict[str, asyncio.Event] = {}
        self.slots: dict[str, Slot] = {}
        self.failed: list[tuple[str, BaseException]] = []

    def job(
        self, platform: str, path: str = "direct", kind: Kind = Kind.CELL, error: Exception | None = None
    ) -> Job:
        name = f"{platform}/{path}"

        async def work(slot: Slot) -> None:
            self.started.append(name)
            if error is not None:
                raise error
            self.slots[name] = slot
            self.running[name] = asyncio.Event()
            try:
                await self.running[name].wait()
            finally:
                del self.running[name]

        def failed(raised: BaseException) -> None:
            self.failed.append((name, raised))

        return Job(kind=kind, platform_id=platform, path_id=path, work=work, failed=failed)

    def finish(self, name: str = "") -> None:
        for each in [name] if name else list(self.running):
            self.running[each].set()


async def settle() -> None:
    """Let every task that can go on go on."""
    for _ in range(20):
        await asyncio.sleep(0)


def known(*paths: str, seconds: float = 0.1) -> dict[str, Estimator]:
    found = {path: Estimator() for path in paths}
    for each in found.values():
        each.sample(seconds)
    return found


@asynccontextmanager
async def running(scheduler: Scheduler) -> AsyncIterator["asyncio.Task[None]"]:
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(scheduler.run())
        await settle()
        yield task


def make(
    *paths: str,
    solved: Callable[[str], bool] = lambda _: False,
    limit: int | None = None,
    estimators: dict[str, Estimator] | None = None,
) -> Scheduler:
    return Scheduler(estimators=estimators or known(*paths), solved=solved, limit=limit)


async def test_it_ends_when_nothing_is_left() -> None:
    works, scheduler = Works(), make("direct")
    scheduler.add(works.job("a"))
    async with running(scheduler) as task:
        assert works.started == ["a/direct"]
        assert not task.done()
        works.finish()
    assert task.done()


async def test_whoever_may_still_add_jobs_holds_it_open() -> None:
    works, scheduler = Works(), make("direct")
    scheduler.hold()
    async with running(scheduler) as task:
        assert not task.done()
        scheduler.add(works.job("a"))
        scheduler.release()
        await settle()
        assert works.started == ["a/direct"]
        works.finish()
    assert task.done()


async def test_unsolved_platforms_go_first() -> None:
    works, scheduler = Works(), make("direct", solved=lambda platform: platform == "solved", limit=1)
    for name in ("solved", "open", "solved"):
        scheduler.add(works.job(name))
    async with running(scheduler):
        assert works.started == ["open/direct"]
        works.finish()
        await settle()
        assert works.started == ["open/direct", "solved/direct"]
        works.finish()
        await settle()
        works.finish()


async def test_a_first_answer_goes_before_a_second_look() -> None:
    works, scheduler = Works(), make("direct", limit=1)
    scheduler.add(works.job("look", kind=Kind.LOOK))
    scheduler.add(works.job("cell"))
    async with running(scheduler):
        assert works.started == ["cell/direct"]
        works.finish()
        await settle()
        works.finish()
    assert works.started == ["cell/direct", "look/direct"]


async def test_the_path_that_promises_more_goes_first_while_a_platform_is_unsolved() -> None:
    estimators = known("slow", seconds=2.0) | known("quick", seconds=0.05)
    works, scheduler = Works(), make(estimators=estimators, limit=1)
    scheduler.add(works.job("a", "slow"))
    scheduler.add(works.job("a", "quick"))
    async with running(scheduler):
        assert works.started == ["a/quick"]
        works.finish()
        await settle()
        works.finish()


async def test_the_longest_remaining_path_closes_the_tail_of_solved_platforms() -> None:
    works, scheduler = Works(), make("short", "long", solved=lambda _: True, limit=1)
    scheduler.add(works.job("a", "short"))
    scheduler.add(works.job("a", "long"))
    scheduler.add(works.job("b", "long"))
    async with running(scheduler):
        assert works.started == ["a/long"]
        for _ in range(3):
            works.finish()
            await settle()


async def test_two_tries_at_one_platform_are_enough_while_others_wait() -> None:
    works, scheduler = Works(), make("p", "q", "r", limit=3)
    for path in ("p", "q", "r"):
        scheduler.add(works.job("a", path))
    scheduler.add(works.job("b", "r"))
    async with running(scheduler):
        assert sorted(works.started) == ["a/p", "a/q", "b/r"]
        works.finish()
        await settle()
        works.finish()


async def test_a_limit_caps_what_is_in_flight() -> None:
    works, scheduler = Works(), make("direct", limit=2)
    for number in range(5):
        scheduler.add(works.job(f"p{number}"))
    async with running(scheduler):
        assert len(works.running) == 2
        for _ in range(3):
            works.finish()
            await settle()
            assert len(works.running) <= 2
    assert len(works.started) == 5


@pytest.mark.parametrize("new", [True, False])
async def test_a_new_path_is_asked_gently(new: bool) -> None:
    works, scheduler = Works(), make(estimators={"p": Estimator()} if new else known("p"))
    for number in range(PATH_SLOTS + 5):
        scheduler.add(works.job(f"p{number}", "p"))
    async with running(scheduler):
        assert len(works.running) == (NEW_PATH_SLOTS if new else PATH_SLOTS)
        while works.running:
            works.finish()
            await settle()


async def test_the_line_as_a_whole_has_slots_too() -> None:
    paths = [f"w{number}" for number in range(6)]
    works, scheduler = Works(), make(*paths)
    for path in paths:
        for number in range(PATH_SLOTS):
            scheduler.add(works.job(f"p{number}", path))
    async with running(scheduler):
        assert len(works.running) == START_SLOTS
        while works.running:
            works.finish()
            await settle()


async def test_a_parked_job_gives_its_place_to_another_and_goes_on_waiting() -> None:
    works, scheduler = Works(), make("direct", limit=1)
    scheduler.add(works.job("slow"))
    scheduler.add(works.job("next"))
    async with running(scheduler):
        assert list(works.running) == ["slow/direct"]
        works.slots["slow/direct"].park()
        works.slots["slow/direct"].park()
        await settle()
        assert set(works.running) == {"slow/direct", "next/direct"}
        assert works.slots["slow/direct"].is_parked
        works.finish()


async def test_nothing_new_starts_while_the_line_is_gone() -> None:
    works, scheduler = Works(), make("direct")
    scheduler.pause(True)
    scheduler.add(works.job("a"))
    async with running(scheduler):
        assert works.started == []
        scheduler.pause(False)
        await settle()
        assert works.started == ["a/direct"]
        works.finish()


async def test_the_waiting_jobs_of_a_dead_path_are_taken_out() -> None:
    works, scheduler = Works(), make("direct", "dead", limit=1)
    scheduler.add(works.job("a"))
    scheduler.add(works.job("b", "dead"))
    scheduler.add(works.job("c", "dead"))
    async with running(scheduler):
        dropped = scheduler.drop("dead")
        works.finish()
    assert [job.platform_id for job in dropped] == ["b", "c"]
    assert works.started == ["a/direct"]


async def test_a_bug_in_one_job_is_told_to_it_and_stops_nobody() -> None:
    works, scheduler = Works(), make("direct", limit=1)
    scheduler.add(works.job("bad", error=KeyError("x")))
    scheduler.add(works.job("good"))
    async with running(scheduler):
        works.finish()
    assert [(name, type(error)) for name, error in works.failed] == [("bad/direct", KeyError)]
    assert works.started == ["bad/direct", "good/direct"]


async def test_cancelling_it_cancels_and_awaits_what_runs() -> None:
    works, scheduler = Works(), make("direct")
    for name in "ab":
        scheduler.add(works.job(name))
    async with running(scheduler) as task:
        assert len(works.running) == 2
        task.cancel()
        await asyncio.wait([task])
        assert works.running == {}
    assert works.failed == []


def test_slots_grow_slowly_and_shrink_with_the_queue_of_the_line() -> None:
    estimator = Estimator()
    scheduler = make(estimators={"direct": estimator})
    scheduler.sample()
    assert scheduler._slots == START_SLOTS + 0.25
    for _ in range(1000):
        scheduler.sample()
    assert scheduler._slots == MOST_SLOTS
    estimator.connected(0.1)
    for _ in range(60):
        estimator.connected(2.0)
    assert estimator.crowding is not None
    assert estimator.crowding > CROWDED
    scheduler.sample()
    assert scheduler._slots < MOST_SLOTS
    for _ in range(1000):
        scheduler.sample()
    assert scheduler._slots == LEAST_SLOTS


def test_one_crowded_path_of_three_does_not_slow_the_line() -> None:
    estimators = {name: Estimator() for name in "abc"}
    for each in estimators.values():
        each.connected(0.1)
    for _ in range(60):
        estimators["a"].connected(5.0)
    scheduler = make(estimators=estimators)
    scheduler.sample()
    assert scheduler._slots > START_SLOTS


async def test_a_path_may_be_kept_to_one_job_at_a_time() -> None:
    works = Works()
    scheduler = Scheduler(
        estimators={"way": Estimator(srtt=0.1), "direct": Estimator()}, solved=lambda _: False
    )
    scheduler.alone("way", True)
    for name in ("a", "b"):
        scheduler.add(works.job(name, "way"))
    running = asyncio.get_running_loop().create_task(scheduler.run(), name="run")
    await settle()
    assert works.started == ["a/way"]
    scheduler.alone("way", False)
    await settle()
    assert works.started == ["a/way", "b/way"]
    works.finish()
    await running


async def test_what_is_timed_waits_until_nothing_else_runs_on_its_path() -> None:
    works = Works()
    scheduler = Scheduler(
        estimators={"way": Estimator(srtt=0.1), "direct": Estimator()}, solved=lambda _: False
    )
    scheduler.add(works.job("", "way", Kind.LAST))
    scheduler.add(works.job("a", "way"))
    running = asyncio.get_running_loop().create_task(scheduler.run(), name="run")
    await settle()
    assert works.started == ["a/way"]
    assert scheduler.drop("way") == [], "a look at a path itself is not dropped with its cells"
    works.finish()
    await settle()
    assert works.started == ["a/way", "/way"]
    works.finish()
    await running
