"""The open locks of the process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from waythrough.store.dirs import Dirs, StoreError, portable_dirs
from waythrough.store.keyring import Ring, forget, hold, is_open, read_kept, ring_of, write_kept
from waythrough.store.seal import KEY_BYTES, Seal, is_sealed

RING = Ring(Seal(bytes(KEY_BYTES)))


@pytest.fixture
def dirs(tmp_path: Path) -> Iterator[Dirs]:
    made = portable_dirs(tmp_path / "home")
    yield made
    forget(made)


def test_without_a_lock_files_are_as_they_are(dirs: Dirs) -> None:
    write_kept(dirs.ways, b"plain")
    assert dirs.ways.read_bytes() == b"plain"
    assert read_kept(dirs.ways) == b"plain"
    assert ring_of(dirs.ways) is None


def test_with_an_open_lock_they_are_sealed_also_one_folder_deeper(dirs: Dirs) -> None:
    hold(dirs, RING)
    for place in (dirs.ways, dirs.platforms / "mine.toml"):
        write_kept(place, b"plain")
        assert is_sealed(place.read_bytes())
        assert read_kept(place) == b"plain"


def test_a_closed_lock_gives_and_takes_nothing(dirs: Dirs) -> None:
    hold(dirs, RING)
    write_kept(dirs.ways, b"plain")
    dirs.lock.write_text("{}")
    forget(dirs)
    assert not is_open(dirs)
    for place in (dirs.ways, dirs.platforms / "mine.toml"):
        with pytest.raises(StoreError, match="locked"):
            write_kept(place, b"new")
    with pytest.raises(StoreError, match="locked"):
        read_kept(dirs.ways)


def test_a_lost_key_file_does_not_make_sealed_things_look_plain(dirs: Dirs) -> None:
    hold(dirs, RING)
    write_kept(dirs.ways, b"plain")
    forget(dirs)
    with pytest.raises(StoreError, match="locked"):
        read_kept(dirs.ways)


def test_a_lock_that_ends_opens_and_seals_no_more(dirs: Dirs) -> None:
    hold(dirs, RING)
    write_kept(dirs.ways, b"plain")
    hold(dirs, Ring(RING.seal, ending=True))
    assert read_kept(dirs.ways) == b"plain"
    write_kept(dirs.ways, b"new")
    assert dirs.ways.read_bytes() == b"new"
