"""What is asked of ways behind the first answers, and what becomes of their cells then."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from waythrough.engine.carriage import Carriage
from waythrough.engine.columns import Column
from waythrough.engine.entry_look import EntryLooks
from waythrough.engine.state import State
from waythrough.engine.way_facts import WayFactsLook
from waythrough.model.platform import Platform
from waythrough.model.run import CellStatus
from waythrough.model.verdict import Layer


@dataclass(slots=True)
class Rechecks:
    """The second looks at ways themselves. `queue_cell` measures a cell anew, `looked_at` hears what a look came to."""

    state: State
    queue_cell: Callable[[Platform, Column], None]
    looked_at: Callable[[Column], None]
    _entries: EntryLooks = field(init=False)
    _carriage: Carriage = field(init=False)
    _facts: WayFactsLook = field(init=False)

    def __post_init__(self) -> None:
        self._entries = EntryLooks(self.state, self._settle)
        self._carriage = Carriage(self.state, self._measure_again)
        self._facts = WayFactsLook(self.state)

    async def when_open(self, opening: Awaitable[None]) -> None:
        """Once all ways have been tried: look at those that failed; only then it is known who can be asked."""
        scheduler = self.state.scheduler
        scheduler.hold()
        try:
            await self._entries.when_open(opening)
        finally:
            scheduler.release()

    def opened(self, column: Column) -> None:
        """A way carries traffic."""
        self._carriage.consider(column)
        self._facts.consider(column)

    def failing(self, column: Column) -> None:
        """A way is down: its cells are not final if it will be looked at."""
        self._entries.mark(column)

    def flickered(self, column: Column) -> None:
        """A cell ended in the way's own entry."""
        self._entries.consider(column)

    def _settle(self, column: Column) -> None:
        """After a look at its entry: other words for its cells, or another try of those that it failed."""
        self.looked_at(column)
        board = self.state.board
        for platform in self.state.plan.platforms:
            cell = board.cells.get((platform.id, column.spec.id))
            if cell is None or not (cell.status is CellStatus.INFERRED or cell.verdict.layer is Layer.PATH):
                continue
            if column.down:
                assert column.info.verdict is not None
                board.infer(platform.id, column.spec.id, CellStatus.INFERRED, column.info.verdict, False)
            else:
                self._anew(platform, column)
        if not column.down:
            for platform in self.state.plan.platforms:
                board.judge_row(platform)  # what is known of a way now is said of all that it opens
            self.opened(column)

    def _measure_again(self, column: Column) -> None:
        for platform in self.state.plan.platforms:
            if (platform.id, column.spec.id) in self.state.board.cells:
                self._anew(platform, column)

    def _anew(self, platform: Platform, column: Column) -> None:
        self.state.board.forget(platform.id, column.spec.id)
        self.queue_cell(platform, column)
