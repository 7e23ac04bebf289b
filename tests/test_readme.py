"""The documents tell of commands and options that exist."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WITH_SUBCOMMANDS = {"history", "paths", "platforms"}


def _commands(program: str) -> list[list[str]]:
    """The words of every command line of the documents that starts with that program, prompts and remarks apart."""
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md"))
    lines = re.findall(rf"^(?:\| `)?{re.escape(program)} ([^`\n]*)", text, re.MULTILINE)
    return [shlex.split(line, comments=True) for line in lines]


def _examples() -> dict[str, set[str]]:
    """Each subcommand of the examples, with the options that they give it."""
    found: dict[str, set[str]] = {}
    for words in _commands("waythrough"):
        name = " ".join(words[: 2 if words[0] in WITH_SUBCOMMANDS else 1])
        found.setdefault(name, set()).update(word for word in words if word.startswith("--"))
    return found


def _help(*command: str) -> str:
    told = subprocess.run(
        [sys.executable, *command, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    return told.stdout


@pytest.mark.parametrize(("name", "options"), sorted(_examples().items()))
def test_the_examples_can_be_typed(name: str, options: set[str]) -> None:
    told = _help("-m", "waythrough", *name.split())
    assert {option for option in options if option not in told} == set()


def test_the_developers_commands_exist() -> None:
    told = _help("installer/dev.py")
    named = {words[0] for words in _commands("python3 installer/dev.py")}
    assert {"run", "test", "check"} <= named
    assert {name for name in named if f"\n    {name} " not in told} == set()
