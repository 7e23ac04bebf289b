"""Hard and soft deadlines, counted from the last progress, on a clock that jumps."""

import asyncio

import pytest

from tests.core.net.clock import run
from waythrough.net.deadline import Patience, Wait

PATIENCE = Patience(soft=4.0, hard=12.0, total=60.0)


def now() -> float:
    return asyncio.get_running_loop().time()


async def until_timeout(patience: Patience, *pauses: float) -> float:
    """Make progress after each pause, then none; when the wait gave up."""
    with pytest.raises(TimeoutError):
        await stall(patience, *pauses)
    return now()


async def stall(patience: Patience, *pauses: float) -> None:
    async with Wait(patience) as wait:
        for pause in pauses:
            await asyncio.sleep(pause)
            wait.progress()
        await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("pauses", "end"),
    [
        ((), 12.0),
        ((5.0,), 17.0),
        ((5.0, 11.9), 28.9),
        ((11.0,) * 5, 60.0),  # progress for ever does not outlast the total
    ],
)
def test_hard_deadline_counts_from_the_last_progress(pauses: tuple[float, ...], end: float) -> None:
    assert run(until_timeout(PATIENCE, *pauses)) == pytest.approx(end)


def test_work_that_ends_in_time_is_left_alone() -> None:
    async def job() -> str:
        async with Wait(PATIENCE) as wait:
            await asyncio.sleep(11.0)
            wait.progress()
            await asyncio.sleep(11.0)
        await asyncio.sleep(100.0)  # no timer is left behind to cancel this
        return "done"

    assert run(job()) == "done"


def test_soft_deadline_calls_once_and_the_work_goes_on() -> None:
    calls: list[float] = []

    async def job() -> None:
        async with Wait(Patience(soft=4.0, hard=12.0, on_soft=lambda: calls.append(now()))) as wait:
            await asyncio.sleep(3.0)
            wait.progress()
            await asyncio.sleep(6.0)
            wait.progress()
            await asyncio.sleep(6.0)

    run(job())
    assert calls == pytest.approx([7.0])


def test_soft_deadline_is_not_called_after_the_end() -> None:
    calls: list[float] = []

    async def job() -> None:
        async with Wait(Patience(soft=4.0, on_soft=lambda: calls.append(now()))):
            await asyncio.sleep(3.0)
        await asyncio.sleep(100.0)

    run(job())
    assert calls == []


def test_inner_wait_does_not_end_the_outer_one() -> None:
    async def job() -> float:
        async with Wait(Patience(hard=20.0)):
            with pytest.raises(TimeoutError):
                await stall(Patience(hard=5.0))
            await asyncio.sleep(14.0)
        return now()

    assert run(job()) == pytest.approx(19.0)


def test_cancellation_from_outside_stays_a_cancellation() -> None:
    async def job() -> None:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(stall(PATIENCE))
            await asyncio.sleep(1.0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    run(job())


def test_cancellation_in_the_moment_of_the_deadline_wins() -> None:
    async def job() -> None:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(stall(PATIENCE))
            await asyncio.sleep(0)
            asyncio.get_running_loop().call_at(PATIENCE.hard, task.cancel)
            with pytest.raises(asyncio.CancelledError):
                await task

    run(job())


def test_other_errors_pass() -> None:
    async def job() -> None:
        async with Wait(PATIENCE):
            raise LookupError

    with pytest.raises(LookupError):
        run(job())
