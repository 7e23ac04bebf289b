import stat
from pathlib import Path

from waythrough.store.dirs import portable_dirs
from waythrough.store.draft import LONGEST, load_draft, save_draft
from waythrough.store.erase import erase


def test_a_draft_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    path = portable_dirs(tmp_path / "home").draft
    assert load_draft(path) == ""
    save_draft(path, "it hung after پنج دقیقه")
    assert load_draft(path) == "it hung after پنج دقیقه"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_draft_leaves_no_file(tmp_path: Path) -> None:
    path = portable_dirs(tmp_path / "home").draft
    save_draft(path, "x" * (LONGEST + 1))
    assert len(load_draft(path)) == LONGEST
    save_draft(path, " \n")
    assert not path.exists()


def test_it_goes_with_everything_else(tmp_path: Path) -> None:
    dirs = portable_dirs(tmp_path / "home")
    save_draft(dirs.draft, "secret words")
    erase(dirs, menus=tmp_path / "menus")
    assert not dirs.draft.exists()
