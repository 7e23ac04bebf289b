"""How deep checks go, and language and colours of the window: chosen by the person, kept at once."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.views.parts import label, row

TEXT_SIZES = (100, 115, 125, 150, 175)
"""In percent."""


def depths() -> tuple[tuple[str, str], ...]:
    """The depths by value, each with its word."""
    return (("quick", _("Quick")), ("standard", _("Standard")), ("thorough", _("Thorough")))


def about_depth(value: str) -> str:
    """What a depth means, in one sentence."""
    match value:
        case "quick":
            return _("Everything is tried once. What does not open is called “likely” at most.")
        case "thorough":
            return _(
                "Everything is tried three times. Speed, long transfers, QUIC and hidden names are tested as well,"
                " which takes minutes and much data."
            )
    return _("What does not open is tried again and looked into.")


class SettingsBox(QFrame):
    """Five choices. How checks are made holds from the next check on, how the window looks at once."""

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    text_size_chosen = Signal(int)
    depth_chosen = Signal(str)
    metered_chosen = Signal(str)

    def __init__(
        self,
        language: str,
        theme: str,
        parent: QWidget | None = None,
        *,
        depth: str = "standard",
        metered: str = "auto",
        text_size: int = 100,
    ) -> None:
        """`language`: a code, "" for the system's; `text_size` in percent; the others by their values."""
        super().__init__(parent)
        self.setProperty("look", "card")
        system = _("As the system")
        # A language is called by its own name, so that it is found by somebody who reads no other.
        self.language = self._choice(
            _("Language"), (("", system), ("en", "English"), ("fa", "فارسی")), language
        )
        self.theme = self._choice(
            _("Colours"),
            (
                ("system", system),
                ("light", _("Light")),
                ("dark", _("Dark")),
                ("high_contrast", _("High contrast")),
            ),
            theme,
        )
        sizes = tuple((str(size), _("{size} %", size=size)) for size in TEXT_SIZES)
        self.text_size = self._choice(_("Size of text"), sizes, str(text_size))
        self.depths = self._choice(_("How much is measured"), depths(), depth)
        self.cost = self._choice(
            _("Data costs money on this line"),
            (("auto", _("Ask the system")), ("yes", _("Yes")), ("no", _("No"))),
            metered,
        )
        self.about = label("", self, look="soft")
        self._tell_depth()
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 14)
        for made in (self.depths, self.cost, self.language, self.theme, self.text_size):
            line = row(label(made.accessibleName(), self), made, spacing=12)
            line.setStretch(0, 1)
            box.addLayout(line)
            if made is self.depths:
                box.addWidget(self.about)
        self.depths.activated.connect(lambda _place: self._deepened())
        self.cost.activated.connect(lambda _place: self.metered_chosen.emit(str(self.cost.currentData())))
        self.language.activated.connect(
            lambda _place: self.language_chosen.emit(str(self.language.currentData()))
        )
        self.theme.activated.connect(lambda _place: self.theme_chosen.emit(str(self.theme.currentData())))
        self.text_size.activated.connect(
            lambda _place: self.text_size_chosen.emit(int(self.text_size.currentData()))
        )

    def _choice(self, name: str, items: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
        made = QComboBox(self)
        made.setAccessibleName(name)
        made.view().setAccessibleName(name)
        made.setMinimumWidth(220)
        for data, text in items:
            made.addItem(text, data)
        made.setCurrentIndex(max(made.findData(chosen), 0))
        return made

    def _deepened(self) -> None:
        self._tell_depth()
        self.depth_chosen.emit(str(self.depths.currentData()))

    def _tell_depth(self) -> None:
        self.about.setText(about_depth(str(self.depths.currentData())))
