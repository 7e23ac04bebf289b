"""The page before a check of a real network that was not agreed to yet: what others can see, and what stays here."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from waythrough_desktop.dialogs.base import Dialog, code_box, framed
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.consent import ConsentState
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.parts import Mark, button, label, row


class ConsentDialog(Dialog):
    """Accepted only by pressing the button; not one packet is sent before."""

    def __init__(self, state: ConsentState, parent: QWidget | None = None) -> None:
        again = bool(state.news)
        super().__init__(_("Before you start"), parent, size=(680, 480))
        first = _("Please read this once. Nothing has been sent yet.")
        more = _("The list has changed since you agreed. Nothing has been sent yet.")
        self.add_head(_("Before you start"), more if again else first)
        points = [self._point("info", ToneName.AMBER, state.news)] if again else []
        points += [self._point("info", ToneName.BLUE, text) for text in state.seen]
        if state.danger:
            points.append(self._point("triangle", ToneName.AMBER, state.danger))
        if state.burning:
            points.append(self._point("triangle", ToneName.AMBER, state.burning))
        kept = _("Nothing is sent to us. Results stay on this computer until you save a report yourself.")
        points.append(self._point("tick_disc", ToneName.GREEN, kept))
        self.fold = button(_("Show every host"), self._toggle, look="link")
        self.fold.setCheckable(True)
        self.hosts = code_box("\n".join(state.hosts), _("Every host that is contacted"), self, rows=8)
        self.hosts.hide()
        self._area = self.scrolled(framed(*points, self.fold, self.hosts, parent=self, spacing=12))
        self.add(self._area, 1)
        self.choose = button(_("Choose services first"), self.reject)
        self.cancel = button(_("Cancel"), self.reject)
        self.agree = button(_("Start the check"), self.accept, look="main")
        self.agree.setDefault(True)
        self.add_buttons([self.choose], [self.cancel, self.agree])
        self.agree.setFocus()

    def _toggle(self) -> None:
        self.hosts.setVisible(self.fold.isChecked())
        if self.fold.isChecked():  # once the layout knows of it
            QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.hosts))

    def _point(self, icon: str, tone: ToneName, text: str) -> QWidget:
        made = QWidget(self)
        mark = Mark(22, made)
        mark.show_icon(icon, tone, on_tone=False)
        line = row(mark, label(text, made), spacing=12)
        line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        made.setLayout(line)
        return made
