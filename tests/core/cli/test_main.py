import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.cli.helpers import Nets
from waythrough import __version__
from waythrough.cli.main import COMMANDS, run

LATE = {
    "asyncio",
    "certifi",
    "dns",
    "h2",
    "httpcore",
    "httpx",
    "jinja2",
    "msgspec",
    "rich",
    "sqlite3",
    "tomlkit",
}

MISTAKES = {
    "no such platform": (["check", "telegrm"], "did you mean"),
    "no such command": (["chek"], "did you mean “check”"),
    "a platform as command": (["telegram"], "waythrough check telegram"),
    "a command of a group": (["interfaces"], "did you mean “waythrough paths interfaces”?"),
    "a command of two groups": (
        ["import", "x"],
        "“waythrough paths import” or “waythrough platforms import”?",
    ),
    "no such option": (["check", "--formt", "json"], "--format"),
    "no such choice": (["check", "--depth", "deep"], "thorough"),
    "no such way": (["check", "telegram", "--path", "nowhere"], "neither an address, nor a file"),
    "no such file": (["check", "--paths", "missing.toml"], "cannot be read"),
    "not a name server": (["check", "--resolver", "nine"], "no name server"),
    "no such roots": (["check", "--ca-file", "missing.pem"], "there is no file"),
    "no such form": (["check", "--output", "report.docx"], "does not tell the form"),
    "no such folder": (["check", "--output", "missing/report.json"], "there is no folder"),
    "nothing to test over": (["check", "--no-direct"], "nothing to test over"),
    "no such run": (["explain", "20010101-000000-abcd", "telegram"], "no check"),
    "no run yet": (["explain", "last", "telegram"], "run a check first"),
    "no such category": (["platforms", "list", "--category", "newz"], "did you mean"),
    "no consent": (["check", "telegram"], "--yes"),
    "sensitive": (["check", "tor-project"], "dangerous"),
    "too much to add": (["paths", "add", "a", "b", "c"], "give a name and a way"),
    "nothing to delete": (["history", "delete"], "name the checks"),
    "no such service": (["practice", "telegram"], "no service is called"),
}


@pytest.mark.usefixtures("own_home")
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_sentence_and_code_2(mistake: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, hint = MISTAKES[mistake]
    assert run(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    first, *rest = told.err.strip().splitlines()
    assert first.startswith("Error: ")
    assert hint in first
    assert all(line.startswith("See: waythrough") for line in rest)


@pytest.mark.usefixtures("own_home")
def test_bare_it_opens_the_window_or_says_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert capsys.readouterr().err.startswith("Error: ")


def test_a_bug_is_code_4_without_a_traceback(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("waythrough.cli.browsing.listed", broken)
    assert run(["platforms", "list"]) == 4
    told = capsys.readouterr()
    assert "bug in Waythrough (ZeroDivisionError)" in told.err
    assert "Traceback" not in told.err
    assert len(list((own_home / "logs").iterdir())) == 1


def test_stopping_before_a_run_is_code_130(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("waythrough.cli.browsing.listed", stopped)
    assert run(["platforms", "list"]) == 130
    assert capsys.readouterr().err.strip() == "Stopped."
    assert not own_home.exists()


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command.split(), "--help"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith(f"Usage: waythrough {command}".rstrip())
    assert told.err == ""
    assert max(map(len, told.out.splitlines())) <= 100
    if not command:
        assert all(f"  {name} " in told.out for name in COMMANDS)


def test_the_options_are_those_of_the_documents(capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", "--help"])
    shown = capsys.readouterr().out
    for option in (
        "--path", "--paths", "--kept", "--catalog", "--no-direct", "--depth", "--resolver", "--network", "--ca-file",
        "--yes", "--format", "--output", "--include-names", "--lang", "--no-history",
    ):  # fmt: skip
        assert f"{option} " in shown or f"{option}\n" in shown, option


def test_the_version_comes_without_any_library() -> None:
    code = (
        "import sys\nfrom waythrough.cli.main import run\nassert run(['--version']) == 0\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    version, modules = done.stdout.splitlines()
    assert version == f"waythrough {__version__}"
    assert LATE & set(modules.split()) == set()


def test_a_check_ends_with_the_code_of_its_run(
    nets: Nets, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "openatlas", "quillpad", *nets.options, "--depth", "quick"]) == 1
    assert (own_home / "history.sqlite3").exists()
    assert "Quillpad" in capsys.readouterr().out


def test_help_says_where_runs_and_ways_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for part in ("WAYTHROUGH_HOME", "--no-history", "waythrough history"):
        assert part in shown
