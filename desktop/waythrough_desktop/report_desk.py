"""The Report page at work: makes the preview beside the GUI thread, and saves the very bytes that were shown."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from waythrough.model.run import Run
from waythrough.verdict.words import Moment
from waythrough_desktop.dialogs.saving import AskPlace, ask_place, save, saved_text, shown
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.report import (
    Preview,
    file_name,
    kind_names,
    language_names,
    left_out,
    make_preview,
    with_wish,
)
from waythrough_desktop.views.report_page import ReportPage

if TYPE_CHECKING:
    from waythrough_desktop.wiring import Wiring


class ReportDesk(QObject):
    """Ends with its page; what is shown and wished lasts in `wiring.reported`."""

    def __init__(self, wiring: "Wiring", ask: AskPlace = ask_place) -> None:
        kinds = [(str(kind), name, use) for kind, name, use in kind_names()]
        self.page = ReportPage(kinds, language_names(), left_out())
        super().__init__(self.page)
        self._wiring, self.ask = wiring, ask
        self._reported = wiring.reported
        self._preview: Preview | None = None
        self._wanted = self._making = 0
        self._saved, self._focus = "", False
        page = self.page
        page.kind_chosen.connect(lambda kind: self._wish(kind=kind))
        page.names_chosen.connect(lambda names: self._wish(names=names))
        page.words.setChecked(self._reported.words_only)
        page.words_chosen.connect(self._keep_view)
        page.language_chosen.connect(lambda code: self._wish(language=code))
        page.save_asked.connect(self.save)
        page.open_asked.connect(self._open)
        page.check_asked.connect(wiring.start)
        page.shown.connect(self.make)
        self._reported.changed.connect(self.refresh)
        self.refresh()

    @property
    def ready(self) -> bool:
        """Whether the preview of what is wished is there."""
        return self._preview is not None

    def refresh(self) -> None:
        """Show what is wished of which run; making it waits until the page is looked at."""
        self._preview = None
        self._wanted += 1
        run = self._reported.run
        if run is None:
            self.page.show_nothing()
            return
        self.page.show_wish(self._reported.wish, self._what(run))
        QTimer.singleShot(0, self, self.make)

    def make(self) -> None:
        """Make the preview, if the page is to be seen and it is not there yet."""
        run, number = self._reported.run, self._wanted
        if run is None or self._preview is not None or not self.page.isVisible():
            return
        if self._making == self._wanted:
            return
        self._making = self._wanted
        paths = (*self._wiring.memory.ways, *self._wiring.session.paths)
        work = partial(make_preview, run, paths, self._reported.wish)
        self._wiring.background.run(work, partial(self._made, number), of=self)

    def focus(self) -> None:
        """Enter saves, as soon as there is something to save."""
        self._focus = True
        if self._preview is not None:
            self.page.save.setFocus()

    def save(self) -> None:
        """Ask for a place, and write there what is shown."""
        run, preview = self._reported.run, self._preview
        if run is None or preview is None:
            return
        place = self.ask(self.page, _("Save the report"), file_name(run, self._reported.wish.kind))
        if not place:
            return
        trouble = save(place, preview.content)
        if trouble:
            text = _("It could not be saved there: {why}. Choose another place. (REP-01)", why=trouble)
        else:
            self._saved, text = place, saved_text(place)
        self.page.show_result(text, saved=not trouble)

    def _wish(
        self, *, kind: str | None = None, names: bool | None = None, language: str | None = None
    ) -> None:
        self._reported.ask(with_wish(self._reported.wish, kind=kind, names=names, language=language))

    def _keep_view(self, words_only: bool) -> None:
        self._reported.words_only = words_only

    def _what(self, run: Run) -> str:
        return _("The check of {when}", when=Moment(run.started))

    def _made(self, number: int, preview: Preview) -> None:
        if number == self._wanted:  # nothing else was wished meanwhile
            self._preview = preview
            self.page.show_preview(preview)
            if self._focus:
                self._focus = False
                self.page.save.setFocus()

    def _open(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(self._saved)):
            text = _("No program here opens it. The file lies at {place}.", place=shown(self._saved))
            self.page.show_result(text, saved=True)
