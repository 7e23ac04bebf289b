"""The table of every kind of way against a real server, in every situation."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.contract.cells import Job, cell, cells
from tests.contract.expected import expected, slow
from tests.contract.situations import Situation
from tests.lab.netns import why_not
from tests.leak.world import World
from tests.ways import programs
from tests.ways.every import BY_NAME, EVERYDAY
from tests.ways.real import RealWay

_WHY_NOT = why_not() or programs.missing("nft")
pytestmark = [
    pytest.mark.lab,
    pytest.mark.long,
    pytest.mark.skipif(bool(_WHY_NOT), reason=_WHY_NOT or "the lab runs"),
]

QUICK = [each for each in Situation if each is not Situation.SILENT]


@pytest.fixture(scope="module", params=EVERYDAY)
def way(net: World, request: pytest.FixtureRequest) -> Iterator[RealWay]:
    recipe = BY_NAME[request.param]
    if recipe.missing:
        pytest.skip(recipe.missing)
    with recipe.start(net.place("way")) as started:
        yield started


@pytest.mark.parametrize("situation", QUICK)
def test_a_cell_of_the_table(net: World, way: RealWay, situation: Situation) -> None:
    wanted = expected(way, situation)
    if not wanted or slow(way, situation):
        pytest.skip("no such cell for this kind, or one of those that take long")
    outcome = cell(net, Job(way=way, situation=situation))
    assert str(outcome) in wanted
    assert outcome.left == ()
    assert outcome.leaks == ()


def test_silent_servers_are_told_as_such(net: World) -> None:
    """All at once: each waits as long as it is granted."""
    with ExitStack() as stack:
        able = [recipe for name in EVERYDAY if not (recipe := BY_NAME[name]).missing]
        ways = [stack.enter_context(each.start(net.place("way"))) for each in able]
        outcomes = cells(net, [Job(way=each, situation=Situation.SILENT) for each in ways])
        right = [expected(each, Situation.SILENT) for each in ways]
    told = {each.name: str(outcome) for each, outcome in zip(able, outcomes, strict=True)}
    wrong = {
        each.name: (told[each.name], wanted)
        for each, wanted in zip(able, right, strict=True)
        if told[each.name] not in wanted
    }
    assert wrong == {}
    assert {each.left for each in outcomes} == {()}
    assert {each.leaks for each in outcomes} == {()}
