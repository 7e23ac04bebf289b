"""In what order ways are opened, and how many at a time."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import way as story
from waythrough.engine import turns
from waythrough.engine.columns import Column, make_columns
from waythrough.engine.turns import (
    MOVING,
    MOVING_AT_HOST,
    OPENING,
    OPENING_AT_HOST,
    PROGRAMS,
    STARTING,
    Turn,
    Turns,
)
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.verdict import Label, Stage, Tries
from waythrough.paths.base import OpenPath
from waythrough.verdict.facts import Attempt
from waythrough.verdict.rules_path import path_verdict


@pytest.fixture(autouse=True)
def _no_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "REST", 0.0)


def column(name: str, host: str = "", port: int = 1080, kind: str = "socks5", via: str = "") -> Column:
    front = PathSpec(id="front", kind="socks5", fields={"host": via, "port": 1}) if via else None
    fields: Mapping[str, FieldValue] = {"host": host or f"{name}.test", "port": port}
    return make_columns((PathSpec(id=name, kind=kind, fields=fields, via=front),))[name]


def many(count: int, host: str = "") -> list[Column]:
    return [column(f"w{number}", host) for number in range(count)]


def program(name: str) -> Column:
    fields: Mapping[str, FieldValue] = {"command": "proxy --port {port}", "proxy": "socks5"}
    return make_columns((PathSpec(id=name, kind="program", fields=fields),))[name]


async def begun(queue: Turns) -> list[Turn]:
    """All turns that there is room for now."""
    found: list[Turn] = []
    while True:
        waiting = asyncio.get_running_loop().create_task(queue.next())
        for _ in range(3):
            await asyncio.sleep(0)
        if not waiting.done():
            waiting.cancel()
            return found
        if (turn := waiting.result()) is None:
            return found
        found.append(turn)


async def test_ways_come_in_order_and_silent_ones_make_room() -> None:
    queue = Turns()
    queue.add(many(200))
    first = await begun(queue)
    assert [turn.column.spec.id for turn in first] == [f"w{number}" for number in range(MOVING)]
    for turn in first:
        turn.park()
        turn.park()
    second = await begun(queue)
    assert len(second) == MOVING
    for _ in range(OPENING // MOVING):
        for turn in await begun(queue):
            turn.park()
        for turn in second:
            turn.park()
    assert len(queue._open) == OPENING, "however silent they are"
    queue.ended(first[0])
    queue.ended(first[0])
    assert len(await begun(queue)) == 1


async def test_one_host_is_never_crowded_and_others_pass_by() -> None:
    queue = Turns()
    queue.add([*many(20, "one.test"), column("other"), column("behind", "far.test", via="one.test")])
    first = await begun(queue)
    assert [turn.column.spec.id for turn in first] == ["w0", "w1", "other"]
    assert MOVING_AT_HOST == 2
    for turn in first:
        turn.park()
    assert len(await begun(queue)) == OPENING_AT_HOST - MOVING_AT_HOST
    assert await begun(queue) == []


async def test_programs_on_this_computer_are_hosts_of_their_own() -> None:
    queue = Turns()
    queue.add([column(f"w{port}", "127.0.0.1", port) for port in range(1, 7)])
    assert len(await begun(queue)) == 6


async def test_rests_between_openings_at_one_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "REST", 1000.0)
    queue = Turns(dice=lambda: 0.5)
    queue.add([*many(9, "one.test"), column("other")])
    started = []
    while found := await begun(queue):
        started += [turn.column.spec.id for turn in found]
        for turn in found:
            queue.ended(turn)
    assert started == ["w0", "w1", "other", "w2", "w3"], "a handful needs no rest"
    assert queue._free_at["one.test"] - asyncio.get_running_loop().time() > 1400


async def test_a_rest_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "REST", 0.01)
    queue = Turns()
    queue.add(many(7, "one.test"))
    async with asyncio.timeout(20):
        for _ in range(7):
            turn = await queue.next()
            assert turn is not None
            queue.ended(turn)
        assert await queue.next() is None


async def test_few_programs_run_and_fewer_start() -> None:
    queue = Turns()
    queue.add([program(f"p{number}") for number in range(PROGRAMS + 3)])
    running: list[Turn] = []
    while found := await begun(queue):
        assert len(found) == min(STARTING, PROGRAMS - len(running))
        running += found
        for turn in found:
            turn.column.opened = OpenPath(dialer=None, resolver=None)  # type: ignore[arg-type]
            queue.ended(turn)
    assert len(running) == PROGRAMS
    assert queue.short_of_programs
    queue.given_back(running[0].column)
    assert not queue.short_of_programs
    (next_one,) = await begun(queue)
    queue.ended(next_one)
    assert len(await begun(queue)) == 1, "a program that did not come up takes no place"


def fails(turn: Turn, stage: Stage, kind: Kind, code: int | None = None) -> None:
    """The way fails by itself."""
    seen = tuple(story().entry(stage, Failure(kind=kind, code=code), reply=code).seen)
    turn.column.health = list(seen)
    verdict = path_verdict((Attempt(seen),), Tries(seen=1, of=1))
    turn.column.info = replace(turn.column.info, usable=False, verdict=verdict, stage=verdict.stage)


def works(turn: Turn) -> None:
    turn.column.info = replace(turn.column.info, usable=True)


async def after(
    queue: Turns, ends: list[tuple[Stage, Kind, int | None] | None], host: str = "one.test"
) -> list[str]:
    """The rule by which each further way at a server need not be tried, once some have ended so."""
    queue.add(many(len(ends) + 2, host))
    for end in ends:
        turn = await queue.next()
        assert turn is not None
        assert queue.closed(turn.column) is None
        if end is None:
            works(turn)
        else:
            fails(turn, *end)
        queue.ended(turn)
    left = [turn for turn in (await queue.next(), await queue.next()) if turn is not None]
    found = [queue.closed(turn.column) for turn in left]
    return [each.rule_id if each else "" for each in found]


DEAD = (Stage.CONNECT, Kind.TIMEOUT, None)
REFUSED = (Stage.AUTH, Kind.PROXY_AUTH, None)
TIRED = (Stage.REQUEST, Kind.PROXY_ERROR, 429)


@pytest.mark.parametrize(
    ("ends", "rule"),
    [
        ([DEAD], ""),
        ([DEAD, DEAD], "path.same_server"),
        ([None, DEAD, DEAD], ""),
        ([REFUSED, REFUSED], ""),
        ([REFUSED, REFUSED, REFUSED], "path.log_ins_refused"),
        ([REFUSED, REFUSED, None, REFUSED], ""),
        ([TIRED], "path.wants_rest"),
        ([(Stage.HANDSHAKE, Kind.EOF, None)] * 5, ""),
    ],
)
async def test_what_some_ways_tell_about_others_at_their_server(
    ends: list[tuple[Stage, Kind, int | None] | None], rule: str
) -> None:
    assert await after(Turns(), ends) == [rule, rule]


async def test_another_port_is_another_server_and_a_second_look_may_know_better() -> None:
    queue = Turns()
    assert await after(queue, [DEAD, DEAD]) == ["path.same_server"] * 2
    assert queue.closed(column("next", "one.test", 2)) is None
    assert queue.closed(column("chained", "one.test", via="front.test")) is None
    dead = column("more", "one.test")
    known = queue.closed(dead)
    assert known is not None
    assert known.label is Label.PATH_FAILURE
    queue.reached(dead)
    assert queue.closed(dead) is None
