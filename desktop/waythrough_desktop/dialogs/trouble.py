"""Tells one trouble: what happened, what still works, what to do, and a code for support."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from waythrough_desktop.dialogs.base import Dialog
from waythrough_desktop.i18n import _, ltr
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.parts import Mark, button, column, label, row


class TroubleDialog(Dialog):
    """One trouble and one way on."""

    def __init__(
        self,
        what: str,
        parent: QWidget | None = None,
        *,
        still_works: str = "",
        todo: str = "",
        code: str = "",
        details: str = "",
    ) -> None:
        super().__init__(_("Something did not work"), parent, size=(560, 240))
        self._details = details
        mark = Mark(34, self)
        mark.show_icon("triangle", ToneName.AMBER, on_tone=False)
        title = label(what, self, factor=1.2, bold=True)
        rest = [label(text, self) for text in (still_works, todo) if text]
        number = label(_("Code: {code}", code=ltr(code)), self, look="soft") if code else None
        words = column(title, *rest, *([number] if number else []), None, spacing=6)
        line = row(mark, words, spacing=14)
        line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        self._box.addLayout(line, 1)
        self.copy = button(_("Copy details"), self._copy)
        self.copy.setVisible(bool(details))
        self.close_button = button(_("Close"), self.close, look="main")
        self.add_buttons([self.copy], [self.close_button])
        self.close_button.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self.copy.setText(_("Copied"))
