"""A program is kept as its owner typed it, and never taken from a file of somebody else."""

import sys
from pathlib import Path

import pytest

from waythrough.cli.main import run
from waythrough.store.ways import load_ways


def test_a_command_is_kept_word_by_word_and_shown(
    own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config"
    config.write_text("key = 1")
    typed = [
        "paths",
        "program",
        "Mine",
        "--proxy",
        "http",
        "--port",
        "8080",
        "--ready",
        "9",
        "--config",
        str(config),
    ]
    assert run([*typed, "--", "my tool", "-c", "{config}", "-v"]) == 0
    told = capsys.readouterr()
    assert told.out == "Kept: Mine (Program)\n"
    assert "'my tool' -c" in told.err
    (spec,) = load_ways(own_home / "ways.toml").specs
    assert spec.fields["command"] == "'my tool' -c '{config}' -v"
    assert (spec.fields["proxy"], spec.fields["port"], spec.fields["ready_seconds"]) == ("http", 8080, 9)
    assert run(["paths", "program", "Mine", "tool", "{port}"]) == 2
    assert run(["paths", "program", "Other", "tool"]) == 2
    assert "which port" in capsys.readouterr().err


@pytest.mark.usefixtures("own_home")
def test_a_program_that_is_not_there_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "program", "Gone", "--", "/usr/bin/nosuch", "{port}"]) == 0
    assert "was not found" in capsys.readouterr().err
    assert run(["paths", "program", "There", "--", sys.executable, "{port}"]) == 0
    assert "was not found" not in capsys.readouterr().err


@pytest.mark.usefixtures("own_home")
def test_no_file_brings_a_program_along(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ways.toml"
    file.write_text('[[path]]\nkind = "program"\ncommand = "touch {port}"\nproxy = "http"\n')
    assert run(["paths", "add", str(file)]) == 2
    assert "never taken from a file" in capsys.readouterr().err
