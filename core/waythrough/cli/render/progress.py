"""What a run says while it goes on: the state that live table and log share, and their one line of numbers."""

from dataclasses import dataclass, field

from waythrough.cli.render.grid import Matrix
from waythrough.model.event import (
    CellFinished,
    CellStarted,
    Event,
    PathChecked,
    PathOpening,
    Progress,
    RunFinished,
    RunStarted,
)
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, PathInfo, PlatformInfo
from waythrough.verdict.explain import DIRECT_NAME, Naming
from waythrough.verdict.explain_opening import openings_text
from waythrough.verdict.words import Size, Span, Text, Translator, msg, plural

_STEPS = (1, 2, 3, 5, 10, 15, 20, 30, 40, 50)


@dataclass(slots=True)
class RunSoFar:
    """The state of a run as its events tell it."""

    platforms: tuple[PlatformInfo, ...] = ()
    paths: tuple[PathInfo, ...] = ()
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    running: set[tuple[str, str]] = field(default_factory=set)
    opening: dict[str, PathOpening] = field(default_factory=dict)
    progress: Progress | None = None
    stopping: bool = False
    practice: bool = False

    def take(self, event: Event) -> None:
        """Take one event in."""
        match event:
            case RunStarted():
                self.platforms, self.paths, self.practice = event.platforms, event.paths, event.practice
            case PathOpening() if event.share < 1:
                self.opening[event.path_id] = event
            case PathOpening():
                self.opening.pop(event.path_id, None)
            case PathChecked(path=info):
                self.opening.pop(info.id, None)
                self.paths = tuple(info if each.id == info.id else each for each in self.paths)
            case CellStarted():
                self.running.add((event.platform_id, event.path_id))
            case CellFinished(cell=cell):
                self.cells[cell.key] = cell
                self.running.discard(cell.key)
            case Progress():
                self.progress = event
            case RunFinished(run=run):
                self.cells.update(run.cells)
                self.running.clear()
                self.opening.clear()

    def matrix(self) -> Matrix:
        """The matrix as it stands."""
        return Matrix(
            platforms=self.platforms,
            paths=self.paths,
            cells=self.cells,
            running=frozenset(self.running),
            going=not self.stopping,
        )

    def naming(self, translate: Translator) -> Naming:
        """The names in the reader's language."""
        direct = translate.render(DIRECT_NAME)
        return Naming(
            paths={info.id: direct if info.id == DIRECT_ID else info.name for info in self.paths},
            platforms={info.id: info.name(translate.language) for info in self.platforms},
        )

    def facts(self) -> tuple[Text, ...]:
        """Done, left, used: each a short text."""
        if self.stopping:
            return (msg("Stopping…"),)
        now = self.progress
        if now is None:
            return (msg("Looking at the line itself…"),)
        done = plural("{done} of {count} check", "{done} of {count} checks", now.total, done=now.done)
        used = msg("{size} used", size=Size(now.bytes_used))
        if now.rechecking and now.done == now.total:
            return done, plural("looking again at {count}", "looking again at {count}", now.rechecking), used
        if now.seconds_left is None or now.done == now.total:
            return done, used
        return done, msg("about {span} left", span=Span(_rounded(now.seconds_left))), used

    @property
    def part(self) -> float:
        """How much is done, from 0 to 1."""
        return self.progress.done / self.progress.total if self.progress and self.progress.total else 0.0


def facts_line(so_far: RunSoFar, translate: Translator) -> str:
    """The numbers in one line; a middle dot would read as a zero between Persian digits, so a comma there."""
    between = "، " if translate.direction == "rtl" else " · "
    facts = list(so_far.facts())
    if so_far.opening and not so_far.stopping:
        names = so_far.naming(translate)
        last = list(so_far.opening.values())[-1]
        facts.append(openings_text(map(names.path, so_far.opening), last.doing, last.share))
    return between.join(translate.render(each) for each in facts)


def _rounded(seconds: float) -> float:
    """A time that does not pretend to be exact."""
    if seconds >= 60:
        return round(seconds / 60) * 60
    return next((step for step in _STEPS if step >= seconds), 60)
