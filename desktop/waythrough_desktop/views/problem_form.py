"""A report of a problem: own words, what is added to them, and the whole as it will be copied or saved."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from waythrough_desktop import style
from waythrough_desktop.i18n import _
from waythrough_desktop.views.parts import button, label, row

DRAFT_ROWS = 4
PREVIEW_ROWS = 9


class ProblemForm(QFrame):
    """Sends nothing anywhere: what is written is kept here until somebody copies or saves it."""

    changed = Signal()
    copy_asked = Signal()
    save_asked = Signal()
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.draft = QPlainTextEdit(self)
        self.draft.setTabChangesFocus(True)
        self.draft.setAccessibleName(_("What happened"))
        self.draft.setPlaceholderText(_("What did you do, what did you expect, and what happened instead?"))
        self.with_fault = QCheckBox(_("Add where the last error happened, without any of its data"), self)
        self.preview = self._preview()
        self.result = label("", self, look="soft")
        self.result.hide()
        self.copy = button(_("Copy"), self.copy_asked.emit)
        self.copy.setAccessibleName(_("Copy the problem report"))
        self.save = button(_("Save…"), self.save_asked.emit)
        self.save.setAccessibleName(_("Save the problem report"))
        self._lay_out()
        for box, rows in ((self.draft, DRAFT_ROWS), (self.preview, PREVIEW_ROWS)):
            box.setFixedHeight(box.fontMetrics().lineSpacing() * rows + 26)
        self.draft.textChanged.connect(self.changed)
        self.with_fault.toggled.connect(self.changed)

    def show_draft(self, text: str, *, has_fault: bool) -> None:
        """What was written before."""
        self.draft.blockSignals(True)
        self.draft.setPlainText(text)
        self.draft.blockSignals(False)
        self.with_fault.blockSignals(True)
        self.with_fault.setChecked(has_fault)
        self.with_fault.blockSignals(False)
        self.show_fault(has_fault)

    def show_fault(self, has_fault: bool) -> None:
        """Whether there is an error to tell of."""
        if has_fault and self.with_fault.isHidden():
            self.with_fault.blockSignals(True)
            self.with_fault.setChecked(True)
            self.with_fault.blockSignals(False)
        self.with_fault.setVisible(has_fault)

    def show_text(self, text: str) -> None:
        """The whole as it will be copied or saved."""
        if text != self.preview.toPlainText():
            self.preview.setPlainText(text)
            self.result.hide()

    def tell(self, text: str) -> None:
        """What became of it."""
        self.result.setText(text)
        self.result.show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 14)
        box.setSpacing(8)
        about = _(
            "Write down what went wrong. It stays on this computer, also over a restart, until you copy or save it"
            " and give it to somebody. IP addresses, mail addresses, servers and passwords of your ways, and your user"
            " name are taken out. Other names that you write down stay. Read it before you send it."
        )
        for part in (
            label(_("Report a problem"), self, factor=1.15, bold=True),
            label(about, self),
            self.draft,
            self.with_fault,
            label(_("This is what it will say:"), self, bold=True),
            self.preview,
            self.result,
        ):
            box.addWidget(part)
        box.addLayout(row(self.copy, self.save, None))

    def _preview(self) -> QPlainTextEdit:
        made = QPlainTextEdit(self)
        made.setReadOnly(True)
        made.setProperty("look", "code")
        made.setFont(style.fixed())
        made.setTabChangesFocus(True)
        made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        made.setAccessibleName(_("Text of the problem report"))
        return made
