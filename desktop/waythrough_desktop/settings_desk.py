"""The settings of window and checks: what is chosen there is kept at once and put into use at once."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.choices import Choice, Toggle
from waythrough_desktop.presenters.settings import (
    COUNTRY,
    LANGUAGE,
    OFF,
    ON,
    TEXT_SIZE,
    THEME,
    check_choices,
    look_choices,
    with_choice,
)
from waythrough_desktop.views.controls import Combo
from waythrough_desktop.views.section import Section

if TYPE_CHECKING:
    from waythrough_desktop.wiring import Wiring


class SettingsDesk(QObject):
    """Fills two groups of the settings page; the others are the matter of whoever brings them."""

    def __init__(self, wiring: "Wiring", parent: QObject) -> None:
        super().__init__(parent)
        self._wiring = wiring
        known = wiring.memory.preferences
        self.look = Section(_("Language and look"))
        self.checks = Section(_("Checks"), about=_("This is used from the next check on."))
        for section, choices in ((self.look, look_choices(known)), (self.checks, check_choices(known))):
            for each in choices:
                _add(section, each)
            section.chosen.connect(self._choose)
            section.switched.connect(lambda key, on: self._choose(key, ON if on else OFF))
        wiring.memory.changed.connect(self._follow_country)

    def _follow_country(self) -> None:
        """It is also chosen at the first start, when this page stands there already."""
        control = self.checks.controls[COUNTRY]
        assert isinstance(control, Combo)
        place = control.findData(self._wiring.memory.preferences.general.country)
        if place >= 0 and place != control.currentIndex():
            control.setCurrentIndex(place)

    def _choose(self, key: str, value: str) -> None:
        wiring = self._wiring
        dressing: dict[str, Callable[[str], None]] = {
            LANGUAGE: wiring.choose_language,
            THEME: wiring.choose_theme,
            TEXT_SIZE: lambda percent: wiring.choose_text_size(int(percent)),
        }
        if key not in dressing:
            wiring.memory.change(lambda known: with_choice(known, key, value))
            return
        wiring.redressed.connect(partial(_come_back, wiring, key), Qt.ConnectionType.SingleShotConnection)
        dressing[key](value)


def _add(section: Section, choice: Choice | Toggle) -> None:
    if isinstance(choice, Choice):
        section.add_choice(choice)
    else:
        section.add_toggle(choice)


def _come_back(wiring: "Wiring", key: str) -> None:
    """The page was made anew: put the cursor where it was."""
    pages = wiring.pages
    pages.settings_page.focus_on(pages.settings.look.controls[key])
