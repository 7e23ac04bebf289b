"""A field that narrows a list while one types; Esc empties it before it does anything else."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from waythrough_desktop import i18n, icons, style
from waythrough_desktop.i18n import _

ICON = 16
GAP = 4
EDGE = 10


class FilterField(QLineEdit):
    """Ctrl+F leads here from anywhere on the page that it belongs to, while that page is shown."""

    def __init__(self, hint: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        room = style.grown(ICON) + GAP
        mirrored = i18n.right_to_left()
        self.setTextMargins(0 if mirrored else room, 0, room if mirrored else 0, 0)
        for action in self.findChildren(QAction, "_q_qlineeditclearaction"):
            action.setText(_("Clear the search"))
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self._come)

    def escape(self) -> bool:
        """Empty the field; False when it was empty."""
        full = bool(self.text())
        self.clear()
        return full

    def event(self, event: QEvent) -> bool:
        key = event.key() if isinstance(event, QKeyEvent) else None
        if event.type() == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape and self.text():
            event.accept()  # else the window's own Esc would stop the check
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.escape():
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The glass is painted here: Qt's own drawings in a field do not grow with its text."""
        super().paintEvent(event)
        side = style.grown(ICON)
        left = self.width() - side - EDGE if self.isRightToLeft() else EDGE
        glass = icons.pixmap("search", side, style.theme().soft_text, ratio=self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(left, (self.height() - side + 1) // 2, glass)  # small letters lie below the middle
        painter.end()

    def _come(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
