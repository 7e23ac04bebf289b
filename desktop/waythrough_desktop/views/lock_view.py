"""The lock screen: stands in the whole window, tells nothing of what is kept, and asks for one thing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _, plural
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.announce import announce
from waythrough_desktop.views.controls import Tick
from waythrough_desktop.views.parts import Mark, button, column, label, line, row
from waythrough_desktop.views.scroller import Scroller
from waythrough_desktop.views.steps_bar import StepsBar

LETTERS_WIDE = 58


class LockView(QWidget):
    """Knows neither the passphrase that is right nor how long to wait; it is told."""

    tried = Signal(str)
    erase_asked = Signal()

    def __init__(self, lost: str, parent: QWidget | None = None, *, note: str = "") -> None:
        """`lost`: what holds for somebody who has forgotten the passphrase; `note`: what waits meanwhile."""
        super().__init__(parent)
        self.setProperty("look", "page")
        self.setAccessibleName(_("Locked"))
        mark = Mark(40, self)
        mark.show_icon("lock", ToneName.BLUE, on_tone=False)
        self.field = passphrase_field(_("Passphrase"), self)
        self.field.returnPressed.connect(self._try)
        self.shown = Tick(_("Show what I type"), parent=self)
        self.shown.box.toggled.connect(lambda on: show_letters(self.field, on))
        self.open = button(_("Open"), self._try, look="main")
        self.said = label("", self)
        self.said.hide()
        self.steps = StepsBar(self)
        self.note = label(note, self, look="soft")
        self.note.setVisible(bool(note))
        self.erase = button(_("Erase everything…"), self.erase_asked.emit, look="link")
        title = column(
            label(_("Locked"), self, factor=1.62, bold=True),
            label(_("Type your passphrase to go on."), self, look="soft"),
            self.note,
            spacing=2,
        )
        head = row(mark, title, spacing=14)
        head.setStretch(1, 1)
        head.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        last = row(self.erase, None)
        parts = column(
            head, self.field, self.shown, self.said, self.steps, row(None, self.open), line(self),
            label(lost, self), last,
            spacing=12,
        )  # fmt: skip
        self._lay_out(parts)

    def focus_start(self) -> None:
        """Put the cursor where one types."""
        self.field.setFocus(Qt.FocusReason.TabFocusReason)

    def wait(self, going_on: bool) -> None:
        """A try is under way, or over."""
        self._allow(not going_on)
        if going_on:
            self._say(_("One moment…"))

    def refuse(self, why: str) -> None:
        """Say why the try was in vain and let another one be typed."""
        self.steps.put_away()
        self._say(why)
        announce(self, why)
        self._allow(True)
        self.field.clear()
        self.focus_start()

    def hold(self, why: str, seconds: int) -> None:
        """Say why, and that another try has to wait."""
        pause = plural(
            "The next try is possible in {count}\u00a0second.",
            "The next try is possible in {count}\u00a0seconds.",
            seconds,
        )
        if self.open.isEnabled() or self.field.text():
            announce(self, f"{why} {pause}")
            self.field.clear()
        self._say(f"{why} {pause}")
        self._allow(False)

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def _try(self) -> None:
        if self.field.text() and self.open.isEnabled():
            self.tried.emit(self.field.text())

    def _allow(self, allowed: bool) -> None:
        self.open.setEnabled(allowed)
        self.field.setReadOnly(not allowed)

    def _lay_out(self, parts: QVBoxLayout) -> None:
        card = QFrame(self)
        card.setProperty("look", "card")
        parts.setContentsMargins(26, 22, 26, 20)
        card.setLayout(parts)
        card.setMaximumWidth(self.fontMetrics().averageCharWidth() * LETTERS_WIDE + 52)
        inside = QWidget(self)
        across = QHBoxLayout(inside)
        across.addStretch(1)
        across.addWidget(card, 100)
        across.addStretch(1)
        down = QWidget(self)
        box = QVBoxLayout(down)
        box.addStretch(2)
        box.addWidget(inside)
        box.addStretch(3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 8, 8, 8)
        whole.addWidget(Scroller(down, self))


def passphrase_field(name: str, parent: QWidget) -> QLineEdit:
    """A line whose letters are not shown, and kept by no input method or clipboard history."""
    made = QLineEdit(parent)
    made.setAccessibleName(name)
    made.setMaxLength(1024)
    show_letters(made, False)
    return made


def show_letters(field: QLineEdit, shown: bool) -> None:
    """Show what is typed, or dots."""
    mode = QLineEdit.EchoMode
    field.setEchoMode(mode.Normal if shown else mode.Password)
    hints = Qt.InputMethodHint
    field.setInputMethodHints(hints.ImhHiddenText | hints.ImhSensitiveData | hints.ImhNoPredictiveText)
