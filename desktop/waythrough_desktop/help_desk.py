"""The Help page at work: the draft of a problem report, what is saved of it, and the way to the practice network."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from waythrough import __version__
from waythrough.verdict.explain import Word
from waythrough_desktop.dialogs.saving import AskPlace, ask_place, save, saved_text
from waythrough_desktop.disguise import problem_name
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.faces import legend_items
from waythrough_desktop.presenters.help import help_texts
from waythrough_desktop.shell import CHECK
from waythrough_desktop.views.help_page import HelpPage

if TYPE_CHECKING:
    from waythrough_desktop.wiring import Wiring


class HelpDesk(QObject):
    """Ends with its page; draft and last fault last in `wiring.problem`."""

    def __init__(self, wiring: "Wiring", ask: AskPlace = ask_place) -> None:
        self.page = HelpPage(help_texts(__version__), legend_items(set(Word)))
        super().__init__(self.page)
        self.ask, self._wiring = ask, wiring
        self._problem = wiring.problem
        form = self.page.problem
        form.show_draft(self._problem.draft, has_fault=bool(self._problem.fault))
        form.changed.connect(self._changed)
        form.copy_asked.connect(self._copy)
        form.save_asked.connect(self.save)
        form.shown.connect(self._show)
        self.page.practice_asked.connect(self._practice)

    def save(self) -> None:
        """Ask for a place, and write there what is shown."""
        form = self.page.problem
        place = self.ask(self.page, _("Save the problem report"), problem_name())
        if not place:
            return
        trouble = save(place, form.preview.toPlainText().encode("utf-8"), private=True)
        failed = _("It could not be saved there: {why}. Choose another place. (REP-02)", why=trouble)
        form.tell(failed if trouble else saved_text(place))

    def _practice(self) -> None:
        self._wiring.window.show_page(CHECK)
        if not self._wiring.session.practice:
            self._wiring.change_network()

    def _changed(self) -> None:
        self._problem.write(self.page.problem.draft.toPlainText())
        self._show()

    def _show(self) -> None:
        form = self.page.problem
        form.show_fault(bool(self._problem.fault))
        form.show_text(self._problem.text(with_fault=form.with_fault.isChecked()))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.page.problem.preview.toPlainText())
        self.page.problem.tell(_("Copied"))
