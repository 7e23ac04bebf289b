"""Adding a list of services: pasted or from a file, told what it holds before anything is added."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from waythrough_desktop import style
from waythrough_desktop.dialogs.base import Dialog
from waythrough_desktop.dialogs.handed import read_file
from waythrough_desktop.i18n import _, plural
from waythrough_desktop.presenters.own_lists import ListReading
from waythrough_desktop.views.parts import button, label

PAUSE_MS = 150
Read = Callable[[str, str], ListReading]


def ask_file(parent: QWidget) -> str:
    """The file that the user opens, "" for none."""
    return QFileDialog.getOpenFileName(parent, _("Open a list"))[0]


class AddListDialog(Dialog):
    """`added` carries the name of the list, its text and what was read."""

    added = Signal(str, str, object)

    def __init__(
        self, read: Read, parent: QWidget | None = None, *, ask: Callable[[QWidget], str] = ask_file
    ) -> None:
        super().__init__(_("Add a list of services"), parent, size=(680, 520))
        self._read, self._ask = read, ask
        self._name = ""
        self._reading = ListReading()
        self.add_head(
            _("Add a list of services"),
            _("One web address a line, a test list (CSV), or a file that your support team has sent."),
        )
        self.text = self._editor()
        self.add(self.text, 1)
        self.count = label("", self, bold=True)
        self.refused = label("", self, look="soft")
        for part in (self.count, self.refused):
            self.add(part)
        self.add(
            label(_("They are kept on this computer only. Nothing is contacted before you check."), self)
        )
        self.open_button = button(_("Open a file…"), self._open)
        self.cancel = button(_("Cancel"), self.reject)
        self.add_button = button(_("Add"), self._add, look="main")
        self.add_button.setDefault(True)
        self.add_buttons([self.open_button], [self.cancel, self.add_button])
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.text.textChanged.connect(self._pause.start)
        self._look()
        self.text.setFocus()

    def open_file(self, name: str) -> None:
        """Put the text of a file into the field."""
        file = read_file(Path(name))
        if file is None:
            self.count.setText(_("This file cannot be read"))
            self.count.show()
            return
        self._name = file.name
        self.text.setPlainText(file.content.decode("utf-8-sig", "replace"))
        self._look()

    def _open(self) -> None:
        if name := self._ask(self):
            self.open_file(name)

    def _editor(self) -> QPlainTextEdit:
        made = QPlainTextEdit(self)
        made.setFont(style.fixed())
        made.setPlaceholderText("example.org\nhttps://example.com/news")
        made.setAccessibleName(_("Addresses of services"))
        made.setTabChangesFocus(True)
        made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        made.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        option = made.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        made.document().setDefaultTextOption(option)
        return made

    def _look(self) -> None:
        self._pause.stop()
        self._reading = self._read(self.text.toPlainText(), self._name)
        self.count.setText(self._reading.summary)
        self.count.setVisible(bool(self._reading.summary))
        self._show_refused(self._reading.refused)
        count = len(self._reading.platforms)
        self.add_button.setText(
            plural("Add {count} service", "Add {count} services", count) if count else _("Add")
        )
        self.add_button.setEnabled(bool(count))

    def _show_refused(self, lines: Sequence[str]) -> None:
        self.refused.setText("\n".join(lines))
        self.refused.setVisible(bool(lines))

    def _add(self) -> None:
        self._look()
        if self._reading.platforms:
            self.added.emit(self._name, self.text.toPlainText(), self._reading)
            self.accept()
