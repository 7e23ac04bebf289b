"""Bridges that are tried together: who is asked with whom, and what is made of what Tor tells."""

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from tests.core.net.children import python
from waythrough.model.failure import FailureKind
from waythrough.net import tor_screen
from waythrough.net.process import Child
from waythrough.net.tor import TorProcess
from waythrough.net.tor_screen import TorScreen
from waythrough.wire.tor_bridge import BridgeLine, parse_bridge
from waythrough.wire.tor_control import Connection, Event


def bridge(number: int, port: int = 443) -> BridgeLine:
    return parse_bridge(f"198.18.4.{number}:{port} {number:040X}")


def tells(number: int, state: str, reason: str = "") -> Connection:
    return Connection(target=f"${number:040X}~x", state=state, reason=reason)


class Link:
    heard: Callable[[Event], None]

    def __init__(self, asked: list[tuple[str, ...]]) -> None:
        self.asked = asked

    async def ask(self, *words: str) -> None:
        self.asked.append(words)


class Played:
    """A Tor that tells a story once it is let go; `end` makes its process end instead."""

    def __init__(self, story: list[Connection], *, end: bool = False) -> None:
        self.story = story
        self.end = end
        self.started: list[tuple[BridgeLine, ...]] = []
        self.asked: list[tuple[str, ...]] = []
        self.child: Child
        self.link: Link

    async def start(self, bridges: tuple[BridgeLine, ...]) -> TorProcess:
        self.started.append(bridges)
        self.child = await Child.start(python("pass" if self.end else "import time; time.sleep(600)"))
        self.link = Link(self.asked)
        return cast(TorProcess, self)

    async def go(self) -> None:
        asyncio.get_running_loop().call_soon(self._tell)

    def _tell(self) -> None:
        for each in self.story:
            self.link.heard(each)

    async def aclose(self) -> None:
        await self.child.stop(grace=0)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tor_screen, "STALLED", 0.3)


async def test_each_gets_its_own_answer_from_one_process() -> None:
    story = [tells(number, "LAUNCHED") for number in range(1, 8)]
    story += [tells(1, "CONNECTED"), tells(2, "FAILED", "CONNECTREFUSED"), tells(3, "FAILED", "TLS_ERROR")]
    story += [tells(4, "FAILED", "TIMEOUT"), tells(4, "LAUNCHED"), tells(4, "FAILED", "TIMEOUT")]
    story += [tells(5, "LAUNCHED"), tells(5, "LAUNCHED"), tells(9, "FAILED", "CONNECTREFUSED")]
    tor, screen = Played(story), TorScreen()
    bridges = [bridge(number) for number in range(1, 9)]
    found = [await screen.look(each, bridges, tor.start) for each in bridges]
    assert [each and each.kind for each in found] == [
        None,
        FailureKind.REFUSED,
        None,
        FailureKind.TIMEOUT,
        FailureKind.PROXY_ERROR,
        FailureKind.TIMEOUT,
        FailureKind.TIMEOUT,
        None,
    ]
    assert tor.started == [tuple(bridges)]
    (left,) = tor.asked
    assert left == ("SETCONF", *(f'Bridge="{bridge(number).text}"' for number in (6, 7, 8)))


async def test_groups_have_a_size_and_no_address_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tor_screen, "GROUP", 2)
    tor, screen = Played([tells(number, "CONNECTED") for number in range(1, 6)]), TorScreen()
    twin = parse_bridge(f"198.18.4.1:443 {7:040X}")
    planned = [bridge(1), twin, bridge(2), bridge(3), bridge(1, 444)]
    for number in (1, 3):
        assert await screen.look(bridge(number), planned, tor.start) is None
    assert tor.started == [(bridge(1), bridge(2)), (bridge(3), twin)]


async def test_a_process_that_ends_leaves_every_question_open() -> None:
    tor, screen = Played([], end=True), TorScreen()
    assert await screen.look(bridge(1), [bridge(1)], tor.start) is None

    async def broken(bridges: tuple[BridgeLine, ...]) -> TorProcess:
        raise FileNotFoundError

    assert await screen.look(bridge(2), [], broken) is None


async def test_those_that_failed_are_tried_once_more_together() -> None:
    tor, screen = (
        Played([tells(1, "CONNECTED"), *(tells(n, "FAILED", "CONNECTREFUSED") for n in (2, 3))]),
        TorScreen(),
    )
    bridges = [bridge(number) for number in (1, 2, 3)]
    for _ in range(3):
        found = [await screen.look(each, bridges, tor.start) for each in bridges]
        assert [each and each.kind for each in found] == [None, FailureKind.REFUSED, FailureKind.REFUSED]
    assert tor.started == [tuple(bridges), tuple(bridges[1:])]
