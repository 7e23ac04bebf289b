"""The first start in the whole window: three pages, forth by Enter, back by Esc."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.consent import ConsentState
from waythrough_desktop.presenters.first_run import FirstRunState
from waythrough_desktop.views.announce import announce
from waythrough_desktop.views.first_run_pages import Before, Page, Services, Welcome
from waythrough_desktop.views.layers import Layers
from waythrough_desktop.views.parts import button, label, row

LETTERS_WIDE = 84
BACK = (Qt.Key.Key_Escape, Qt.Key.Key_Back)
FORTH = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FirstRunView(QWidget):
    """Knows nothing of what the choices lead to."""

    language_chosen = Signal(str)
    practice_asked = Signal()
    country_chosen = Signal(str)
    ticked = Signal(str, bool)
    turned = Signal(int)  # to a page
    finished = Signal(bool)  # whether a way is to be added now

    def __init__(self, state: FirstRunState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self.welcome = Welcome(state.languages, self)
        self.before = Before(state.country, self)
        self.services = Services(state.services, state.more, self)
        self.pages: Sequence[Page] = (self.welcome, self.before, self.services)
        self._stack = Layers(self)
        for page in self.pages:
            self._stack.addWidget(page)
        self.count = label("", self, look="soft")
        self.back = button(_("Back"), self.go_back)
        self.forth = button(_("Go on"), self.go_on, look="main")
        self.add_way = button(_("I have a VPN or proxy to add"), lambda: self.finished.emit(True))
        self.direct = button(_("Go on without one"), lambda: self.finished.emit(False), look="main")
        self._lay_out()
        self._connect()
        self._turn(state.page)

    @property
    def page(self) -> int:
        """Which page is shown, from 0 on."""
        return self._stack.currentIndex()

    def go_on(self) -> None:
        """The next page; on the last one, the check of the direct line alone."""
        if self.page + 1 < len(self.pages):
            self._turn(self.page + 1)
        elif self.direct.isEnabled():
            self.finished.emit(False)

    def go_back(self) -> None:
        """The page before."""
        if self.page > 0:
            self._turn(self.page - 1)

    def show_contacts(self, state: ConsentState) -> None:
        """What the ticked services come to."""
        self.services.show_contacts(state)
        for each in (self.direct, self.add_way):
            each.setEnabled(bool(state.services))

    def focus_start(self) -> None:
        """Put the cursor where this page begins."""
        start = self.pages[self.page].start() or self.forth
        start.setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_foot()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in BACK:
            self.go_back()
        elif event.key() in FORTH:
            self.go_on()
        else:
            super().keyPressEvent(event)

    def _turn(self, place: int) -> None:
        page, last = self.pages[place], place == len(self.pages) - 1
        self._stack.setCurrentIndex(place)
        self.count.setText(_("{place} of {count}", place=place + 1, count=len(self.pages)))
        self.back.setVisible(place > 0)
        self.forth.setVisible(not last)
        if page.forth:
            self.forth.setText(page.forth)
        start = page.start()
        (start or self.forth).setAccessibleDescription(page.lead if start is not None else page.said())
        if start is not None:
            self.forth.setAccessibleDescription("")
        for each in (self.add_way, self.direct):
            each.setVisible(last)
        self._fit_foot()
        page.call(self.count.text())
        self.setAccessibleName(page.area.accessibleName())
        self.focus_start()
        announce(self, page.area.accessibleName())
        self.turned.emit(place)

    def _fit_foot(self) -> None:
        """Buttons beside each other, below each other where their words are too long for that."""
        shown = [each for each in (self.back, self.add_way, self.direct, self.forth) if not each.isHidden()]
        need = sum(each.sizeHint().width() + self._foot.spacing() for each in shown) + 44
        way = QBoxLayout.Direction
        self._foot.setDirection(way.TopToBottom if need > self.width() else way.LeftToRight)

    def _lay_out(self) -> None:
        counted = row(self.count)
        counted.setContentsMargins(8, 0, 8, 0)
        body = QWidget(self)
        body.setMaximumWidth(self.fontMetrics().averageCharWidth() * LETTERS_WIDE)
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addLayout(counted)
        box.addWidget(self._stack, 1)
        self._foot = row(self.back, None, self.add_way, self.direct, self.forth, spacing=12)
        box.addLayout(self._foot)
        across = QHBoxLayout(self)
        across.setContentsMargins(22, 18, 22, 18)
        across.addStretch(1)
        across.addWidget(body, 100)
        across.addStretch(1)

    def _connect(self) -> None:
        self.welcome.language_chosen.connect(self.language_chosen)
        self.welcome.practice_asked.connect(self.practice_asked)
        self.before.country_chosen.connect(self.country_chosen)
        self.services.ticked.connect(self.ticked)
