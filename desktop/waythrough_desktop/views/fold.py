"""A button that folds something away and out again; its name always tells which of both comes next."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from waythrough_desktop import icons, style
from waythrough_desktop.i18n import _
from waythrough_desktop.views.scroller import Scroller

ICON = 16


class Fold(QPushButton):
    """No button that stays down: screen readers would call it a box to tick, and say nothing of folding."""

    turned = Signal(bool)  # whether it is open now

    def __init__(self, text: str, parent: QWidget | None = None, *, text_open: str = "") -> None:
        """`text_open`: what it says while it is open; without, `text` names what is folded at all times."""
        super().__init__(parent)
        self._text, self._text_open, self.open = text, text_open, False
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("look", "link")
        self.setIconSize(QSize(style.grown(ICON), style.grown(ICON)))
        self.clicked.connect(lambda: self.turn(not self.open))
        self._dress()

    def turn(self, to_open: bool) -> None:
        """Fold out, or away."""
        if to_open is not self.open:
            self.open = to_open
            self._dress()
            self.turned.emit(to_open)

    def covers(self, part: QWidget, area: Scroller) -> None:
        """What is folded away here; once it is folded out it is brought into view."""

        def show(to_open: bool) -> None:
            part.setVisible(to_open)
            if to_open:
                area.bring(part)

        part.setVisible(self.open)
        self.turned.connect(show)

    def _dress(self) -> None:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        closed = "chevron_left" if mirrored else "chevron_right"
        drawing = "chevron_down" if self.open else closed
        self.setIcon(icons.icon(drawing, style.theme().accent_ink, size=style.grown(ICON)))
        if self._text_open:
            self.setText(self._text_open if self.open else self._text)
            return
        self.setText(self._text)
        name = _("Hide: {name}", name=self._text) if self.open else _("Show: {name}", name=self._text)
        self.setAccessibleName(name)
