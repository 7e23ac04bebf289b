"""The first start: language, what others can see, the country, and the services of the first check."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from waythrough.catalog.catalog import Catalog
from waythrough.catalog.profile import default_profile
from waythrough.model.platform import Platform, Sensitivity
from waythrough.store.settings import Preferences, with_consent
from waythrough.verdict.language import languages
from waythrough_desktop.i18n import _, language, plural
from waythrough_desktop.presenters.choices import Choice, Option
from waythrough_desktop.presenters.consent import ConsentState, first_state
from waythrough_desktop.presenters.countries import guess
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Session
from waythrough_desktop.presenters.settings import LANGUAGE, country_choice

PAGES = 3
TICKED = ("telegram", "whatsapp", "instagram", "youtube", "wikipedia")
"""The services that are ticked at first: of several kinds, none of which draws eyes by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One line of the short list."""

    id: str
    name: str
    ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRunState:
    """What the three pages show."""

    page: int
    languages: Choice
    country: Choice
    services: tuple[Service, ...]
    more: str


class FirstRun(QObject):
    """Lasts as long as the program, so that the pages can be made anew in another language. Contacts nothing."""

    finished = Signal(bool)  # whether a way is to be added now

    def __init__(
        self, session: Session, catalog: Catalog, memory: Memory, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._catalog, self._memory = session, catalog, memory
        self._offered = tuple(
            each for each in catalog.short_list() if each.sensitivity is Sensitivity.ORDINARY
        )
        ids = {each.id for each in self._offered}
        self._ticked = {each for each in TICKED if each in ids} or set(sorted(ids)[: len(TICKED)])
        self.page = 0
        self.country = memory.preferences.general.country or guess()

    @property
    def due(self) -> bool:
        """Whether it stands between this person and the real network: nothing was ever agreed to."""
        return not self._session.practice and not self._memory.preferences.consent.at

    def state(self) -> FirstRunState:
        """The pages as they stand."""
        spoken = language()
        return FirstRunState(
            page=self.page,
            languages=Choice(
                key=LANGUAGE,
                name=_("Language"),
                options=tuple(Option(value=each.code, text=each.title) for each in languages()),
                value=spoken,
            ),
            country=country_choice(self.country),
            services=tuple(
                Service(id=each.id, name=each.name(spoken), ticked=each.id in self._ticked)
                for each in self._offered
            ),
            more=plural(
                "{count} more service, and any web address, can be chosen later on the page “My services”.",
                "{count} more services, and any web address, can be chosen later on the page “My services”.",
                len(self._catalog) - len(self._offered),
            ),
        )

    def tick(self, service: str, on: bool) -> None:
        """Check this service, or leave it out."""
        self._ticked = self._ticked | {service} if on else self._ticked - {service}

    def chosen(self) -> tuple[Platform, ...]:
        """The ticked services."""
        return tuple(each for each in self._offered if each.id in self._ticked)

    def contacts(self) -> ConsentState:
        """What a check of the ticked services contacts, on the direct line alone."""
        return first_state(self._session, self.chosen(), default_profile(self.country))

    def finish(self, *, add_way: bool) -> None:
        """Keep everything in one step; only from now on may a check contact anything."""
        chosen = self.chosen()
        if not chosen:
            return
        self._memory.change(lambda known: self._agreed(known, (each.id for each in chosen)))
        self._session.choose(chosen)
        self.page = 0
        self.finished.emit(add_way)

    def _agreed(self, known: Preferences, services: Iterable[str]) -> Preferences:
        agreed = with_consent(known, time.time())
        return replace(
            agreed,
            consent=replace(agreed.consent, services=tuple(sorted(services))),
            general=replace(agreed.general, country=self.country),
        )
