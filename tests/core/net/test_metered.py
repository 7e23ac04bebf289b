"""What the system's own programs say about the price of the line; stand-ins for them are on the path here."""

import os
from pathlib import Path

import pytest

from waythrough.net.metered import is_metered

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    file.chmod(0o700)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("said", "metered"), [("u 1", True), ("u 3", True), ("u 0", False), ("u 2", False), ("u 4", False)]
)
def test_network_manager_says_or_guesses(shelf: Path, said: str, metered: bool) -> None:
    program(shelf, "busctl", f'[ "$6" = Metered ] && echo "{said}"')
    assert is_metered("linux") is metered


@pytest.mark.parametrize(("said", "metered"), [("Fixed", True), ("Variable", True), ("Unrestricted", False)])
def test_windows_names_its_kind_of_cost(shelf: Path, said: str, metered: bool) -> None:
    program(shelf, "powershell", f"echo {said}")
    assert is_metered("win32") is metered


@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
def test_nobody_to_ask(shelf: Path, system: str) -> None:
    assert not is_metered(system)


def test_a_program_that_fails_says_nothing(shelf: Path) -> None:
    program(shelf, "busctl", "exit 1")
    assert not is_metered("linux")
    program(shelf, "busctl", "")
    (shelf / "busctl").write_bytes(b"\x7fELF nonsense")
    assert not is_metered("linux")


def test_a_program_that_hangs_is_not_waited_for(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(shelf, "busctl", "read line < /dev/zero || :; while :; do :; done")
    monkeypatch.setattr("waythrough.net.metered._PATIENCE", 0.2)
    assert not is_metered("linux")
