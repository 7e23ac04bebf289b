"""The plain log: one line for each cell, where no table can be drawn over itself."""

from waythrough.cli.render.plain import tell
from waythrough.cli.render.progress import RunSoFar, facts_line
from waythrough.model.event import CellFinished, Event, NetworkChecked, PathChecked
from waythrough.verdict.explain import WORD_TEXT, Word, network_banners, path_state, word
from waythrough.verdict.words import FSI, PDI, Translator


class PlainLog:
    """Writes a line when a cell gets its word, and again only when that word changes."""

    def __init__(self, translate: Translator) -> None:
        self._translate = translate
        self._so_far = RunSoFar()
        self._told: dict[tuple[str, str], Word] = {}

    def take(self, event: Event) -> None:
        """Tell what an event says."""
        self._so_far.take(event)
        match event:
            case NetworkChecked():
                for banner in network_banners(event.verdicts):
                    self._line(self._translate.render(banner.title))
            case PathChecked(path=info) if info.usable is False or not info.safe:
                name = self._so_far.naming(self._translate).path(info.id)
                self._line(f"{name}: {self._translate.render(path_state(info))}")
            case CellFinished(cell=cell) if self._told.get(cell.key) is not word(cell):
                self._told[cell.key] = word(cell)
                self._cell(cell.key)

    def tick(self) -> None:
        """Nothing: a log has no clock."""

    def stopping(self) -> None:
        """Say that the run is being stopped."""
        self._so_far.stopping = True
        self._line(facts_line(self._so_far, self._translate))

    def close(self) -> None:
        """Nothing is kept open."""

    def _cell(self, key: tuple[str, str]) -> None:
        names = self._so_far.naming(self._translate)
        total = len(self._so_far.platforms) * len(self._so_far.paths)
        text = self._translate.render(WORD_TEXT[self._told[key]])
        count = f"{len(self._so_far.cells):>{len(str(total))}}/{total}"
        self._line(f"{count}  {names.platform(key[0])} – {names.path(key[1])}: {text}")

    def _line(self, text: str) -> None:
        tell(text.replace(FSI, "").replace(PDI, ""))
