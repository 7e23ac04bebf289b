import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from waythrough.model.secret import Secret
from waythrough.paths.importing.links import parse_spec
from waythrough_desktop.dialogs.way_form import WayFormDialog
from waythrough_desktop.presenters.add_ways import read
from waythrough_desktop.presenters.way_form import kinds

PASSWORD = "hunter2-secret"
OFFICE = parse_spec(f"Office=socks5://me:{PASSWORD}@198.51.100.7:1080")


def field(dialog: WayFormDialog, name: str) -> QLineEdit:
    found = dialog.form.editors[name]
    assert isinstance(found, QLineEdit)
    return found


def choose(dialog: WayFormDialog, kind_id: str) -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind_id))
    dialog.kind.activated.emit(dialog.kind.currentIndex())


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()  # outlives the dialog, which deletes itself
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(window: QWidget) -> WayFormDialog:
    made = WayFormDialog((OFFICE,), window, read=read)
    made.show()
    return made


def test_a_way_is_typed(qtbot: QtBot, dialog: WayFormDialog) -> None:
    dialog.save.click()
    assert dialog.told.text() == "“Host” is needed: fill it in."
    assert dialog.told.isVisible()
    field(dialog, "host").setText("proxy.example")
    field(dialog, "port").setText("1080")
    assert not dialog.told.isVisible()
    dialog.name.setText("Home")
    with qtbot.waitSignal(dialog.made) as made:
        dialog.save.click()
    spec = made.args[0]
    assert (spec.kind, spec.name, dict(spec.fields)) == (
        "socks5",
        "Home",
        {"host": "proxy.example", "port": 1080},
    )


def test_no_fault_is_told_before_somebody_wanted_to_save(dialog: WayFormDialog) -> None:
    choose(dialog, "vless")
    field(dialog, "port").setText("nonsense")
    assert not dialog.told.isVisible()
    dialog.save.click()
    assert dialog.told.isVisible()


def test_a_link_fills_the_fields_and_shows_no_secret(qtbot: QtBot, dialog: WayFormDialog) -> None:
    dialog.link.setText(f"https://me:{PASSWORD}@proxy.example:8443#Berlin")
    assert dialog.kind.currentData() == "https"
    assert (field(dialog, "host").text(), dialog.name.text()) == ("proxy.example", "Berlin")
    assert field(dialog, "password").text() == ""
    assert field(dialog, "password").echoMode() is QLineEdit.EchoMode.Password
    with qtbot.waitSignal(dialog.made) as made:
        dialog.save.click()
    assert made.args[0].fields["password"] == Secret(PASSWORD)


def test_another_kind_has_other_fields(dialog: WayFormDialog) -> None:
    for kind_id, _label in kinds():
        choose(dialog, kind_id)
        assert dialog.form.editors, kind_id
        for editor in dialog.form.editors.values():
            assert isinstance(editor, QLineEdit | QPlainTextEdit | QComboBox | QCheckBox)


def test_rare_fields_are_folded_until_they_are_wanted(dialog: WayFormDialog) -> None:
    choose(dialog, "wireguard")
    assert not dialog.form.editors["amnezia"].isVisible()
    dialog.form.more.click()
    assert dialog.form.editors["amnezia"].isVisible()


def test_every_control_has_a_name(dialog: WayFormDialog) -> None:
    for kind_id, _label in kinds():
        choose(dialog, kind_id)
        parts: list[QWidget] = [*dialog.form.editors.values(), dialog.kind, dialog.through, dialog.private]
        for part in parts:
            interface = QAccessible.queryAccessibleInterface(part)
            assert interface is not None
            assert interface.text(QAccessible.Text.Name), (kind_id, part.objectName())
