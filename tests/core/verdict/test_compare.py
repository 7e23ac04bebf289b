"""What changed between two runs."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.verdict.compared import blocked, made, masked, opened, run, with_way, without
from tests.core.verdict.making import verdict
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus
from waythrough.model.verdict import Confidence, Label
from waythrough.verdict.compare import REAL, Change, Comparison, Totals, WayState, compare

LIKELY = Confidence.LIKELY
UNCLEAR = made(Label.INCONCLUSIVE, None, sure=Confidence.NONE)
FOREIGN = made(Label.TLS_MITM, False)
CHALLENGE = made(Label.ACCESS_CHALLENGE, True, 0.4)
ONCE = {"status": CellStatus.INFERRED}


def _change(old: Cell, new: Cell) -> Change:
    found = compare(run("before", telegram_direct=old), run(telegram_direct=new))
    others = [each for each in found.cells if each.change is not Change.SAME]
    assert {(each.platform_id, each.path_id) for each in others} <= {("telegram", DIRECT_ID)}
    return others[0].change if others else Change.SAME


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (opened(), opened(), Change.SAME),
        (opened(), blocked(), Change.CLOSED),
        (blocked(), opened(), Change.OPENED),
        (opened(), FOREIGN, Change.UNSAFE),
        (blocked(), FOREIGN, Change.UNSAFE),
        (FOREIGN, opened(), Change.OPENED),
        (FOREIGN, FOREIGN, Change.SAME),
        (opened(), CHALLENGE, Change.VERDICT),
        (blocked(), made(Label.DNS_TAMPERING, False), Change.VERDICT),
        (blocked(), made(Label.GEO_BLOCK, False), Change.VERDICT),
        (blocked(LIKELY), blocked(), Change.CONFIDENCE),
        (made(Label.GEO_BLOCK, False, sure=LIKELY), made(Label.GEO_BLOCK, False), Change.CONFIDENCE),
        (opened(), UNCLEAR, Change.VERDICT),
        (UNCLEAR, opened(), Change.VERDICT),
        (UNCLEAR, UNCLEAR, Change.SAME),
    ],
)
def test_what_became_of_a_cell(old: Cell, new: Cell, change: Change) -> None:
    assert _change(old, new) is change


@pytest.mark.parametrize(
    "untested",
    [
        masked(),
        made(Label.NO_INTERNET, False),
        made(Label.INCONCLUSIVE, None, status=CellStatus.INTERRUPTED),
        made(Label.INCONCLUSIVE, None, status=CellStatus.ERROR),
        made(Label.PATH_FAILURE, None, status=CellStatus.INFERRED),
        replace(blocked(), preliminary=True),
    ],
)
def test_what_was_not_tested_is_never_a_change(untested: Cell) -> None:
    assert _change(opened(), untested) is Change.NOT_COMPARABLE
    assert _change(untested, blocked()) is Change.NOT_COMPARABLE
    found = compare(run("before"), run(telegram_direct=untested))
    assert found.nothing_changed
    assert found.totals == Totals(opened_before=6, opened_after=6, services=6)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (0.4, 3.9, Change.SLOWER),
        (3.9, 0.4, Change.FASTER),
        (3.0, 4.5, Change.SAME),  # not even twice as long
        (0.1, 0.4, Change.SAME),  # four times as long, and nobody notices
        (0.4, None, Change.SAME),
    ],
)
def test_times_count_where_they_matter(before: float | None, after: float | None, change: Change) -> None:
    assert _change(opened(before), opened(after)) is change


def test_what_the_later_run_took_over_was_not_measured_again() -> None:
    before, apart = run("before"), 100.0
    later = replace(run(telegram_direct=blocked()), started=before.started + apart)
    cells = {
        key: cell
        if key == ("telegram", DIRECT_ID)
        else replace(cell, finished=before.cells[key].finished - apart)
        for key, cell in later.cells.items()
    }
    found = compare(before, replace(later, cells=MappingProxyType(cells)))
    assert len(found.of(Change.CLOSED)) == 1
    assert len(found.of(Change.NOT_MEASURED)) == len(found.cells) - 1
    assert not found.of(Change.SAME)
    assert found.totals.services == 1


def test_times_that_scatter_anyway_are_no_change() -> None:
    scattered = {
        f"{name}_direct": opened(seconds)
        for name, seconds in zip(
            ("telegram", "signal", "wikipedia", "youtube", "github"), (4.0, 0.2, 6.0, 0.15, 0.5), strict=True
        )
    }
    assert compare(run("before"), run(**scattered)).of(Change.SLOWER, Change.FASTER) == ()


def test_a_cell_that_one_run_has_not() -> None:
    whole = run("before")
    cut = replace(whole, cells=MappingProxyType(dict(list(whole.cells.items())[:-1])))
    assert [each.change for each in compare(whole, cut).cells if each.change is not Change.SAME] == [
        Change.NOT_COMPARABLE
    ]
    smaller = without(whole, platform="telegram", path="p-2")
    found = compare(whole, smaller)
    assert (found.platforms_gone, found.ways_gone) == (("telegram",), ("p-2",))
    assert len(found.of(Change.GONE)) == 3 + 6 - 1
    found = compare(smaller, whole)
    assert (found.platforms_new, found.ways_new) == (("telegram",), ("p-2",))
    assert {each.change for each in found.cells} == {Change.NEW, Change.SAME}
    assert found.nothing_changed


def test_a_way_of_another_kind_is_another_way() -> None:
    found = compare(run("before"), with_way(run(signal_p1=blocked()), "p-1", kind="ssh"))
    assert (found.ways_new, found.ways_gone) == (("p-1",), ("p-1",))
    assert not found.of(Change.CLOSED)


def test_ways_have_states_of_their_own() -> None:
    before = with_way(with_way(run("before"), "p-1", usable=False), "p-2", usable=None)
    after = with_way(run(telegram_p2=masked(), signal_p2=blocked()), "p-2", safe=False)
    direct, first, second = compare(before, after).ways
    assert direct.before is WayState.UNKNOWN
    assert not direct.changed
    assert (first.before, first.after, first.changed) == (WayState.FAILS, WayState.CONNECTS, True)
    assert (second.before, second.after, second.changed) == (WayState.UNKNOWN, WayState.UNSAFE, False)
    assert (second.opened_before, second.opened_after, second.compared) == (5, 4, 5)


def test_an_unsafe_way_opens_nothing() -> None:
    cells = {f"{name}_{way}": blocked() for name in ("telegram", "signal") for way in ("direct", "p1")}
    found = compare(run("before", **cells), with_way(run(**cells), "p-2", safe=False))
    assert found.totals == Totals(opened_before=6, opened_after=4, services=6)
    assert not found.nothing_changed


def test_the_line_as_a_whole() -> None:
    portal, offline = verdict(Label.CAPTIVE_PORTAL), verdict(Label.NO_INTERNET)
    before = replace(run("before"), network=(portal, verdict(Label.OK)))
    found = compare(before, replace(run(), network=(offline,)))
    assert (found.network_gone, found.network_come) == ((portal,), (offline,))
    assert compare(before, replace(run(), network=(portal,))).network_come == ()


def test_practice_and_the_real_network_say_nothing_about_each_other() -> None:
    found = compare(replace(run("before"), practice=True), run(telegram_direct=blocked()))
    assert not found.same_network
    assert {each.change for each in found.cells} == {Change.NOT_COMPARABLE}


def test_a_run_is_like_itself() -> None:
    found = compare(run(), run())
    assert isinstance(found, Comparison)
    assert found.nothing_changed
    assert Change.SAME not in REAL
    assert hash(found.cells[0].change)
