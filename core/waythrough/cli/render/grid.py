"""The matrix as lines of a fixed width: with words where they fit, else with signs, else as lists."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rich.cells import cell_len, set_cell_size
from rich.text import Text as Line

from waythrough.cli.render.look import sign, word_style
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, PathInfo, PlatformInfo, Run
from waythrough.verdict.explain import DIRECT_NAME, WORD_TEXT, Naming, Word, word, word_text
from waythrough.verdict.words import FSI, PDI, Names, Translator, msg

LRM = "\u200e"
"""Begins the lines of the matrix in right-to-left languages: its columns keep their order, Direct first."""

GAP = "  "
OLDER = "*"
"""Beside a result that was taken over from an earlier check."""
WIDEST = 200
"""Columns of the matrix where nothing bounds them, such as in a pipe: ways that find no room stand below."""
NAME_MOST = 24
WAY_MOST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """What is known of a run: `words` of the cells that have no result yet, the cells that have one."""

    platforms: tuple[PlatformInfo, ...]
    paths: tuple[PathInfo, ...]
    cells: Mapping[tuple[str, str], Cell]
    running: frozenset[tuple[str, str]] = field(default=frozenset())
    going: bool = False

    @classmethod
    def of(cls, run: Run) -> "Matrix":
        """The matrix of a finished run."""
        return cls(platforms=run.platforms, paths=run.paths, cells=run.cells)

    def word(self, platform_id: str, path_id: str) -> Word:
        """The word of a cell, whether it is done or not."""
        cell = self.cells.get((platform_id, path_id))
        if cell is not None:
            return word(cell)
        if (platform_id, path_id) in self.running:
            return Word.CHECKING
        return Word.WAITING if self.going else Word.NOT_CHECKED

    def words(self) -> tuple[Word, ...]:
        """Every word that occurs, in the order of the words."""
        found = {self.word(row.id, column.id) for row in self.platforms for column in self.paths}
        return tuple(each for each in Word if each in found)

    @property
    def ways(self) -> tuple[PathInfo, ...]:
        """The columns without the direct line."""
        return tuple(info for info in self.paths if info.id != DIRECT_ID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A matrix laid out for a width. `numbered`: its ways stand under numbers that a list must explain."""

    head: Line
    rows: tuple[Line, ...]
    numbered: bool = False
    signs: bool = False


def lay_out(matrix: Matrix, names: Naming, translate: Translator, *, width: int, fancy: bool = True) -> Grid:
    """The widest form that fits: words in all cells, signs under numbers, or a list of ways for each service."""
    grid = (
        _in_words(matrix, names, translate, width, fancy)
        or _in_signs(matrix, names, translate, width, fancy, times=True)
        or _in_signs(matrix, names, translate, width, fancy)
        or _in_lists(matrix, names, translate, width, fancy)
    )
    return _led(grid, translate)


def _led(grid: Grid, translate: Translator) -> Grid:
    if translate.direction == "ltr":
        return grid
    rows = tuple(Line(LRM, no_wrap=True).append_text(row) for row in grid.rows)
    return replace(grid, head=Line(LRM).append_text(grid.head) if grid.head else grid.head, rows=rows)


def in_blocks(
    matrix: Matrix, names: Naming, translate: Translator, *, fancy: bool = True
) -> tuple[Grid, ...]:
    """Words in all cells however many ways there are: as many as fit beside each other, then the next below them."""
    grids, left = [], list(matrix.paths)
    while left:
        count, grid = 0, None
        while count < len(left):
            part = replace(matrix, paths=tuple(left[: count + 1]))
            wider = _in_words(part, names, translate, WIDEST, fancy)
            if wider is None:
                break
            count, grid = count + 1, wider
        if grid is None:
            return (lay_out(matrix, names, translate, width=WIDEST, fancy=fancy),)
        grids.append(_led(grid, translate))
        del left[:count]
    return tuple(grids)


def unconfirmed(cell: Cell) -> bool:
    """Whether a second look is still to come that may change the word: what works is settled."""
    return cell.preliminary and cell.works is not True


def open_mark(*, fancy: bool) -> str:
    """Beside a word that is not confirmed."""
    return "…" if fancy else "~"


def legend(matrix: Matrix, translate: Translator, *, width: int, fancy: bool = True) -> tuple[Line, ...]:
    """What the signs mean; no entry is broken over two lines."""
    lines: list[Line] = []
    for each in matrix.words():
        text = f"{sign(each, fancy=fancy)} {kept(translate.render(WORD_TEXT[each]))}"
        if not lines or lines[-1].cell_len + len(GAP) + cell_len(text) > width:
            lines.append(Line(lead(translate)))
        else:
            lines[-1].append(GAP)
        lines[-1].append(text, style=word_style(each))
    return tuple(lines)


def _in_words(matrix: Matrix, names: Naming, translate: Translator, width: int, fancy: bool) -> Grid | None:
    heads = [_head(info, names, translate) for info in matrix.paths]
    texts = [
        [_word(matrix, row, info, translate, fancy) for info in matrix.paths] for row in matrix.platforms
    ]
    first = _name_width(matrix, names)
    widths = [
        max([cell_len(head), *(cell_len(row[number][0]) for row in texts)])
        for number, head in enumerate(heads)
    ]
    if first + sum(each + len(GAP) for each in widths) > width:
        return None
    head = _line(
        _fitted("", first), [(_fitted(text, size), "bold") for text, size in zip(heads, widths, strict=True)]
    )
    rows = [
        _line(
            _fitted(names.platform(info.id), first),
            [(_fitted(text, size), look) for (text, look), size in zip(row, widths, strict=True)],
        )
        for info, row in zip(matrix.platforms, texts, strict=True)
    ]
    return Grid(head=head, rows=tuple(rows))


def _in_signs(
    matrix: Matrix, names: Naming, translate: Translator, width: int, fancy: bool, *, times: bool = False
) -> Grid | None:
    """The direct line in words, every way as a sign under its number, with the seconds of what works."""
    direct = [info for info in matrix.paths if info.id == DIRECT_ID]
    cells = [[_word(matrix, row, info, translate, fancy) for info in direct] for row in matrix.platforms]
    heads = [_head(info, names, translate) for info in direct]
    wide = [max([cell_len(text), *(cell_len(row[at][0]) for row in cells)]) for at, text in enumerate(heads)]
    numbers = [str(number) for number, _ in enumerate(matrix.ways, start=1)]
    marks_of = [
        [_mark(matrix, row.id, way.id, translate, fancy, times=times) for way in matrix.ways]
        for row in matrix.platforms
    ]
    size = max([2, *map(len, numbers), *(cell_len(mark) for row in marks_of for mark, _ in row)])
    first = _name_width(matrix, names)
    marks = first + sum(each + len(GAP) for each in wide) + 1
    if marks + len(numbers) * (size + 1) > width:
        return None
    titles = [(_fitted(text, each), "bold") for text, each in zip(heads, wide, strict=True)]
    head = _line(_fitted("", first), titles)
    head.pad_right(max(0, marks - head.cell_len))
    for number in numbers:
        head.append(f" {number:>{size}}", style="bold")
    rows = []
    for info, texts, signs in zip(matrix.platforms, cells, marks_of, strict=True):
        shown = [(_fitted(text, each), look) for (text, look), each in zip(texts, wide, strict=True)]
        row = _line(_fitted(names.platform(info.id), first), shown)
        row.pad_right(max(0, marks - row.cell_len))
        for text, look in signs:
            row.append(" " * (size + 1 - cell_len(text))).append(text, style=look)
        rows.append(row)
    return Grid(head=head, rows=tuple(rows), numbered=True, signs=True)


def _mark(
    matrix: Matrix, platform_id: str, path_id: str, translate: Translator, fancy: bool, *, times: bool
) -> tuple[str, str]:
    found = matrix.word(platform_id, path_id)
    text = sign(found, fancy=fancy)
    cell = matrix.cells.get((platform_id, path_id))
    if cell is not None and unconfirmed(cell):
        text += open_mark(fancy=fancy)
    elif times and cell is not None and cell.seconds is not None and found is Word.WORKS:
        text += translate.number(cell.seconds, 1 if cell.seconds < 9.95 else 0)
    return text + _older(cell), word_style(found)


def _in_lists(matrix: Matrix, names: Naming, translate: Translator, width: int, fancy: bool) -> Grid:
    """Too many ways for columns: each service with the ways that open it."""
    first = min(_name_width(matrix, names), max(8, width // 4))
    rows = []
    for info in matrix.platforms:
        row = Line(_fitted(names.platform(info.id), first) + GAP, no_wrap=True, overflow="ellipsis")
        for path in matrix.paths:
            if path.id == DIRECT_ID:
                text, look = _word(matrix, info, path, translate, fancy)
                row.append(f"{kept(text)}{GAP}", style=look)
        opens = tuple(names.path(way.id) for way in matrix.ways if matrix.word(info.id, way.id) is Word.WORKS)
        if opens:
            row.append(
                kept(translate.render(msg("opens with {paths}", paths=Names(opens, most=3)))), style="green"
            )
        row.truncate(width, overflow="ellipsis")
        rows.append(row)
    return Grid(head=Line(), rows=tuple(rows))


def _word(
    matrix: Matrix, row: PlatformInfo, column: PathInfo, translate: Translator, fancy: bool
) -> tuple[str, str]:
    found = matrix.word(row.id, column.id)
    cell = matrix.cells.get((row.id, column.id))
    shown = WORD_TEXT[found] if cell is None else word_text(cell)
    text = f"{sign(found, fancy=fancy)} {translate.render(shown)}"
    if cell is not None and unconfirmed(cell):
        text += f"{'' if fancy else ' '}{open_mark(fancy=fancy)}"
    elif cell is not None and cell.seconds is not None and found is Word.WORKS:
        text += f" {translate.seconds(cell.seconds)}"
    return text + _older(cell), word_style(found)


def _older(cell: Cell | None) -> str:
    return OLDER if cell is not None and cell.earlier else ""


def _head(info: PathInfo, names: Naming, translate: Translator) -> str:
    name = translate.render(DIRECT_NAME) if info.id == DIRECT_ID else names.path(info.id)
    return _cut(name, WAY_MOST)


def _name_width(matrix: Matrix, names: Naming) -> int:
    return max((min(NAME_MOST, cell_len(names.platform(info.id))) for info in matrix.platforms), default=0)


def _line(first: str, cells: Iterable[tuple[str, str]]) -> Line:
    line = Line(first, no_wrap=True, overflow="crop")
    for text, look in cells:
        line.append(GAP).append(text, style=look)
    line.rstrip()
    return line


def _fitted(text: str, size: int) -> str:
    """A text in exactly `size` columns, kept apart from its neighbours where it runs from right to left."""
    shown = _cut(text, size)
    return kept(shown) + " " * (size - cell_len(shown))


def _cut(text: str, size: int) -> str:
    return text if cell_len(text) <= size else set_cell_size(text, max(0, size - 1)).rstrip() + "…"


def kept(text: str) -> str:
    """Isolated when it holds letters that could pull its neighbours to the other side."""
    turns = any(unicodedata.bidirectional(char) in {"R", "AL", "AN"} for char in text)
    return f"{FSI}{text}{PDI}" if turns else text


def lead(translate: Translator) -> str:
    """What a line begins with so that it runs from left to right."""
    return LRM if translate.direction == "rtl" else ""
