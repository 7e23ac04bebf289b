"""Language and colours of the window, chosen by the person instead of taken from the system."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.views.parts import label, row


class SettingsBox(QFrame):
    """Two choices; both are kept at once and shown by the next window."""

    language_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(self, language: str, theme: str, parent: QWidget | None = None) -> None:
        """`language`: a code, "" for the system's; `theme`: "system", "light" or "dark"."""
        super().__init__(parent)
        self.setProperty("look", "card")
        system = _("As the system")
        # A language is called by its own name, so that it is found by somebody who reads no other.
        self.language = self._choice(
            _("Language"), (("", system), ("en", "English"), ("fa", "فارسی")), language
        )
        self.theme = self._choice(
            _("Colours"), (("system", system), ("light", _("Light")), ("dark", _("Dark"))), theme
        )
        self.note = label(_("This is used when the window is opened the next time."), self)
        self.note.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 14)
        box.addWidget(label(_("Settings"), self, factor=1.15, bold=True))
        for made in (self.language, self.theme):
            line = row(label(made.accessibleName(), self), made, spacing=12)
            line.setStretch(0, 1)
            box.addLayout(line)
        box.addWidget(self.note)
        self.language.activated.connect(lambda _place: self._chosen(self.language, self.language_chosen.emit))
        self.theme.activated.connect(lambda _place: self._chosen(self.theme, self.theme_chosen.emit))

    def _choice(self, name: str, items: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
        made = QComboBox(self)
        made.setAccessibleName(name)
        made.view().setAccessibleName(name)
        made.setMinimumWidth(220)
        for data, text in items:
            made.addItem(text, data)
        made.setCurrentIndex(max(made.findData(chosen), 0))
        return made

    def _chosen(self, made: QComboBox, tell: Callable[[str], object]) -> None:
        self.note.show()
        tell(str(made.currentData()))
