"""The settings of watching: how often, when it waits, where it tells, and what all of it costs."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.choices import Choice, Toggle
from waythrough_desktop.views.parts import label
from waythrough_desktop.views.section import Section


class WatchingSection(Section):
    """Choices, and below them a sentence on cost and one on what comes next."""

    def __init__(self, hours: Choice, toggles: Sequence[Toggle], parent: QWidget | None = None) -> None:
        super().__init__(
            _("Watching"),
            parent,
            about=_("While the program is open it can check by itself, and tell what changed and stayed so."),
        )
        self.hours = self.add_choice(hours)
        self.cost = label("", self, look="soft")
        self.status = label("", self, bold=True)
        for words in (self.cost, self.status):  # of the choice above them: no line between
            self._box.addWidget(words)
        for toggle in toggles:
            self.add_toggle(toggle)

    def show_state(self, cost: str, status: str) -> None:
        """Bring the two sentences up to date."""
        self.cost.setText(cost)
        self.status.setText(status)
