"""The list of pages at the side: drawing and word, narrow where the window is narrow."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from waythrough_desktop import icons, style

WIDE = 172
NARROW = 92


class Sidebar(QFrame):
    """One button a page."""

    chosen = Signal(int)

    def __init__(self, pages: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`pages`: (drawing, word) in order."""
        super().__init__(parent)
        self.setProperty("look", "side")
        self._group = QButtonGroup(self)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(8, 8, 8, 8)
        self._box.setSpacing(4)
        for place, (icon, word) in enumerate(pages):
            self._box.addWidget(self._button(place, icon, word))
        self._box.addStretch(1)
        self._group.idClicked.connect(self.chosen)
        self._icons = [icon for icon, _word in pages]
        self.set_narrow(False)

    def add_below(self, widget: QWidget) -> None:
        """Put something at the bottom."""
        self._box.addWidget(widget)

    def choose(self, place: int) -> None:
        """Mark a page as the shown one."""
        self._group.button(place).setChecked(True)

    def set_narrow(self, narrow: bool) -> None:
        """Words below the drawings instead of beside them."""
        self.setFixedWidth(NARROW if narrow else WIDE)
        beside, below = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
            Qt.ToolButtonStyle.ToolButtonTextUnderIcon,
        )
        for made in self._group.buttons():
            assert isinstance(made, QToolButton)
            made.setToolButtonStyle(below if narrow else beside)
            made.setFont(style.scaled(0.88) if narrow else style.scaled(1.0))

    def _button(self, place: int, icon: str, word: str) -> QToolButton:
        theme = style.theme()
        made = QToolButton(self)
        made.setText(word)
        made.setIcon(icons.icon(icon, theme.soft_text, theme.accent_ink))
        made.setIconSize(QSize(20, 20))
        made.setCheckable(True)
        made.setAutoExclusive(True)
        made.setProperty("look", "side")
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setAccessibleName(word)
        self._group.addButton(made, place)
        return made
