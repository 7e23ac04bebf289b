from dataclasses import replace
from types import MappingProxyType

from tests.core.cli.helpers import sample_run
from waythrough.catalog.catalog import Catalog
from waythrough.cli.render.lists import (
    show_findings,
    show_one_platform,
    show_platforms,
    show_runs,
    show_way_states,
)
from waythrough.cli.render.screen import text_screen
from waythrough.cli.verifying import Finding, Outcome
from waythrough.model.platform import PassRule, RollUp
from waythrough.model.verdict import Confidence, Label, Locus, Verdict
from waythrough.store.history import RunEntry
from waythrough.store.run_summary import RunSummary
from waythrough.verdict.explain_untried import UNTRIED
from waythrough.verdict.words import FSI, msg, translator

CATALOG = Catalog.bundled()
ENGLISH = translator("en")


def test_platforms_with_what_must_be_known_of_them() -> None:
    screen, out = text_screen(ENGLISH)
    show_platforms((CATALOG.get("telegram"), CATALOG.get("tor-project")), screen)
    head, telegram, tor, _, note = out.getvalue().splitlines()
    assert head.split() == ["id", "name", "category"]
    assert telegram.split() == ["telegram", "Telegram", "Messengers"]
    assert tor.endswith("sensitive")
    assert note.startswith("Sensitive:")


def test_names_of_other_scripts_keep_their_column() -> None:
    screen, out = text_screen(translator("fa"))
    show_platforms((CATALOG.get("telegram"),), screen)
    assert FSI in out.getvalue()


def test_a_platform_with_all_its_conditions() -> None:
    target = replace(
        CATALOG.get("wikipedia").targets[0],
        required=False,
        group="mirrors",
        rule=PassRule(
            status=((200, 200), (301, 308)),
            text=("a", "b"),
            headers=(("server", "x"),),
            certificate_name="*.example",
            min_bytes=5,
            match=RollUp.ANY_OF,
            seen_live=True,
        ),
    )
    platform = replace(CATALOG.get("wikipedia"), targets=(target,), roll_up=RollUp.ANY_OF)
    screen, out = text_screen(ENGLISH, width=200)
    show_one_platform(platform, ("wiki",), screen)
    shown = out.getvalue()
    for part in (
        "(not required, one of the group mirrors)",
        "status 200, 301-308 or text “a” or “b” or header server: x or certificate of *.example or at least 5 bytes",
        "seen to hold",
        "any part works",
        "wiki",
    ):
        assert part in shown


def test_states_of_ways_with_what_to_do() -> None:
    screen, out = text_screen(ENGLISH, width=200)
    run = sample_run()
    waiting = replace(run.paths[1], id="new", name="New", usable=None)
    show_way_states(replace(run, paths=(*run.paths, waiting), cells=MappingProxyType({})), screen)
    shown = out.getvalue()
    assert "✓ Berlin: connected" in shown
    assert "‼ Free proxy: not safe. Do not use this way" in shown
    assert "⊖ SOCKS5 1: could not connect" in shown
    assert "? New: not tried yet" in shown
    assert "This line is weak or unsteady" in shown


def test_runs_that_were_cut_short_say_so() -> None:
    screen, out = text_screen(ENGLISH)
    summary = RunSummary(cells=10, works=4)
    entry = RunEntry(
        id="r-1", started=1.0, finished=None, practice=False, profile="internet", summary=summary
    )
    show_runs((entry,), screen)
    assert "4 of 10 open" in out.getvalue()
    assert "cut short" in out.getvalue()


def test_rules_to_change_stand_last() -> None:
    target = CATALOG.get("wikipedia").targets[0]
    findings = [
        Finding(platform_id=outcome.value, target=target, outcome=outcome, advice=msg("so"))
        for outcome in (Outcome.CHANGE, Outcome.HOLDS, Outcome.NOT_TRIED)
    ]
    screen, out = text_screen(ENGLISH)
    show_findings(findings, screen)
    lines = out.getvalue().splitlines()
    assert [line.split()[1] for line in lines[:3]] == ["holds", "not_tried", "change"]
    assert lines[-1] == "1 hold, 1 to change, 1 not tried."


def test_many_ways_end_in_one_sum() -> None:
    run = sample_run()
    many = tuple(replace(run.paths[1], id=f"w{number}", usable=number < 2) for number in range(13))
    for paths, told in ((many, True), (many[:12], False)):
        screen, out = text_screen(ENGLISH, width=200)
        show_way_states(replace(run, paths=paths, cells=MappingProxyType({})), screen)
        assert ("2 of 13 carry ordinary traffic" in out.getvalue()) is told


def test_the_note_of_a_platform_is_in_the_language_of_the_reader() -> None:
    platform = CATALOG.get("telegram")
    for code in ("fa", "ru"):
        screen, out = text_screen(translator(code), width=400)
        show_one_platform(platform, (), screen)
        assert platform.notes["en"] not in out.getvalue()
        show_one_platform(replace(platform, notes={code: "own"}), (), screen)
        assert "own" in out.getvalue()


def test_a_way_that_cannot_be_tested_here_is_not_counted_among_those_that_fail() -> None:
    run = sample_run()
    said = Verdict(
        label=Label.INCONCLUSIVE,
        rule_id=UNTRIED,
        confidence=Confidence.NONE,
        locus=Locus.LOCAL,
        reason="untried_sing_box",
    )
    many = [replace(run.paths[1], id=f"w{number}", usable=number < 2) for number in range(13)]
    here = replace(run.paths[1], id="here", usable=None, safe=True, verdict=said)
    screen, out = text_screen(ENGLISH, width=200)
    show_way_states(replace(run, paths=(*many, here), cells=MappingProxyType({})), screen)
    assert "2 of 13 carry ordinary traffic" in out.getvalue()
    assert "not tested here: it takes the program sing-box" in out.getvalue()
