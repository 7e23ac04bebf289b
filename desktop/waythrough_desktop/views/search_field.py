"""A field to search with as one types."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from waythrough_desktop import icons, style
from waythrough_desktop.i18n import _


class SearchField(QLineEdit):
    """With a glass at its start and a cross at its end."""

    def __init__(self, hint: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        glass = QAction(icons.icon("search", style.theme().soft_text), _("Search"), self)
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        for action in self.findChildren(QAction, "_q_qlineeditclearaction"):
            action.setText(_("Clear the search"))
