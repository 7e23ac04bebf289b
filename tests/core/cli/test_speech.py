"""The option --lang."""

import pytest

from waythrough.cli.main import run
from waythrough.verdict.language import languages


@pytest.mark.usefixtures("own_home")
def test_only_languages_that_exist_are_offered(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["platforms", "list", "--lang", "de"]) == 2
    assert "one of en, fa" in capsys.readouterr().err
    assert run(["platforms", "list", "--lang", "FA"]) == 0


@pytest.mark.usefixtures("own_home")
def test_its_help_names_the_languages_as_they_name_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["--help"],
        ["lock", "status", "--help"],
        ["platforms", "list", "--lang", "ru", "--help"],
    ):
        assert run(arguments) == 0
        shown = " ".join(capsys.readouterr().out.split())
        assert all(f"{each.code} {each.title}" in shown for each in languages())
