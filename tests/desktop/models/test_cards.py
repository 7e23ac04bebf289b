"""The matrix as cards: lines that stand still, folds, and each line as one sentence."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from waythrough_desktop.models.cards import CardsModel, Kind
from waythrough_desktop.models.face import ColumnHead, Face, RowHead
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.theme import ToneName

WORKS = Face(icon="tick_disc", tone=ToneName.GREEN, text="Works", line="0.4 s", speech="Works, 0.4 seconds")
DIRECT, BERLIN = ColumnHead(id="direct", name="Direct"), ColumnHead(id="b", name="Berlin")


@pytest.fixture
def matrix() -> MatrixModel:
    made = MatrixModel()
    made.lay_out([RowHead(id="t", name="Telegram"), RowHead(id="s", name="Signal")], [DIRECT, BERLIN])
    return made


def spoken(cards: CardsModel) -> list[str]:
    role = Qt.ItemDataRole.AccessibleTextRole
    return [cards.index(row).data(role) for row in range(cards.rowCount())]


def test_a_card_says_what_its_service_comes_to(matrix: MatrixModel) -> None:
    cards = CardsModel(matrix)
    matrix.set_rows(
        ["t"], lambda name: RowHead(id=name, name="Telegram", line="opens with Berlin", way="b", face=WORKS)
    )
    assert spoken(cards) == [
        "Telegram, opens with Berlin, Works, 0.4 seconds",
        "Telegram: Show all 2 ways",
        "Signal",
        "Signal: Show all 2 ways",
    ]
    assert cards.key_at(cards.index(0)) == ("t", "b")
    assert cards.key_at(cards.index(2)) == ("s", "direct")


def test_ways_come_out_of_the_fold_and_go_back(matrix: MatrixModel, qtmodeltester: ModelTester) -> None:
    cards = CardsModel(matrix)
    qtmodeltester.check(cards)  # type: ignore[no-untyped-call]
    cards.toggle(cards.index(1))
    assert [cards.kind_at(cards.index(row)) for row in range(6)] == [
        Kind.SERVICE, Kind.FOLD, Kind.WAY, Kind.WAY, Kind.SERVICE, Kind.FOLD,
    ]  # fmt: skip
    matrix.set_face(("t", "b"), WORKS)
    assert spoken(cards)[1:4] == [
        "Telegram: Hide the 2 ways",
        "Telegram, Direct: ",
        "Telegram, Berlin: Works, 0.4 seconds",
    ]
    cards.toggle(cards.index(1))
    assert cards.rowCount() == 4


def test_a_better_result_moves_no_line(matrix: MatrixModel, qtbot: QtBot) -> None:
    cards = CardsModel(matrix)
    cards.toggle(cards.index(1))
    changed: list[int] = []
    cards.dataChanged.connect(lambda first, _last, _roles: changed.append(first.row()))
    before = [cards.key_at(cards.index(row)) for row in range(2, 4)]
    with qtbot.assertNotEmitted(cards.modelReset), qtbot.assertNotEmitted(cards.rowsMoved):
        matrix.set_face(("t", "b"), WORKS)
        matrix.set_face(("s", "b"), WORKS)  # folded: nobody sees it
        matrix.set_rows(["t"], lambda name: RowHead(id=name, name="Telegram", way="b", face=WORKS))
    assert changed == [3, 0]
    assert [cards.key_at(cards.index(row)) for row in range(2, 4)] == before


def test_the_line_of_a_cell_is_found_in_its_fold(matrix: MatrixModel) -> None:
    cards = CardsModel(matrix)
    matrix.set_rows(["s"], lambda name: RowHead(id=name, name="Signal", way="b"))
    assert cards.index_of(("s", "b")).row() == 2
    assert cards.index_of(("s", "direct")).row() == 4
    assert cards.kind_at(cards.index_of(("s", "direct"))) is Kind.WAY
    matrix.show_only(["t"])
    assert cards.index_of(("s", "b")) == QModelIndex()


def test_the_direct_line_alone_needs_no_fold(matrix: MatrixModel) -> None:
    cards = CardsModel(matrix)
    matrix.lay_out([RowHead(id="t", name="Telegram")], [DIRECT])
    assert cards.rowCount() == 1
    matrix.lay_out([], [])
    assert cards.rowCount() == 0


def test_rows_that_were_not_searched_for_are_kept_up_to_date(matrix: MatrixModel) -> None:
    matrix.show_only(["s"])
    assert matrix.rowCount() == 1
    matrix.set_face(("t", "b"), WORKS)
    matrix.order_rows(["s", "t"])
    matrix.show_only(None)
    assert matrix.row_ids == ["s", "t"]
    assert matrix.face_at(1, 1) == WORKS
