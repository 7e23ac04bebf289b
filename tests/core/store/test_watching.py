"""The state of watching on disk: whole, private, and never in the way of the next start."""

import stat
from pathlib import Path

import pytest

from waythrough.store.dirs import portable_dirs
from waythrough.store.watching import forget_watch, load_watch, save_watch
from waythrough.verdict.watching import Watch, Watched

KNOWN = Watch(
    cells=(Watched(platform_id="a", path_id="direct", opens=True, tested=5.0, doubted=6.0, turns=(6.0,)),),
    flapping_told=4.0,
)


def test_it_survives_a_restart_and_is_taken_away_for_good(tmp_path: Path) -> None:
    file = portable_dirs(tmp_path / "home").watching
    assert load_watch(file) == Watch()
    save_watch(file, KNOWN)
    assert load_watch(file) == KNOWN
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    forget_watch(file)
    assert not file.exists()


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"cells": [{"opens": 7}]}', b"\xff", b" " * (9 << 20)])
def test_a_damaged_file_begins_anew(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "watching.json"
    file.write_bytes(content)
    assert load_watch(file) == Watch()
