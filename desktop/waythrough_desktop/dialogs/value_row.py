"""One value to type or paste elsewhere: its field, its content, and buttons to show what is secret and to copy."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from waythrough_desktop import style
from waythrough_desktop.dialogs.base import code_box
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.how_to_use import ValueFace
from waythrough_desktop.views.parts import button, label, row

MASK = "••••••••"
"""Always as long, so that it does not tell how long a secret is."""
NAME_WIDTH = 13
"""Room for the name of a field, in widths of an M."""


class ValueRow(QWidget):
    """What is secret is nowhere in the row before somebody asks to see it: neither in the field nor in its names."""

    def __init__(self, face: ValueFace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face = face
        self._lines = "\n" in face.text
        self.content = self._box() if self._lines else self._field()
        parts: list[QWidget] = []
        if face.label:
            name = label(face.label, self, look="soft")
            name.setFixedWidth(name.fontMetrics().horizontalAdvance("M") * NAME_WIDTH)
            parts.append(name)
        self.show_button = button(_("Show"), self._show)
        self.show_button.setAccessibleName(_("Show: {name}", name=face.name))
        self.show_button.setVisible(face.secret)
        self.copy = button(_("Copy"), self._copy)
        self.copy.setAccessibleName(_("Copy: {name}", name=face.name))
        line = row(*parts, self.content, self.show_button, self.copy)
        line.setStretch(len(parts), 1)
        self.setLayout(line)

    def _shown(self) -> str:
        return MASK if self._face.secret else self._face.text

    def _field(self) -> QLineEdit:
        made = QLineEdit(self._shown(), self)
        made.setReadOnly(True)
        made.setFont(style.fixed())
        made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        made.setAccessibleName(self._face.name)
        made.setCursorPosition(0)
        made.setMinimumWidth(QSize(made.fontMetrics().horizontalAdvance("0") * 12, 0).width())
        return made

    def _box(self) -> QPlainTextEdit:
        return code_box(self._shown(), self._face.name, self, rows=4)

    def _show(self) -> None:
        hidden = self.show_button.text() == _("Show")
        text = self._face.text if hidden else MASK
        if isinstance(self.content, QLineEdit):
            self.content.setText(text)
            self.content.setCursorPosition(0)
        else:
            self.content.setPlainText(text)
        self.show_button.setText(_("Hide") if hidden else _("Show"))
        name = self._face.name
        self.show_button.setAccessibleName(
            _("Hide: {name}", name=name) if hidden else _("Show: {name}", name=name)
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._face.text)
        self.copy.setText(_("Copied"))
