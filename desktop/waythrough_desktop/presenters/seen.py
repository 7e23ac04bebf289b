"""What is known of a run so far: cells, counts, and what follows from them, without a widget or a signal."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, PathInfo, PlatformInfo, Recommendation, Run
from waythrough.model.verdict import Verdict
from waythrough.verdict.cover import leading
from waythrough.verdict.explain import Naming, RecommendationText, Word
from waythrough.verdict.explain_recommend import advice_text
from waythrough.verdict.explain_word import checked
from waythrough_desktop.i18n import language
from waythrough_desktop.models.face import ColumnHead
from waythrough_desktop.presenters.faces import column_head, way_name
from waythrough_desktop.presenters.so_far import Tally

Key = tuple[str, str]


@dataclass(slots=True)
class Seen:
    """One run as it stands; `heads` are the ways that the services were last said to open with."""

    words: dict[Key, Word]
    cells: dict[Key, Cell]
    paths: dict[str, PathInfo]
    platforms: dict[str, PlatformInfo]
    legend: Counter[Word] = field(default_factory=Counter)
    listed: set[Word] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    heads: dict[str, str] = field(default_factory=dict)
    network: tuple[Verdict, ...] = ()
    recommendation: Recommendation | None = None
    run: Run | None = None

    @property
    def naming(self) -> Naming:
        """The names of what is shown, for sentences."""
        return Naming(
            paths={name: way_name(info) for name, info in self.paths.items()},
            platforms={name: info.name(language()) for name, info in self.platforms.items()},
        )

    @property
    def unsafe(self) -> frozenset[str]:
        """Ways that were seen to read along, also by a run whose columns were laid out anew since."""
        tried = self.run.paths if self.run is not None else ()
        return frozenset(info.id for info in (*self.paths.values(), *tried) if not info.safe)

    def put(self, cell: Cell) -> bool:
        """Take a result; False for a cell that is not in the matrix."""
        if cell.key not in self.words:
            return False
        before, path_id = self.cells.get(cell.key), cell.path_id
        self.cells[cell.key] = cell
        self.done[path_id] += checked(cell) - (before is not None and checked(before))
        self.opened[path_id] += (cell.works is True) - (before is not None and before.works is True)
        return True

    def count(self, key: Key, shown: Word) -> None:
        """A cell shows another word."""
        self.legend[self.words[key]] -= 1
        self.legend[shown] += 1
        self.words[key] = shown

    def column_heads(self, ids: Iterable[str], *, best: str, going: bool) -> list[ColumnHead]:
        """The heads of ways as they are now; ids that are no way are left out."""
        return [
            column_head(
                self.paths[name],
                opened=self.opened[name] if self.done[name] else None,
                done=self.done[name],
                total=len(self.platforms),
                best=name == best,
                over=not going,
            )
            for name in ids
            if name in self.paths
        ]

    def tally(self) -> Tally | None:
        """The way that has opened most so far, None while nothing has."""
        unsafe = self.recommendation.unsafe if self.recommendation is not None else ()
        best = leading(self.paths.values(), self.opened, unsafe=unsafe)
        if best is None:
            return None
        name = "" if best.id == DIRECT_ID else way_name(best)
        return Tally(name=name, opened=self.opened[best.id], total=len(self.platforms))

    def advice_text(self, *, going: bool, stopped: bool) -> RecommendationText | None:
        """The words of the recommendation, None before there is one."""
        advice = self.recommendation
        if advice is None:
            return None
        paths = self.paths.values()
        return advice_text(advice, self.naming, self.cells, paths, stopped=stopped, running=going)

    def legend_words(self, *, going: bool) -> set[Word]:
        """The words in the matrix; while it fills, one that was there stays, so that the legend keeps still."""
        present = {shown for shown, count in self.legend.items() if count}
        self.listed = self.listed | present if going else present
        return self.listed

    def ways_by_use(self, ids: list[str]) -> list[str]:
        """Direct first, then the ways by what they open, unsafe ones last."""
        cover = self.recommendation.cover if self.recommendation else ()
        return sorted(
            ids,
            key=lambda name: (
                name != DIRECT_ID,
                not self.paths[name].safe,
                cover.index(name) if name in cover else len(cover),
                -self.opened[name],
            ),
        )
