"""Is the line still there: asked once for all, told when it changes, given up after long enough."""

import asyncio

import pytest

from waythrough.engine import monitor
from waythrough.engine.monitor import LineMonitor


class Line:
    """A line that comes and goes as a list says; the last answer stays."""

    def __init__(self, *alive: bool) -> None:
        self.answers = list(alive)
        self.checks = 0
        self.told: list[bool] = []

    async def check(self) -> bool:
        self.checks += 1
        await asyncio.sleep(0)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def always_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "FRESH", -1.0)
    monkeypatch.setattr(monitor, "RETRY", 0.0)


async def test_all_who_ask_at_once_share_one_check() -> None:
    line = Line(True)
    watch = LineMonitor(line.check, line.told.append)
    assert await asyncio.gather(*(watch.alive() for _ in range(20))) == [True] * 20
    assert (line.checks, line.told, watch.outages) == (1, [], 0)


@pytest.mark.usefixtures("always_stale")
async def test_a_change_is_told_once_in_each_direction() -> None:
    line = Line(True, False, False, True)
    watch = LineMonitor(line.check, line.told.append)
    assert [await watch.alive() for _ in range(4)] == [True, False, False, True]
    assert (line.told, watch.outages) == ([False, True], 1)


@pytest.mark.usefixtures("always_stale")
async def test_waiting_ends_when_the_line_is_back() -> None:
    line = Line(False, False, False, True)
    watch = LineMonitor(line.check, line.told.append)
    assert await watch.back()
    assert line.checks == 4


@pytest.mark.usefixtures("always_stale")
async def test_waiting_ends_when_the_line_stays_away() -> None:
    line = Line(False)
    watch = LineMonitor(line.check, line.told.append)
    assert not await watch.back()
    assert (line.checks, line.told) == (monitor.TRIES, [False])
