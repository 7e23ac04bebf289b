"""One entry of the list of pages: it looks like a tool button, and screen readers call it one choice of several."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QStyle, QStyleOptionToolButton, QStylePainter, QWidget

GAP = 4
"""Between drawing and word, as Qt counts it."""


class SideButton(QAbstractButton):
    """Qt calls every tool button that stays down a box to tick, whatever it stands for; so this one is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "side")
        self._form = Qt.ToolButtonStyle.ToolButtonTextBesideIcon

    def set_form(self, form: Qt.ToolButtonStyle) -> None:
        """The word beside or below the drawing, or alone."""
        self._form = form
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it too, not the space bar alone."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        option, words = self._option(), self.fontMetrics().size(0, self.text())
        icon = self.iconSize()
        if self._form is Qt.ToolButtonStyle.ToolButtonTextBesideIcon:
            inside = QSize(icon.width() + GAP + words.width(), max(icon.height(), words.height()))
        elif self._form is Qt.ToolButtonStyle.ToolButtonTextUnderIcon:
            inside = QSize(max(icon.width(), words.width()), icon.height() + GAP + words.height())
        else:
            inside = words
        return self.style().sizeFromContents(QStyle.ContentsType.CT_ToolButton, option, inside, self)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, self._option())
        painter.end()

    def _option(self) -> QStyleOptionToolButton:
        option = QStyleOptionToolButton()
        option.initFrom(self)
        option.text, option.icon, option.iconSize = self.text(), self.icon(), self.iconSize()
        option.font, option.toolButtonStyle = self.font(), self._form
        option.subControls = QStyle.SubControl.SC_ToolButton
        option.state |= QStyle.StateFlag.State_AutoRaise
        if self.isChecked():
            option.state |= QStyle.StateFlag.State_On
        if self.isDown():
            option.state |= QStyle.StateFlag.State_Sunken
        return option
