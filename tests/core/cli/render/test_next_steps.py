from dataclasses import replace

from tests.core.cli.helpers import sample_run
from waythrough.cli.render.next_steps import show_next_steps
from waythrough.cli.render.screen import text_screen
from waythrough.model.run import Depth, Run
from waythrough.verdict.explain import naming
from waythrough.verdict.words import translator


def _shown(run: Run, *, kept: str = "") -> str:
    screen, out = text_screen(translator("en"), width=80)
    show_next_steps(run, naming(run), screen, kept=kept)
    return out.getvalue()


def test_what_does_not_open_comes_with_advice_and_the_next_commands() -> None:
    shown = _shown(sample_run(), kept="last")
    assert "BBC: Wait and check again later" in shown
    for command in (
        "waythrough explain last telegram",  # blocked; the other is only down
        "waythrough history show last --format html --output report.html",
        "--depth thorough",
    ):
        assert f"\n    {command}\n" in shown


def test_a_run_that_is_not_kept_is_not_looked_up() -> None:
    shown = _shown(sample_run())
    assert "waythrough explain" not in shown
    assert "\n    waythrough check … --output report.html\n" in shown
    assert "waythrough practice … --output" in _shown(replace(sample_run(), practice=True))


def test_nothing_is_proposed_that_was_done_or_is_not_needed() -> None:
    run = sample_run()
    assert "--depth" not in _shown(replace(run, depth=Depth.THOROUGH), kept="last")
    assert _shown(replace(run, recommendation=replace(run.recommendation, unopened=()))) == ""
