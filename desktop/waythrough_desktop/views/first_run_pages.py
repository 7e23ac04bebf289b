"""The three pages of the first start, each with a title, a few sentences, and one thing to choose."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from waythrough_desktop.dialogs.base import code_box, framed
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.choices import Choice
from waythrough_desktop.presenters.consent import ConsentState
from waythrough_desktop.presenters.first_run import Service
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.controls import Combo, Tick
from waythrough_desktop.views.fold import Fold
from waythrough_desktop.views.parts import button, column, label, point, row
from waythrough_desktop.views.prose import Label
from waythrough_desktop.views.scroller import Scroller


class Page(QWidget):
    """A title and parts below it, which scroll where the window is small."""

    def __init__(self, title: str, sentence: str, parent: QWidget, *, forth: str = "") -> None:
        """`forth`: what the button to the next page says."""
        super().__init__(parent)
        self.title, self.forth = title, forth
        self.lead = f"{title}. {sentence}"
        self.parts = column(spacing=12)
        self.parts.setContentsMargins(8, 4, 8, 4)
        self.parts.addWidget(label(title, self, factor=1.62, bold=True))
        self.parts.addWidget(label(sentence, self))
        inside = QWidget(self)
        inside.setLayout(self.parts)
        self.area = Scroller(inside, self, stop=title)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.area)

    def call(self, count: str) -> None:
        """What a screen reader says of the page: its title and which of how many it is."""
        self.area.setAccessibleName(f"{self.title} – {count}")

    def start(self) -> QWidget | None:
        """Where the cursor stands at first, None for the button that leads on."""
        return None

    def said(self) -> str:
        """All of its sentences, for somebody who hears the page."""
        return " ".join(each.text() for each in self.findChildren(Label) if each.isVisibleTo(self))


class Welcome(Page):
    """Language, and the way to the practice network."""

    language_chosen = Signal(str)
    practice_asked = Signal()

    def __init__(self, languages: Choice, parent: QWidget) -> None:
        what = _(
            "This program tests which services open on your internet line, and which of your ways around a block"
            " – VPN, proxy or Tor – gets through. Then it tells you which one to use."
        )
        super().__init__(_("Welcome to Waythrough"), what, parent, forth=_("Go on"))
        self._group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        for option in languages.options:
            made = QRadioButton(option.text, self)
            made.setChecked(option.value == languages.value)
            self._group.addButton(made)
            self.choices[option.value] = made
            made.clicked.connect(lambda _on=False, code=option.value: self.language_chosen.emit(code))
        self._now = languages.value
        title = label(languages.name, self, bold=True)
        self.parts.addWidget(framed(title, *self.choices.values(), parent=self, spacing=2))
        look = label(_("Do you only want to look around?"), self, bold=True)
        invented = label(
            _("The practice network is an invented internet inside this computer. Nothing leaves it."), self
        )
        self.practice = button(
            _("Try it without sending anything"), self.practice_asked.emit, icon="practice"
        )
        self.parts.addWidget(framed(look, invented, _beginning(self.practice, self), parent=self))
        self.parts.addStretch(1)

    def start(self) -> QWidget | None:
        return self.choices.get(self._now)


class Before(Page):
    """What others can see, and the country."""

    country_chosen = Signal(str)

    def __init__(self, country: Choice, parent: QWidget) -> None:
        super().__init__(
            _("Before you start"),
            _(
                "Nothing has been sent yet, and nothing is before you press “Check now” or test a way. Both show the"
                " servers of your ways to your provider."
            ),
            parent,
            forth=_("I understand"),
        )
        self.parts.addWidget(framed(*(point(self, *each) for each in _points()), parent=self, spacing=12))
        self.country = Combo(country, self)
        self.country.activated.connect(self._chosen)
        where = label(_("In which country are you?"), self, bold=True, of=self.country)
        why = self.why = label(country.about, self, look="soft")
        self._about = country.about
        self.country.unknown.connect(why.setText)
        self.country.setAccessibleDescription(country.about)
        self.parts.addWidget(framed(where, _beginning(self.country, self), why, parent=self))
        self.parts.addStretch(1)

    def _chosen(self, _place: int) -> None:
        self.why.setText(self._about)
        self.country_chosen.emit(self.country.value)


class Services(Page):
    """The short list, and what a check of it comes to."""

    ticked = Signal(str, bool)

    def __init__(self, services: Sequence[Service], more: str, parent: QWidget) -> None:
        super().__init__(
            _("What do you want to check first?"),
            _(
                "Tick what matters to you. You can change it later. The check begins on the next page,"
                " with “Check now”."
            ),
            parent,
        )
        self.ticks: dict[str, Tick] = {}
        for each in services:
            tick = Tick(each.name, parent=self, on=each.ticked)
            tick.box.toggled.connect(lambda on, service=each.id: self.ticked.emit(service, on))
            self.ticks[each.id] = tick
        self.parts.addWidget(
            framed(*self.ticks.values(), label(more, self, look="soft"), parent=self, spacing=4)
        )
        self.amount = label("", self)
        self.fold = Fold(_("Show every host"), self, text_open=_("Hide the hosts"))
        self.hosts = code_box("", _("Every host that is contacted"), self, rows=6)
        self.fold.covers(self.hosts, self.area)
        self.parts.addWidget(framed(self.amount, _beginning(self.fold, self), self.hosts, parent=self))
        self.parts.addStretch(1)

    def start(self) -> QWidget | None:
        return next((each.box for each in self.ticks.values()), None)

    def show_contacts(self, state: ConsentState) -> None:
        """How many hosts, how much data and time."""
        self.amount.setText(state.amount if state.services else _("Tick at least one service."))
        self.hosts.setPlainText("\n".join(state.hosts))


def _points() -> tuple[tuple[str, ToneName, str], ...]:
    return (
        (
            "info",
            ToneName.BLUE,
            _(
                "Your provider can see that this computer contacts the services that you check, as when you open"
                " them yourself, and some well-known hosts to compare with."
            ),
        ),
        ("tick_disc", ToneName.GREEN, _("Nothing is sent to us. There is no account and no statistics.")),
        (
            "tick_disc",
            ToneName.GREEN,
            _("Results stay on this computer until you save a report and give it away yourself."),
        ),
        (
            "tick_disc",
            ToneName.GREEN,
            _("You choose the services. Sensitive ones are left out unless you ask for them."),
        ),
    )


def _beginning(widget: QWidget, parent: QWidget) -> QWidget:
    """A control at the beginning of its line, as wide as it needs."""
    made = QWidget(parent)
    line = row(widget, None)
    line.setAlignment(widget, Qt.AlignmentFlag.AlignVCenter)
    made.setLayout(line)
    return made
