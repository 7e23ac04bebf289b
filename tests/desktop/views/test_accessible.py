"""Every control has a name, every cell is a sentence: asked for as a screen reader would."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end, visit_all
from waythrough.paths.host_key import ShownKey
from waythrough_desktop.presenters.consent import consent_state
from waythrough_desktop.presenters.server_key import key_face
from waythrough_desktop.shell import SERVICES

CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView, QProgressBar, QComboBox)


def nameless(root: QWidget) -> list[str]:
    missing = []
    for kind in CONTROLS:
        for widget in root.findChildren(kind):
            inner = isinstance(widget, QHeaderView) or type(widget).__name__ in {"QTableCornerButton"}
            own = widget.objectName().startswith("qt_") or type(widget).__name__ == "QLineEditIconButton"
            if inner or own or (type(widget).__module__ == "PySide6.QtWidgets" and widget.parent() is None):
                continue
            if isinstance(widget, QAbstractButton) and isinstance(widget.parent(), QAbstractItemView):
                continue
            if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name):
                missing.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return missing


@pytest.fixture(autouse=True)
def active(qapp: QApplication) -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def test_every_control_of_every_page_has_a_name(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    run_to_end(qtbot, wiring)
    wiring.window.show()
    wiring.show_report(wiring.check.run)
    qtbot.waitUntil(lambda: wiring.pages.report.ready)
    visit_all(wiring)
    assert nameless(wiring.window) == []
    assert len(wiring.window.findChildren(QAbstractButton)) > 80


def test_every_control_of_every_dialog_has_a_name(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    run_to_end(qtbot, wiring)
    talks = wiring.talks
    dialogs = [
        wiring.tell_why("telegram", "direct"),
        talks.add_way(lambda _specs: None),
        talks.add_list(lambda _name, _text, _reading: None),
        talks.ask_consent(consent_state(wiring.session), lambda: None, lambda: None),
        talks.fault("APP-1", "details"),
        talks.confirm_key(key_face("Berlin", ShownKey(fingerprint="SHA256:x", kind="rsa", changed=False))),
    ]
    for dialog in dialogs:
        assert dialog is not None
        assert nameless(dialog) == []
        dialog.close()


def test_the_table_reads_cell_by_cell(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    run_to_end(qtbot, wiring)
    wiring.window.show()
    table = QAccessible.queryAccessibleInterface(wiring.page.table)
    assert table.role() == QAccessible.Role.Table
    parts = [table.child(place) for place in range(table.childCount())]
    spoken = [part.text(QAccessible.Text.Name) for part in parts if part.role() == QAccessible.Role.Cell]
    assert len(spoken) == 4 * 5
    assert "Telegram, Berlin: Works, 0.4 seconds" in spoken
    heads = [
        part.text(QAccessible.Text.Name) for part in parts if part.role() == QAccessible.Role.ColumnHeader
    ]
    assert "Berlin, Best, HTTPS proxy, opens 4 of 4" in heads


def test_the_cards_read_line_by_line(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(services=2)
    run_to_end(qtbot, wiring)
    wiring.window.show()
    cards = QAccessible.queryAccessibleInterface(wiring.page.cards)
    assert cards.role() == QAccessible.Role.List
    spoken = [cards.child(place).text(QAccessible.Text.Name) for place in range(cards.childCount())]
    assert spoken == [
        "Telegram, opens with Berlin, Works, 0.4 seconds",
        "Telegram: Show all 5 ways",
        "WhatsApp, opens with Berlin, Works, 0.4 seconds",
        "WhatsApp: Show all 5 ways",
    ]


def test_progress_and_the_end_are_announced(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    said: list[str] = []
    wiring.check.announced.connect(said.append)
    run_to_end(qtbot, wiring)
    assert said[-1] == wiring.check.state.card.title
    assert 1 <= len(said) <= 6


def test_services_tree_has_names(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    wiring.window.show_page(SERVICES)
    tree = wiring.window.findChild(QTreeView)
    assert tree is not None
    assert QAccessible.queryAccessibleInterface(tree).text(QAccessible.Text.Name) == "Services by kind"
