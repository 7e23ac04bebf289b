"""Adding ways: whatever is pasted, dropped or opened is told entry by entry, and what is chosen of it is added."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from waythrough.model.path import PathSpec
from waythrough_desktop import style
from waythrough_desktop.dialogs.base import Dialog
from waythrough_desktop.dialogs.found_way import FoundWay, refusal
from waythrough_desktop.dialogs.handed import File, files_of, picture_of, read_file
from waythrough_desktop.i18n import _, plural
from waythrough_desktop.presenters.add_ways import Reading, joined
from waythrough_desktop.presenters.ways import WayState
from waythrough_desktop.views.parts import button, clear, column, label, row

PAUSE_MS = 150
SHOWN = 150
"""Entries that are drawn at most: hundreds of widgets make every line that is typed slow."""

Read = Callable[[str | bytes, str], Reading]


def ask_files(parent: QWidget) -> Sequence[str]:
    """The files that the user opens."""
    return QFileDialog.getOpenFileNames(parent, _("Open a file"))[0]


class AddWayDialog(Dialog):
    """Asks for ways; `added` and `test_asked` carry the specs."""

    added = Signal(object)
    test_asked = Signal(object)
    stop_asked = Signal()

    def __init__(
        self,
        read: Read,
        parent: QWidget | None = None,
        *,
        note: str = "",
        ask: Callable[[QWidget], Sequence[str]] = ask_files,
    ) -> None:
        """`note`: how the ways are kept, "" when they are not; `ask`: for the names of files."""
        super().__init__(_("Add a way"), parent, size=(720, 620))
        self._read, self._ask = read, ask
        self._reading = Reading()
        self._files: list[File] = []
        self._unwanted: set[str] = set()
        self._seen: set[str] = set()
        self._sure = self._testing = False
        self._readings: dict[tuple[str | bytes, str], Reading] = {}
        self._found: dict[str, FoundWay] = {}
        self._tried: dict[str, WayState] = {}
        self.setAcceptDrops(True)
        self.add_head(
            _("Add a way"),
            _("Paste links or a whole mail, drop files or a picture of a code here, or open them."),
        )
        self.text = self._editor()
        self.count = label("", self, bold=True)
        self._faces = QVBoxLayout()
        self._faces.setSpacing(8)
        holder = QWidget(self)
        holder.setLayout(column(self._faces, None))
        self.add(self.scrolled(self.text, self.count, holder), 1)
        self._name_row = self._naming()
        self.add(self._name_row)
        if note:
            self.add(label(note, self, look="soft"))
        self._add_buttons()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.text.textChanged.connect(self._pause.start)
        self._look()

    def take(self, handed: str) -> None:
        """Show what a file of this name holds; what is no file is text that was handed over."""
        if "://" not in handed and Path(handed).is_file():
            self.open_files([handed])
        else:
            self.text.setPlainText(handed)

    def _add_buttons(self) -> None:
        self.paste = button(_("Paste"), self._paste)
        self.open_button = button(_("Open a file…"), lambda: self.open_files(self._ask(self)))
        self.forget = button(_("Without the files"), self._forget_files)
        self.test_button = button("", self._test)
        self.test_button.setToolTip(
            _("Connects to their servers, which whoever watches the line can see. Nothing is kept yet.")
        )
        self.cancel = button(_("Cancel"), self._cancel)
        self.add_button = button(Reading().button, self._add, look="main")
        self.add_button.setDefault(True)
        self.add_buttons(
            [self.paste, self.open_button, self.forget], [self.cancel, self.test_button, self.add_button]
        )

    def _editor(self) -> QPlainTextEdit:
        made = QPlainTextEdit(self)
        made.setFont(style.fixed())
        made.setPlaceholderText(
            "vless://…   ss://…   socks5://user:password@server.example:1080\n[Interface] …"
        )
        made.setAccessibleName(_("Links of ways, or any text that holds some"))
        made.setTabChangesFocus(True)
        made.setAcceptDrops(False)  # what is dropped is a file as often as text: the dialog takes both
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
        title = label(_("Name"), made, of=self.name)
        self.name.setAccessibleName(_("Name of the way"))
        line = row(title, self.name, spacing=10)
        line.setStretch(1, 1)
        made.setLayout(line)
        return made

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_mime(event.mimeData())

    def open_files(self, names: Sequence[str]) -> None:
        """Read files beside what is pasted."""
        found = [read_file(Path(name)) for name in names]
        self._files += [each for each in found if each is not None]
        self._look()
        if None in found:
            self._show_count(_("This file cannot be read"))

    def _paste(self) -> None:
        # None where nothing was ever copied, whatever its stub says.
        mime = cast("QMimeData | None", QGuiApplication.clipboard().mimeData())
        if mime is not None and (mime.hasText() or mime.hasUrls() or mime.hasImage()):
            self.take_mime(mime)
        else:
            self._show_count(_("Nothing was copied yet. Copy the link or the whole mail first."))
        self.text.setFocus()

    def take_mime(self, mime: QMimeData) -> None:
        """Read what was pasted or dropped: files, a picture, or text."""
        picture = picture_of(mime, _("picture"))
        if names := files_of(mime):
            self.open_files(names)
        elif picture is not None and not mime.hasText():
            self._files.append(picture)
            self._look()
        else:
            self.text.setPlainText(mime.text())

    def show_tried(self, states: Mapping[str, WayState], *, testing: bool) -> None:
        """Show what a trial has found of the ways, by their ids; `testing`: whether it still goes on."""
        self._testing = testing
        for face in self._reading.faces:
            if face.spec_id not in states:
                continue
            state, before = states[face.spec_id], self._tried.get(face.key)
            self._tried[face.key] = state
            found = self._found.get(face.spec_id)
            if state.failed and (before is None or not before.failed):
                self._unwanted.add(face.key)  # it can be ticked all the same
                if found is not None:
                    found.set_wanted(False)
            if found is not None:
                found.show_tried(state)
        self._show_button()

    def _forget_files(self) -> None:
        self._files.clear()
        self._look()

    def _look(self) -> None:
        self._pause.stop()  # what is said of it stays until the text is changed
        self._sure = False
        wanted: list[tuple[str | bytes, str]] = [(self.text.toPlainText(), "")]
        wanted += [(file.content, file.name) for file in self._files]
        # What is read once keeps its ids, so that a way that was tested is the same when it is added.
        self._readings = {each: self._readings.get(each) or self._read(*each) for each in wanted}
        self._reading = joined(list(self._readings.values()))
        clear(self._faces)
        self._found.clear()
        several = len(self._reading.specs) > 1
        there = {face.key for face in self._reading.faces if face.there}
        self._unwanted |= there - self._seen
        self._seen |= there
        for face in self._reading.faces[:SHOWN]:
            if not face.spec_id:
                self._faces.addWidget(refusal(face, self))
                continue
            found = FoundWay(face, self, choosable=several or face.there)
            found.set_wanted(face.key not in self._unwanted)
            found.wanted.connect(self._choose)
            found.show_tried(self._tried.get(face.key, WayState()))
            self._found[face.spec_id] = found
            self._faces.addWidget(found)
        if (hidden := len(self._reading.faces) - SHOWN) > 0:
            more = plural("{count} more is not shown.", "{count} more are not shown.", hidden)
            self._faces.addWidget(label(more, self, look="soft"))
        self._show_count(self._reading.summary)
        self.forget.setVisible(bool(self._files))
        self._name_row.setVisible(len(self._reading.specs) == 1)
        self._show_button()

    def _choose(self, key: str, wanted: bool) -> None:
        (self._unwanted.discard if wanted else self._unwanted.add)(key)
        self._show_button()

    def _show_button(self) -> None:
        chosen = self._reading.without(self._unwanted)
        self.add_button.setText(chosen.button)
        self.add_button.setEnabled(bool(chosen.specs))
        to_test = self._to_test()
        test = plural("Test it first", "Test them first", len(to_test))
        self.test_button.setText(_("Stop the test") if self._testing else test)
        self.test_button.setEnabled(self._testing or bool(to_test))

    def _to_test(self) -> tuple[PathSpec, ...]:
        """What is chosen; where nothing is, since it failed, all of it once more."""
        return self._reading.without(self._unwanted).specs or self._reading.specs

    def _test(self) -> None:
        if self._testing:
            self.stop_asked.emit()
            return
        self._look()
        self.test_asked.emit(self._to_test())

    def _add(self) -> None:
        self._look()
        chosen = self._reading.without(self._unwanted)
        if not chosen.specs:
            return
        rest = self._reading.rest(self.text.toPlainText())
        left = [file for file in self._files if self._readings[file.content, file.name].refused]
        self.added.emit(chosen.named(self.name.text()))
        if not rest and not left:
            self.accept()
            return
        self._files.clear()
        self.text.setPlainText(rest)
        self._look()
        added = plural("{count} way was added.", "{count} ways were added.", len(chosen.specs))
        if rest:
            self._show_count(f"{added} {_('These lines were not: mend them, or close this window.')}")
        else:
            self._show_count(f"{added} {_('Something in the files could not be used.')}")

    def reject(self) -> None:
        """Esc does not throw away at once what was pasted."""
        if self._sure or not (self.text.toPlainText().strip() or self._files):
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
