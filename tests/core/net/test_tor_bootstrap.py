"""What Tor tells while it gets on, and what is made of it when it does not."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import cast

import pytest
import pytest_asyncio

from tests.core.net.children import python
from waythrough.model.failure import FailureKind
from waythrough.model.verdict import Stage
from waythrough.net import tor_bootstrap
from waythrough.net.base import DialError
from waythrough.net.process import Child
from waythrough.net.tor import TorProcess
from waythrough.net.tor_bootstrap import Bootstrapping, Entry
from waythrough.wire.tor_control import Bootstrap, ClockSkew, Connection, Event

LAUNCHED, CONNECTED = (Connection(target="$A", state=state) for state in ("LAUNCHED", "CONNECTED"))


class Link:
    heard: Callable[[Event], None]


class Played:
    """A Tor that tells, once it is let go, what it was given to tell: events, and lines of its log."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.link = Link()
        self.story: list[Event | str] = []

    async def go(self) -> None:
        asyncio.get_running_loop().call_soon(self._tell)

    def _tell(self) -> None:
        for each in self.story:
            if isinstance(each, str):
                self.child.pipe_data_received(1, each.encode() + b"\n")
            else:
                self.link.heard(each)


@pytest_asyncio.fixture
async def played() -> AsyncIterator[Played]:
    child = await Child.start(python("import time; time.sleep(600)"))
    yield Played(child)
    await child.stop(grace=0)


def far(progress: int, tag: str, warning: str = "", reason: str = "") -> Bootstrap:
    return Bootstrap(progress=progress, tag=tag, warning=warning, reason=reason)


def failed(reason: str) -> Connection:
    return Connection(target="$A", state="FAILED", reason=reason)


def run(
    tor: Played, story: list[Event | str], heard: list[float] | None = None, **entry: bool
) -> Bootstrapping:
    tor.story = story
    told = (lambda share, doing: None) if heard is None else (lambda share, doing: heard.append(share))
    given = Entry(host="198.18.4.7", port=443, hop=1, **entry)
    return Bootstrapping(tor=cast(TorProcess, tor), entry=given, told=told)


async def test_the_way_to_the_end(played: Played) -> None:
    heard: list[float] = []
    tags = ["conn", "conn_done", "handshake", "handshake_done", "loading_status", "ap_conn", "done"]
    story: list[Event | str] = [
        far(number, tag) for number, tag in zip((5, 10, 14, 15, 30, 80, 100), tags, strict=True)
    ]
    legs = await run(played, [*story, far(80, "late")], heard).run()
    assert heard == [0.0, 0.05, 0.1, 0.14, 0.15, 0.3, 0.8, 1.0]
    assert [leg.stage for leg in legs] == [Stage.CONNECT, Stage.HANDSHAKE, Stage.REQUEST]
    assert {(leg.host, leg.port, leg.hop, leg.failure) for leg in legs} == {("198.18.4.7", 443, 1, None)}


async def test_a_quick_greeting_is_a_leg_too(played: Played) -> None:
    legs = await run(played, [far(5, "conn"), far(20, "onehop_create"), far(100, "done")]).run()
    assert [leg.stage for leg in legs] == [Stage.CONNECT, Stage.HANDSHAKE, Stage.REQUEST]


REFUSED = far(5, "conn", "Connection refused", "CONNECTREFUSED")
IDENTITY = far(14, "handshake", "Unexpected identity in router certificate", "MISC")
SOCKS = '04:05:06.000 [warn] Proxy Client: unable to connect OR connection with [scrubbed] ID=A ("general failure")'
BROKER = '04:05:06.000 [notice] Managed proxy "/a/b": broker failure dial tcp [scrubbed]: connect: refused'
SKEW = ClockSkew(seconds=7200)


@pytest.mark.parametrize(
    ("story", "stage", "kind", "text"),
    [
        ([REFUSED, failed("CONNECTREFUSED")], Stage.CONNECT, FailureKind.REFUSED, "CONNECTREFUSED"),
        (
            [far(14, "handshake"), IDENTITY, failed("DONE")],
            Stage.HANDSHAKE,
            FailureKind.PROXY_MALFORMED,
            "IDENTITY",
        ),
        (
            [failed("TIMEOUT"), failed("TIMEOUT")],
            Stage.CONNECT,
            FailureKind.TIMEOUT,
            "0 % (starting): TIMEOUT",
        ),
        (
            [LAUNCHED, SOCKS, LAUNCHED, SOCKS, LAUNCHED],
            Stage.CONNECT,
            FailureKind.PROXY_ERROR,
            "general failure",
        ),
        ([far(10, "conn_done"), BROKER, BROKER], Stage.CONNECT, FailureKind.REFUSED, "broker failure"),
        ([SKEW, failed("DONE"), failed("DONE")], Stage.CONNECT, FailureKind.CLOCK_SKEW, "clocks differ"),
    ],
)
async def test_the_only_bridge_says_no(
    played: Played, story: list[Event | str], stage: Stage, kind: FailureKind, text: str
) -> None:
    with pytest.raises(DialError) as caught:
        await run(played, story, single=True, fronted=BROKER in story).run()
    assert (caught.value.legs[-1].stage, caught.value.failure.kind) == (stage, kind)
    assert text in caught.value.failure.text


@pytest.mark.parametrize(
    ("story", "stage", "kind"),
    [
        ([], Stage.CONNECT, FailureKind.TIMEOUT),
        ([far(10, "conn_done")], Stage.HANDSHAKE, FailureKind.TIMEOUT),
        ([far(30, "loading_status")], Stage.DATA, FailureKind.TIMEOUT),
        ([LAUNCHED, CONNECTED, REFUSED], Stage.CONNECT, FailureKind.REFUSED),
        (["04:05:06 [warn] no such host"], Stage.CONNECT, FailureKind.NXDOMAIN),
    ],
)
async def test_a_standstill_is_given_up(
    played: Played, story: list[Event | str], stage: Stage, kind: FailureKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tor_bootstrap, "STALLED", 0.1)
    with pytest.raises(DialError) as caught:
        await run(played, story).run()
    assert (caught.value.legs[-1].stage, caught.value.failure.kind) == (stage, kind)


async def test_many_relays_may_refuse_before_one_takes_us(played: Played) -> None:
    story: list[Event | str] = [failed("CONNECTREFUSED")] * 5
    assert await run(played, [*story, far(100, "done")]).run()


async def test_its_end_is_told() -> None:
    child = await Child.start(python("print('05:06:07 [err] out of luck'); raise SystemExit(1)"))
    with pytest.raises(DialError) as caught:
        await run(Played(child), []).run()
    failure = caught.value.failure
    assert (failure.kind, failure.code, failure.text) == (FailureKind.PROGRAM_ENDED, 1, "[err] out of luck")
    await child.stop()
