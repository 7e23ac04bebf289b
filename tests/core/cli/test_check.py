from pathlib import Path

import pytest

from tests.core.cli.helpers import Nets
from waythrough.cli.main import run
from waythrough.engine import quiet
from waythrough.store.history import History
from waythrough.store.settings import General, Preferences, Safety, save_settings
from waythrough.store.ways import save_ways


def test_the_options_arrive(nets: Nets, own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link = nets.net.links["berlin"]
    asked = ["check", "openatlas", *nets.options, "--depth", "quick", "--no-direct", "--path", f"Mine={link}"]
    assert run([*asked, "--lang", "fa", "--quiet", "--no-history"]) == 0
    told = capsys.readouterr()
    assert "اطلس باز" in told.out
    assert "Mine" in told.out
    assert "Direct" not in told.out
    assert told.err == ""
    assert not own_home.exists()


def test_a_password_typed_is_told_and_shown_nowhere(
    nets: Nets, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = nets.net.links["toronto"]
    assert "leaf-7" in link
    assert run(["check", "openatlas", *nets.options, "--depth", "quick", "--path", link]) == 0
    told = capsys.readouterr()
    (warning,) = [line for line in told.err.splitlines() if "password" in line]
    assert warning.startswith("Note: a password on the command line can be read by other programs")
    host = str(nets.paths("toronto")[0].fields["host"])
    for text in (told.out, told.err, (own_home / "history.sqlite3").read_bytes().decode("latin-1")):
        assert "leaf-7" not in text
        assert host not in text


def test_what_is_kept_is_the_run(nets: Nets, own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", "openatlas", *nets.options, "--depth", "quick", "-q"])
    with History(own_home / "history.sqlite3") as history:
        kept = history.last()
    assert kept is not None
    assert kept.id in capsys.readouterr().out


def test_all_kept_ways_are_one_option(nets: Nets, own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_ways(own_home / "ways.toml", nets.paths("berlin", "riga"))
    assert run(["check", "openatlas", *nets.options, "--depth", "quick", "-q", "--kept"]) == 0
    shown = capsys.readouterr().out
    assert "Berlin" in shown
    assert "Riga" in shown


def test_without_a_history_nothing_of_a_run_is_written_anywhere(
    nets: Nets, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_settings(own_home / "settings.toml", Preferences(general=General(remember_runs=False)))
    assert run(["check", "openatlas", "quillpad", *nets.options, "--depth", "quick"]) in (0, 1)
    assert "Open Atlas" in capsys.readouterr().out
    assert [each.name for each in own_home.rglob("*")] == ["settings.toml"]
    text = (own_home / "settings.toml").read_text("utf-8")
    assert "openatlas" not in text
    assert "quillpad" not in text


def test_a_quiet_check_says_what_it_is_and_what_it_cannot_hide(
    nets: Nets, own_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiet, "GAP", (0.0, 0.01))
    assert run(["check", "openatlas", *nets.options, "--quiet-profile"]) == 0
    assert "still sees which services" in capsys.readouterr().err
    save_settings(own_home / "settings.toml", Preferences(safety=Safety(quiet=True)))
    assert run(["check", "openatlas", *nets.options, "--no-history"]) == 0
    assert "still sees which services" in capsys.readouterr().err
