"""The page before the first check of each kind of thing: what others can see, and what stays here."""

from PySide6.QtWidgets import QWidget

from waythrough_desktop.dialogs.base import Dialog, code_box, framed
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.consent import ConsentState
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.fold import Fold
from waythrough_desktop.views.parts import button, label, point


class ConsentDialog(Dialog):
    """Accepted only by pressing the button; not one packet is sent before."""

    def __init__(self, state: ConsentState, parent: QWidget | None = None) -> None:
        super().__init__(_("Before you start"), parent, size=(700, 560))
        first = _("Please read this once. This check has sent nothing yet.")
        more = _("Something is new since you agreed. This check has sent nothing yet.")
        self.add_head(_("Before you start"), more if state.again else first)
        points = [point(self, "info", ToneName.BLUE, text) for text in state.seen]
        points += [point(self, "triangle", ToneName.AMBER, text) for text in state.warnings]
        kept = _("Nothing is sent to us. Results stay on this computer until you save a report yourself.")
        points.append(point(self, "tick_disc", ToneName.GREEN, kept))
        self.amount = label(state.amount, self, bold=True)
        self.amount.setVisible(bool(state.amount))
        self.fold = Fold(_("Show every host"), self, text_open=_("Hide the hosts"))
        self.fold.setVisible(bool(state.hosts))
        self.hosts = code_box("\n".join(state.hosts), _("Every host that is contacted"), self, rows=8)
        parts = (self.amount, *points, self.fold, self.hosts)
        area = self.scrolled(framed(*parts, parent=self, spacing=12))
        self.fold.covers(self.hosts, area)
        self.add(area, 1)
        self.choose = button(_("Choose services first"), self.reject)
        self.cancel = button(_("Cancel"), self.reject)
        self.agree = button(_("Start the check"), self.accept, look="main")
        self.agree.setDefault(True)
        self.add_buttons([self.choose], [self.cancel, self.agree])
        self.agree.setFocus()
