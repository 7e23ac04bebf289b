"""Everything goes, twice is fine, and what belongs to others stays."""

import os
import tempfile
from pathlib import Path

import pytest

from tests.core.report.samples import sample_run
from waythrough.store.dirs import HOME_VARIABLE, Dirs, portable_dirs, user_dirs
from waythrough.store.erase import MADE_HERE, entry_folders, erase
from waythrough.store.history import History
from waythrough.store.settings import Preferences, save_settings


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def _fill(dirs: Dirs) -> None:
    save_settings(dirs.settings, Preferences())
    for path in (
        dirs.ways,
        dirs.platforms / "a.toml",
        dirs.logs / "crash-1.log",
        dirs.cache / "x" / "y",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("secret")
    dirs.ways.with_name(".ways.toml.abc").write_text("half written")
    with History(dirs.history) as history:
        history.finish(sample_run())
    dirs.lock.write_text("{}")  # it goes without its passphrase


def _files(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.rglob("*") if not each.is_dir())


def test_nothing_is_left_and_a_second_time_is_fine(tmp_path: Path) -> None:
    dirs = portable_dirs(tmp_path / "home")
    _fill(dirs)
    found = erase(dirs, menus=tmp_path)
    assert found.files >= 7
    assert found.left == ()
    assert not (tmp_path / "home").exists()
    assert erase(dirs, menus=tmp_path).files == 0


def test_a_history_in_use_loses_its_side_files_too(tmp_path: Path) -> None:
    dirs = portable_dirs(tmp_path / "home")
    with History(dirs.history) as history:
        history.finish(sample_run())
        assert len(_files(dirs.data)) == 3
        erase(dirs, menus=tmp_path)
        assert not dirs.data.exists()


def test_in_a_folder_that_its_user_chose_other_things_stay(tmp_path: Path) -> None:
    dirs = portable_dirs(tmp_path / "home")
    _fill(dirs)
    (tmp_path / "home" / "letter.txt").write_text("to a friend")
    kept = tmp_path / "list.toml"
    kept.write_text("elsewhere")
    (dirs.platforms / "b.toml").symlink_to(kept)
    erase(dirs, menus=tmp_path)
    assert _files(tmp_path / "home") == ["letter.txt"]
    assert kept.read_text() == "elsewhere"


def test_settings_that_are_kept_elsewhere_go_as_well(tmp_path: Path) -> None:
    dirs = portable_dirs(tmp_path / "home")
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text("")
    dirs.config.mkdir()
    dirs.settings.symlink_to(elsewhere)
    save_settings(dirs.settings, Preferences())
    erase(dirs, menus=tmp_path)
    assert not elsewhere.exists()
    assert not dirs.config.exists()


@pytest.mark.skipif(os.name != "posix", reason="the places of this system are set by its environment")
def test_in_the_system_s_own_places_unknown_files_go_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.delenv(HOME_VARIABLE, raising=False)
    dirs = user_dirs({})
    _fill(dirs)
    (dirs.data / "of an older version").write_text("secret")
    erase(dirs, menus=tmp_path)
    assert _files(tmp_path) == []
    assert not dirs.config.exists()


def test_of_the_logs_among_the_temporary_files_only_our_own_go(tmp_path: Path, temporary: Path) -> None:
    (temporary / "crash-20260101-000000.log").write_text("waythrough 0.1\nTraceback")
    (temporary / "crash-other.log").write_text("another program")
    erase(portable_dirs(tmp_path / "home"), menus=tmp_path)
    assert _files(temporary) == ["crash-other.log"]


def test_of_the_menu_entries_only_our_own_go(tmp_path: Path) -> None:
    for folder in entry_folders(tmp_path):
        folder.mkdir(parents=True)
        (folder / "ours.desktop").write_text(f"[Desktop Entry]\n{MADE_HERE}\n")
        (folder / "other.desktop").write_text("[Desktop Entry]\nName=Other\n")
    erase(portable_dirs(tmp_path / "home"), menus=tmp_path)
    assert _files(tmp_path) == ["other.desktop", "other.desktop"]


def test_what_cannot_be_taken_away_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dirs = portable_dirs(tmp_path / "home")
    _fill(dirs)
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path == dirs.ways:
            raise PermissionError(13, "no")
        real(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    found = erase(dirs, menus=tmp_path)
    assert found.left == (dirs.ways,)
    assert b"secret" not in dirs.ways.read_bytes()
    assert _files(tmp_path / "home") == ["ways.toml"]
