from pathlib import Path

import pytest

from waythrough.cli.main import run


@pytest.mark.usefixtures("own_home")
def test_they_are_listed_by_category_and_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["platforms", "list", "--category", "messenger", "--search", "tele"]) == 0
    shown = capsys.readouterr().out
    assert "telegram" in shown
    assert "bbc" not in shown
    assert run(["platforms", "list", "--search", "no such thing"]) == 0
    assert "No service was found" in capsys.readouterr().out


@pytest.mark.usefixtures("own_home")
def test_categories_are_called_as_in_the_window(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["platforms", "list", "--search", "telegram", "--lang", "fa"]) == 0
    assert "پیام" in capsys.readouterr().out


@pytest.mark.usefixtures("own_home")
def test_one_is_shown_with_targets_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["platforms", "show", "signal"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Signal\n")
    assert "chat.signal.org" in shown
    assert "source: " in shown
    assert run(["platforms", "show", "https://example.org/x"]) == 0
    assert "https://example.org/x" in capsys.readouterr().out


def test_a_list_is_read_and_kept(own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("mine.example\nhttp://\n", "utf-8")
    assert run(["platforms", "import", str(file)]) == 0
    told = capsys.readouterr()
    assert "mine-example" in told.out
    assert "check --catalog" in told.out
    assert "mine.txt, line 2, left out" in told.err
    assert not own_home.exists()
    assert run(["platforms", "import", str(file), "--save"]) == 0
    assert run(["platforms", "import", str(file), "--save"]) == 0
    assert "in place of the older one" in capsys.readouterr().out
    assert run(["platforms", "show", "mine-example"]) == 0


@pytest.mark.usefixtures("own_home")
def test_the_short_list_is_shown_and_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["platforms", "short", "signal", "Wikipedia"]) == 0
    assert run(["platforms", "short"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in shown[-2:]] == ["signal", "wikipedia"]
    assert run(["platforms", "short", "tor-project"]) == 2
    assert run(["platforms", "short", "--reset"]) == 0
    assert "telegram" in capsys.readouterr().out
