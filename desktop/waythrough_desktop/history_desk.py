"""The history at work: listing, searching, opening, comparing and deleting, with the disk beside the GUI thread."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from waythrough.model.run import Run
from waythrough.store.history import History
from waythrough.verdict.explain import WORD_TEXT, Word, naming
from waythrough_desktop.check_like import plan_like
from waythrough_desktop.i18n import _, language, say
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.models.runs import RunsModel
from waythrough_desktop.presenters import past_matrix
from waythrough_desktop.presenters.comparing import CompareState, compare_state
from waythrough_desktop.presenters.history import Archive, past_run
from waythrough_desktop.presenters.over_time import Measure, series_of, ways_of
from waythrough_desktop.presenters.why import why
from waythrough_desktop.shell import CHECK, SETTINGS
from waythrough_desktop.views.history_page import HistoryPage

if TYPE_CHECKING:
    from waythrough_desktop.wiring import Wiring

FIRST = 200
MOST = 100_000
_Result = TypeVar("_Result")


class HistoryDesk(QObject):
    """Reads when the page is looked at, and again when a check has come since."""

    def __init__(self, wiring: "Wiring") -> None:
        self._runs, self._matrix = RunsModel(), MatrixModel()
        words = tuple(say(WORD_TEXT[word]) for word in Word if word is not Word.ASKS_CHECK)
        self.page = HistoryPage(self._runs, self._matrix, words)
        super().__init__(self.page)
        self._runs.setParent(self)
        self._matrix.setParent(self)
        self._wiring = wiring
        self._archive = Archive((), time.time())
        self._shown: Run | None = None
        self._ways: tuple[tuple[str, str], ...] = ()
        self._stale = True
        self._asked = 0
        self._connect()

    def refresh(self) -> None:
        """A check was kept, or something was deleted: read anew, now or when the page is looked at next."""
        self._stale = True
        if self.page.isVisible():
            self._look()

    def open(self, run_id: str) -> None:
        """Show a check of the past."""
        self._beside(lambda history: history.load(run_id), self._show_run)

    def compare(self, run_id: str, other: str) -> None:
        """Show what changed between two checks."""

        def work(history: History) -> CompareState:
            return compare_state(history.load(run_id), history.load(other), time.time())

        self._beside(work, self._show_changes)

    def over_time(self) -> None:
        """Show how the ways did over all kept checks on this kind of network."""
        known = self._archive.entries.values()
        self._ways = ways_of(known, practice=self._practice, now=time.time())
        self.page.over_time.show_ways(tuple(name for _id, name in self._ways))
        self._show_series(0, False)
        self.page.show_over_time()

    def _show_series(self, place: int, times: bool) -> None:
        if 0 <= place < len(self._ways):
            measure = Measure.TIME if times else Measure.OPENED
            entries = tuple(self._archive.entries.values())
            way, practice = self._ways[place], self._practice
            self.page.over_time.show_series(
                series_of(entries, way, measure, practice=practice, now=time.time())
            )

    @property
    def _place(self) -> Path:
        return self._wiring.memory.dirs.history

    @property
    def _practice(self) -> bool:
        """Practice where that is tested now, or where nothing else was."""
        return self._wiring.session.practice or all(each.practice for each in self._archive.entries.values())

    def _connect(self) -> None:
        page = self.page
        page.shown.connect(self._look)
        page.list.list.opened.connect(self.open)
        page.list.searched.connect(self._search)
        page.list.check_asked.connect(self._wiring.start)
        page.list.settings_asked.connect(partial(self._wiring.window.show_page, SETTINGS))
        page.list.delete_all_asked.connect(self._ask_delete_all)
        page.run.back_asked.connect(page.show_list)
        page.run.report_asked.connect(self._report)
        page.run.compare_asked.connect(self._compare_with_the_one_before)
        page.run.delete_asked.connect(lambda: self._ask_delete(self._shown.id if self._shown else ""))
        page.run.rest_asked.connect(lambda: self._wiring.go_on(self._shown.id if self._shown else ""))
        page.run.again_asked.connect(self._check_again)
        page.list.list.delete_asked.connect(self._ask_delete)
        page.run.cell_opened.connect(self._tell_why)
        page.list.charts_asked.connect(self.over_time)
        page.over_time.back_asked.connect(page.show_list)
        page.over_time.chosen.connect(self._show_series)
        page.changes.back_asked.connect(page.show_run)
        page.changes.other_asked.connect(self._pick_other)

    def _look(self) -> None:
        self.page.list.show_kept(self._wiring.memory.preferences.general.remember_runs)
        if not self._place.exists():  # it is not made only to be looked at
            self._show_archive(Archive((), time.time()))
        elif self._stale:
            self._stale = False
            first = FIRST if not self._archive.entries else MOST
            self._beside(partial(_read, first), partial(self._show_first, first))

    def _show_first(self, most: int, archive: Archive) -> None:
        """The newest stand there at once; then the rest is read, where there is more."""
        self._show_archive(archive)
        if most < MOST and len(archive.entries) == most:
            self._beside(partial(_read, MOST), self._show_archive)

    def _show_archive(self, archive: Archive) -> None:
        self._archive = archive
        self._search(self.page.list.search.text())

    def _search(self, text: str) -> None:
        """Find beside the GUI thread; only what was typed last is shown."""
        self._asked += 1
        if not text.strip():
            self._show_found(self._asked, self._archive.ids)
            return
        self._run(partial(self._archive.find, text), partial(self._show_found, self._asked))

    def _show_found(self, asked: int, ids: tuple[str, ...]) -> None:
        if asked != self._asked:
            return
        here = self.page.list.list.current_id
        self._runs.fill(ids, self._archive.word)
        self.page.list.show_count(len(ids), len(self._archive.entries))
        self.page.list.list.go_to(here)
        self.page.take_cursor()

    def _show_run(self, run: Run) -> None:
        entry = self._archive.entries.get(run.id)
        if entry is None:
            return
        self._shown = run
        past_matrix.fill(self._matrix, run)
        self.page.run.table.set_detailed(self._wiring.memory.detailed)
        comparable = bool(self._archive.others_like(run.id))
        repeatable = plan_like(run, self._wiring) is not None
        state = past_run(run, entry, time.time())
        self.page.run.show_run(state, comparable=comparable, repeatable=repeatable)
        self.page.show_run()
        if entry.cut_short and not self._wiring.bridge.running:
            self._wiring.resume.can(run.id, partial(self._offer_rest, run))

    def _offer_rest(self, run: Run, possible: bool) -> None:
        if isValid(self) and self._shown is run:
            self.page.run.rest.setVisible(possible)

    def _show_changes(self, state: CompareState) -> None:
        self.page.changes.show_comparison(state)
        self.page.show_changes()

    def _compare_with_the_one_before(self) -> None:
        if self._shown is not None:
            other = self._archive.one_before(self._shown.id)
            if other:
                self.compare(self._shown.id, other)

    def _pick_other(self) -> None:
        if self._shown is None:
            return
        shown, archive = self._shown.id, self._archive
        others = archive.others_like(shown)
        dialog = self._wiring.talks.pick_run(others, archive.word, partial(self.compare, shown))
        dialog.searched.connect(
            lambda text: dialog.model.fill(
                tuple(
                    each for each in (archive.find(text) if text.strip() else others) if each in set(others)
                ),
                archive.word,
            )
        )

    def _report(self) -> None:
        if self._shown is not None:
            self._wiring.show_report(self._shown)

    def _tell_why(self, platform_id: str, path_id: str) -> None:
        run = self._shown
        cell = None if run is None else run.cells.get((platform_id, path_id))
        if run is not None and cell is not None:
            names = naming(run, language())
            state = why(
                cell,
                run.recommendation,
                names,
                has_ways=run.has_ways,
                cells=run.cells,
                began=run.started,
                hidden=(*self._wiring.memory.ways, *self._wiring.session.paths),
                ways=run.paths,
            )
            # What was found then is not tested again from here, and its advice is of then.
            dialog = self._wiring.talks.why(state, None, None, detailed=self._wiring.memory.detailed)
            self._wiring.talks.tell_past(dialog, cell.key, practice=run.practice)

    def _check_again(self) -> None:
        """The same services by the same ways as they are now; what leads elsewhere is agreed to first."""
        plan = None if self._shown is None else plan_like(self._shown, self._wiring)
        if plan is not None and self._wiring.depth.settled(self._check_again):
            self._wiring.window.show_page(CHECK)
            self._wiring.begin(plan)

    def _ask_delete(self, run_id: str) -> None:
        entry = self._archive.entries.get(run_id)
        if entry is None or entry.under_way:
            return
        self._wiring.talks.ask(
            _("Delete the check of {when}?", when=self._archive.moment(run_id)),
            _("It is taken off this computer for good. Reports that you saved stay where they are."),
            _("Delete"),
            partial(self._delete, lambda history: history.delete(run_id)),
        )

    def _ask_delete_all(self) -> None:
        self._wiring.talks.ask(
            _("Delete all checks?"),
            _("They are taken off this computer for good. Reports that you saved stay where they are."),
            _("Delete all"),
            partial(self._delete, lambda history: history.clear()),
        )

    def _delete(self, work: Callable[[History], object]) -> None:
        self._beside(work, self._deleted)

    def _deleted(self, _result: object) -> None:
        self._shown = None
        self.page.show_list()
        self.refresh()

    def _beside(self, work: Callable[[History], _Result], done: Callable[[_Result], object]) -> None:
        """Do something with the history in a thread of its own, which alone uses the file meanwhile."""
        place = self._place

        def body() -> _Result:
            with History(place) as history:
                return work(history)

        self._run(body, done)

    def _run(self, work: Callable[[], _Result], done: Callable[[_Result], object]) -> None:
        """Work beside the GUI thread; its result is for nobody once the pages were made anew."""
        self._wiring.background.run(work, done, self._wiring.talks.failed, of=self)


def _read(most: int, history: History) -> Archive:
    return Archive(history.runs(most), time.time())
