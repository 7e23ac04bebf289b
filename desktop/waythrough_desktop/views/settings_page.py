"""All choices of the program on one page, in groups that other parts of the program bring."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.views.measure import measure, set_margins, within
from waythrough_desktop.views.parts import column, label
from waythrough_desktop.views.scroller import Scroller

CONTROLS_WIDTH = 8
"""How much wider than text alone a group is, for the control at its end, in widths of an M."""


class SettingsPage(QFrame):
    """Groups below each other; what they do is their own matter."""

    def __init__(self, sections: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        inside = QWidget(self)
        groups = QWidget(inside)
        groups.setLayout(column(*sections, spacing=12))
        controls = self.fontMetrics().horizontalAdvance("M") * CONTROLS_WIDTH
        parts = column(within(groups, measure() + controls, inside), None, spacing=12)
        set_margins(parts, 0, 0, 6, 0)
        inside.setLayout(parts)
        self._area = Scroller(inside, self)
        head = label(_("Settings"), self, factor=1.62, bold=True)
        kept = label(_("What you change is used and kept at once."), self, look="soft")
        box = QVBoxLayout(self)
        set_margins(box, 22, 14, 16, 14)
        box.setSpacing(12)
        box.addLayout(column(head, kept, spacing=2))
        box.addWidget(self._area, 1)

    def focus_on(self, control: QWidget) -> None:
        """Put the cursor there and bring it into view."""
        control.setFocus()
        self._area.bring(control)
