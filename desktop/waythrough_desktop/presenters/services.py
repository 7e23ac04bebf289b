"""Choosing services: what is on offer, what is ticked, and web addresses that the person adds."""

from PySide6.QtCore import QObject, Signal

from waythrough.catalog.catalog import Catalog
from waythrough.catalog.category import Category
from waythrough.model.errors import WaythroughError
from waythrough.model.platform import Platform, Sensitivity
from waythrough.store.dirs import StoreError
from waythrough_desktop.i18n import _, facts, language, ltr, plural
from waythrough_desktop.models.services import Offer, ServicesFilter, ServicesModel
from waythrough_desktop.presenters.category_names import category_name
from waythrough_desktop.presenters.effort import cost, effort_of
from waythrough_desktop.presenters.own_lists import ListReading, OwnLists, told
from waythrough_desktop.presenters.session import Session


class ServicesPresenter(QObject):
    """Keeps the ticks of the list and the services of the session the same."""

    counted = Signal(str)
    widened = Signal(object)  # Catalog: lists came or went

    def __init__(
        self,
        session: Session,
        catalog: Catalog,
        parent: QObject | None = None,
        *,
        lists: OwnLists | None = None,
        sensitive: bool = False,
    ) -> None:
        """`sensitive`: whether services are on offer whose asking may itself endanger somebody."""
        super().__init__(parent)
        self._session = session
        self._lists = lists
        self._shipped = frozenset(each.id for each in Catalog.bundled())
        self._bundled = catalog
        self._catalog = catalog
        chosen = any(each.sensitivity is Sensitivity.SENSITIVE for each in session.platforms)
        self.sensitive = sensitive or chosen
        self.model = ServicesModel(self)
        self.filter = ServicesFilter(self.model, self)
        self.filter.show_sensitive(self.sensitive)
        self.model.count_sensitive(self.sensitive)
        self.model.ticked.connect(self._tick)
        session.changed.connect(self._follow)
        self._refill()

    def search(self, text: str) -> bool:
        """Show what fits the text; False when nothing does."""
        found = self._catalog.search(text) if text.strip() else None
        self.filter.show_found(None if found is None else (each.id for each in found))
        return self.filter.rowCount() > 0

    def hidden(self, text: str) -> int:
        """How many sensitive services would fit besides."""
        if self.sensitive or not text.strip():
            return 0
        return sum(each.sensitivity is Sensitivity.SENSITIVE for each in self._catalog.search(text))

    def show_sensitive(self, shown: bool) -> None:
        """Offer sensitive services, or take them off the list and out of the choice."""
        self.sensitive = shown
        self.filter.show_sensitive(shown)
        self.model.count_sensitive(shown)
        if not shown:
            kept = [each for each in self._session.platforms if each.sensitivity is Sensitivity.ORDINARY]
            if len(kept) != len(self._session.platforms):
                self._session.choose(kept)

    def add_own(self, text: str) -> str:
        """Add what a person typed, a name or a web address; the reason in words when that cannot be done."""
        try:
            platform = self._catalog.resolve(text.strip())
        except WaythroughError as error:
            return told(error)
        if platform.id not in self._catalog:
            self._catalog = self._catalog.with_platforms([platform])
        chosen = {each.id: each for each in (*self._session.platforms, platform)}
        self._session.choose(chosen.values())
        self._refill()
        return ""

    def add_list(self, name: str, text: str, reading: ListReading) -> str:
        """Keep a list and choose what is in it; the reason in words when it cannot be kept."""
        problem = ""
        if self._lists is not None:
            try:
                self._lists.keep(name, text, reading.platforms)
            except StoreError as error:
                problem = told(error)
        self._widen(self._bundled.with_platforms(reading.platforms))
        fitting = [
            each for each in reading.platforms if self.sensitive or each.sensitivity is Sensitivity.ORDINARY
        ]
        chosen = {each.id: each for each in (*self._session.platforms, *fitting)}
        self._session.choose(chosen.values())
        self._refill()
        return problem

    def is_own(self, platform_id: str) -> bool:
        """Whether the person has brought this service."""
        return not self._session.practice and platform_id not in self._shipped

    def remove(self, platform_id: str) -> str:
        """Remove a service that the person brought, with the list that it came in; says what was removed."""
        name = self._lists.list_of(platform_id) if self._lists is not None else ""
        gone = (
            {each.id for each in self._lists.held(name)}
            if self._lists is not None and name
            else {platform_id}
        )
        told_name = self._catalog.get(platform_id).name(language())
        if self._lists is not None and name:
            try:
                self._lists.forget(name)
            except StoreError as error:
                return told(error)
        own = [each for each in self._catalog if each.id not in self._shipped | gone]
        kept = Catalog.bundled().with_platforms(own)
        self._catalog = kept
        self._widen(kept)
        self._session.choose(each for each in self._session.platforms if each.id not in gone)
        self._refill()
        if len(gone) == 1:
            return _("{service} was removed.", service=told_name)
        return plural(
            "{list} with {count} service was removed.",
            "{list} with {count} services was removed.",
            len(gone),
            list=name,
        )

    def _widen(self, catalog: Catalog) -> None:
        self._bundled = catalog
        own = [each for each in self._catalog if each.id not in catalog]
        self._catalog = catalog.with_platforms(own) if own else catalog
        self.widened.emit(catalog)

    def use_short_list(self) -> None:
        """Choose the few services that many people ask for."""
        short = self._catalog.short_list() or tuple(self._catalog)
        self._session.choose(short)

    def total(self) -> str:
        """How many are chosen, and what a check of them takes."""
        count = len(self._session.platforms)
        chosen = plural("{count} service chosen", "{count} services chosen", count)
        if not count:
            return chosen
        cells = count * (1 + len(self._session.used))
        return facts(chosen, *cost(effort_of(self._session), cells))

    def _tick(self, platform_id: str, on: bool) -> None:
        chosen = {each.id for each in self._session.platforms}
        chosen = chosen | {platform_id} if on else chosen - {platform_id}
        self._session.choose(each for each in self._catalog if each.id in chosen)

    def _follow(self) -> None:
        own = [each for each in self._session.platforms if each.id not in self._catalog]
        if own or self._session.practice != self._practice:
            self._refill()
        else:
            self.model.tick(each.id for each in self._session.platforms)
        self.counted.emit(self.total())

    def _refill(self) -> None:
        self._practice = self._session.practice
        if self._practice:
            self._catalog = Catalog(()).with_platforms(self._session.offered)
        elif self._catalog is not self._bundled and not self._known():
            self._catalog = self._bundled
        own = [each for each in self._session.platforms if each.id not in self._catalog]
        if own:
            self._catalog = self._catalog.with_platforms(own)
        self.model.fill(
            [_offer(each, own=self.is_own(each.id)) for each in self._catalog],
            (p.id for p in self._session.platforms),
        )
        self.counted.emit(self.total())

    def _known(self) -> bool:
        return all(each.id in self._catalog for each in self._bundled)


def _offer(platform: Platform, *, own: bool) -> Offer:
    hosts = list(dict.fromkeys(target.host for target in platform.targets))
    shown = ltr(", ".join(hosts[:3]))
    sensitive = platform.sensitivity is Sensitivity.SENSITIVE
    name = platform.name(language())
    return Offer(
        id=platform.id,
        name=_("{name} – sensitive", name=name) if sensitive else name,
        group=category_name(Category(platform.category)),
        sensitive=sensitive,
        own=own,
        note=_("contacts {hosts}", hosts=shown) if len(hosts) <= 3 else _contacts(shown, len(hosts) - 3),
    )


def _contacts(shown: str, more: int) -> str:
    return plural("contacts {hosts} and {count} more", "contacts {hosts} and {count} more", more, hosts=shown)
