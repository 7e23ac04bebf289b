"""Controls of forms that behave: a list that the wheel does not change by accident, a tick with text that wraps."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QLineEdit, QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.choices import Choice
from waythrough_desktop.views.parts import column, label, row
from waythrough_desktop.views.prose import Label

LETTERS = 15
LETTERS_SEARCHED = 22
EDGES = 14
"""What the border of a list and the room beside its entries take, on both sides together."""


NAMES = Qt.ItemDataRole.UserRole + 1
SHOWN_AT_ONCE = 12


class Finder(QCompleter):
    """Finds by the words of every name of an option, and puts the name that is shown into the field."""

    def splitPath(self, path: str) -> list[str]:
        return [f"\n{path.strip()}"]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class Combo(QComboBox):
    """One of several options; told by `activated`, and only when a person has chosen.

    `unknown`: a sentence about what was typed and is no option.
    """

    unknown = Signal(str)

    def __init__(self, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        for place, option in enumerate(choice.options):
            self.addItem(option.text, option.value)
            if choice.searched:
                self.setItemData(place, _beginnings(option.sought), NAMES)
        self.setCurrentIndex(max(self.findData(choice.value), 0))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(LETTERS_SEARCHED if choice.searched else LETTERS)
        self.setAccessibleName(choice.name)
        self.view().setAccessibleName(choice.name)
        self.view().setTextElideMode(Qt.TextElideMode.ElideNone)
        if choice.searched:
            self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            self._let_search(choice.name)

    @property
    def value(self) -> str:
        """What is chosen."""
        return str(self.currentData())

    def showPopup(self) -> None:
        """The list is as wide and as high as its entries: Qt counts them without what the style sheet adds."""
        view = self.view()
        wide = view.sizeHintForColumn(0) + view.verticalScrollBar().sizeHint().width() + EDGES
        view.setMinimumWidth(min(wide, self.screen().availableSize().width()))
        super().showPopup()
        popup, rows = view.window(), range(min(self.count(), self.maxVisibleItems()))
        missing = sum(view.sizeHintForRow(each) for each in rows) + 2 * EDGES - view.viewport().height()
        if 0 < missing < self.screen().availableSize().height() - popup.height():
            popup.resize(popup.width(), popup.height() + missing)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel belongs to the page until the list was clicked."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _let_search(self, name: str) -> None:
        self.field = QLineEdit(self)
        self.field.setAccessibleName(name)
        self.setLineEdit(self.field)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        finder = self._finder = Finder(self.model(), self)
        finder.setCompletionRole(NAMES)
        finder.setMaxVisibleItems(SHOWN_AT_ONCE)
        finder.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        if (popup := finder.popup()) is not None:
            popup.setAccessibleName(name)
        self.setCompleter(finder)
        self.field.setCursorPosition(0)
        self.field.editingFinished.connect(self._settle)
        self.field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on the text opens the list, in which one can go on typing."""
        if event.type() is QEvent.Type.MouseButtonRelease and not self.field.isModified():
            self.field.selectAll()
            self._finder.setCompletionPrefix("")
            self._finder.complete()
        return super().eventFilter(watched, event)

    def _settle(self) -> None:
        """What was typed is chosen; where it is no option that is said, and what was chosen stays."""
        typed, stays = self.field.text(), self.itemText(self.currentIndex())
        value = None if typed == stays else self._choice.meant(typed)
        if value is not None:
            self.setCurrentIndex(self.findData(value))
            self.activated.emit(self.currentIndex())
        elif typed.strip() and typed != stays:
            told = _(
                "“{text}” is not in the list. “{chosen}” stays chosen.", text=typed.strip(), chosen=stays
            )
            self.unknown.emit(told)
        self.field.setText(self.itemText(self.currentIndex()))
        self.field.setCursorPosition(0)


def _beginnings(names: tuple[str, ...]) -> str:
    """Every name from each of its words on, a line each, with an empty one before all of them."""
    words = [each.split() for each in dict.fromkeys(names)]
    return "\n".join(("", *(" ".join(row[place:]) for row in words for place in range(len(row)))))


class Tick(QWidget):
    """A tick with a name and a sentence below it, both of which wrap; a click on either counts."""

    def __init__(
        self,
        name: str,
        about: str = "",
        parent: QWidget | None = None,
        *,
        on: bool = False,
        bold: bool = False,
    ) -> None:
        super().__init__(parent)
        self.box = QCheckBox(self)
        self.box.setChecked(on)
        self.box.setAccessibleName(name)
        self.box.setAccessibleDescription(about)
        self.setFocusProxy(self.box)
        words = column(_words(name, self.box, self, bold=bold), spacing=1)
        if about:
            words.addWidget(label(about, self, look="soft"))
        line = row(self.box, words, spacing=4)
        line.setAlignment(self.box, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        self.setLayout(line)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Labels leave the mouse to what they lie on."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.box.click()


def _words(text: str, box: QCheckBox, parent: QWidget, *, bold: bool) -> Label:
    made = label(text, parent, bold=bold)
    box.ensurePolished()
    # The first line stands at the height of the tick.
    made.setContentsMargins(0, max(0, (box.sizeHint().height() - made.line_height()) // 2), 0, 0)
    return made
