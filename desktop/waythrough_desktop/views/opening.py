"""What stands in the window until the rest of it is loaded: the heading of the home page, in its place."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from waythrough_desktop import style
from waythrough_desktop.i18n import _


class Opening(QWidget):
    """Plain labels and no other part of the window: whatever is imported here delays the first paint."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "page")
        head, wait = QLabel(_("Which way works right now?"), self), QLabel(_("One moment…"), self)
        head.setFont(style.scaled(1.62, bold=True))
        wait.setProperty("look", "soft")
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 18, 22, 12)
        for each in (head, wait):
            box.addWidget(each)
        box.addStretch(1)
