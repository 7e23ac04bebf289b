import asyncio
import threading

import pytest

from waythrough.net.threads import ThreadPool


async def test_results_and_exceptions_come_back() -> None:
    pool = ThreadPool("test", 2)

    def fail() -> None:
        raise KeyError("no")

    assert await pool.run(lambda: 6 * 7) == 42
    with pytest.raises(KeyError):
        await pool.run(fail)
    assert await pool.aclose() == 0
    assert pool.threads == 0


async def test_a_thread_is_used_again_and_never_more_than_asked_for() -> None:
    pool = ThreadPool("test", 2)
    for _ in range(5):
        await pool.run(threading.get_ident)
    assert pool.threads == 1
    go = threading.Event()
    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(pool.run(go.wait))
        await asyncio.sleep(0)
        assert pool.threads == 2
        go.set()
    await pool.aclose()


async def test_a_cancelled_task_leaves_a_stuck_call_behind() -> None:
    pool = ThreadPool("test", 1)
    started, release = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def stuck() -> None:
        loop.call_soon_threadsafe(started.set)
        release.wait()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(pool.run(stuck))
        await started.wait()
        task.cancel()
    assert task.cancelled()
    assert await pool.aclose(0.01) == 1
    assert all(thread.daemon for thread in threading.enumerate() if thread.name.startswith("test"))
    release.set()
    assert await pool.aclose() == 0


async def test_a_closed_pool_takes_nothing() -> None:
    pool = ThreadPool("test", 1)
    await pool.aclose()
    with pytest.raises(RuntimeError, match="closed"):
        await pool.run(int)


def test_a_result_for_a_closed_loop_is_dropped() -> None:
    pool = ThreadPool("test", 1)
    release = threading.Event()

    async def begin() -> None:
        async with asyncio.timeout(0):
            await pool.run(release.wait)

    with pytest.raises(TimeoutError):
        asyncio.run(begin())
    release.set()
    asyncio.run(pool.aclose())
    assert pool.threads == 0
