"""The guide of a way: values that can be copied one by one, secrets that are nowhere before they are asked for."""

import stat
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from waythrough.model.path import DIRECT, PathSpec
from waythrough.paths.importing.links import parse_spec
from waythrough.verdict.explain import Naming
from waythrough_desktop.dialogs.how_to_use import HowToUseDialog
from waythrough_desktop.dialogs.value_row import MASK
from waythrough_desktop.presenters.how_to_use import Choice, HowToUse, choices_for

SECRET = "word-77"
PROXY = parse_spec(f"socks5://me:{SECRET}@h.example:1081#Berlin")
TROJAN = parse_spec(f"trojan://{SECRET}@h.example:443#Far")


def opened(qtbot: QtBot, *specs: PathSpec, place: str = "") -> HowToUseDialog:
    guides = HowToUse([Choice(spec=spec, name=spec.name, opens=("Telegram",)) for spec in specs])
    dialog = HowToUseDialog(guides, ask=lambda _parent, _title, name: f"{place}/{name}" if place else "")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def on(dialog: HowToUseDialog, system: str) -> None:
    dialog.systems.setCurrentIndex(dialog.systems.findData(system))


def told(dialog: HowToUseDialog) -> str:
    """Everything that a screen reader could be told."""
    names: list[str] = []
    for widget in dialog.findChildren(QWidget):
        found = QAccessible.queryAccessibleInterface(widget)
        if found is not None:
            kinds = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)
            names += [found.text(kind) for kind in kinds]
        names.append(widget.toolTip())
    return "\n".join(names)


def test_a_secret_is_nowhere_before_it_is_shown_and_copied_all_the_same(qtbot: QtBot) -> None:
    dialog = opened(qtbot, PROXY)
    on(dialog, "linux")
    assert SECRET not in told(dialog)
    row = next(row for row in dialog.rows if row.show_button.isVisible())
    assert isinstance(row.content, QLineEdit)
    assert row.content.text() == MASK
    row.copy.click()
    assert QGuiApplication.clipboard().text() == SECRET
    assert row.content.text() == MASK
    row.show_button.click()
    assert row.content.text() == SECRET
    row.show_button.click()
    assert SECRET not in told(dialog)


def test_values_are_copied_one_by_one(qtbot: QtBot) -> None:
    dialog = opened(qtbot, PROXY)
    on(dialog, "linux")
    copied = []
    for row in dialog.rows:
        row.copy.click()
        copied.append(QGuiApplication.clipboard().text())
    assert {"h.example", "1081", "me", SECRET} <= set(copied)


def test_the_steps_can_be_sent_without_secrets(qtbot: QtBot) -> None:
    dialog = opened(qtbot, PROXY)
    dialog.copy.click()
    text = QGuiApplication.clipboard().text()
    assert "h.example" in text
    assert SECRET not in text


def test_another_system_has_other_steps(qtbot: QtBot) -> None:
    dialog = opened(qtbot, TROJAN)
    on(dialog, "windows")
    assert [take.objectName() for take in dialog.takes] == ["link"]
    on(dialog, "android")
    assert [take.objectName() for take in dialog.takes] == ["code", "link"]


def test_a_code_is_shown_and_hidden_again(qtbot: QtBot) -> None:
    dialog = opened(qtbot, TROJAN)
    on(dialog, "android")
    code = dialog.takes[0]
    code.click()
    assert code.text() == "Hide the code"
    assert "photographs" in told(dialog)
    assert SECRET not in told(dialog)
    code.click()
    assert code.text() == "Show the code"


def test_a_file_is_for_its_owner_only(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, parse_spec(f"anytls://{SECRET}@h.example:443#Any"), place=str(tmp_path))
    on(dialog, "linux")
    (save,) = [take for take in dialog.takes if take.objectName() == "config"]
    save.click()
    (file,) = tmp_path.iterdir()
    assert SECRET in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_place_that_cannot_be_written_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, parse_spec(f"anytls://{SECRET}@h.example:443"), place=str(tmp_path / "none"))
    on(dialog, "linux")
    dialog.takes[0].click()
    assert "HOW-01" in told(dialog)


def test_two_ways_of_an_advice_are_both_there(qtbot: QtBot) -> None:
    dialog = opened(qtbot, PROXY, TROJAN)
    assert dialog.ways.isVisible()
    dialog.ways.setCurrentIndex(1)
    assert "app" in dialog.face.title


def test_a_chain_is_set_up_hop_by_hop() -> None:
    spec = parse_spec("socks5://a.test:1#Near -> trojan://p@b.test:443#Far")
    choices = choices_for(spec.id, [spec], None, Naming(paths={spec.id: "Far"}))
    assert [choice.name for choice in choices] == ["Near", "Far"]
    assert "leads through" in HowToUse(choices).sentence


def test_a_way_that_reads_along_has_a_warning_and_no_steps(qtbot: QtBot) -> None:
    choices = choices_for(PROXY.id, [PROXY], None, Naming(paths={PROXY.id: "Berlin"}), {PROXY.id})
    dialog = HowToUseDialog(HowToUse(choices))
    qtbot.addWidget(dialog)
    dialog.show()
    assert "Do not use this way" in told(dialog)
    assert not dialog.rows
    assert not dialog.takes
    assert not dialog.copy.isVisible()
    assert not dialog.systems.isVisible()


def test_practice_servers_are_told_to_be_invented() -> None:
    sentence = HowToUse([Choice(spec=PROXY, name="Berlin")], practice=True).sentence
    assert sentence.startswith("These are invented servers")


def test_the_line_itself_needs_nothing(qtbot: QtBot) -> None:
    dialog = opened(qtbot, DIRECT)
    assert not dialog.rows
    assert not dialog.takes


@pytest.mark.parametrize("system", ["linux", "windows", "macos", "android", "iphone"])
def test_every_control_has_a_name(qtbot: QtBot, qapp: QApplication, system: str) -> None:
    dialog = opened(qtbot, PROXY, TROJAN)
    on(dialog, system)
    for control in (*[row.content for row in dialog.rows], *dialog.takes, dialog.ways, dialog.systems):
        found = QAccessible.queryAccessibleInterface(control)
        assert found is not None
        assert found.text(QAccessible.Text.Name)


def test_of_many_services_some_are_named_and_the_rest_is_counted() -> None:
    names = tuple(f"Service {number}" for number in range(7))
    guides = HowToUse([Choice(spec=PROXY, name="Berlin", opens=names)])
    told = guides.face(0, "linux").opens
    assert "Service 3 and 3 more" in told
    assert "Service 4" not in told
