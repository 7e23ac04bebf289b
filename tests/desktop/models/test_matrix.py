import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from waythrough_desktop.models.face import ColumnHead, Face, RowHead
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.theme import ToneName

WORKS = Face(icon="tick_disc", tone=ToneName.GREEN, text="Works", line="0.4 s", speech="Works, 0.4 seconds")


@pytest.fixture
def model() -> MatrixModel:
    made = MatrixModel()
    made.lay_out(
        [RowHead(id="t", name="Telegram"), RowHead(id="s", name="Signal")],
        [
            ColumnHead(id="direct", name="Direct"),
            ColumnHead(id="b", name="Berlin", kind="SOCKS5", best="Best"),
        ],
    )
    return made


def test_model_keeps_the_rules_of_models(model: MatrixModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.set_face(("t", "b"), WORKS)
    model.order_columns(["b", "direct"])
    model.lay_out([], [])


def test_one_changed_cell_is_one_signal_for_that_cell_alone(model: MatrixModel, qtbot: QtBot) -> None:
    seen: list[tuple[QModelIndex, QModelIndex]] = []
    model.dataChanged.connect(lambda first, last, _roles: seen.append((first, last)))
    model.set_face(("s", "b"), WORKS)
    model.set_face(("s", "b"), WORKS)
    assert [(a.row(), a.column(), b.row(), b.column()) for a, b in seen] == [(1, 1, 1, 1)]


def test_a_cell_is_spoken_as_one_sentence(model: MatrixModel) -> None:
    model.set_face(("t", "b"), WORKS)
    spoken = model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Telegram, Berlin: Works, 0.4 seconds"


def test_heads_speak_too(model: MatrixModel) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.headerData(1, Qt.Orientation.Horizontal, role) == "Berlin, Best, SOCKS5"
    assert model.headerData(0, Qt.Orientation.Vertical, role) == "Telegram"
    assert model.headerData(9, Qt.Orientation.Vertical, role) is None


def test_moving_columns_keeps_what_is_held_on_to(model: MatrixModel) -> None:
    model.set_face(("t", "b"), WORKS)
    held = QPersistentModelIndex(model.index(0, 1))
    model.order_columns(["b", "direct"])
    assert model.key_at(held) == ("t", "b")
    assert (held.row(), held.column()) == (0, 0)
    assert model.face_at(0, 0) == WORKS


def test_only_changed_heads_are_told(model: MatrixModel) -> None:
    seen: list[int] = []
    model.headerDataChanged.connect(lambda _orientation, first, _last: seen.append(first))
    model.set_columns([model.column_head(0), ColumnHead(id="b", name="Berlin"), ColumnHead(id="x", name="?")])
    assert seen == [1]


def test_unknown_cells_are_refused(model: MatrixModel) -> None:
    with pytest.raises(KeyError):
        model.set_face(("nobody", "b"), WORKS)


def test_what_a_run_tells_is_worded_when_it_is_looked_at(model: MatrixModel) -> None:
    worded: list[str] = []

    def face() -> Face:
        worded.append("t")
        return WORKS

    def head(name: str) -> RowHead:
        worded.append(name)
        return RowHead(id=name, name=name, line="opens directly")

    model.set_face(("t", "b"), face)
    model.set_rows(["t", "s", "nobody"], head)
    assert worded == []
    row = list(model.row_ids).index("t")
    for _twice in range(2):
        assert model.face_at(row, 1) == WORKS
        assert model.row_head(row).line == "opens directly"
    assert worded == ["t", "t"]
