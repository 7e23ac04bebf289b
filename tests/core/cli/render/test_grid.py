from dataclasses import replace
from types import MappingProxyType

import pytest
from rich.cells import cell_len

from tests.core.cli.helpers import sample_run
from waythrough.cli.render import grid as grid_module
from waythrough.cli.render.grid import LRM, WIDEST, Grid, Matrix, in_blocks, kept, lay_out, lead, legend
from waythrough.model.path import DIRECT_ID
from waythrough.verdict.explain import WORD_TEXT, Word, naming
from waythrough.verdict.words import FSI, NO_BREAK, PDI, Translator, translator

ENGLISH, PERSIAN = translator("en"), translator("fa")
RUN = sample_run()
NAMES = naming(RUN)


def _grid(width: int, matrix: Matrix | None = None, *, fancy: bool = True) -> Grid:
    return lay_out(matrix or Matrix.of(RUN), NAMES, ENGLISH, width=width, fancy=fancy)


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 120, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    grid = _grid(width)
    assert max(line.cell_len for line in (grid.head, *grid.rows)) <= width
    assert len(grid.rows) == len(RUN.platforms)


def test_with_room_every_cell_has_sign_and_word() -> None:
    grid = _grid(200)
    assert not grid.signs
    assert "Office proxy" in grid.head.plain
    whatsapp = next(row.plain for row in grid.rows if row.plain.startswith("WhatsApp"))
    assert "⬢ Blocked" in whatsapp
    assert "✓ Works" in whatsapp


def test_with_less_room_ways_are_signs_under_numbers() -> None:
    grid = _grid(60)
    assert grid.signs
    assert grid.numbered
    assert grid.head.plain.split() == ["Direct", "1", "2", "3", "4"]
    assert next(row.plain for row in grid.rows if row.plain.startswith("WhatsApp")).split()[1:3] == [
        "⬢",
        "Blocked",
    ]


def test_columns_stand_below_their_heads() -> None:
    grid = _grid(200)
    at = grid.head.plain.index("Berlin")
    cells = [row.plain[at:] for row in grid.rows]
    signs = {text[0] for text in cells}
    assert " " not in signs
    assert all(row.plain[at - 1] == " " for row in grid.rows)


def test_with_too_many_ways_each_service_has_a_list() -> None:
    grid = _grid(40)
    assert not grid.head
    assert "opens with" in grid.rows[0].plain


def test_ascii_is_enough() -> None:
    grid = _grid(200, fancy=False)
    assert "X Blocked" in "".join(row.plain for row in grid.rows)
    assert all(row.plain.replace(NO_BREAK, " ").isascii() for row in grid.rows)


def test_what_is_not_done_yet_says_so() -> None:
    first, second, third = (info.id for info in RUN.platforms[:3])
    matrix = Matrix(
        platforms=RUN.platforms,
        paths=RUN.paths,
        cells=MappingProxyType({(first, DIRECT_ID): RUN.cells[first, DIRECT_ID]}),
        running=frozenset({(second, DIRECT_ID)}),
        going=True,
    )
    assert matrix.word(second, DIRECT_ID) is Word.CHECKING
    assert matrix.word(third, DIRECT_ID) is Word.WAITING
    assert replace(matrix, going=False).word(third, DIRECT_ID) is Word.NOT_CHECKED
    assert {Word.CHECKING, Word.WAITING} <= set(matrix.words())


@pytest.mark.parametrize("width", [30, 60, 100])
def test_the_legend_breaks_between_its_entries(width: int) -> None:
    lines = legend(Matrix.of(RUN), ENGLISH, width=width)
    assert max(line.cell_len for line in lines) <= width
    text = "\n".join(line.plain for line in lines)
    for word in Matrix.of(RUN).words():
        assert WORD_TEXT[word].template in text


def test_right_to_left_words_keep_the_columns_in_place() -> None:
    grid = lay_out(Matrix.of(RUN), naming(RUN, "fa"), PERSIAN, width=200)
    for line in (grid.head, *grid.rows):
        assert line.plain.startswith(LRM)
        assert line.plain.count(FSI) == line.plain.count(PDI)
    assert max(line.cell_len for line in grid.rows) <= 200
    assert FSI in grid.rows[0].plain
    assert (lead(PERSIAN), lead(ENGLISH)) == (LRM, "")


def test_only_what_turns_is_isolated() -> None:
    assert kept("⬢ Blocked…") == "⬢ Blocked…"
    assert cell_len(kept("مسدود")) == 5
    assert kept("مسدود").startswith(FSI)


def test_long_names_are_cut() -> None:
    long = replace(RUN.platforms[0], names={"en": "A service with a name that goes on and on"})
    run = replace(RUN, platforms=(long, *RUN.platforms[1:]))
    grid = lay_out(Matrix.of(run), naming(run), ENGLISH, width=200)
    assert "A service with a name th" not in grid.rows[0].plain
    assert "…" in grid.rows[0].plain


def test_times_stay_under_the_numbers_where_there_is_room() -> None:
    grid = _grid(80)
    assert grid.numbered
    row = next(row.plain for row in grid.rows if row.plain.startswith("WhatsApp"))
    assert "✓0.4" in row
    at = grid.head.plain.index(" 1") + 1
    assert row[at] == "4"  # a column ends where its number ends


@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_word_that_may_still_change_is_marked(width: int) -> None:
    key = ("whatsapp", RUN.paths[-1].id)
    cells = {**RUN.cells, key: replace(RUN.cells[key], preliminary=True, works=False)}
    marked = _grid(width, replace(Matrix.of(RUN), cells=MappingProxyType(cells)))
    row = next(row.plain for row in marked.rows if row.plain.startswith("WhatsApp"))
    assert row.endswith("…")
    assert not any(row.plain.endswith("…") for row in _grid(width).rows)


@pytest.mark.parametrize("translate", [ENGLISH, PERSIAN])
def test_many_ways_stand_in_words_below_each_other(translate: Translator) -> None:
    direct, *ways = RUN.paths
    many = tuple(replace(ways[0], id=f"p-{number}", name=f"Way {number}") for number in range(37))
    cells = {
        (row.id, way.id): replace(RUN.cells[row.id, ways[0].id], path_id=way.id)
        for row in RUN.platforms
        for way in many
    }
    run = replace(RUN, paths=(direct, *many), cells=MappingProxyType({**RUN.cells, **cells}))
    grids = in_blocks(Matrix.of(run), naming(run), translate)
    lines = [line for grid in grids for line in (grid.head, *grid.rows)]
    assert max(line.cell_len for line in lines) <= WIDEST
    assert len(lines) == len(grids) * (len(run.platforms) + 1)
    heads = " ".join(grid.head.plain for grid in grids).replace(LRM, "").split()
    assert [word for word in heads if word.isdigit()] == [str(number) for number in range(37)]
    assert not any(grid.signs for grid in grids)


def test_names_that_leave_no_room_for_words_make_one_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid_module, "WIDEST", 30)
    (grid,) = in_blocks(Matrix.of(RUN), NAMES, ENGLISH)
    assert len(grid.rows) == len(RUN.platforms)
