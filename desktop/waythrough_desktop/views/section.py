"""One group of settings: a title, choices with a sentence each, and whatever else belongs to it."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from waythrough_desktop.presenters.choices import Choice, Toggle
from waythrough_desktop.views.beside import Beside
from waythrough_desktop.views.controls import Combo, Tick
from waythrough_desktop.views.parts import button, column, label, line
from waythrough_desktop.views.prose import Label


class Section(QFrame):
    """A card of the settings page. Other modules fill it, with `add` for what is neither choice, tick nor button."""

    chosen = Signal(str, str)  # key of the choice, value of the option
    switched = Signal(str, bool)  # key of the toggle

    def __init__(self, title: str, parent: QWidget | None = None, *, about: str = "") -> None:
        """`about`: what holds for all of it, such as from when on."""
        super().__init__(parent)
        self.setProperty("look", "card")
        self.title = title
        self.controls: dict[str, QWidget] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(16, 12, 16, 14)
        self._box.setSpacing(10)
        self._box.addWidget(label(title, self, factor=1.15, bold=True))
        if about:
            self._box.addWidget(label(about, self, look="soft"))

    def add(self, part: QWidget) -> None:
        """Any part, below what is there."""
        self._rule()
        self._box.addWidget(part)

    def add_choice(self, choice: Choice) -> Combo:
        """A list with its name and the sentence of what is chosen."""
        self._rule()
        made = Combo(choice, self)
        about = label(choice.said(made.value), self, look="soft")
        made.setAccessibleDescription(about.text())
        name = label(choice.name, self, bold=True, of=made)
        words = column(name, about, spacing=1)
        self._box.addWidget(Beside(words, made, self))
        made.activated.connect(lambda _place: self._take(choice, made, about))
        made.unknown.connect(about.setText)
        self.controls[choice.key] = made
        return made

    def add_toggle(self, toggle: Toggle) -> Tick:
        """Something to switch on."""
        self._rule()
        made = Tick(toggle.name, toggle.about, self, on=toggle.on, bold=True)
        made.setEnabled(toggle.enabled)
        self._box.addWidget(made)
        made.box.toggled.connect(lambda on: self.switched.emit(toggle.key, on))
        self.controls[toggle.key] = made.box
        return made

    def add_action(self, name: str, about: str, text: str, act: Callable[[], object]) -> QPushButton:
        """A button with what it does beside it; `text` stands on it."""
        self._rule()
        made = button(text, act)
        made.setAccessibleDescription(about)
        self._box.addWidget(Beside(_words(self, name, about), made, self))
        self.controls[text] = made
        return made

    def _take(self, choice: Choice, made: Combo, about: Label) -> None:
        about.setText(choice.said(made.value))
        made.setAccessibleDescription(choice.said(made.value))
        self.chosen.emit(choice.key, made.value)

    def _rule(self) -> None:
        if self.controls:
            self._box.addWidget(line(self))


def _words(parent: QWidget, name: str, about: str) -> QVBoxLayout:
    return column(label(name, parent, bold=True), label(about, parent, look="soft"), spacing=1)
