"""What the window remembers between two starts: consent, chosen services, ways, and the kind of view."""

import time
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from waythrough.catalog.catalog import Catalog
from waythrough.model.errors import WaythroughError
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.store.dirs import Dirs, StoreError
from waythrough.store.settings import Preferences, View, load_settings, save_settings, with_consent
from waythrough.store.ways import load_ways, save_ways
from waythrough_desktop.presenters.session import Session


class Memory(QObject):
    """Settings and ways on disk. A file that cannot be read is left as it is and nothing is written over it."""

    failed = Signal(object)  # StoreError

    def __init__(self, dirs: Dirs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dirs = dirs
        self.problems: list[StoreError] = []
        self._settings_whole = self._ways_whole = True
        self.preferences = self._load_settings()
        self.ways = self._load_ways()

    @property
    def consent_given(self) -> bool:
        return self.preferences.consent.given

    @property
    def detailed(self) -> bool:
        return self.preferences.window.view is View.DETAILED

    def services(self, catalog: Catalog) -> tuple[Platform, ...]:
        """The services that were chosen last, the short list at first."""
        found = {each.id: each for each in self._known(catalog)}
        return tuple(found.values()) or catalog.short_list()

    def give_consent(self) -> None:
        """The page before the first check was read and agreed to."""
        self._keep(with_consent(self.preferences, time.time()))

    def keep_view(self, detailed: bool) -> None:
        """Which of the two views was chosen."""
        view = View.DETAILED if detailed else View.SIMPLE
        self._keep(replace(self.preferences, window=replace(self.preferences.window, view=view)))

    def follow(self, session: Session, catalog: Catalog) -> None:
        """Remember what is chosen in a session of the real network."""
        if session.practice:
            return
        words = tuple(each.id if each.id in catalog else _address(each) for each in session.platforms)
        if words != self.preferences.checks.short_list and session.platforms != self.services(catalog):
            self._keep(replace(self.preferences, checks=replace(self.preferences.checks, short_list=words)))
        if session.paths != self.ways:
            self.ways = session.paths
            self._keep_ways()

    def _known(self, catalog: Catalog) -> Iterator[Platform]:
        for word in self.preferences.checks.short_list:
            try:
                yield catalog.resolve(word)
            except WaythroughError:
                continue  # a service that this version no longer knows

    def _load_settings(self) -> Preferences:
        try:
            return load_settings(self._dirs.settings)
        except StoreError as error:
            self._settings_whole = False
            self.problems.append(error)
            return Preferences()

    def _load_ways(self) -> tuple[PathSpec, ...]:
        try:
            found = load_ways(self._dirs.ways)
        except StoreError as error:
            self._ways_whole = False
            self.problems.append(error)
            return ()
        self._ways_whole = not found.rejected
        return found.specs

    def _keep(self, preferences: Preferences) -> None:
        self.preferences = preferences
        if not self._settings_whole:
            return
        try:
            save_settings(self._dirs.settings, preferences)
        except StoreError as error:
            self.failed.emit(error)

    def _keep_ways(self) -> None:
        if not self._ways_whole:
            return
        try:
            save_ways(self._dirs.ways, self.ways)
        except StoreError as error:
            self.failed.emit(error)


def _address(platform: Platform) -> str:
    return next((target.url or target.host for target in platform.targets), platform.id)
