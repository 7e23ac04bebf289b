"""A window in which nothing happens lays nothing out: a layout that asks for itself again burns a core for ever."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from waythrough_desktop.views.beside import Beside, Foot
from waythrough_desktop.views.parts import button, column, label


class _Requests(QObject):
    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return super().eventFilter(watched, event)


def _beside() -> QWidget:
    return Beside(column(label("A few words"), label("and some more of them")), button("Do it"))


def _foot() -> QWidget:
    parent = QWidget()
    parent.setLayout(column(Foot([button("Back")], [button("Cancel"), button("Add")], parent)))
    return parent


@pytest.mark.parametrize("width", [900, 120])
@pytest.mark.parametrize("make", [_beside, _foot])
def test_parts_beside_each_other_come_to_rest(qtbot: QtBot, make: object, width: int) -> None:
    assert callable(make)
    made = make()
    qtbot.addWidget(made)
    made.resize(width, 200)
    with qtbot.waitExposed(made):
        made.show()
    for _turn in range(10):
        QCoreApplication.sendPostedEvents()
    requests = [_Requests(each) for each in (made, *made.findChildren(QWidget))]
    made.updateGeometry()
    for _turn in range(50):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QCoreApplication.sendPostedEvents()
    assert sum(each.count for each in requests) < 50
