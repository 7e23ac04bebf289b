"""The list of kept checks."""

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from waythrough_desktop.models.runs import WORDED_MOST, RunRow, RunsModel
from waythrough_desktop.theme import ToneName


def _row(run_id: str) -> RunRow:
    day = f"day {int(run_id) // 3}"
    return RunRow(
        id=run_id,
        day=day,
        time="10:00",
        icon="tick_disc",
        tone=ToneName.GREEN,
        title=f"run {run_id}",
        facts="",
    )


def test_rows_are_worded_only_when_they_are_looked_at(qtmodeltester: ModelTester) -> None:
    asked: list[str] = []

    def word(run_id: str) -> RunRow:
        asked.append(run_id)
        return _row(run_id)

    model = RunsModel()
    model.fill([str(number) for number in range(10_000)], word)
    assert model.rowCount() == 10_000
    assert asked == []
    assert model.index(4).data() == "run 4"
    assert model.index(4).data(Qt.ItemDataRole.AccessibleTextRole) == "day 1, 10:00, run 4"
    assert asked == ["4"]
    for place in range(1 + WORDED_MOST):
        model.row(place)
    model.row(4)
    assert asked.count("4") == 2  # the oldest words are forgotten
    assert asked.count("0") == 1
    model.fill(["1", "2"], _row)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_days_begin_where_the_row_above_has_another() -> None:
    model = RunsModel()
    model.fill(["0", "1", "3", "4", "6"], _row)
    assert [model.begins_day(place) for place in range(5)] == [True, False, True, False, True]
    assert (model.place_of("3"), model.place_of("9")) == (2, -1)
