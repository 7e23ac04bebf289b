"""The country that the person named, put into use: what is compared there, and which block pages are known."""

from PySide6.QtCore import QObject

from waythrough.catalog.profile import default_profile
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Session


class CountryDesk(QObject):
    """Keeps the session in step with the settings."""

    def __init__(self, session: Session, memory: Memory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._memory = session, memory
        session.settle_in(memory.preferences.general.country)
        memory.changed.connect(self._follow)

    def _follow(self) -> None:
        country = self._memory.preferences.general.country
        if country == self._session.country:
            return
        profile = None if self._session.practice else default_profile(country)
        self._session.settle_in(country, profile)
