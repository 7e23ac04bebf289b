"""The language of a command: for its answer, its notes and its errors."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from waythrough.cli.main import run
from waythrough.cli.tongue import speak, spoken, without
from waythrough.store.settings import General, Preferences, save_settings


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("WAYTHROUGH_HOME", str(tmp_path))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield
    speak("")


def _set_language(home: Path, code: str) -> None:
    from waythrough.store.dirs import user_dirs

    assert user_dirs().settings.is_relative_to(home)
    save_settings(user_dirs().settings, Preferences(general=General(language=code)))


def test_the_language_that_is_set_is_spoken(tmp_path: Path) -> None:
    assert spoken().language == "en"
    _set_language(tmp_path, "fa")
    assert spoken().language == "fa"
    speak("ru")
    assert spoken().language == "ru"


def test_settings_that_are_damaged_leave_the_language_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set_language(tmp_path, "fa")
    from waythrough.store.dirs import user_dirs

    user_dirs().settings.write_text("= no toml", encoding="utf-8")
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    assert spoken().language == "ru"


@pytest.mark.parametrize(
    ("arguments", "english"),
    [
        (["paths", "remove", "--lang", "LANG", "nobody"], "no way is called “nobody”"),
        (["paths", "add", "--lang", "LANG", "a", "b", "c"], "give a name and a way"),
        (["history", "show", "--lang", "LANG", "nothing"], "there is no check"),
        (["check", "--lang", "LANG", "--nonsense"], "there is no option --nonsense"),
        (["paths", "remove", "--lang", "LANG"], "is missing"),
    ],
)
def test_errors_are_said_in_the_language_that_is_asked_for(
    arguments: list[str], english: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(code: str) -> str:
        assert run([code if each == "LANG" else each for each in arguments]) == 2
        return capsys.readouterr().err

    assert english in told("en")
    for code in ("fa", "ru"):
        shown = told(code)
        assert english not in shown
        assert "Error" not in shown
    assert spoken().language == "en"  # the next command begins anew


def test_a_question_needs_no_full_stop_in_any_language(capsys: pytest.CaptureFixture[str]) -> None:
    for code, end in (("en", "?"), ("fa", "؟"), ("ru", "?")):
        assert run(["check", "--lang", code, "telegrm"]) == 2
        assert capsys.readouterr().err.rstrip().endswith(end)


def test_what_a_command_line_says_beside_its_language() -> None:
    assert without(["list", "--lang", "fa", "x", "--lang=ru", "--limit", "3"]) == [
        "list",
        "x",
        "--limit",
        "3",
    ]
    assert without(["--lang"]) == []
