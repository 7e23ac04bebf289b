"""The list of pages at the side: drawing and word, narrow where the window is narrow."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QVBoxLayout, QWidget

from waythrough_desktop import icons, style
from waythrough_desktop.views.side_button import SideButton

WIDE = 172
NARROW = 92
NO_ROOM_FOR_DRAWINGS = 150
"""Size of text from which on a narrow list has words alone."""
ICON = 20
BESIDE = 56
"""What a button takes besides its word and drawing: gaps and edges."""


class Sidebar(QFrame):
    """One button a page."""

    chosen = Signal(int)
    extra_pressed = Signal()

    def __init__(
        self, pages: list[tuple[str, str]], extra: tuple[str, str], parent: QWidget | None = None
    ) -> None:
        """`pages`: (drawing, word) in order; `extra`: a button at the bottom that is no page."""
        super().__init__(parent)
        self.setProperty("look", "side")
        self._group = QButtonGroup(self)
        self.buttons: list[SideButton] = []
        self._narrow: bool | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(8, 8, 8, 8)
        self._box.setSpacing(4)
        for place, (icon, word) in enumerate(pages):
            self._box.addWidget(self._button(place, icon, word))
        self._box.addStretch(1)
        self.extra = self._button(-1, *extra)
        self.extra.clicked.connect(self.extra_pressed)
        self._box.addWidget(self.extra)
        self._group.idToggled.connect(self._toggled)  # not clicked: screen readers choose without a click
        self.set_narrow(False)

    def choose(self, place: int) -> None:
        """Mark a page as the shown one."""
        with QSignalBlocker(self._group):
            self._group.button(place).setChecked(True)

    def set_narrow(self, narrow: bool) -> None:
        """Words below the drawings instead of beside them."""
        if narrow is self._narrow:
            return
        self._narrow = narrow
        form = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        if narrow:
            bare = style.text_size() >= NO_ROOM_FOR_DRAWINGS
            forms = Qt.ToolButtonStyle.ToolButtonTextUnderIcon, Qt.ToolButtonStyle.ToolButtonTextOnly
            form = forms[bare]
        for made in self.buttons:
            made.set_form(form)
            # A space keeps the word off the drawing; Qt's own gap cannot be set.
            made.setText(made.accessibleName() if narrow else f" {made.accessibleName()}")
            made.setFont(style.scaled(0.88) if narrow else style.scaled(1.0))
        self.setFixedWidth(self._narrow_width() if narrow else self._wide_width())

    def _toggled(self, place: int, on: bool) -> None:
        if on:
            self.chosen.emit(place)

    def _wide_width(self) -> int:
        metrics = QFontMetrics(style.scaled(1.0, bold=True))
        words = max(metrics.horizontalAdvance(made.accessibleName()) for made in self.buttons)
        return max(WIDE, words + style.grown(ICON) + BESIDE)

    def _narrow_width(self) -> int:
        metrics = QFontMetrics(style.scaled(0.88, bold=True))
        return max(NARROW, *(metrics.horizontalAdvance(made.accessibleName()) + 44 for made in self.buttons))

    def _button(self, place: int, icon: str, word: str) -> SideButton:
        theme = style.theme()
        made = SideButton(self)
        made.setText(word)
        made.setIcon(icons.icon(icon, theme.soft_text, theme.accent_ink, size=style.grown(ICON)))
        made.setIconSize(QSize(style.grown(ICON), style.grown(ICON)))
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setAccessibleName(word)
        if place >= 0:
            made.setCheckable(True)
            made.setAutoExclusive(True)  # or screen readers call it a box to tick
            self._group.addButton(made, place)
        self.buttons.append(made)
        return made
