"""A field that narrows a list while one types; Esc empties it before it does anything else."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from waythrough_desktop import icons, style
from waythrough_desktop.i18n import _


class FilterField(QLineEdit):
    """Ctrl+F leads here from anywhere on the page that it belongs to, while that page is shown."""

    def __init__(self, hint: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        glass = QAction(icons.icon("search", style.theme().soft_text), _("Search"), self)
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
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

    def _come(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
