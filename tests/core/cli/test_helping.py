"""Help pages: every command of the tree, in every language of the program."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from waythrough.cli.helping import paragraphs, told
from waythrough.cli.main import run, waythrough
from waythrough.verdict.language import languages
from waythrough.verdict.words import translator

OTHERS = [each.code for each in languages() if each.code != "en"]
PLAIN = re.compile(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}")
"""Three words of English in a row; what is to be typed is shorter or has signs in it."""


def _tree(
    command: click.Command, names: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield names, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _tree(found, (*names, name))


TREE = dict(_tree(waythrough))


def test_the_tree_is_whole() -> None:
    assert {("check",), ("paths", "import"), ("lock", "status"), ("platforms", "verify")} <= set(TREE)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("names", TREE, ids=" ".join)
def test_no_help_text_falls_back_to_english(names: tuple[str, ...], language: str) -> None:
    command, words = TREE[names], translator(language)
    texts = [command.help, command.epilog, *(getattr(each, "help", "") for each in command.params)]
    for text in filter(None, texts):
        for one, other in zip(paragraphs(text), told(text, words).split("\n\n"), strict=True):
            assert one != other, one


@pytest.mark.usefixtures("own_home")
@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("names", TREE, ids=" ".join)
def test_a_shown_page_has_no_english_sentence(
    names: tuple[str, ...], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*names, "--lang", language, "--help"]) == 0
    shown = capsys.readouterr().out
    for english in ("Usage:", "Options:", "Commands:", "OPTIONS", "FILE", "Show this message"):
        assert english not in shown
    commands = " ".join(name for path in TREE for name in path)
    for line in shown.splitlines():
        found = PLAIN.search(line)
        assert found is None or set(found[0].split()) <= {"waythrough", *commands.split()}, line


@pytest.mark.usefixtures("own_home")
def test_a_group_alone_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["history", "--lang", "ru"], ["history", "--lang=ru"]):
        assert run(arguments) == 0
        assert capsys.readouterr().out.startswith("Использование: waythrough history")
    assert run(["history"]) == 0
    assert capsys.readouterr().out.startswith("Usage: waythrough history [OPTIONS] COMMAND [ARGS]...")


def test_places_in_texts_are_called_as_in_the_usage_line() -> None:
    for language in OTHERS:
        words = translator(language)
        for command in TREE.values():
            for paragraph in paragraphs(command.help or ""):
                for place in re.findall(r"\b(SERVICE|CHECK|SPEC|WAY|NAME)\b", paragraph):
                    assert _place(place, language) in told(paragraph, words), (language, place, paragraph)


def _place(word: str, language: str) -> str:
    from waythrough.cli.helping import in_places
    from waythrough.cli.tongue import speak

    speak(language)
    try:
        return in_places(word)
    finally:
        speak("")


def test_the_language_of_the_system_is_that_of_the_help(tmp_path: Path) -> None:
    """From end to end: a process of its own, which is told nothing but its surroundings."""
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    for code, first in (
        ("fa_IR.UTF-8", "روش نوشتن: waythrough paths "),
        ("ru_RU.UTF-8", "Использование: waythrough "),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "waythrough", "paths", "add", "--help"],
            env={**known, "LANG": code, "WAYTHROUGH_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=True,
        )
        assert done.stdout.startswith(first)
        assert done.stderr == ""
