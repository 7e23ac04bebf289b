"""Where a page for paper is cut into sheets: a row stays whole under the names of its ways, a heading with its text."""

import re
from collections.abc import Callable, Iterator
from itertools import count

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QTextBlock, QTextDocument, QTextTable

MOST_BREAKS = 60
_TABLE = re.compile(r"<table(?P<look>[^>]*)>\s*(?P<head><thead>.*?</thead>)(?P<rows>.*?)</table>", re.DOTALL)
_ROW = re.compile(r"(?=<tr>)")
_HEADING = re.compile(r"<h([23])")
_BREAK = ' style="page-break-before: always"'

Place = tuple[str, int]
"""A row of a table with a head, or a heading, by its number in the page."""


def cut(html: str, lay_out: Callable[[str], QTextDocument], sheet: QSizeF, slack: float) -> QTextDocument:
    """The page laid out with a break before each row and heading that would not stay whole."""
    breaks: set[Place] = set()
    while True:
        made = lay_out(_with_breaks(html, breaks))
        wrong = [each for each in _torn(made, sheet.height(), slack) if each[1] not in breaks]
        if not wrong or len(breaks) >= MOST_BREAKS:
            return made
        breaks.add(min(wrong)[1])


def _with_breaks(html: str, breaks: set[Place]) -> str:
    rows, headings = count(), count()

    def table(found: re.Match[str]) -> str:
        head = f"<table{found['look']}"
        before, *parts = _ROW.split(found["rows"])
        told = [before]
        broken = ""
        for at, part in enumerate(parts):
            if ("row", next(rows)) in breaks:
                if at == 0:
                    broken = _BREAK
                else:
                    told.append(f"</table>\n{head}{_BREAK}>\n{found['head']}\n")
            told.append(part)
        return f"{head}{broken}>\n{found['head']}{''.join(told)}</table>"

    def heading(found: re.Match[str]) -> str:
        return found[0] + (_BREAK if ("heading", next(headings)) in breaks else "")

    return _HEADING.sub(heading, _TABLE.sub(table, html))


def _torn(made: QTextDocument, height: float, slack: float) -> Iterator[tuple[float, Place]]:
    """What does not stand whole on one sheet, with its place from the top."""
    area = made.documentLayout().blockBoundingRect
    headings: dict[int, int] = {}
    block = made.begin()
    while block.isValid():
        if block.blockFormat().headingLevel() in {2, 3}:
            headings[block.blockNumber()] = len(headings)
            top = area(block).top()
            if int(_first_line(made, block) // height) != int(_first_line(made, block.next()) // height):
                first = block.blockNumber() - (block.blockNumber() - 1 in headings)  # two headings in a row
                yield top, ("heading", headings[first])
        block = block.next()
    number = count()
    for frame in made.rootFrame().childFrames():
        if not isinstance(frame, QTextTable) or not frame.format().toTableFormat().headerRowCount():
            continue
        sheet = int(_row(made, frame, 0)[0] // height)
        for row in range(1, frame.rows()):
            place: Place = ("row", next(number))
            top, bottom = _row(made, frame, row)
            if int((bottom + slack) // height) != sheet:
                if row <= 2:  # no table ends after its first row; its heading goes along
                    place = ("row", place[1] - row + 1)
                    near = made.findBlock(frame.firstPosition()).blockNumber()
                    above = (headings[each] for each in (near - 1, near - 2) if each in headings)
                    place = ("heading", heading) if (heading := next(above, None)) is not None else place
                yield top, place


def _first_line(made: QTextDocument, block: QTextBlock) -> float:
    area = made.documentLayout().blockBoundingRect(block)
    if not block.layout().lineCount():
        return area.top()
    line = block.layout().lineAt(0)
    return area.top() + line.y() + line.height() * 0.9


def _row(made: QTextDocument, table: QTextTable, row: int) -> tuple[float, float]:
    """Top and bottom of what is written in a row."""
    area = made.documentLayout().blockBoundingRect
    cells = [table.cellAt(row, column) for column in range(table.columns())]
    tops = [area(cell.firstCursorPosition().block()).top() for cell in cells]
    return min(tops), max(area(cell.lastCursorPosition().block()).bottom() for cell in cells)
