import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.cli.helpers import home_in, way
from waythrough.catalog.catalog import Catalog
from waythrough.cli.consent import DeclinedError, agree, danger, what_happens
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.run import RunPlan
from waythrough.model.secret import Secret
from waythrough.store.settings import Preferences, load_settings, with_consent
from waythrough.verdict.words import translator

ENGLISH = translator("en")
CATALOG = Catalog.bundled()
PLAN = RunPlan(platforms=(CATALOG.get("telegram"), CATALOG.get("bbc")), paths=(way(),))
SENSITIVE = RunPlan(platforms=(CATALOG.get("tor-project"),))
AGREED = with_consent(Preferences(), 0.0)


class Terminal(io.StringIO):
    """A stream at which somebody sits."""

    def isatty(self) -> bool:
        return True


def sit_down(monkeypatch: pytest.MonkeyPatch, answer: str) -> Terminal:
    shown = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys, "stderr", shown)
    return shown


def test_the_practice_network_needs_none(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    agree(SENSITIVE, NetworkProfile(practice=True), home, ENGLISH, yes=False)
    assert not home.dirs.settings.exists()


def test_once_agreed_it_is_not_asked_again(tmp_path: Path) -> None:
    agree(PLAN, NetworkProfile(), home_in(tmp_path, AGREED), ENGLISH, yes=False)


def test_a_script_agrees_with_yes_and_that_is_kept(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    agree(PLAN, NetworkProfile(), home, ENGLISH, yes=True)
    assert load_settings(home.dirs.settings).consent.given


def test_without_a_terminal_nothing_is_sent(tmp_path: Path) -> None:
    with pytest.raises(DeclinedError, match=r"contacts Telegram and BBC News.*give --yes once to agree"):
        agree(PLAN, NetworkProfile(), home_in(tmp_path), ENGLISH, yes=False)


def test_sensitive_services_are_asked_for_each_time(tmp_path: Path) -> None:
    with pytest.raises(DeclinedError, match="dangerous to be seen contacting Tor Project"):
        agree(SENSITIVE, NetworkProfile(), home_in(tmp_path, AGREED), ENGLISH, yes=False)
    agree(SENSITIVE, NetworkProfile(), home_in(tmp_path, AGREED), ENGLISH, yes=True)


BRIDGE = PathSpec(id="b", kind="tor", fields={"bridge": Secret("obfs4 192.0.2.1:443")})


def test_bridges_are_never_tested_without_the_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = replace(PLAN, paths=(way(), BRIDGE))
    with pytest.raises(DeclinedError, match="watched line can burn it"):
        agree(quiet, NetworkProfile(), home_in(tmp_path, AGREED), ENGLISH, yes=False)
    shown = sit_down(monkeypatch, "y\n")
    home = home_in(tmp_path, AGREED)
    agree(quiet, NetworkProfile(), home, ENGLISH, yes=False)
    assert "1 of your ways is a bridge or a private server." in shown.getvalue()
    agreed = load_settings(home.dirs.settings)
    assert agreed.consent.ways == ("b",)
    monkeypatch.undo()
    agree(quiet, NetworkProfile(), home_in(tmp_path, agreed), ENGLISH, yes=False)


def test_at_a_terminal_somebody_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = sit_down(monkeypatch, "y\n")
    home = home_in(tmp_path)
    agree(PLAN, NetworkProfile(), home, ENGLISH, yes=False)
    assert "This check contacts: Telegram and BBC News." in shown.getvalue()
    assert "Go on?" in shown.getvalue()
    assert load_settings(home.dirs.settings).consent.given


@pytest.mark.parametrize("answer", ["\n", "n\n", "maybe\n", ""])
def test_anything_but_yes_is_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    shown = sit_down(monkeypatch, answer)
    home = home_in(tmp_path)
    with pytest.raises(DeclinedError):
        agree(SENSITIVE, NetworkProfile(), home, ENGLISH, yes=False)
    assert "Tor Project" in shown.getvalue()
    assert not home.dirs.settings.exists()


def test_consent_that_cannot_be_kept_still_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    agree(PLAN, NetworkProfile(), home_in(tmp_path), ENGLISH, yes=True)
    assert capsys.readouterr().err.startswith("Note: ")


def test_the_words_say_who_sees_what() -> None:
    text = ENGLISH.render(what_happens(PLAN, NetworkProfile(), ENGLISH))
    assert "Whoever runs your network can see" in text
    assert "1 way." in text
    assert "Tor Project" in ENGLISH.render(danger(SENSITIVE.platforms, ENGLISH))


def test_ways_without_services_are_no_empty_list(tmp_path: Path) -> None:
    plan = RunPlan(platforms=(), paths=(way(),), direct=False)
    assert ENGLISH.render(what_happens(plan, NetworkProfile(), ENGLISH)).startswith(
        "To compare, it also contacts"
    )
    with pytest.raises(DeclinedError, match="contacts your ways and some well-known hosts"):
        agree(plan, NetworkProfile(), home_in(tmp_path), ENGLISH, yes=False)
