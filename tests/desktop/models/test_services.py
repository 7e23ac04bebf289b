import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester

from waythrough_desktop.models.services import Offer, ServicesFilter, ServicesModel

OFFERS = (
    Offer(id="a", name="Alpha", group="News"),
    Offer(id="b", name="Beta", group="News", sensitive=True, note="contacts b.example"),
    Offer(id="c", name="Gamma", group="Mail"),
)


@pytest.fixture
def model() -> ServicesModel:
    made = ServicesModel()
    made.fill(OFFERS, ["a"])
    return made


def names(shown: ServicesFilter) -> list[str]:
    groups = [shown.index(row, 0) for row in range(shown.rowCount())]
    return [shown.index(row, 0, group).data() for group in groups for row in range(shown.rowCount(group))]


def test_models_keep_the_rules(model: ServicesModel, qtmodeltester: ModelTester) -> None:
    shown = ServicesFilter(model)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    shown.show_found(["c"])
    shown.show_sensitive(True)
    model.fill(OFFERS[:1], [])


def test_sensitive_services_show_on_request_only(model: ServicesModel) -> None:
    shown = ServicesFilter(model)
    assert names(shown) == ["Alpha", "Gamma"]
    shown.show_sensitive(True)
    assert names(shown) == ["Alpha", "Beta", "Gamma"]


def test_a_search_hides_groups_without_a_hit(model: ServicesModel) -> None:
    shown = ServicesFilter(model)
    shown.show_found(["c"])
    assert (shown.rowCount(), names(shown)) == (1, ["Gamma"])
    shown.show_found(None)
    assert names(shown) == ["Alpha", "Gamma"]


def test_ticking_tells_the_id_and_ticking_from_outside_is_silent(model: ServicesModel) -> None:
    told: list[tuple[str, bool]] = []
    model.ticked.connect(lambda name, on: told.append((name, on)))
    mail = model.item(1).child(0)
    mail.setCheckState(Qt.CheckState.Checked)
    model.tick(["b"])
    assert told == [("c", True)]
    states = [model.item(0).child(row).checkState() for row in range(2)]
    assert states == [Qt.CheckState.Unchecked, Qt.CheckState.Checked]
    assert model.item(0).child(1).data(Qt.ItemDataRole.AccessibleTextRole) == "Beta, contacts b.example"
    assert not model.index(0, 0, QModelIndex()).flags() & Qt.ItemFlag.ItemIsUserCheckable
