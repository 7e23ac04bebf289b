"""Asks for a passphrase: a new one twice, the present one, or both."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from waythrough_desktop.dialogs.base import Dialog, framed
from waythrough_desktop.i18n import _, plural
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.announce import announce
from waythrough_desktop.views.controls import Tick
from waythrough_desktop.views.lock_view import passphrase_field, show_letters
from waythrough_desktop.views.parts import button, column, label, point
from waythrough_desktop.views.steps_bar import StepsBar


class PassphraseDialog(Dialog):
    """Stays until the words did what they should: `close` it then, or `refuse` them."""

    given = Signal(str, str)  # the present one, the new one; "" where it is not asked for
    stop_asked = Signal()

    def __init__(
        self,
        title: str,
        act: str,
        parent: QWidget | None = None,
        *,
        points: Sequence[str] = (),
        old: bool = False,
        new: bool = False,
        least: int = 0,
        stoppable: bool = False,
    ) -> None:
        """`act` stands on the button; `least`: letters that a new passphrase needs; `stoppable`: what is done then."""
        super().__init__(title, parent, size=(640, 600 if points else 480))
        self._least, self._stoppable, self._working = least, stoppable, False
        self.add_head(title)
        self.old = self._field(_("Passphrase of now"), old)
        self.new = self._field(_("New passphrase"), new)
        self.again = self._field(_("The same once more"), new)
        self._fields = [*([self.old] if old else ()), *([self.new, self.again] if new else ())]
        self.shown = Tick(_("Show what I type"), parent=self)
        self.shown.box.toggled.connect(self._show)
        fields = column(spacing=8)
        for field in self._fields:
            fields.addWidget(label(field.accessibleName(), self, bold=True))
            fields.addWidget(field)
        fields.addWidget(self.shown)
        typed = QWidget(self)
        typed.setLayout(fields)
        self.said = label("", self)
        self.said.hide()
        self.steps = StepsBar(self)
        notes = [point(self, "info", ToneName.BLUE, text) for text in points]
        self.add(self.scrolled(framed(typed, self.said, self.steps, *notes, parent=self, spacing=12)), 1)
        self.cancel = button(_("Cancel"), self.reject)
        self.done_button = button(act, self._give, look="main")
        self.done_button.setDefault(True)
        self.add_buttons([], [self.cancel, self.done_button])
        self._fields[0].setFocus()

    def refuse(self, why: str) -> None:
        """Say why nothing was done, and let the words be typed anew."""
        self._say(why)
        announce(self, why)
        self._work(False)
        self.steps.put_away()
        self._fields[0].setFocus()
        self._fields[0].selectAll()

    def show_steps(self, done: int, of: int) -> None:
        """So many of all are sealed, or opened; at the end it cannot be stopped any more."""
        self.steps.show_steps(done, of)
        if done >= of:
            self.cancel.setEnabled(False)

    def reject(self) -> None:
        """Close it; while something is done that can be stopped, stop that first."""
        if not self._working:
            super().reject()
        elif self.cancel.isEnabled():
            self.cancel.setEnabled(False)
            self._say(_("It is being stopped…"))
            self.stop_asked.emit()

    def _work(self, going_on: bool) -> None:
        self._working = going_on
        self.done_button.setEnabled(not going_on)
        self.cancel.setEnabled(not going_on or self._stoppable)
        self.cancel.setText(_("Stop") if going_on and self._stoppable else _("Cancel"))

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.show()

    def _field(self, name: str, wanted: bool) -> QLineEdit:
        made = passphrase_field(name, self)
        made.setVisible(wanted)
        return made

    def _show(self, on: bool) -> None:
        for field in self._fields:
            show_letters(field, on)

    def _give(self) -> None:
        new = self.new.text()
        if self.new in self._fields and len(new) < self._least:
            self.refuse(
                plural(
                    "A passphrase needs {count} letter at least. Four or five words that do not belong together"
                    " are good.",
                    "A passphrase needs {count} letters at least. Four or five words that do not belong together"
                    " are good.",
                    self._least,
                )
            )
        elif new != self.again.text():
            self.refuse(_("The two new passphrases are not the same."))
        else:
            at_once = _("One moment… A long history takes some minutes.")
            to_its_end = _(
                "One moment… This cannot be stopped. If the program ends meanwhile, it is finished at the next start."
            )
            self._say(at_once if self._stoppable else to_its_end)
            self._work(True)
            self.given.emit(self.old.text(), new)
