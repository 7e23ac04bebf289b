"""Everything that can be chosen once and for all."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.views.parts import column, label
from waythrough_desktop.views.scroller import Scroller


class SettingsPage(QWidget):
    """Sections below each other; what they do is their own matter."""

    def __init__(self, sections: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        inside = QWidget(self)
        parts = column(*sections, None, spacing=12)
        parts.setContentsMargins(0, 0, 6, 0)
        inside.setLayout(parts)
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 14, 16, 14)
        box.setSpacing(12)
        box.addWidget(label(_("Settings"), self, factor=1.62, bold=True))
        box.addWidget(Scroller(inside, self, stop=_("Settings")), 1)
