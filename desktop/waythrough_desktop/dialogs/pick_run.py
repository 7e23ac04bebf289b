"""Picks one of the kept checks."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from waythrough_desktop.dialogs.base import Dialog
from waythrough_desktop.i18n import _
from waythrough_desktop.models.runs import RunsModel
from waythrough_desktop.views.filter_field import FilterField
from waythrough_desktop.views.parts import button
from waythrough_desktop.views.runs_view import RunsView


class PickRunDialog(Dialog):
    """A list to search in; a click or Enter picks."""

    picked = Signal(str)
    searched = Signal(str)

    def __init__(self, model: RunsModel, parent: QWidget | None = None) -> None:
        super().__init__(_("Compare with which check?"), parent, size=(720, 520))
        model.setParent(self)
        self.model = model
        self.add_head(_("Compare with which check?"))
        self.search = FilterField(
            _("Search by service, way or date"), _("Search the checks that are kept"), self
        )
        self.list = RunsView(model, _("Kept checks"), self)
        self.add(self.search)
        self.add(self.list, 1)
        self.add_buttons([], [button(_("Cancel"), self.reject)])
        self.search.textChanged.connect(self.searched)
        self.list.opened.connect(self._pick)
        self.list.setFocus()

    def _pick(self, run_id: str) -> None:
        self.accept()
        self.picked.emit(run_id)
