"""The table beside a chart."""

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from tests.desktop.views.test_chart import series
from waythrough_desktop.models.points import PointsModel


def test_the_newest_stands_first(qtmodeltester: ModelTester) -> None:
    model = PointsModel()
    assert model.rowCount() == 0
    model.show_series(series(0.1, None, 0.3))
    rows = [[model.index(row, column).data() for column in range(2)] for row in range(model.rowCount())]
    assert rows == [["check 2", "0.3"], ["check 1", "gap"], ["check 0", "0.1"]]
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(2)]
    assert heads == ["Check", "Opened"]
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
