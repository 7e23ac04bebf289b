"""What is pasted, dropped, opened or copied as a picture becomes entries that can be chosen."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.core.paths.importing.corpus.tunnels import CONF
from waythrough.paths.importing.qr import make_code
from waythrough_desktop.dialogs.add_way import SHOWN, AddWayDialog
from waythrough_desktop.dialogs.found_way import FoundWay
from waythrough_desktop.presenters.add_ways import joined, read

LINK = "trojan://hunter2-secret@h.example:443#Berlin"


@pytest.fixture
def dialog(qtbot: QtBot) -> AddWayDialog:
    made = AddWayDialog(read)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def words_of(dialog: Any) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisibleTo(dialog))


def entries(dialog: AddWayDialog) -> list[FoundWay]:
    QApplication.processEvents()
    return [each for each in dialog.findChildren(FoundWay) if dialog._faces.indexOf(each) >= 0]


def drop(dialog: AddWayDialog, mime: QMimeData) -> None:
    actions, buttons, keys = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), actions, mime, buttons, keys)
    dialog.dragEnterEvent(enter)
    assert enter.isAccepted()
    dialog.dropEvent(QDropEvent(QPointF(5, 5), actions, mime, buttons, keys))


def test_files_are_opened_beside_what_is_pasted(dialog: AddWayDialog, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "berlin.conf"
    file.write_text(CONF.replace("[Peer]", "PostUp = echo\n[Peer]") + "\n", "utf-8")
    dialog.text.setPlainText(LINK)
    dialog.open_files([str(file)])
    shown = words_of(dialog)
    assert "WireGuard tunnel" in shown
    assert "commands in it were taken out" in shown
    assert "berlin.conf" in shown
    assert "hunter2" not in shown
    with qtbot.waitSignal(dialog.added) as added:
        dialog.add_button.click()
    assert [spec.kind for spec in added.args[0]] == ["trojan", "wireguard"]
    assert not dialog.isVisible()


def test_files_can_be_dropped_and_taken_back(dialog: AddWayDialog, tmp_path: Path) -> None:
    file = tmp_path / "code.png"
    file.write_bytes(make_code(LINK))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    drop(dialog, mime)
    assert [spec.kind for spec in dialog._reading.specs] == ["trojan"]
    assert dialog.forget.isVisible()
    dialog.forget.click()
    assert dialog._reading.specs == ()
    assert not dialog.forget.isVisible()


def test_text_can_be_dropped(dialog: AddWayDialog) -> None:
    mime = QMimeData()
    mime.setText(LINK)
    drop(dialog, mime)
    assert dialog.text.toPlainText() == LINK


def test_an_empty_clipboard_is_told(dialog: AddWayDialog) -> None:
    QGuiApplication.clipboard().clear()
    dialog.paste.click()
    assert "Nothing was copied yet" in "".join(each.text() for each in dialog.findChildren(QLabel))


def test_a_copied_picture_of_a_code_is_read(dialog: AddWayDialog) -> None:
    QGuiApplication.clipboard().setImage(QImage.fromData(make_code(LINK)))
    dialog.paste.click()
    assert [spec.name for spec in dialog._reading.specs] == ["Berlin"]
    QGuiApplication.clipboard().setText("socks5://h.example:1")
    dialog.paste.click()
    assert dialog.text.toPlainText() == "socks5://h.example:1"


def test_a_file_that_cannot_be_read_is_told(dialog: AddWayDialog, tmp_path: Path) -> None:
    dialog.open_files([str(tmp_path / "none.txt")])
    assert dialog.count.text() == "This file cannot be read"


def test_only_what_is_chosen_is_added(dialog: AddWayDialog, qtbot: QtBot) -> None:
    dialog.text.setPlainText("socks5://a.example:1\nsocks5://b.example:1")
    dialog._look()
    first, _second = entries(dialog)
    assert first.box.isVisible()
    first.box.setChecked(False)
    assert dialog.add_button.text() == "Add this way"
    dialog._look()
    assert not entries(dialog)[0].box.isChecked(), "what was not wanted stays so when the text is read again"
    with qtbot.waitSignal(dialog.added) as added:
        dialog.add_button.click()
    assert [spec.fields["host"] for spec in added.args[0]] == ["b.example"]


def test_one_way_needs_no_choice(dialog: AddWayDialog) -> None:
    dialog.text.setPlainText(LINK)
    dialog._look()
    assert not entries(dialog)[0].box.isVisible()


def test_hundreds_of_entries_are_counted_and_not_all_drawn(dialog: AddWayDialog) -> None:
    dialog.text.setPlainText("\n".join(f"socks5://h.example:{port}" for port in range(1, SHOWN + 11)))
    dialog._look()
    assert len(entries(dialog)) == SHOWN
    assert "10 more are not shown" in words_of(dialog)
    assert dialog.add_button.text() == f"Add {SHOWN + 10} ways"


def test_entries_of_a_file_that_cannot_be_used_keep_the_dialog_open(
    dialog: AddWayDialog, tmp_path: Path
) -> None:
    file = tmp_path / "list.txt"
    file.write_text(f"{LINK}\nnonsense\n", "utf-8")
    dialog.open_files([str(file)])
    assert "line 2 cannot be used" in words_of(dialog)
    dialog.add_button.click()
    assert dialog.isVisible()
    assert "Something in the files could not be used" in dialog.count.text()


def test_a_way_in_two_places_is_taken_once() -> None:
    both = joined([read(LINK), read(f"{LINK}\nsocks5://h.example:1", "list.txt")])
    assert [spec.kind for spec in both.specs] == ["trojan", "socks5"]
    assert len(both.faces) == 2


def test_a_tunnel_that_cannot_be_used_stays_whole_to_be_mended() -> None:
    broken = CONF.replace("PublicKey", "PubKey").rstrip()
    text = f"{LINK}\n{broken}\n\nsocks5://h.example:1"
    assert read(text).rest(text) == broken


def test_what_was_added_stays_told_beside_the_lines_that_were_not(dialog: AddWayDialog) -> None:
    bad = "socks5://h.example:99999\nnonsense://a b"
    good = "\n".join(f"socks5://h{place}.example:1080" for place in range(8))
    dialog.text.setPlainText(f"{good}\n{bad}")
    dialog._look()
    dialog.add_button.click()
    assert dialog.isVisible()
    assert dialog.text.toPlainText() == bad
    assert dialog.count.text().startswith("8 ways were added.")
    assert not dialog._pause.isActive(), "nothing is waiting to take the words away again"
