"""The fields of a kind of way, one below the other; what few people need is folded away."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from waythrough_desktop import style
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.way_form import Entry, Typed
from waythrough_desktop.views.parts import button, clear, column, label

ROWS = 4

Editor = QLineEdit | QPlainTextEdit | QComboBox | QCheckBox


class FieldForm(QWidget):
    """Shows Entries; `typed` tells what stands in them."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editors: dict[str, Editor] = {}
        self._usual, self._rare = QVBoxLayout(), QVBoxLayout()
        for box in (self._usual, self._rare):
            box.setSpacing(6)
        self._folded = QWidget(self)
        self._folded.setLayout(column(self._rare))
        self.more = button(_("More fields"), self._unfold, look="link")
        self.setLayout(column(self._usual, self.more, self._folded, spacing=10))
        self.show_entries(())

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these fields in place of the former ones."""
        self.editors.clear()
        clear(self._usual)
        clear(self._rare)
        for entry in entries:
            box = self._rare if entry.advanced else self._usual
            editor = self._editor(entry)
            self.editors[entry.name] = editor
            if not isinstance(editor, QCheckBox):
                box.addWidget(label(_title(entry), self, bold=True, of=editor))
            box.addWidget(editor)
        rare = any(entry.advanced for entry in entries)
        used = any(entry.advanced and (entry.value or entry.kept) for entry in entries)
        self.more.setVisible(rare and not used)
        self._folded.setVisible(used)

    def typed(self) -> dict[str, Typed]:
        """What stands in every field."""
        return {name: _typed(editor) for name, editor in self.editors.items()}

    def _unfold(self) -> None:
        self.more.hide()
        self._folded.show()
        first = self._rare.itemAt(1)
        if first is not None and (widget := first.widget()) is not None:
            widget.setFocus()

    def _editor(self, entry: Entry) -> Editor:
        if isinstance(entry.value, bool):
            made: Editor = self._flag(entry)
        elif entry.choices:
            made = self._choice(entry, entry.value)
        elif entry.many_lines:
            made = self._lines(entry, entry.value)
        else:
            made = self._line(entry, entry.value)
        made.setObjectName(entry.name)
        made.setAccessibleName(_title(entry))
        return made

    def _flag(self, entry: Entry) -> QCheckBox:
        made = QCheckBox(entry.label, self)
        made.setChecked(entry.value is True)
        made.toggled.connect(self._tell)
        return made

    def _choice(self, entry: Entry, value: str) -> QComboBox:
        made = QComboBox(self)
        for each in entry.choices:
            made.addItem(each or _("not said"), each)
        made.setCurrentIndex(max(made.findData(value), 0))
        made.view().setAccessibleName(_title(entry))
        made.currentIndexChanged.connect(self._tell)
        return made

    def _lines(self, entry: Entry, value: str) -> QPlainTextEdit:
        made = QPlainTextEdit(value, self)
        made.setFont(style.fixed())
        made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        option = made.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        made.document().setDefaultTextOption(option)
        made.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        made.setTabChangesFocus(True)
        made.setPlaceholderText(_kept(entry))
        made.setFixedHeight(made.fontMetrics().lineSpacing() * ROWS + 20)
        made.textChanged.connect(self._tell)
        return made

    def _line(self, entry: Entry, value: str) -> QLineEdit:
        made = QLineEdit(value, self)
        made.setFont(style.fixed())
        made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        made.setPlaceholderText(_kept(entry))
        if entry.secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        made.textChanged.connect(self._tell)
        return made

    def _tell(self) -> None:
        self.changed.emit()


def _title(entry: Entry) -> str:
    return _("{field} (needed)", field=entry.label) if entry.required else entry.label


def _kept(entry: Entry) -> str:
    return _("Kept as it is; type to replace it") if entry.kept else ""


def _typed(editor: Editor) -> Typed:
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    if isinstance(editor, QComboBox):
        return str(editor.currentData())
    return editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()
