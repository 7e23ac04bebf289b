"""The matrix of a check of the past."""

from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import Qt

from tests.desktop.past import past_run
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.presenters.past_matrix import fill


def test_boxes_and_heads_as_they_were() -> None:
    model = MatrixModel()
    run = past_run(0, 1.0)
    fill(model, run)
    assert (model.rowCount(), model.columnCount()) == (11, 5)
    head = model.column_head(1)
    assert (head.name, head.best, head.state) == ("Berlin", "Best", "opens 11 of 11")
    assert (
        model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Telegram, Berlin: Works, 0.4 seconds"
    )


def test_a_check_that_was_cut_short() -> None:
    model = MatrixModel()
    run = past_run(0, 1.0)
    few = dict(list(run.cells.items())[:3])
    fill(model, replace(run, cells=MappingProxyType(few), interrupted=True))
    assert model.face_at(5, 1).text == "Not checked"
    assert model.column_head(1).best == ""
    assert model.column_head(1).state == "opens 1 of 1 checked"
    assert model.column_head(4).state == "could not connect"
