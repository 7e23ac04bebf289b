"""While targets are tested through a way, not one packet about them leaves by another."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.lab.netns import why_not
from tests.lab.packets import TCP
from tests.lab.standard import DOH, FINE, FINE_AT, SECOND, SECOND_AT, TARGET, TARGET_AT, six
from tests.leak.drive import Seen, looked
from tests.leak.watch import Endpoint
from tests.leak.world import ENTRY, ENTRY_NAME, INNER_NAME, World
from tests.ways import programs
from tests.ways.every import BY_NAME, CHAINS, EVERYDAY
from tests.ways.real import RealWay, Recipe
from waythrough.model.path import PathSpec
from waythrough.model.run import Depth
from waythrough.model.secret import Secret

pytestmark = [
    pytest.mark.lab,
    pytest.mark.long,
    pytest.mark.skipif(bool(why_not()), reason=why_not() or "the lab runs"),
]


@contextmanager
def started(net: World, recipe: Recipe, *, inner: bool = False) -> Iterator[RealWay]:
    if recipe.missing:
        pytest.skip(recipe.missing)
    with recipe.start(net.place(re.sub(r"\W+", "-", f"{recipe.name}{inner or ''}"), inner=inner)) as way:
        yield way


def endpoints(way: RealWay) -> tuple[Endpoint, ...]:
    return tuple(Endpoint(protocol=each, address=ENTRY, port=way.port) for each in way.protocols)


def proven(net: World, seen: Seen, before: int) -> None:
    """The target was reached, by the way and by nothing else."""
    cell = seen.run.cell(TARGET, "way")
    assert cell.works is True, cell.verdict
    assert seen.run.cell(SECOND, "way").works is not True
    assert seen.run.cell(FINE, "way").works is not True
    assert net.reached()[f"hit {TARGET}"] > before
    assert seen.packets
    assert seen.tells == []


@pytest.mark.parametrize("name", EVERYDAY)
def test_a_way_keeps_everything_to_itself(net: World, name: str) -> None:
    before = net.reached()[f"hit {TARGET}"]
    with started(net, BY_NAME[name]) as way:
        proven(net, looked(net, way.spec(ENTRY_NAME), net.secrets(*endpoints(way))), before)


@pytest.mark.parametrize("chain", CHAINS[:3], ids=" then ".join)
def test_a_chain_keeps_everything_to_itself(net: World, chain: tuple[str, str]) -> None:
    before = net.reached()[f"hit {TARGET}"]
    first, second = (BY_NAME[each] for each in chain)
    with started(net, first) as outer, started(net, second, inner=True) as inner:
        spec = inner.spec(INNER_NAME, via=outer.spec(ENTRY_NAME))
        proven(net, looked(net, spec, net.secrets(*endpoints(outer))), before)


def test_a_thorough_run_keeps_to_the_way(net: World) -> None:
    before = net.reached()[f"hit {TARGET}"]
    with started(net, BY_NAME["socks5 by microsocks"]) as way:
        secrets = net.secrets(*endpoints(way))
        proven(net, looked(net, way.spec(ENTRY_NAME), secrets, depth=Depth.THOROUGH), before)


def test_a_dead_way_asks_nobody_else_about_its_targets(net: World) -> None:
    with started(net, BY_NAME["socks5 by microsocks"]) as way:
        spec, secrets = way.spec(ENTRY_NAME), net.secrets(*endpoints(way))
    seen = looked(net, spec, secrets)
    assert seen.run.cell(TARGET, "way").works is False
    assert seen.tells == []


TARGETS = frozenset(each for at in (TARGET_AT, SECOND_AT, FINE_AT) for each in (at, six(at)))


def test_encrypted_dns_on_the_line_asks_only_where_it_is_told(net: World) -> None:
    """A trick is the line itself: its targets are contacted, but only their pages and only that resolver."""
    fields = {"doh": f"https://{DOH[0][0]}/dns-query", "split": "tcp"}
    pages = (Endpoint(protocol=TCP, address=at, port=443) for at in TARGETS)
    seen = looked(net, PathSpec(id="way", kind="tricks", fields=fields), net.secrets(*pages))
    assert seen.run.cell(TARGET, "way").works is True
    assert seen.run.cell(SECOND, "way").works is not True, "what fails is looked into"
    assert seen.leaks == ()
    asked = {each.rpartition(" by ")[2] for each in seen.trapped if each.startswith("named ")}
    assert asked <= {DOH[0][1], six(DOH[0][1])}
    assert asked


def test_a_chosen_interface_carries_everything_alone(net: World) -> None:
    before = net.reached()[f"hit {TARGET}"]
    with net.second_line() as name, net.watch(name) as beside:
        spec = PathSpec(id="way", kind="interface", fields={"interface": name})
        proven(net, looked(net, spec, net.secrets()), before)
        assert {TARGET_AT, six(TARGET_AT)} & {each.dst for each in beside.seen()}


def test_what_leaves_by_the_usual_line_instead_of_a_chosen_one_is_reported(
    net: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("waythrough.net.sockets.bind_interface", lambda sock, name: None)
    with net.second_line() as name:
        spec = PathSpec(id="way", kind="interface", fields={"interface": name})
        seen = looked(net, spec, net.secrets())
    assert any(each.dst in TARGETS for each in seen.leaks)


def test_a_tor_that_gets_nowhere_asks_nobody_but_its_bridge(net: World) -> None:
    if reason := programs.missing("tor"):
        pytest.skip(reason)
    bridge = PathSpec(id="way", kind="tor", fields={"bridge": Secret(f"{ENTRY}:9001 {'A1' * 20}")})
    secrets = net.secrets(Endpoint(protocol=TCP, address=ENTRY, port=9001))
    seen = looked(net, bridge, secrets, depth=Depth.QUICK)
    assert seen.run.cell(TARGET, "way").works is False
    assert seen.tells == []
