"""How a way did over the kept checks."""

from dataclasses import replace
from datetime import datetime

from waythrough.store.history import RunEntry
from waythrough.store.run_summary import RunSummary, WayNumbers
from waythrough_desktop.presenters.over_time import Measure, series_of, ways_of

NOW = 1_800_000_000.0
BERLIN = ("w1", "Berlin")


def _entry(number: int, *ways: WayNumbers, practice: bool = False) -> RunEntry:
    return RunEntry(
        id=str(number), started=NOW - 3600.0 * (9 - number), finished=NOW, practice=practice, profile="internet",
        summary=RunSummary(ways=ways),
    )  # fmt: skip


def _way(opened: int, judged: int = 10, seconds: float | None = None, way: str = "w1") -> WayNumbers:
    return WayNumbers(
        id=way, name={"w1": "Berlin"}.get(way, way), opened=opened, judged=judged, seconds=seconds
    )


ENTRIES = (
    _entry(6, _way(7, seconds=0.8)),
    _entry(5, _way(1), practice=True),
    _entry(4, _way(0, judged=0)),
    _entry(3, _way(5, way="direct")),
    _entry(2, _way(10, seconds=0.4)),
    _entry(1, _way(3, way="direct")),
)


def test_ways_stand_by_name_the_line_first() -> None:
    assert ways_of(ENTRIES, practice=False) == (("direct", "Direct"), BERLIN)
    assert ways_of(ENTRIES, practice=True) == (BERLIN,)
    assert ways_of((), practice=False) == ()


def test_a_check_without_the_way_is_a_gap() -> None:
    series = series_of(ENTRIES, BERLIN, Measure.OPENED, practice=False, now=NOW)
    assert [point.value for point in series.points] == [
        1.0,
        None,
        None,
        0.7,
    ]  # nothing before its first check
    assert series.tell(0).endswith(": 100 %")
    assert series.tell(1).endswith(": not tested")
    assert series.sentence == (
        "Berlin opened 70 % in the last of 2 checks: 85 % in the middle, 70 % at worst, 100 % at best."
    )


def test_checks_of_one_day_are_told_by_their_times() -> None:
    noon = datetime.fromisoformat("2026-11-23T12:00").astimezone().timestamp()
    told = []
    for apart in (3600.0, 86400.0):
        of_day = [replace(_entry(1, _way(1)), started=noon + number * apart) for number in range(2)]
        series = series_of(of_day, BERLIN, Measure.OPENED, practice=False, now=noon)
        told.append([series.name_day(point.when) for point in series.points])
    assert told[0] == ["12:00", "13:00"]
    assert told[1][0] != told[1][1]
    assert ":" not in "".join(told[1])


def test_times_of_a_way() -> None:
    series = series_of(ENTRIES, BERLIN, Measure.TIME, practice=False, now=NOW)
    assert [point.value for point in series.points] == [0.4, None, None, 0.8]
    assert series.tell(3).endswith(": 0.8\u00a0s")
    assert series.sentence.startswith("Berlin: a page took 0.8\u00a0s in the last of 2 checks")


def test_a_way_without_values() -> None:
    series = series_of(ENTRIES, ("w9", "New"), Measure.TIME, practice=False, now=NOW)
    assert series.points == ()
    assert series.sentence == "New has no values yet."


def test_a_check_that_was_cut_short_is_no_measure_of_a_way() -> None:
    cut = replace(_entry(7, _way(2, judged=2)), finished=None)
    stopped = replace(ENTRIES[0], id="8", summary=replace(ENTRIES[0].summary, interrupted=True))
    series = series_of((stopped, cut, *ENTRIES), BERLIN, Measure.OPENED, practice=False, now=NOW)
    assert [point.value for point in series.points] == [1.0, None, None, 0.7]


def test_ways_of_one_name_are_told_apart() -> None:
    twins = (_entry(6, _way(7, way="w1")), _entry(2, replace(_way(7, way="w2"), name="Berlin")))
    names = [name for _id, name in ways_of(twins, practice=False, now=NOW)]
    assert len(set(names)) == 2
    assert all(name.startswith("Berlin (last checked ") for name in names)
