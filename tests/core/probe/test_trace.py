"""Observations are numbered, timed from the start of the run, and know how late the loop was."""

import asyncio
import time

import pytest

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import ConnectDetail, Observation, PathDetail
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Stage
from waythrough.net.base import Leg
from waythrough.probe.trace import About, LagMeter, RunClock, Trace

ABOUT = About(target="web:news.test:443", purpose=Purpose.TARGET, attempt=2, hop=1)


def test_observations_are_numbered_over_all_traces_of_a_run_and_told_at_once() -> None:
    clock, told = RunClock(began=100.0), list[Observation]()
    one, two = Trace(clock, "news", "direct", told.append), Trace(clock, "chat", "way")
    first = one.add(ABOUT, Step.HTTP, "news.test", started=103.0, duration=0.5, bytes_received=7)
    second = two.add(ABOUT, Step.HTTP, "chat.test", started=104.0, duration=0.5)
    assert (first.id, second.id) == ("o1", "o2")
    assert (first.started, first.attempt, first.hop, first.bytes_received) == (3.0, 2, 1, 7)
    assert (second.platform_id, second.path_id) == ("chat", "way")
    assert told == [first] == one.observations


def test_the_legs_of_a_way_never_name_its_own_server() -> None:
    failure = Failure(kind=FailureKind.EXIT_TIMEOUT)
    own = Leg(
        stage=Stage.CONNECT, host="proxy.example", port=1080, started=1.0, duration=0.1, address="9.9.9.9"
    )
    said = Leg(
        stage=Stage.EXIT_CONNECT,
        host="proxy.example",
        port=1080,
        started=1.1,
        duration=0.1,
        failure=failure,
        detail=PathDetail(hop=0, kind="socks5", reply=4),
    )
    for address in ("", "203.0.113.7"):
        trace = Trace(RunClock(), "news", "way")
        trace.add_legs(ABOUT, "news.test", 443, (own, said), address)
        first, last = trace.observations
        assert [(each.step, each.host, each.address) for each in (first, last)] == [
            (Step.PATH, "news.test", address)
        ] * 2
        assert first.detail == PathDetail(hop=0, kind="")
        assert (last.stage, last.failure) == (Stage.EXIT_CONNECT, failure)
        assert "proxy.example" not in repr(trace.observations)
        assert "9.9.9.9" not in repr(trace.observations)


def test_the_plain_connect_of_the_line_keeps_its_address() -> None:
    leg = Leg(
        stage=None,
        host="news.test",
        port=443,
        started=1.0,
        duration=0.1,
        address="203.0.113.7",
        detail=ConnectDetail(family=4),
    )
    trace = Trace(RunClock(), "news", "direct")
    trace.add_legs(ABOUT, "news.test", 443, (leg,), "203.0.113.7")
    assert [(each.step, each.address) for each in trace.observations] == [(Step.CONNECT, "203.0.113.7")]


async def test_a_loop_that_was_held_up_is_noticed() -> None:
    meter = LagMeter()
    meter.start()
    while not meter._samples:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    blocked = time.monotonic()
    until = blocked + 0.3
    while time.monotonic() < until:
        pass
    count = len(meter._samples)
    while len(meter._samples) == count:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert meter.since(blocked) >= 0.2, "held up for 0.3 s, of which one period of 0.05 s was not due yet"
    assert meter.since(time.monotonic() + 1) == 0.0
    meter.stop()
    meter.stop()


def test_a_trace_tells_the_time_that_observations_want() -> None:
    before = time.monotonic()
    assert before <= Trace(RunClock(), "a", "b").now() <= time.monotonic()


async def test_the_time_for_which_the_machine_slept_is_lag_of_the_loop() -> None:
    outside = [0.0]
    meter, loop = LagMeter(lambda: outside[-1]), asyncio.get_running_loop()
    lags = []
    for ahead in (30.0, 30.5):  # the second step is a clock being set right
        outside.append(ahead)
        before = time.monotonic()
        meter._due = loop.time()
        meter._tick(loop)
        meter.stop()
        lags.append(meter.since(before))
    assert lags[0] >= 30.0 > lags[1]


def test_a_clock_that_goes_on_while_the_machine_sleeps_is_found_on_every_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert LagMeter()._outside() > float("-inf")
    monkeypatch.delattr(time, "CLOCK_BOOTTIME", raising=False)
    assert abs(LagMeter()._outside() - (time.time() - time.monotonic())) < 60.0
