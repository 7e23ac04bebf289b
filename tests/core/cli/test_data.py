"""How much data a thorough check takes: told, asked for, limited."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.cli.test_consent import sit_down
from waythrough.catalog.catalog import Catalog
from waythrough.cli.data import TooMuchError, settled
from waythrough.engine.budget import budget_of
from waythrough.model.network import NetworkProfile
from waythrough.model.run import Depth, RunPlan, Settings
from waythrough.store.settings import Metered
from waythrough.verdict.words import translator

ENGLISH = translator("en")
CATALOG = Catalog.bundled()
PLAN = RunPlan(platforms=(CATALOG.get("wikipedia"), CATALOG.get("bbc")), depth=Depth.THOROUGH)
REAL = NetworkProfile()
WHOLE = budget_of(PLAN, REAL).megabytes
PAGES = budget_of(replace(PLAN, settings=Settings(large=False)), REAL).megabytes


@pytest.fixture(autouse=True)
def nobody_to_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system says nothing about the price of the line."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.parametrize(
    ("plan", "profile"),
    [
        (replace(PLAN, depth=Depth.STANDARD), REAL),
        (replace(PLAN, direct=False), REAL),
        (PLAN, NetworkProfile(practice=True)),
    ],
)
def test_where_nothing_large_is_fetched_nothing_is_said(
    plan: RunPlan, profile: NetworkProfile, capsys: pytest.CaptureFixture[str]
) -> None:
    assert settled(plan, profile, Metered.YES, ENGLISH) is plan
    assert capsys.readouterr().err == ""


def test_a_script_is_told_and_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    plan = settled(PLAN, REAL, Metered.AUTO, ENGLISH)
    assert plan.settings.large
    assert capsys.readouterr().err == f"This check takes up to about {WHOLE} MB of data.\n"


@pytest.mark.parametrize(("answer", "goes_on"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_at_a_terminal_somebody_is_asked(monkeypatch: pytest.MonkeyPatch, answer: str, goes_on: bool) -> None:
    shown = sit_down(monkeypatch, answer)
    if goes_on:
        assert settled(PLAN, REAL, Metered.NO, ENGLISH).settings.large
    else:
        with pytest.raises(TooMuchError, match="nothing was sent"):
            settled(PLAN, REAL, Metered.NO, ENGLISH)
    assert f"{WHOLE} MB" in shown.getvalue()


def test_who_says_yes_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = sit_down(monkeypatch, "n\n")
    settled(PLAN, REAL, Metered.AUTO, ENGLISH, yes=True)
    assert "Go on?" not in shown.getvalue()
    assert "MB" in shown.getvalue()


def test_where_data_costs_money_speed_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert PAGES < WHOLE
    plan = settled(PLAN, REAL, Metered.YES, ENGLISH)
    assert not plan.settings.large
    said = capsys.readouterr().err
    assert f"about {PAGES} MB of data" in said
    assert "--data-limit allows it" in said


def test_a_limit_allows_data_that_costs_money_and_names_what_does_not_fit(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = settled(PLAN, REAL, Metered.YES, ENGLISH, limit=WHOLE - 1)
    assert plan.settings.large
    assert plan.settings.data_limit == (WHOLE - 1) * 1_000_000
    assert "to measure the speed of BBC News, so it is left out" in capsys.readouterr().err
