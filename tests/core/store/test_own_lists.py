"""The user's own lists: under the lock not even their names are seen, and none is lost on the way there or back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from waythrough.store.dirs import Dirs, StoreError, portable_dirs
from waythrough.store.keyring import Ring, forget, hold
from waythrough.store.own_lists import KeptList, forget_list, has_list, kept_lists, save_list, settle_lists
from waythrough.store.seal import KEY_BYTES, Seal

SEALING = Ring(Seal(bytes(KEY_BYTES)))
OPENING = Ring(SEALING.seal, ending=True)


@pytest.fixture
def dirs(tmp_path: Path) -> Iterator[Dirs]:
    made = portable_dirs(tmp_path / "home")
    yield made
    forget(made)


def _names(dirs: Dirs) -> list[str]:
    return sorted(each.name for each in dirs.platforms.iterdir())


def _settle(dirs: Dirs, ring: Ring) -> None:
    hold(dirs, ring)
    settle_lists(dirs.platforms, ring)


def _held(dirs: Dirs) -> dict[str, bytes]:
    return {each.name: each.content for each in kept_lists(dirs.platforms)}


def test_without_a_lock_lists_lie_under_their_names(dirs: Dirs) -> None:
    assert kept_lists(dirs.platforms) == ()
    assert save_list(dirs.platforms, "mine.txt", b"a.example") == dirs.platforms / "mine.txt"
    (dirs.platforms / ".hidden").write_text("nobody reads it")
    (dirs.platforms / "folder").mkdir()
    assert kept_lists(dirs.platforms) == (KeptList(name="mine.txt", content=b"a.example"),)
    forget_list(dirs.platforms, "mine.txt")
    assert not has_list(dirs.platforms, "mine.txt")


def test_under_the_lock_no_name_is_seen(dirs: Dirs) -> None:
    hold(dirs, SEALING)
    save_list(dirs.platforms, "friends of berlin.txt", b"first")
    place = save_list(dirs.platforms, "friends of berlin.txt", b"second")  # in place of the first
    assert "berlin" not in place.name
    assert b"second" not in place.read_bytes()
    assert _names(dirs) == [place.name]
    assert has_list(dirs.platforms, "friends of berlin.txt")
    assert _held(dirs) == {"friends of berlin.txt": b"second"}
    forget_list(dirs.platforms, "friends of berlin.txt")
    assert _names(dirs) == []


def test_lists_of_an_older_version_get_new_names(dirs: Dirs) -> None:
    """They were sealed, each under the name that it had."""
    dirs.platforms.mkdir(parents=True)
    old = dirs.platforms / "mine.txt"
    old.write_bytes(SEALING.seal.close_bytes(b"a.example", old.name))
    hold(dirs, SEALING)
    assert _held(dirs) == {"mine.txt": b"a.example"}
    for _time in range(2):
        settle_lists(dirs.platforms, SEALING)
        assert _held(dirs) == {"mine.txt": b"a.example"}
        assert len(_names(dirs)) == 1
        assert "mine" not in _names(dirs)[0]
    _settle(dirs, OPENING)
    assert _names(dirs) == ["mine.txt"]
    assert old.read_bytes() == b"a.example"


@pytest.mark.parametrize("same", [True, False])
def test_two_of_one_name_are_one_only_when_they_are_the_same(dirs: Dirs, same: bool) -> None:
    """The first is what a kill in the middle leaves; the second what somebody has put there meanwhile."""
    other = b"a.example" if same else b"b.example"
    held = {"mine.txt": b"a.example"} | ({} if same else {"mine-2.txt": b"b.example"})
    hold(dirs, SEALING)
    save_list(dirs.platforms, "mine.txt", b"a.example")
    (dirs.platforms / "mine.txt").write_bytes(other)
    settle_lists(dirs.platforms, SEALING)
    assert _held(dirs) == held
    _settle(dirs, OPENING)
    assert _held(dirs) == held
    assert _names(dirs) == sorted(held)


def test_a_name_that_is_no_text_comes_back(dirs: Dirs) -> None:
    name = b"\xffmine\n.txt".decode("utf-8", "surrogateescape")
    try:
        save_list(dirs.platforms, name, b"a.example")
    except StoreError:
        pytest.skip("this system has no such names")
    _settle(dirs, SEALING)
    _settle(dirs, OPENING)
    assert _held(dirs) == {name: b"a.example"}


def test_what_a_killed_program_left_half_written_goes(dirs: Dirs) -> None:
    save_list(dirs.platforms, "mine.txt", b"a.example")
    (dirs.platforms / ".mine.txt.abcd1234").write_bytes(b"a.exa")
    (dirs.platforms / ".hidden").write_bytes(b"kept all the same")
    _settle(dirs, SEALING)
    assert _held(dirs) == {"mine.txt": b"a.example"}
    assert len(_names(dirs)) == 2
    _settle(dirs, OPENING)
    assert _names(dirs) == [".hidden", "mine.txt"]


def test_what_a_link_leads_to_stays(dirs: Dirs, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_bytes(b"a.example")
    dirs.platforms.mkdir(parents=True)
    (dirs.platforms / "mine.txt").symlink_to(elsewhere)
    _settle(dirs, SEALING)
    assert elsewhere.read_bytes() == b"a.example"
    assert _held(dirs) == {"mine.txt": b"a.example"}
    assert "mine.txt" not in _names(dirs)


def test_a_damaged_list_hides_no_other(dirs: Dirs) -> None:
    hold(dirs, SEALING)
    save_list(dirs.platforms, "mine.txt", b"a.example")
    place = save_list(dirs.platforms, "other.txt", b"b.example")
    place.write_bytes(place.read_bytes()[:-1])
    with pytest.raises(StoreError, match="damaged"):
        kept_lists(dirs.platforms)
    refused: list[StoreError] = []
    assert [each.name for each in kept_lists(dirs.platforms, refused.append)] == ["mine.txt"]
    assert len(refused) == 1


def test_a_lost_key_file_does_not_make_sealed_lists_look_plain(dirs: Dirs) -> None:
    hold(dirs, SEALING)
    save_list(dirs.platforms, "mine.txt", b"a.example")
    forget(dirs)
    with pytest.raises(StoreError, match="locked"):
        kept_lists(dirs.platforms)
