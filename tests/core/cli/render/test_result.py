from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.cli.helpers import masked, sample_run
from tests.core.report.samples import continued_run
from waythrough.cli.render.result import show_result, show_summary
from waythrough.cli.render.screen import UNBOUNDED, text_screen
from waythrough.cli.report_names import report_names
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import CellStatus, Run
from waythrough.model.verdict import Label
from waythrough.verdict.cover import recommend
from waythrough.verdict.words import translator


def _shown(run: Run, *, width: int = 200, language: str = "en", more: str = "") -> str:
    screen, out = text_screen(translator(language), width=width)
    show_result(run, screen, more)
    return out.getvalue()


def _only_direct(run: Run) -> Run:
    paths = tuple(info for info in run.paths if info.id == DIRECT_ID)
    cells = {key: cell for key, cell in run.cells.items() if key[1] == DIRECT_ID}
    advice = recommend([info.id for info in run.platforms], paths, cells)
    return replace(run, paths=paths, cells=MappingProxyType(cells), recommendation=advice)


def test_first_what_to_use_then_the_matrix_then_ways_and_reasons() -> None:
    shown = _shown(sample_run(), more="waythrough explain last SERVICE [WAY]")
    parts = (
        "This line is weak or unsteady",
        "Use ",
        "Do not use Free proxy",
        "Telegram  ",
        "\nWays\n",
        "SOCKS5 1: could not connect: wrong or missing user name or password",
        "Why the direct line fails",
        "WhatsApp: The connection is cut the moment the name of this service is sent.",
        "12 services, 4 ways: 48 seconds",
        "waythrough explain last SERVICE [WAY]",
    )
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_it_fits_the_terminal(width: int, language: str) -> None:
    from rich.cells import cell_len

    assert max(map(cell_len, _shown(sample_run(), width=width, language=language).splitlines())) <= width


def test_numbers_lead_from_signs_to_ways() -> None:
    shown = _shown(sample_run(), width=60)
    assert " 1 Berlin: connected" in shown
    assert "⬢ Blocked" in shown


def test_what_opens_needs_no_reason() -> None:
    reasons = _shown(sample_run()).partition("Why the direct line fails")[2]
    assert "Wikipedia:" not in reasons


def test_somebody_without_ways_is_told_what_would_help() -> None:
    shown = _shown(_only_direct(sample_run()))
    assert "Add a VPN or proxy that you trust and check again" in shown
    assert "\n    --path socks5h://HOST:PORT\n" in shown
    assert "\nWays\n" not in shown
    assert "12 services, directly" in shown
    assert "--path" not in _shown(sample_run())


def test_a_line_that_cannot_be_tested_is_one_banner() -> None:
    shown = _shown(masked(sample_run(), Label.CAPTIVE_PORTAL))
    assert "This network wants you to sign in first" in shown
    assert "Why the direct line fails" not in shown


def test_the_summary_says_practice_and_stopped() -> None:
    screen, out = text_screen(translator("en"))
    show_summary(replace(sample_run(), practice=True, interrupted=True), screen)
    assert "Practice network: nothing left this computer." in out.getvalue()
    assert "Stopped: 60 of 60 checks done" in out.getvalue()
    assert "The check was stopped early" in out.getvalue()


def test_what_was_not_checked_does_not_count_against_a_way() -> None:
    run = sample_run()
    left = {key for key in run.cells if key[1] == "p-7f3a" and key[0] not in {"telegram", "signal"}}
    cells = {
        key: replace(cell, status=CellStatus.INTERRUPTED, works=None) if key in left else cell
        for key, cell in run.cells.items()
    }
    advice = recommend([info.id for info in run.platforms], run.paths, cells)
    stopped = replace(run, cells=MappingProxyType(cells), interrupted=True, recommendation=advice)
    shown = _shown(stopped)
    assert "Stopped: 50 of 60 checks done" in shown
    assert "Berlin: connected, opens 2 of 2" in shown


def test_ways_are_found_again_in_reports() -> None:
    screen, out = text_screen(translator("en"), width=80)
    show_result(sample_run(), screen, in_reports=report_names(sample_run()))
    assert "Office proxy (in reports: SOCKS5 2): connected" in out.getvalue()
    assert "in reports" not in _shown(sample_run())


def test_persian_sentences_run_their_own_way() -> None:
    shown = _shown(sample_run(), language="fa")
    assert "راه‌ها" in shown
    assert "Telegram  " not in shown


def test_results_that_are_older_than_the_check_are_told_and_marked() -> None:
    run = continued_run()
    shown = _shown(run)
    assert f"6 of {len(run.cells)} results were taken over from the check of " in shown
    boxes = shown[: shown.index("* taken over")]
    assert boxes.count("*") == 6
    narrow = _shown(run, width=60)
    assert narrow[: narrow.index("* taken over")].count("*") == 6
    assert "*" not in _shown(sample_run())


def test_what_was_not_looked_at_again_is_counted_and_its_mark_explained() -> None:
    run = sample_run()
    unsure = {key for key, cell in run.cells.items() if key[1] == DIRECT_ID and cell.works is False}
    cells = {key: replace(cell, preliminary=key in unsure) for key, cell in run.cells.items()}
    shown = _shown(replace(run, cells=MappingProxyType(cells), interrupted=True))
    assert f"Stopped: 60 of 60 checks done, {len(unsure)} of them are not confirmed" in shown
    assert "… not confirmed: the check ended before the second look" in shown.splitlines()
    assert "not confirmed" not in _shown(replace(run, interrupted=True))


def test_what_goes_into_a_pipe_has_a_readable_width() -> None:
    screen, out = text_screen(translator("en"), width=UNBOUNDED)
    run = sample_run()
    copies = [
        replace(each, id=f"{each.id}-{number}", name="A friend's")
        for number in (2, 3, 4)
        for each in run.paths
    ]
    show_result(replace(run, paths=(*run.paths, *copies)), screen)
    heads = [line for line in out.getvalue().splitlines() if line.count("A friend's") > 1]
    assert len(heads) > 1
    assert max(map(len, heads)) <= 200
