"""Adding a list of services: pasted or from a file, told what it holds before anything is added."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from waythrough_desktop import style
from waythrough_desktop.dialogs.base import Dialog
from waythrough_desktop.dialogs.handed import File, read_file
from waythrough_desktop.i18n import _, plural
from waythrough_desktop.presenters.own_lists import ListReading
from waythrough_desktop.views.parts import button, label

PAUSE_MS = 150
LONG = 20_000
"""Letters from which on it is said that reading takes a moment."""
Read = Callable[[str, str, Callable[[], bool]], ListReading]
Run = Callable[..., None]
"""`Background.run`: does something beside the GUI thread."""


def ask_file(parent: QWidget) -> str:
    """The file that the user opens, "" for none."""
    return QFileDialog.getOpenFileName(parent, _("Open a list"))[0]


class _Reader:
    """One reading of the text, beside the GUI thread, and whether anybody waits for it."""

    wanted = True


class AddListDialog(Dialog):
    """`added` carries the name of the list, its text and what was read."""

    added = Signal(str, str, object)

    def __init__(
        self,
        read: Read,
        run: Run,
        parent: QWidget | None = None,
        *,
        ask: Callable[[QWidget], str] = ask_file,
    ) -> None:
        super().__init__(_("Add a list of services"), parent, size=(680, 520))
        self._read, self._run, self._ask = read, run, ask
        self._name = self._text = ""
        self._reader = _Reader()
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
        self.text.textChanged.connect(self._change)
        self._show(ListReading())
        self.text.setFocus()

    def open_file(self, name: str) -> None:
        """Put the text of a file into the field."""
        self._run(partial(read_file, Path(name)), self._take_file, of=self)

    def done(self, result: int) -> None:
        """Close it; what is being read is for nobody."""
        self._reader.wanted = False
        super().done(result)

    def _take_file(self, file: File | None) -> None:
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

    def _change(self) -> None:
        """What was read is not what stands there now."""
        self._reader.wanted = False
        self.add_button.setEnabled(False)
        self._pause.start()

    def _look(self) -> None:
        self._pause.stop()
        self._reader.wanted = False
        reader = self._reader = _Reader()
        text, name = self.text.toPlainText(), self._name
        if len(text) >= LONG:
            self.count.setText(_("One moment…"))
            self.count.show()
            self._show_refused(())

        def take(reading: ListReading) -> None:
            if reader.wanted:
                self._text = text
                self._show(reading)

        work = partial(self._read, text, name, lambda: reader.wanted)
        self._run(work, take, of=self)

    def _show(self, reading: ListReading) -> None:
        self._reading = reading
        self.count.setText(reading.summary)
        self.count.setVisible(bool(reading.summary))
        self._show_refused(reading.refused)
        count = len(reading.platforms)
        self.add_button.setText(
            plural("Add {count} service", "Add {count} services", count) if count else _("Add")
        )
        self.add_button.setEnabled(bool(count))

    def _show_refused(self, lines: Sequence[str]) -> None:
        self.refused.setText("\n".join(lines))
        self.refused.setVisible(bool(lines))

    def _add(self) -> None:
        self.added.emit(self._name, self._text, self._reading)
        self.accept()
