"""The menu: a neutral entry while it is wanted, and nothing of ours left afterwards."""

from pathlib import Path

import pytest

from waythrough.store.dirs import HOME_VARIABLE, portable_dirs
from waythrough.store.erase import entry_folders, erase
from waythrough_desktop import menu_entry


def test_the_neutral_entry_comes_and_goes(tmp_path: Path) -> None:
    menu_entry.put("Connection notes", tmp_path)
    assert "Name=Connection notes" in (tmp_path / "connection-notes.desktop").read_text()
    assert "NoDisplay=true" in (tmp_path / "waythrough.desktop").read_text()
    menu_entry.put("یادداشت", tmp_path)  # in another language
    assert "Name=یادداشت" in (tmp_path / "connection-notes.desktop").read_text("utf-8")
    menu_entry.take(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_entry_of_the_person_s_own_stays(tmp_path: Path) -> None:
    own = tmp_path / "waythrough.desktop"
    own.write_text("[Desktop Entry]\nName=Mine\n")
    menu_entry.put("Connection notes", tmp_path)
    menu_entry.take(tmp_path)
    assert own.read_text() == "[Desktop Entry]\nName=Mine\n"
    assert [each.name for each in tmp_path.iterdir()] == ["waythrough.desktop"]


def test_erasing_everything_takes_it_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    menus = next(iter(entry_folders(tmp_path)))
    menu_entry.put("Connection notes", menus)
    erase(portable_dirs(tmp_path / "home"), menus=tmp_path)
    assert list(menus.iterdir()) == []


def test_a_home_of_its_own_leaves_nothing_in_the_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, "/media/stick")
    assert not menu_entry.kept()
