from dataclasses import replace

from tests.core.cli.helpers import sample_run
from waythrough.cli.render.screen import text_screen
from waythrough.cli.render.traced import show_observations, show_rules, show_verdicts, title
from waythrough.model.path import DIRECT_ID
from waythrough.model.step import Purpose
from waythrough.verdict.words import translator

CELL = sample_run().cells["whatsapp", DIRECT_ID]


def test_what_the_word_rests_on_is_marked() -> None:
    screen, out = text_screen(translator("en"), width=300)
    show_observations(CELL, screen)
    lines = out.getvalue().splitlines()
    cited = {line.split()[1] for line in lines if line.startswith("  * ")}
    assert cited == set(CELL.evidence)
    assert "  The word rests on what is marked with *." in lines


def test_observations_stand_under_what_they_were_made_for() -> None:
    screen, out = text_screen(translator("en"), width=300)
    other = replace(CELL.observations[0], id="o900", purpose=Purpose.COMPARE, started=900.0)
    show_observations(replace(CELL, observations=(*CELL.observations, other)), screen)
    shown = out.getvalue()
    assert shown.index("The service itself (") < shown.index("Other name servers, asked the same (1 step)")
    assert shown.rindex("o900") > shown.index("Other name servers, asked the same")


def test_nothing_seen_nothing_shown() -> None:
    screen, out = text_screen(translator("en"))
    show_observations(replace(CELL, observations=()), screen)
    show_rules(replace(CELL.targets[0], heard=()), screen)
    assert out.getvalue() == ""


def test_rules_name_the_target_its_family_and_its_leg() -> None:
    screen, out = text_screen(translator("en"))
    target = replace(CELL.targets[0], heard=(("quic.works", "3 of 3 tries failed"), ("quic.by_name", "")))
    show_rules(replace(target, family=6), screen)
    show_rules(replace(target, leg="quic"), screen)
    shown = out.getvalue()
    assert f"Rules asked about {target.target} IPv6" in shown
    assert f"Rules asked about {target.target} QUIC" in shown
    assert f"quic.by_name  spoke as {target.verdict.rule_id}: sni_filtering, confirmed" in shown


def test_long_lines_use_the_whole_width_and_stand_in() -> None:
    screen, out = text_screen(translator("en"), width=80)
    show_verdicts(CELL, screen)
    title(screen, "end")
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    first = next(place for place, line in enumerate(lines) if line.startswith("  verdict"))
    assert len(lines[first]) > 60
    assert lines[first + 1].startswith(" " * 12)
