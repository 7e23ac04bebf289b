"""The word of a cell with shape and tone, as the HTML report draws it."""

from dataclasses import replace
from datetime import UTC, datetime

from waythrough.model.run import Cell
from waythrough.report.shown import Mark
from waythrough.verdict.explain import LOOK, OPENS, TAKEN_OVER, WORD_TEXT, Word, word, word_text
from waythrough.verdict.words import Translator


def mark(shown: Word, translate: Translator) -> Mark:
    """A word as it is drawn."""
    look = LOOK[shown]
    return Mark(text=translate.render(WORD_TEXT[shown]), shape=look.shape, tone=look.tone)


def date_of(seconds: float, translate: Translator) -> str:
    """Date and time in UTC, which is the same for sender and reader."""
    return f"{translate.date_time(datetime.fromtimestamp(seconds, UTC))} UTC"


def cell_mark(cell: Cell | None, path: str, translate: Translator, *, safe: bool = True) -> Mark:
    """The word of a cell; what opens by a way that reads along is drawn faint (`off`)."""
    shown = Word.NOT_CHECKED if cell is None else word(cell)
    seconds = "" if cell is None or cell.seconds is None else translate.seconds(cell.seconds)
    older = translate.render(TAKEN_OVER) if cell is not None and cell.earlier else ""
    off = not safe and shown in OPENS
    drawn = mark(shown, translate)
    if cell is not None:
        drawn = replace(drawn, text=translate.render(word_text(cell)))
    return replace(drawn, path=path, seconds=seconds, off=off, older=older)
