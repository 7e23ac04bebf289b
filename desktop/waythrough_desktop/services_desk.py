"""Connects the page of services with what is on offer, what is chosen, and what is kept of both."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from waythrough.catalog.catalog import Catalog
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.own_lists import ListReading
from waythrough_desktop.presenters.services import ServicesPresenter
from waythrough_desktop.presenters.session import Session
from waythrough_desktop.talks import Talks
from waythrough_desktop.views.services_page import ServicesPage


class ServicesDesk(QObject):
    """Made anew with its page; everything that lasts is the session's and the memory's."""

    def __init__(
        self,
        session: Session,
        catalog: Catalog,
        memory: Memory,
        talks: Talks,
        widened: Callable[[Catalog], object],
        parent: QObject,
    ) -> None:
        """`widened` is called with a catalogue to which lists came or from which they went."""
        super().__init__(parent)
        self._memory, self._talks = memory, talks
        sensitive = memory.preferences.safety.sensitive
        self.presenter = ServicesPresenter(session, catalog, self, lists=memory.lists, sensitive=sensitive)
        self.page = ServicesPage(self.presenter.filter, sensitive=self.presenter.sensitive)
        self.presenter.widened.connect(widened)
        self.presenter.counted.connect(self.page.show_count)
        page = self.page
        page.searched.connect(self._search)
        page.sensitive_wanted.connect(self._show_sensitive)
        page.own_added.connect(self._add_own)
        page.removed.connect(self._remove)
        page.list_wanted.connect(self._ask_list)
        page.short_list_wanted.connect(self.presenter.use_short_list)
        page.show_count(self.presenter.total())

    def _search(self, text: str) -> None:
        self.page.show_found(self.presenter.search(text), self.presenter.hidden(text))

    def _show_sensitive(self, shown: bool) -> None:
        self.presenter.show_sensitive(shown)
        self._memory.change(lambda known: replace(known, safety=replace(known.safety, sensitive=shown)))
        self._search(self.page.search.text())

    def _add_own(self, text: str) -> None:
        self.page.show_own_result(self.presenter.add_own(text))

    def _remove(self, platform_id: str) -> None:
        self.page.show_told(self.presenter.remove(platform_id))

    def _ask_list(self) -> None:
        self._talks.add_list(self._add_list)

    def _add_list(self, name: str, text: str, reading: ListReading) -> None:
        self.page.show_told(self.presenter.add_list(name, text, reading))
        self.page.tree.expandAll()
