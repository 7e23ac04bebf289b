"""Sheets that lie on each other, the top one seen; for screen readers only what is on it."""

from PySide6.QtWidgets import QStackedLayout, QWidget


class Layers(QWidget):
    """Qt's own stack is announced as "layered pane" whenever the cursor comes into it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets = QStackedLayout(self)

    def addWidget(self, widget: QWidget) -> int:
        return self._sheets.addWidget(widget)

    def insertWidget(self, place: int, widget: QWidget) -> int:
        return self._sheets.insertWidget(place, widget)

    def removeWidget(self, widget: QWidget) -> None:
        self._sheets.removeWidget(widget)

    def setCurrentIndex(self, place: int) -> None:
        self._sheets.setCurrentIndex(place)

    def setCurrentWidget(self, widget: QWidget) -> None:
        self._sheets.setCurrentWidget(widget)

    def currentIndex(self) -> int:
        return self._sheets.currentIndex()

    def currentWidget(self) -> QWidget | None:
        return self._sheets.currentWidget()

    def widget(self, place: int) -> QWidget | None:
        return self._sheets.widget(place)

    def count(self) -> int:
        return self._sheets.count()
