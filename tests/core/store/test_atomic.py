"""Files that are whole and private."""

import os
import stat
import sys
from pathlib import Path

import pytest

from waythrough.store.atomic import (
    create_private,
    make_folder,
    read_if_there,
    remove_if_there,
    replace_wiped,
    wipe,
    write_private,
)
from waythrough.store.dirs import StoreError

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="this system has no such modes")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.toml"
    assert read_if_there(path) is None
    write_private(path, b"one")
    write_private(path, b"two")
    assert read_if_there(path) == b"two"
    assert [item.name for item in path.parent.iterdir()] == ["b.toml"]


@POSIX
def test_only_the_owner_can_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_private(tmp_path / "new" / "b.toml", b"x")
        old = tmp_path / "old.toml"
        old.write_bytes(b"")
        old.chmod(0o644)
        write_private(old, b"x")
    finally:
        os.umask(before)
    assert _mode(tmp_path / "new" / "b.toml") == 0o600
    assert _mode(tmp_path / "new") == 0o700
    assert _mode(old) == 0o600


@POSIX
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_bytes(b"old")
    link = tmp_path / "link.toml"
    link.symlink_to(real)
    write_private(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_what_cannot_be_written_leaves_the_old_one_and_no_rest(tmp_path: Path) -> None:
    place = tmp_path / "folder.toml"
    place.mkdir()
    (place / "inside").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be written") as caught:
        write_private(place, b"x")
    assert caught.value.todo
    assert [item.name for item in tmp_path.iterdir()] == ["folder.toml"]
    with pytest.raises(StoreError, match="cannot be read"):
        read_if_there(place)
    with pytest.raises(StoreError, match="cannot be taken away"):
        remove_if_there(place)


def test_a_file_where_a_folder_is_due(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be made"):
        make_folder(tmp_path / "file" / "inside")


@POSIX
def test_a_folder_that_takes_no_files(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        write_private(Path("/proc/self/waythrough.toml"), b"x")


def test_made_only_where_none_is_yet(tmp_path: Path) -> None:
    create_private(tmp_path / "a", b"one")
    with pytest.raises(StoreError):
        create_private(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"one"
    assert [item.name for item in tmp_path.iterdir()] == ["a"]


@POSIX
@pytest.mark.parametrize("new", [b"new", None])
def test_what_a_file_held_is_overwritten(tmp_path: Path, new: bytes | None) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"a secret")
    with path.open("rb") as before:  # the old file stays readable through what was opened
        if new is None:
            wipe(path)
        else:
            replace_wiped(path, new)
        assert before.read() == bytes(8)
    assert read_if_there(path) == new


@POSIX
def test_of_a_link_only_the_link_is_wiped(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"kept")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    wipe(tmp_path / "b")
    assert [item.name for item in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"kept"
