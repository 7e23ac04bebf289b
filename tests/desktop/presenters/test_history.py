"""Kept checks in words."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.core.report.samples import continued_run
from tests.desktop.past import HOUR, keep, past_run
from waythrough.model.verdict import Confidence, Label, Locus, Verdict
from waythrough.store.history import History, RunEntry
from waythrough.store.run_summary import RunSummary, WayNumbers
from waythrough_desktop import i18n
from waythrough_desktop.presenters.faces import cell_face
from waythrough_desktop.presenters.history import Archive, run_row
from waythrough_desktop.presenters.history import past_run as head_of
from waythrough_desktop.theme import ToneName

NOW = datetime.fromisoformat("2026-11-23T12:00").astimezone().timestamp()
DIRECT = WayNumbers(id="direct", name="Direct", opened=3, judged=11)
BERLIN = WayNumbers(id="w1", name="Berlin", opened=9, judged=11)


def _entry(**changes: object) -> RunEntry:
    summary = RunSummary(
        cells=22, works=12, opened=9, total=11, direct=3, best="w1", best_name="Berlin", best_opened=9,
        ways=(DIRECT, BERLIN), words="telegram\nتلگرام\nberlin",
    )  # fmt: skip
    known = RunEntry(
        id="r", started=NOW - HOUR, finished=NOW, practice=False, profile="internet", summary=summary
    )
    inside = {name: changes.pop(name) for name in tuple(changes) if hasattr(summary, name)}
    return replace(known, summary=replace(summary, **inside), **changes)  # type: ignore[arg-type]


def test_a_check_that_took_most_over_says_how_little_it_tested() -> None:
    assert run_row(_entry(earlier=21), NOW).marks == ("Only 1 box tested",)
    assert run_row(_entry(), NOW).marks == ()


def test_a_check_in_two_parts_says_when_it_was_begun_and_what_is_of_then() -> None:
    entry = _entry(earlier=6, begun=NOW - 24 * HOUR)
    assert run_row(entry, NOW).marks == ("Begun yesterday 12:00, then continued",)
    assert Archive((entry,), NOW).find("continued yesterday") == ("r",)
    run = continued_run()
    head = head_of(run, entry, NOW)
    assert f"6 of {len(run.cells)} results were taken over from the check of " in head.card.more
    face = cell_face(next(iter(run.cells.values())))
    assert (face.line, face.speech) == ("taken over", "Blocked, taken over")


@pytest.mark.parametrize(
    ("entry", "title", "facts", "tone"),
    [
        (_entry(), "Opens 9 of 11 with Berlin", "directly 3 of 11 · 1 way · Standard", ToneName.GREEN),
        (
            _entry(opened=11),
            "Opens 9 of 11 with Berlin",
            "directly 3 of 11 · 1 way · Standard",
            ToneName.GREEN,
        ),
        (
            _entry(best="direct", best_opened=3, ways=(DIRECT,)),
            "Opens 3 of 11 directly",
            "Standard",
            ToneName.AMBER,
        ),
        (
            _entry(best="", opened=0, direct=0, ways=(DIRECT,)),
            "Nothing opened",
            "directly 0 of 11 · Standard",
            ToneName.RED,
        ),
        (
            _entry(best="", opened=0, direct=0, ways=(replace(DIRECT, judged=0),)),
            "Nothing could be tested",
            "Standard",
            ToneName.GREY,
        ),
    ],
)
def test_a_row_says_what_opened(entry: RunEntry, title: str, facts: str, tone: ToneName) -> None:
    row = run_row(entry, NOW)
    assert (row.title, row.facts, row.tone) == (title, facts, tone)
    assert (row.day, row.time) == ("Today", "11:00")


def test_marks_are_words() -> None:
    row = run_row(_entry(practice=True, finished=None), NOW)
    assert row.marks == ("Practice", "Cut short")
    assert row.speech == (
        "Today, 11:00, 9 opened with Berlin, 3 opened directly · 1 way · Standard, Practice, Cut short"
    )


def _archive() -> Archive:
    return Archive(
        [
            _entry(id="a"),
            _entry(id="b", started=NOW - 24 * HOUR, practice=True),
            _entry(id="c", started=NOW - 48 * HOUR, words="signal\noffice proxy"),
            _entry(id="d", started=NOW - 72 * HOUR, finished=None),
        ],
        NOW,
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("telegram", "abd"),
        ("تلگرام", "abd"),
        ("TELE berl", "abd"),
        ("office", "c"),
        ("office telegram", ""),
        ("yesterday", "b"),
        ("2026-11-21", "c"),
        ("november", "abcd"),
        ("21 november", "c"),
        ("telegram cut", "d"),
        ("practice", "b"),
        ("12:00", "bcd"),
    ],
)
def test_every_word_is_searched(text: str, found: str) -> None:
    assert "".join(_archive().find(text)) == found


def test_dates_are_found_in_both_spellings() -> None:
    i18n.install("fa")
    assert _archive().find("2026-11-21") == ("c",)


def test_which_check_another_is_compared_with() -> None:
    archive = _archive()
    assert archive.one_before("a") == "c"  # b was practice
    assert archive.one_before("d") == "c"  # the oldest: the one after it
    assert archive.one_before("b") == ""
    assert archive.others_like("a") == ("c", "d")


def test_the_head_of_a_check(tmp_path: Path) -> None:
    run = past_run(0, NOW - HOUR)
    with History(tmp_path / "h.sqlite3") as history:
        keep(history, [run])
        entry = history.runs()[0]
    head = head_of(run, entry, NOW)
    assert head.title == "Check of today 11:00"
    assert head.card.tone is ToneName.GREEN
    assert head.note is None
    portal = Verdict(
        label=Label.CAPTIVE_PORTAL, rule_id="x.y", confidence=Confidence.CONFIRMED, locus=Locus.LOCAL
    )
    note = head_of(replace(run, network=(portal,)), entry, NOW).note
    assert note is not None
    assert note.title == "At that time: This network wants you to sign in first"


def test_a_kept_check_warns_as_it_did_on_its_day(tmp_path: Path) -> None:
    run = past_run(0, NOW - HOUR)
    with History(tmp_path / "h.sqlite3") as history:
        keep(history, [run])
        entry = history.runs()[0]
    unsafe = replace(run.recommendation, unsafe=(run.paths[-1].id,))
    for interrupted in (False, True):
        card = head_of(replace(run, recommendation=unsafe, interrupted=interrupted), entry, NOW).card
        assert "Do not use" in card.text
        assert ("stopped early" in card.text) is interrupted
