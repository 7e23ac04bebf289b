"""What a recommendation is about: what stayed shut, opens in part, is not safe, and how much was checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Advice, Cell, CellStatus, Recommendation
from waythrough.model.verdict import Label
from waythrough.verdict.explain_names import Naming
from waythrough.verdict.explain_word import Word, word

Cells = Mapping[tuple[str, str], Cell]

_CHECKED = frozenset({CellStatus.DONE, CellStatus.INFERRED})
_CENSORED = frozenset({Word.BLOCKED, Word.LIKELY_BLOCKED, Word.NOT_SAFE})


@dataclass(frozen=True, kw_only=True)
class Case:
    """A recommendation with the names and cells that its words need; `cells` may be empty."""

    advice: Recommendation
    names: Naming
    cells: Cells

    @cached_property
    def only_direct(self) -> bool:
        """Whether the direct line was the only line of the run."""
        return {*self.names.paths, *(path for _, path in self.cells)} == {DIRECT_ID}

    @cached_property
    def partly(self) -> tuple[str, ...]:
        """Unopened services that open in part by some way that is safe."""
        return tuple(name for name in self.advice.unopened if self._somewhere(name, Word.PARTLY))

    @cached_property
    def down(self) -> tuple[str, ...]:
        """Unopened services that are down wherever they were reached."""
        return tuple(name for name in self.advice.unopened if self._is_down(name))

    @cached_property
    def shut(self) -> tuple[str, ...]:
        """Unopened services that are neither down nor open in part."""
        return tuple(name for name in self.advice.unopened if name not in {*self.partly, *self.down})

    @cached_property
    def hazards(self) -> tuple[str, ...]:
        """Services that are not safe on the direct line."""
        return tuple(
            name
            for (name, path), cell in self.cells.items()
            if path == DIRECT_ID and word(cell) is Word.NOT_SAFE
        )

    @cached_property
    def same_line(self) -> tuple[str, ...]:
        """Ways on which somebody reads what is read on the direct line, too."""
        found = (
            path
            for (_, path), cell in self.cells.items()
            if path not in {DIRECT_ID, *self.advice.unsafe} and word(cell) is Word.NOT_SAFE
        )
        return tuple(dict.fromkeys(found))

    @cached_property
    def snares(self) -> tuple[str, ...]:
        """Of these, the ones that nothing else opens: nobody is led away from them."""
        return tuple(name for name in self.hazards if name in self.advice.unopened)

    @cached_property
    def checked(self) -> int:
        """How many services were checked on the direct line, those too about which the tries disagree."""
        seen = sum(path == DIRECT_ID and cell.status in _CHECKED for (_, path), cell in self.cells.items())
        return max(seen, len(self.advice.direct_fails)) if self.cells else self.advice.total

    @cached_property
    def blocked(self) -> bool:
        """Whether all that fails directly is blocked there, as far as it does not open in part."""
        fails = self.direct_shut
        return bool(fails) and all(
            (name, DIRECT_ID) in self.cells and word(self.cells[name, DIRECT_ID]) in _CENSORED
            for name in fails
        )

    @cached_property
    def direct_partly(self) -> tuple[str, ...]:
        """Services that open in part on the direct line."""
        return tuple(
            name
            for name in self.advice.direct_fails
            if (name, DIRECT_ID) in self.cells and word(self.cells[name, DIRECT_ID]) is Word.PARTLY
        )

    @cached_property
    def direct_shut(self) -> tuple[str, ...]:
        """Services that do not open on the direct line, not even in part."""
        return tuple(name for name in self.advice.direct_fails if name not in self.direct_partly)

    @cached_property
    def mask(self) -> Label | None:
        """What hid everything, when it concerns the whole line."""
        masked = (cell.verdict.label for cell in self.cells.values() if cell.status is CellStatus.MASKED)
        return next(masked, None)

    @cached_property
    def stopped(self) -> bool:
        """Whether cells were left undone because the check was stopped."""
        return any(cell.status is CellStatus.INTERRUPTED for cell in self.cells.values())

    @cached_property
    def ways(self) -> tuple[str, ...]:
        """The recommended ways besides the line itself."""
        return tuple(path for path in self.advice.cover if path != DIRECT_ID)

    @property
    def by_trick(self) -> bool:
        """Whether the recommendation leads over the direct line, spoken to in another manner."""
        return any(path in self.advice.tricks for path in self.advice.cover)

    @property
    def complete(self) -> bool:
        """Whether everything opens."""
        return self.advice.opened == self.advice.total and self.advice.advice is not Advice.NONE_OPENS

    def _somewhere(self, platform: str, shown: Word) -> bool:
        return any(
            name == platform and path not in self.advice.unsafe and word(cell) is shown
            for (name, path), cell in self.cells.items()
        )

    def _is_down(self, platform: str) -> bool:
        words = {
            word(cell)
            for (name, path), cell in self.cells.items()
            if name == platform and path not in self.advice.unsafe
        }
        return Word.SERVICE_DOWN in words and words <= {Word.SERVICE_DOWN, Word.NOT_CONNECTED}
