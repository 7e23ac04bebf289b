import asyncio
from collections.abc import Mapping

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.net.resolvers import Table
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg, Stream, StreamFacts
from waythrough.net.deadline import Patience
from waythrough.net.entry import STAGGER, Entry, NamedDialer
from waythrough.net.tcp import TcpDialer

PATIENCE = Patience(hard=20)


async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


class Quiet:
    """A stream on which nothing happens; it tells whether it was given up."""

    def __init__(self, address: str) -> None:
        self.facts = StreamFacts(address=address)
        self.aborted = False

    async def send(self, data: bytes) -> None:
        return

    async def recv(self) -> bytes:
        return b""

    def abort(self) -> None:
        self.aborted = True


class Lines:
    """A dialer of which each address does what it is told: a failure at once, or a stream when its event comes."""

    def __init__(self, plan: Mapping[str, FailureKind | asyncio.Event]) -> None:
        self.dialled: list[str] = []
        self.opened: list[Quiet] = []
        self.cancelled: list[str] = []
        self.two = asyncio.Event()
        self._plan = plan

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        self.dialled.append(host)
        if len(self.dialled) == 2:
            self.two.set()
        plan = self._plan[host]
        if isinstance(plan, FailureKind):
            failure = Failure(kind=plan)
            raise DialError((Leg(stage=None, host=host, port=port, started=0, duration=0, failure=failure),))
        try:
            await plan.wait()
        except asyncio.CancelledError:
            self.cancelled.append(host)
            raise
        stream = Quiet(host)
        self.opened.append(stream)
        return stream


def entry(base: Lines, *addresses: str) -> Entry:
    return Entry(host="proxy.test", port=1080, base=base, resolver=Table({"proxy.test": addresses}), hop=0)


def now() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


async def test_the_legs_of_the_line_become_the_ways_own() -> None:
    resolver = Table({"proxy.test": ("127.0.0.1",)})
    async with serving(hold) as port:
        way = Entry(host="proxy.test", port=port, base=TcpDialer(), resolver=resolver, hop=2)
        stream, legs = await way.reach(PATIENCE)
        stream.abort()
    assert [(leg.stage, leg.host, leg.hop) for leg in legs] == [
        (Stage.RESOLVE, "proxy.test", 2),
        (Stage.CONNECT, "proxy.test", 2),
    ]
    assert legs[1].address == "127.0.0.1"


async def test_a_name_that_does_not_resolve_ends_at_its_own_stage() -> None:
    with pytest.raises(DialError) as caught:
        await entry(Lines({})).reach(PATIENCE)
    [leg] = caught.value.legs
    assert leg.stage is Stage.RESOLVE
    assert caught.value.failure.kind is FailureKind.NXDOMAIN


async def test_an_address_literal_is_not_resolved() -> None:
    resolver = Table({})
    async with serving(hold) as port:
        stream, legs = await Entry(host="127.0.0.1", port=port, base=TcpDialer(), resolver=resolver).reach(
            PATIENCE
        )
        stream.abort()
    assert resolver.asked == []
    assert [leg.stage for leg in legs] == [Stage.CONNECT]


async def test_a_dead_address_does_not_hold_up_the_living_one() -> None:
    line = Lines({"192.0.2.1": asyncio.Event(), "192.0.2.2": now()})
    stream, _ = await entry(line, "192.0.2.1", "192.0.2.2").reach(PATIENCE)
    assert stream.facts.address == "192.0.2.2"
    assert line.cancelled == ["192.0.2.1"]


async def test_a_failed_address_is_followed_by_the_next_and_is_told() -> None:
    line = Lines({"192.0.2.1": FailureKind.REFUSED, "192.0.2.2": now(), "192.0.2.3": now()})
    stream, legs = await entry(line, "192.0.2.1", "192.0.2.2", "192.0.2.3").reach(PATIENCE)
    assert stream.facts.address == "192.0.2.2"
    assert line.dialled == ["192.0.2.1", "192.0.2.2"]
    assert [leg.failure and leg.failure.kind for leg in legs] == [None, FailureKind.REFUSED]


async def test_when_all_fail_a_missing_family_is_not_the_reason() -> None:
    line = Lines({"192.0.2.1": FailureKind.TIMEOUT, "2001:db8::1": FailureKind.NETWORK_UNREACHABLE})
    with pytest.raises(DialError) as caught:
        await entry(line, "192.0.2.1", "2001:db8::1").reach(PATIENCE)
    assert caught.value.failure.kind is FailureKind.TIMEOUT
    assert len(caught.value.legs) == 3


async def test_of_two_that_open_together_one_is_given_up() -> None:
    both = asyncio.Event()
    line = Lines({"192.0.2.1": both, "192.0.2.2": both})
    async with asyncio.TaskGroup() as group:
        task = group.create_task(entry(line, "192.0.2.1", "192.0.2.2").reach(PATIENCE))
        await line.two.wait()
        both.set()
    stream, _ = task.result()
    assert stream in line.opened
    assert [other.aborted for other in line.opened if other is not stream] == [True]


async def test_the_last_word_may_come_after_all_have_started() -> None:
    late = asyncio.Event()
    line = Lines({"192.0.2.1": asyncio.Event(), "192.0.2.2": late})
    async with asyncio.TaskGroup() as group:
        task = group.create_task(entry(line, "192.0.2.1", "192.0.2.2").reach(PATIENCE))
        await line.two.wait()
        asyncio.get_running_loop().call_later(2 * STAGGER, late.set)
    stream, _ = task.result()
    assert stream.facts.address == "192.0.2.2"


async def test_a_stream_that_opens_while_the_race_is_cancelled_is_given_up() -> None:
    class Meanwhile(Lines):
        async def dial(self, host: str, port: int, patience: Patience) -> Stream:
            stream = await super().dial(host, port, patience)
            task.cancel()
            return stream

    line = Meanwhile({"192.0.2.1": now(), "192.0.2.2": now()})
    async with asyncio.TaskGroup() as group:
        task = group.create_task(entry(line, "192.0.2.1", "192.0.2.2").reach(PATIENCE))
    assert task.cancelled()
    assert [stream.aborted for stream in line.opened] == [True]


async def test_cancelling_a_race_cancels_every_dial() -> None:
    line = Lines({"192.0.2.1": asyncio.Event(), "192.0.2.2": asyncio.Event()})
    async with asyncio.TaskGroup() as group:
        task = group.create_task(entry(line, "192.0.2.1", "192.0.2.2").reach(PATIENCE))
        await line.two.wait()
        task.cancel()
    assert sorted(line.cancelled) == ["192.0.2.1", "192.0.2.2"]


async def test_a_named_dialer_dials_names() -> None:
    async with serving(hold) as port:
        dialer = NamedDialer(TcpDialer(), Table({"site.test": ("127.0.0.1",)}))
        stream = await dialer.dial("site.test", port, PATIENCE)
        stream.abort()
    assert [leg.stage for leg in stream.facts.legs] == [Stage.RESOLVE, Stage.CONNECT]
