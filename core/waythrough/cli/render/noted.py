"""What was noted on the direct line beside the words of the table, each thing once."""

from rich.text import Text as Line

from waythrough.cli.render.screen import Screen, sentence
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus, Run
from waythrough.model.verdict import Label
from waythrough.verdict.explain import Naming, Word, cause, finding_lines, word
from waythrough.verdict.words import Text


def show_noted(run: Run, names: Naming, screen: Screen) -> None:
    """Findings of the direct line, what is slowed down, what opens in part; each with its services."""
    noted: dict[str, list[str]] = {}
    for info in run.platforms:
        cell = run.cells.get((info.id, DIRECT_ID))
        for each in _notes(cell) if cell is not None else ():
            noted.setdefault(screen.translate.render(each), []).append(info.id)
    if not noted:
        return
    screen.console.print()
    screen.console.print(Line(screen.translate("Also noted on the direct line"), style="bold"))
    for told, platforms in noted.items():
        row = screen.translate.value(names.platform_row(tuple(platforms)))
        sentence(screen, Line("  ").append(f"{row}: ", style="bold").append(told), hanging=4)


def _notes(cell: Cell) -> tuple[Text, ...]:
    if cell.status is not CellStatus.DONE:
        return ()
    slowed = cell.verdict.label is Label.THROTTLING and word(cell) is Word.SLOW
    partly = word(cell) is Word.PARTLY and cell.works is True
    return ((cause(cell),) if slowed or partly else ()) + finding_lines(cell)
