"""How many checks of all a long piece of work has done: a bar, the same in words, and said aloud at each quarter."""

from PySide6.QtWidgets import QProgressBar, QWidget

from waythrough_desktop.i18n import _, plural
from waythrough_desktop.views.announce import announce
from waythrough_desktop.views.parts import column, label

QUARTERS = 4


class StepsBar(QWidget):
    """Hidden until there is something to tell."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.text = label("", self, look="soft")
        self._quarter = 0
        self.setLayout(column(self.bar, self.text, spacing=6))
        self.hide()

    def show_steps(self, done: int, of: int) -> None:
        """So many of all are done."""
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        counted = plural("{done} of {count} check", "{done} of {count} checks", of, done=done)
        last = _("Almost done: what lay there before is being overwritten…")
        self.text.setText(last if done >= of else counted)
        self.bar.setAccessibleDescription(self.text.text())
        self.show()
        quarter = done * QUARTERS // of
        if quarter != self._quarter:
            self._quarter = quarter
            announce(self, self.text.text())

    def put_away(self) -> None:
        """The work is over."""
        self._quarter = 0
        self.hide()
