"""The head of a sheet that lies over a list: the way back, what can be done, a title, and facts below it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.views.beside import Flowing
from waythrough_desktop.views.parts import button, column, label, row


class SheetHead(QWidget):
    """Alt and the arrow to the start of the line go back too."""

    back_asked = Signal()

    def __init__(self, parent: QWidget, *acts: QWidget) -> None:
        """`acts` stand at the end of the line with the way back."""
        super().__init__(parent)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.back = button(
            _("Back"), self.back_asked.emit, look="link", icon="chevron_right" if mirrored else "chevron_left"
        )
        self.title = label("", self, factor=1.4, bold=True)
        self.facts = label("", self, look="soft")
        # Beside the way back as long as there is room, in two lines of their own where text is large.
        top = row(self.back, None, Flowing(acts, self, gap=10)) if acts else row(self.back, None)
        self.setLayout(column(top, self.title, self.facts, spacing=2))
        keys = QShortcut(QKeySequence("Alt+Right" if mirrored else "Alt+Left"), parent)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.back_asked)

    def show_words(self, title: str, facts: str = "") -> None:
        """What lies here."""
        self.title.setText(title)
        self.facts.setText(facts)
        self.facts.setVisible(bool(facts))
