"""Adding ways by pasted links: every line is told what it is, or why it cannot be used, while it is typed."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from waythrough_desktop import style
from waythrough_desktop.dialogs.base import Dialog
from waythrough_desktop.i18n import _, plural
from waythrough_desktop.presenters.add_ways import LineFace, Reading
from waythrough_desktop.views.parts import Mark, button, clear, column, label, row

PAUSE_MS = 150


class AddWayDialog(Dialog):
    """Asks for links; `added` carries the specs."""

    added = Signal(object)

    def __init__(
        self, read: Callable[[str], Reading], parent: QWidget | None = None, *, note: str = ""
    ) -> None:
        """`note`: how the ways are kept, "" when they are not."""
        super().__init__(_("Add a way"), parent, size=(720, 580))
        self._read = read
        self._reading = Reading()
        self.add_head(
            _("Add a way"),
            _("Paste the link of a VPN or proxy as you were given it, or several, one a line."),
        )
        self.text = self._editor()
        self.add(self.text)
        self.count = label("", self, bold=True)
        self.add(self.count)
        self._sure = False
        self._faces = QVBoxLayout()
        self._faces.setSpacing(8)
        holder = QWidget(self)
        holder.setLayout(column(self._faces, None))
        self.add(self.scrolled(holder), 1)
        self._name_row = self._naming()
        self.add(self._name_row)
        if note:
            self.add(label(note, self, look="soft"))
        self.paste = button(_("Paste"), self._paste)
        self.cancel = button(_("Cancel"), self._cancel)
        self.add_button = button(Reading().button, self._add, look="main")
        self.add_button.setDefault(True)
        self.add_buttons([self.paste], [self.cancel, self.add_button])
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.text.textChanged.connect(self._pause.start)
        self._look()

    def _editor(self) -> QPlainTextEdit:
        made = QPlainTextEdit(self)
        made.setFont(style.fixed())
        made.setPlaceholderText("socks5://user:password@server.example:1080\nhttps://server.example:8443")
        made.setAccessibleName(_("Links of ways"))
        made.setTabChangesFocus(True)
        made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        made.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        option = made.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        made.document().setDefaultTextOption(option)
        made.setFixedHeight(made.fontMetrics().lineSpacing() * 5 + 24)
        return made

    def _naming(self) -> QWidget:
        made = QWidget(self)
        self.name = QLineEdit(made)
        self.name.setPlaceholderText(_("A name that you know it by, such as Office"))
        self.name.setMaxLength(60)
        title = label(_("Name"), made)
        title.setBuddy(self.name)
        self.name.setAccessibleName(_("Name of the way"))
        line = row(title, self.name, spacing=10)
        line.setStretch(1, 1)
        made.setLayout(line)
        return made

    def _paste(self) -> None:
        self.text.setPlainText(QGuiApplication.clipboard().text())
        self.text.setFocus()

    def _look(self) -> None:
        self._sure = False
        self._reading = self._read(self.text.toPlainText())
        clear(self._faces)
        for face in self._reading.faces:
            self._faces.addWidget(_face(face, self))
        self._show_count(self._reading.summary)
        self._name_row.setVisible(len(self._reading.specs) == 1)
        self.add_button.setText(self._reading.button)
        self.add_button.setEnabled(bool(self._reading.specs))

    def _add(self) -> None:
        self._pause.stop()
        self._look()
        if self._reading.specs:
            reading = self._reading
            rest = reading.rest(self.text.toPlainText())
            self.added.emit(reading.named(self.name.text()))
            if not rest:
                self.accept()
                return
            self.text.setPlainText(rest)
            self._look()
            added = plural("{count} way was added.", "{count} ways were added.", len(reading.specs))
            self._show_count(f"{added} {_('These lines were not: mend them, or close this window.')}")

    def reject(self) -> None:
        """Esc does not throw away at once what was pasted."""
        if self._sure or not self.text.toPlainText().strip():
            super().reject()
            return
        self._sure = True
        self._show_count(_("These lines are not added yet. Press Esc again to close without them."))

    def _cancel(self) -> None:
        self._sure = True
        self.reject()

    def _show_count(self, text: str) -> None:
        self.count.setText(text)
        self.count.setVisible(bool(text))


def _face(face: LineFace, parent: QWidget) -> QWidget:
    made = QWidget(parent)
    mark = Mark(22, made)
    mark.show_icon(face.icon, face.tone, on_tone=False)
    words = column(label(face.title, made, bold=True), label(face.text, made, look="soft"), spacing=0)
    line = row(mark, words, spacing=10)
    line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    line.setStretch(1, 1)
    made.setLayout(line)
    made.setAccessibleName(f"{face.title}, {face.text}")
    return made
