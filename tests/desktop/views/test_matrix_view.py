"""The table under the pointer and under the keys."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from waythrough_desktop.models.face import ColumnHead, RowHead
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.views.matrix_view import MatrixView


def scrolled(qtbot: QtBot) -> MatrixView:
    """A table of 40 services, scrolled to its end, that nobody has touched yet."""
    model = MatrixModel()
    view = MatrixView(model)
    model.setParent(view)
    qtbot.addWidget(view)
    model.lay_out(
        [RowHead(id=f"s{n}", name=f"Service {n}") for n in range(40)],
        [ColumnHead(id=f"w{n}", name=f"Way {n}") for n in range(3)],
    )
    view.resize(600, 300)
    with qtbot.waitActive(view):
        view.show()
    view.clearFocus()
    view.selectionModel().clear()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    return view


def test_the_first_click_on_a_scrolled_table_opens_the_box_that_was_clicked(qtbot: QtBot) -> None:
    view = scrolled(qtbot)
    place = view.visualRect(view.model().index(38, 1)).center()
    stood = view.verticalScrollBar().value()
    with qtbot.waitSignal(view.opened) as opened:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == ["s38", "w1"]
    assert view.verticalScrollBar().value() == stood


def test_the_keyboard_begins_at_what_can_be_seen(qtbot: QtBot) -> None:
    view = scrolled(qtbot)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.currentIndex().row() >= view.rowAt(0) > 20
    assert view.indexAt(QPoint(5, 5)).isValid()
