"""What the window remembers between two starts: consent, chosen services, ways, and the kind of view."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from waythrough.catalog.catalog import Catalog
from waythrough.model.errors import WaythroughError
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import Depth
from waythrough.store.dirs import Dirs, StoreError
from waythrough.store.settings import (
    Consent,
    Metered,
    Preferences,
    Theme,
    View,
    load_settings,
    save_settings,
    with_consent,
)
from waythrough.store.ways import load_ways, save_ways
from waythrough_desktop.presenters.own_lists import OwnLists
from waythrough_desktop.presenters.session import Session


class Memory(QObject):
    """Settings and ways on disk. A file that cannot be read is left as it is and nothing is written over it."""

    failed = Signal(object)  # StoreError
    changed = Signal()

    def __init__(self, dirs: Dirs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dirs = dirs
        self.problems: list[StoreError] = []
        self._settings_whole = self._ways_whole = True
        self.lists = OwnLists(dirs.platforms)
        self.preferences = self._load_settings()
        self.ways = self._load_ways()
        self._stored = {way.id: way for way in self.ways}  # as the file was when it was last read or written

    @property
    def dirs(self) -> Dirs:
        """Where files lie."""
        return self._dirs

    @property
    def consent_given(self) -> bool:
        return self.preferences.consent.given

    def agreed_to(self, session: Session) -> bool:
        """Whether everything that a check of this session contacts was agreed to."""
        services, ways = self.news(session)
        deep = session.depth is Depth.THOROUGH and not self.preferences.consent.thorough
        return self.consent_given and not services and not ways and not deep

    def news(self, session: Session) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Ids of services and of ways that came since the consent; all of them while there is none."""
        known = self.preferences.consent if self.consent_given else Consent()
        return (
            tuple(each.id for each in session.platforms if each.id not in known.services),
            tuple(path.id for path in session.used if path.id not in known.ways),
        )

    @property
    def detailed(self) -> bool:
        return self.preferences.window.view is View.DETAILED

    @property
    def resting(self) -> frozenset[str]:
        """Ids of ways that are left out of checks."""
        return frozenset(self.preferences.checks.ways_off)

    def services(self, catalog: Catalog) -> tuple[Platform, ...]:
        """The services that were chosen last, the short list at first."""
        found = {each.id: each for each in self._known(catalog)}
        return tuple(found.values()) or catalog.short_list()

    def give_consent(self, session: Session) -> None:
        """The page before a check was read and agreed to, for what this session contacts."""
        now = time.time()
        services, ways = {each.id for each in session.platforms}, {path.id for path in session.used}
        there = {path.id for path in session.paths}

        def change(known: Preferences) -> Preferences:
            agreed = with_consent(known, now)
            deep = known.consent.thorough or session.depth is Depth.THOROUGH
            fresh = replace(
                agreed.consent,
                services=tuple(sorted({*known.consent.services, *services})),
                ways=tuple(sorted(ways | (there & set(known.consent.ways)))),
                thorough=deep,
            )
            return replace(agreed, consent=fresh)

        self.change(change)

    def forget_consent(self, path_id: str) -> None:
        """Ask again before this way is contacted, because it leads elsewhere now."""

        def change(known: Preferences) -> Preferences:
            ways = tuple(each for each in known.consent.ways if each != path_id)
            return replace(known, consent=replace(known.consent, ways=ways))

        self.change(change)

    def change(self, change: Callable[[Preferences], Preferences]) -> None:
        """Change what is known here, and the same in the file, which another window may have written since."""
        before, self.preferences = self.preferences, change(self.preferences)
        if self._settings_whole:
            try:
                save_settings(self._dirs.settings, change(load_settings(self._dirs.settings)))
            except StoreError as error:
                self.failed.emit(error)
        if self.preferences != before:
            self.changed.emit()

    def keep_view(self, detailed: bool) -> None:
        """Which of the two views was chosen."""
        view = View.DETAILED if detailed else View.SIMPLE
        self.change(lambda known: replace(known, window=replace(known.window, view=view)))

    def keep_language(self, code: str) -> None:
        """The language of the window, "" for the system's."""
        self.change(lambda known: replace(known, general=replace(known.general, language=code)))

    def keep_theme(self, name: str) -> None:
        """The colours of the window."""
        self.change(lambda known: replace(known, window=replace(known.window, theme=Theme(name))))

    def keep_text_size(self, percent: int) -> None:
        """How large text is."""
        self.change(lambda known: replace(known, window=replace(known.window, text_size=percent)))

    def keep_depth(self, depth: Depth) -> None:
        """How deep checks go."""
        self.change(lambda known: replace(known, checks=replace(known.checks, depth=depth)))

    def keep_metered(self, metered: Metered) -> None:
        """Whether data costs money on the line."""
        self.change(lambda known: replace(known, checks=replace(known.checks, metered=metered)))

    def follow(self, session: Session, catalog: Catalog) -> None:
        """Remember what is chosen in a session of the real network."""
        if session.practice:
            return
        words = tuple(each.id if each.id in catalog else _address(each) for each in session.platforms)
        if words != self.preferences.checks.short_list and session.platforms != self.services(catalog):
            self.change(lambda known: replace(known, checks=replace(known.checks, short_list=words)))
        if session.resting != self.resting:
            off = tuple(sorted(session.resting & {path.id for path in session.paths}))
            if frozenset(off) != self.resting:
                self.change(lambda known: replace(known, checks=replace(known.checks, ways_off=off)))
        if session.paths != self.ways:
            before, self.ways = self.ways, session.paths
            self._keep_ways(before)

    def read_ways_again(self) -> tuple[PathSpec, ...]:
        """Take over what others did to the file of ways; what could not be kept so far stays. The ways of before."""
        before = self.ways
        try:
            found = load_ways(self._dirs.ways)
        except StoreError:
            return before  # told when something is to be written
        if found.rejected:
            return before
        self._ways_whole = True
        there, here = {way.id: way for way in found.specs}, {way.id: way for way in before}
        gone = self._stored.keys() - here.keys()
        own = {name: way for name, way in here.items() if self._stored.get(name) != way}
        now = {name: way for name, way in there.items() if name not in gone} | own
        self.ways = tuple(({name: now[name] for name in here if name in now} | now).values())
        base, self._stored = self._stored, there
        if there.keys() & gone or any(there.get(name) != way for name, way in own.items()):
            self._keep_ways(tuple(base.values()))
        return before

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

    def _keep_ways(self, before: tuple[PathSpec, ...]) -> None:
        """Do to the file what was done here; ways that another window has stored since stay in it."""
        if not self._ways_whole:
            return
        known = {way.id: way for way in before}
        gone = known.keys() - {way.id for way in self.ways}
        fresh = {way.id: way for way in self.ways if known.get(way.id) != way}
        try:
            stored = load_ways(self._dirs.ways)
            if stored.rejected:
                return  # somebody has edited the file meanwhile: writing it would lose what is not understood
            kept = {way.id: way for way in stored.specs if way.id not in gone} | fresh
            save_ways(self._dirs.ways, kept.values())
            self._stored = {way.id: way for way in self.ways}
        except StoreError as error:
            self.failed.emit(error)


def _address(platform: Platform) -> str:
    return next((target.url or target.host for target in platform.targets), platform.id)
