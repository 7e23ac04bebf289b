"""The first start in the window: shown instead of all pages until something was agreed to."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from waythrough_desktop.presenters.state import Act
from waythrough_desktop.shell import CHECK
from waythrough_desktop.views.first_run_view import FirstRunView

if TYPE_CHECKING:
    from waythrough_desktop.wiring import Wiring


class FirstRunDesk(QObject):
    """One set of pages in one language; the choices themselves lie in the presenter, which lasts."""

    def __init__(self, wiring: "Wiring", parent: QObject) -> None:
        super().__init__(parent)
        self._wiring, self._first = wiring, wiring.first_run
        self.view: FirstRunView | None = None
        self._first.finished.connect(self._finished)

    def show(self) -> None:
        """Cover the pages while it is due, and no longer."""
        if not self._first.due:
            if self.view is not None:
                self.view = None
                self._wiring.window.uncover()
                self._wiring.page.focus_start()
            return
        if self.view is None:
            view = self.view = FirstRunView(self._first.state())
            view.language_chosen.connect(self._wiring.choose_language)
            view.practice_asked.connect(self._wiring.enter_practice)
            view.country_chosen.connect(self._name_country)
            view.ticked.connect(self._tick)
            view.turned.connect(self._turn)
            view.finished.connect(self._finish)
            view.show_contacts(self._first.contacts())
            self._wiring.window.cover(view)
            view.focus_start()

    def _turn(self, page: int) -> None:
        self._first.page = page

    def _name_country(self, code: str) -> None:
        self._first.country = code
        if self.view is not None:  # hosts of that country are compared with
            self.view.show_contacts(self._first.contacts())

    def _tick(self, service: str, on: bool) -> None:
        self._first.tick(service, on)
        if self.view is not None:
            self.view.show_contacts(self._first.contacts())

    def _finish(self, add_way: bool) -> None:
        self._first.finish(add_way=add_way)

    def _finished(self, add_way: bool) -> None:
        self.show()
        self._wiring.window.show_page(CHECK)
        if add_way:
            self._wiring.act(Act.ADD_WAY)
