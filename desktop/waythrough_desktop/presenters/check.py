"""The Check page's brain: turns events into cells, a progress line and one piece of advice."""

import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from waythrough.model.event import CellFinished, CellStarted, PathOpening
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, PathInfo, PlatformInfo, Recommendation, Run
from waythrough.verdict.explain import Naming, RecommendationText, Word
from waythrough.verdict.explain_opening import openings_text
from waythrough_desktop.bridge.source import Batch, Ending
from waythrough_desktop.i18n import _, language, plural, say
from waythrough_desktop.models.face import ColumnHead, RowHead
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.presenters import lines, rows
from waythrough_desktop.presenters.effort import Effort
from waythrough_desktop.presenters.faces import cell_face, cell_word, column_head, legend_items, state_face
from waythrough_desktop.presenters.seen import Seen
from waythrough_desktop.presenters.state import CheckState, Offer, Order, Phase
from waythrough_desktop.presenters.taken_over import older_lines

STANDARD = Effort()
ANNOUNCE_EVERY = 0.25
ADVICE_EVERY_MS = 500
HEADS_EVERY_MS = 400
UNFINISHED = (Word.WAITING, Word.CHECKING)


class CheckPresenter(QObject):
    """Feeds the matrix model and tells the page what stands round it."""

    changed = Signal(object)  # CheckState
    announced = Signal(str)

    def __init__(self, model: MatrixModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self._seen = Seen({}, {}, {}, {})
        self._phase = Phase.READY
        self._progress = lines.ProgressLine()
        self._opening: dict[str, PathOpening] = {}
        self._text: RecommendationText | None = None
        self._advised, self._headed = QElapsedTimer(), QElapsedTimer()
        self._touched: set[str] = set()
        self._touched_rows: set[str] = set()
        self._order, self._order_way, self._best_first = Order.CHOSEN, "", False
        self._search, self._announced = "", 0.0
        self._kept: lines.CardView | None = None  # what is said while one box is tested again
        self._error: BaseException | None = None
        self._starting = self.stopped = self._practice = False
        self._effort = STANDARD
        self._offer: Offer | None = None
        self.changed_ways: set[str] = set()  # they lead elsewhere than in the run that is shown
        self.state = self._state()

    @property
    def run(self) -> Run | None:
        """The finished run that is shown, None while there is none."""
        return self._seen.run

    @property
    def cells(self) -> Mapping[tuple[str, str], Cell]:
        return self._seen.cells

    def cell(self, key: tuple[str, str]) -> Cell | None:
        """The result of a cell, None when it has none."""
        return self._seen.cells.get(key)

    @property
    def _going(self) -> bool:
        return self._phase in (Phase.RUNNING, Phase.STOPPING)

    @property
    def recommendation(self) -> Recommendation | None:
        return self._seen.recommendation

    @property
    def naming(self) -> Naming:
        """The names of what is shown, for sentences."""
        return self._seen.naming

    @property
    def error_text(self) -> str:
        """The fault that ended the run, for support; "" when there was none."""
        return "".join(traceback.format_exception(self._error)) if self._error is not None else ""

    @property
    def unsafe_ways(self) -> frozenset[str]:
        """Ways that were seen to read along and still lead where they did."""
        return self._seen.unsafe - self.changed_ways

    @property
    def has_ways(self) -> bool:
        return any(name != DIRECT_ID for name in self._seen.paths)

    def prepare(
        self,
        platforms: Sequence[PlatformInfo],
        paths: Sequence[PathInfo],
        *,
        starting: bool = False,
        practice: bool = False,
        effort: Effort = STANDARD,
    ) -> None:
        """Show what a check would test and take; what is known of it stays. `starting`: the network is to come."""
        self._effort = effort
        before = self._seen
        self._starting, self._practice = starting, practice
        self._phase, self._error = Phase.READY, None
        self._progress = lines.ProgressLine()
        self._lay_out(platforms, paths, Word.NOT_CHECKED)
        self._seen.run = before.run
        for cell in before.cells.values():
            self._set_cell(cell)
        self._heads()
        self._row_heads()
        self._tell()

    def expect(self, effort: Effort) -> None:
        """What the next check is thought to take."""
        self._effort = effort
        self._tell()

    def forget_way(self, path_id: str) -> None:
        """What was found with this way holds no more, because it leads elsewhere now."""
        self.changed_ways.add(path_id)
        self._seen.cells = {key: cell for key, cell in self._seen.cells.items() if key[1] != path_id}

    def forget(self) -> None:
        """Drop every result, before another network is shown."""
        self.changed_ways.clear()
        self._seen, self._offer = Seen({}, {}, {}, {}), None

    def retell(self, paths: Sequence[PathInfo]) -> None:
        """Say everything anew, after a change of the language; `paths` are the ways with their names in it."""
        seen, columns, stood = self._seen, self.model.column_ids, self.model.row_ids
        names = {info.id: info.name for info in paths}
        for known in seen.paths.values():
            seen.paths[known.id] = replace(known, name=names.get(known.id, known.name))
        self.find("")
        self.model.lay_out(*self._empty_heads(), state_face(Word.NOT_CHECKED))
        for key, shown in seen.words.items():
            cell = seen.cells.get(key)
            going = self._going
            self.model.set_face(
                key, state_face(shown) if cell is None else partial(cell_face, cell, going=going)
            )
        self.model.order_columns(columns)
        self.model.order_rows(stood)
        self._word_advice()
        self._heads()
        self._row_heads()
        self._tell()

    def sort(self, order: Order, way: str = "") -> None:
        """Put the services into an order, because it was asked for; the same way once more turns it round."""
        again = order is Order.WAY and (self._order, self._order_way) == (order, way)
        self._best_first = again and not self._best_first
        self._order, self._order_way = order, way
        self._sort()
        self._tell()
        self.announced.emit(self.state.sorted_by or _("The services stand as they were chosen"))

    def find(self, text: str) -> None:
        """Show only the services that fit the text, all of them for none."""
        self._search = text
        ids = rows.found(self._seen, text)
        self.model.show_only(ids)
        if ids is not None:
            self.announced.emit(plural("{count} service found", "{count} services found", len(ids)))

    def offer(self, offer: Offer | None) -> None:
        """Ask whether to go on with a check that was cut short; nothing any more for None."""
        self._offer = offer
        self._tell()
        if offer is not None:
            self.announced.emit(self.state.card.title)

    def begin(
        self, platforms: Sequence[PlatformInfo], paths: Sequence[PathInfo], known: Iterable[Cell] = ()
    ) -> None:
        """The run was asked for; `known` are results that it takes over."""
        told = self._phase is Phase.DONE and not self.stopped and self._error is None
        self._phase, self._error, self._announced, self._kept = Phase.RUNNING, None, 0.0, None
        self.stopped, self._offer = False, None
        self._opening.clear()
        self.changed_ways.clear()
        self._lay_out(platforms, paths, Word.WAITING)
        for cell in known:
            self._set_cell(cell)
        if told and 0 < len(self._seen.cells) == len(self._seen.words) - 1:
            self._kept, self._seen.recommendation = self._view, self._view.recommendation
        self._row_heads()
        self._progress = lines.ProgressLine(total=len(self._seen.words), done=len(self._seen.cells))
        self._tell()

    def stopping(self) -> None:
        """Stop was asked for."""
        self._phase = Phase.STOPPING
        self._tell()

    def take(self, batch: Batch) -> None:
        """Show what happened since the last time."""
        seen = self._seen
        if batch.started is not None:
            self._adopt(batch.started.platforms, batch.started.paths)
        if batch.network is not None:
            seen.network = batch.network.verdicts
        seen.paths.update(batch.paths)
        self._opening = {
            path_id: each
            for path_id, each in {**self._opening, **batch.opening}.items()
            if each.share < 1 and (path_id not in batch.paths or path_id in batch.opening)
        }
        for event in batch.cells.values():
            self._take_cell(event)
        if batch.recommended is not None:
            seen.recommendation = batch.recommended.recommendation
            if _due(self._advised, ADVICE_EVERY_MS):
                self._word_advice()
        if batch.progress is not None:
            self._progress = lines.ProgressLine.of(batch.progress)
        if batch.finished is not None:
            self._finish(batch.finished.run)
        self._touched.update(batch.paths, (path_id for _platform, path_id in batch.cells))
        self._touched_rows.update(platform_id for platform_id, _path in batch.cells)
        if _due(self._headed, HEADS_EVERY_MS):
            self._headed.restart()
            self._heads(self._touched)
            self._row_heads(self._touched_rows)
            self._touched, self._touched_rows = set(), set()
        self._tell()

    def over(self, ending: Ending, error: BaseException | None) -> None:
        """The run's thread has ended; cells without a result are not waited for any more."""
        self._phase = Phase.DONE
        self.stopped = ending is Ending.CANCELLED or (self.run is not None and self.run.interrupted)
        self._error = error if ending is Ending.FAILED else None
        for cell in self._seen.cells.values():
            if cell.preliminary:
                self._show_cell(cell)
        unfinished = [key for key, shown in self._seen.words.items() if shown in UNFINISHED]
        for key in unfinished:
            self._seen.count(key, Word.NOT_CHECKED)
        self.model.set_all(unfinished, state_face(Word.NOT_CHECKED))
        self._word_advice()
        self.model.order_columns(self._seen.ways_by_use(list(self.model.column_ids)))
        self._sort()
        self._heads()
        self._row_heads()
        self._tell()
        self.announced.emit(self.state.card.title)

    def _finish(self, run: Run) -> None:
        seen = self._seen
        seen.run, seen.recommendation, seen.network = run, run.recommendation, run.network
        self._progress = replace(self._progress, elapsed=run.finished - run.started)
        for info in run.paths:
            seen.paths[info.id] = info
        for cell in run.cells.values():
            if seen.cells.get(cell.key) is not cell:
                self._set_cell(cell)

    def _take_cell(self, event: CellStarted | CellFinished) -> None:
        if isinstance(event, CellFinished):
            self._set_cell(event.cell)
        elif (event.platform_id, event.path_id) not in self._seen.cells:
            self._set_word((event.platform_id, event.path_id), Word.CHECKING)

    def _set_cell(self, cell: Cell) -> None:
        if self._seen.put(cell):
            self._show_cell(cell)

    def _show_cell(self, cell: Cell) -> None:
        self._seen.count(cell.key, cell_word(cell, going=self._going))
        self.model.set_face(cell.key, partial(cell_face, cell, going=self._going))

    def _set_word(self, key: tuple[str, str], shown: Word) -> None:
        if key in self._seen.words:
            self._seen.count(key, shown)
            self.model.set_face(key, state_face(shown))

    def _adopt(self, platforms: tuple[PlatformInfo, ...], paths: tuple[PathInfo, ...]) -> None:
        same_rows = [info.id for info in platforms] == list(self._seen.platforms)
        if same_rows and {info.id for info in paths} == set(self._seen.paths):
            self._seen.paths.update({info.id: info for info in paths})
        else:
            self._lay_out(platforms, paths, Word.WAITING)

    def _lay_out(self, platforms: Sequence[PlatformInfo], paths: Sequence[PathInfo], empty: Word) -> None:
        self._seen = Seen(
            words={(row.id, column.id): empty for row in platforms for column in paths},
            cells={},
            paths={info.id: info for info in paths},
            platforms={info.id: info for info in platforms},
        )
        self._seen.legend[empty] = len(self._seen.words)
        stood = {name: place for place, name in enumerate(self.model.row_ids)}
        found = rows.found(self._seen, self._search)
        self.model.show_only(found)
        self.model.lay_out(*self._empty_heads(), state_face(empty))
        self._row_heads()
        if self._order is not Order.CHOSEN:  # a new run moves no row: they are sorted again when it is over
            ids = list(self._seen.platforms)
            self.model.order_rows(sorted(ids, key=lambda name: stood.get(name, len(stood))))

    def _empty_heads(self) -> tuple[list[RowHead], list[ColumnHead]]:
        services, ways = self._seen.platforms, self._seen.paths.values()
        return (
            [RowHead(id=each, name=info.name(language())) for each, info in services.items()],
            [column_head(info, opened=None, done=0, total=len(services), best=False) for info in ways],
        )

    def _sort(self) -> None:
        way, best_first = self._order_way, self._best_first
        ids = rows.ordered(self._seen, self._order, way=way, best_first=best_first, going=self._going)
        self.model.order_rows(ids)

    def _row_heads(self, platform_ids: Iterable[str] | None = None) -> None:
        """Bring what services come to up to date, of some or of all."""
        ids = self._seen.platforms if platform_ids is None else platform_ids
        self.model.set_rows(ids, partial(rows.row_head, self._seen, going=self._going))

    def _heads(self, path_ids: Iterable[str] | None = None) -> None:
        """Bring heads up to date, those of some ways or of all."""
        ids = self._seen.paths if path_ids is None else path_ids
        self.model.set_columns(self._seen.column_heads(ids, best=self._best(), going=self._going))

    def _best(self) -> str:
        advice = self._seen.recommendation
        if advice is None or self._going or self.stopped:
            return ""
        return advice.cover[0] if len(advice.cover) == 1 else ""

    def _tell(self) -> None:
        self.state = self._state()
        self.changed.emit(self.state)
        if self._phase is Phase.RUNNING and self._progress.part >= self._announced + ANNOUNCE_EVERY:
            self._announced = self._progress.part - self._progress.part % ANNOUNCE_EVERY
            self.announced.emit(self.state.progress)

    def _word_advice(self) -> None:
        """Word the recommendation: not at every event, because that looks at every cell."""
        self._advised.restart()
        self._text = self._seen.advice_text(going=self._going, stopped=self.stopped) or self._text

    def _opening_line(self) -> str:
        """What the ways that take time to open are doing."""
        if not self._opening:
            return ""
        last = list(self._opening.values())[-1]
        return say(openings_text(map(self.naming.path, self._opening), last.doing, last.share))

    def _state(self) -> CheckState:
        seen = self._seen
        services, ways = len(seen.platforms), sum(name != DIRECT_ID for name in seen.paths)
        advice, judged = seen.recommendation, sum(seen.done.values())
        self._view = view = lines.CardView(
            phase=self._phase,
            services=services,
            ways=ways,
            network=seen.network,
            recommendation=advice,
            text=self._text if advice else None,
            interrupted=self.stopped,
            best=seen.tally(),
            done=judged,
            cells=len(seen.words),
            elapsed=self._progress.elapsed,
            error=self._error,
            starting=self._starting,
            practice=self._practice,
            offer=self._offer,
            older=older_lines(self.run),
        )
        card, note = lines.card(self._kept if self._going and self._kept else view)
        return CheckState(
            phase=self._phase,
            amount=lines.amount(services, ways, len(seen.words), self._effort),
            done=lines.share(self._progress, view),
            progress=lines.progress(self._progress, view, opening=self._opening_line()),
            card=card,
            note=note,
            legend=legend_items(seen.legend_words(going=self._going)),
            can_check=bool(services),
            empty=not services,
            results=judged > 0,
            order=self._order,
            sorted_by=rows.order_text(seen, self._order, way=self._order_way, best_first=self._best_first),
        )


def _due(timer: QElapsedTimer, every_ms: int) -> bool:
    return not timer.isValid() or timer.hasExpired(every_ms)
