"""What changed, in words."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.verdict.compared import NAMES, blocked, made, masked, opened, run, with_way, without
from tests.core.verdict.making import verdict
from waythrough.model.run import Depth, Run
from waythrough.model.verdict import Label
from waythrough.verdict.compare import compare
from waythrough.verdict.explain_compare import ComparisonText, both_named, explain_comparison
from waythrough.verdict.explain_word import Word

WHEN = "yesterday 14:02"
FOREIGN = made(Label.TLS_MITM, False)


def _told(before: Run, after: Run) -> ComparisonText:
    return explain_comparison(compare(before, after), both_named(before, after, "en", {}), WHEN)


def _headline(before: Run, after: Run) -> str:
    return str(_told(before, after).headline)


def test_the_headline_of_a_day() -> None:
    before = run("before", signal_p1=blocked(), youtube_p1=blocked())
    text = _told(before, run(telegram_direct=blocked()))
    assert str(text.headline) == (
        "Since yesterday 14:02: Telegram no longer opens directly; Berlin opens 2 more"
    )
    assert [str(line.text) for line in text.lines] == [
        "Telegram no longer opens directly",
        "Signal opens with Berlin now",
        "YouTube opens with Berlin now",
    ]
    first = text.lines[0]
    assert (first.before, first.after, first.platform_id) == (Word.WORKS, Word.BLOCKED, "telegram")
    assert str(text.same) == "15 boxes are as before"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (run("b"), run(), "Since yesterday 14:02, nothing changed"),
        (
            run("b"),
            run(telegram_direct=blocked(), x_direct=blocked()),
            "Since yesterday 14:02: Telegram and X no longer open directly",
        ),
        (run("b", x_direct=blocked()), run(), "Since yesterday 14:02: X opens directly now"),
        (
            run("b", x_direct=blocked(), signal_direct=blocked()),
            run(),
            "Since yesterday 14:02: Signal and X open directly now",
        ),
        (run("b"), run(x_p1=blocked()), "Since yesterday 14:02: X no longer opens with Berlin"),
        (
            run("b"),
            run(x_p1=blocked(), signal_p1=FOREIGN),
            "Since yesterday 14:02: Berlin opens 2 fewer",
        ),
        (run("b", x_p1=blocked()), run(), "Since yesterday 14:02: X opens with Berlin now"),
        (run("b"), run(x_direct=FOREIGN), "Since yesterday 14:02: X is not safe directly any more"),
        (
            run("b"),
            run(x_direct=FOREIGN, signal_direct=FOREIGN),
            "Since yesterday 14:02: Signal and X are not safe directly any more",
        ),
        (run("b"), run(x_p1=FOREIGN), "Since yesterday 14:02: X is not safe with Berlin any more"),
        (run("b"), run(x_p1=opened(3.0)), "Since yesterday 14:02: 1 box is slower"),
        (run("b", x_p1=opened(3.0)), run(), "Since yesterday 14:02: 1 box is faster"),
        (
            run("b", x_direct=blocked()),
            run(x_direct=made(Label.GEO_BLOCK, False)),
            "Since yesterday 14:02: the cause of 1 box is another one",
        ),
        (
            replace(run("b"), practice=True),
            run(),
            "One of these checks is practice: they say nothing about each other",
        ),
    ],
)
def test_headlines(before: Run, after: Run, told: str) -> None:
    assert _headline(before, after) == told


def test_nothing_that_both_tested() -> None:
    cells = {f"{name.casefold()}_{way}": masked() for name in NAMES for way in ("direct", "p1", "p2")}
    assert _headline(run("b", **cells), run()) == "Nothing can be compared: no box was tested in both checks"


def test_more_than_fits_in_a_headline() -> None:
    before = run("b", signal_p1=blocked(), x_p2=opened(3.0))
    after = with_way(run(telegram_direct=blocked(), youtube_p2=FOREIGN), "p-2", safe=True)
    assert _headline(before, after) == (
        "Since yesterday 14:02: Telegram no longer opens directly; YouTube is not safe with Vienna any more;"
        " Signal opens with Berlin now; and more"
    )


def test_a_way_that_turned_is_told_once() -> None:
    lost = {f"{name.casefold()}_p1": made(Label.PATH_FAILURE, False) for name in NAMES}
    fails = _told(run("b"), with_way(run(**lost), "p-1", usable=False))
    assert [str(line.text) for line in fails.lines] == ["Berlin no longer connects"]
    assert fails.lines[0].shown is Word.NOT_CONNECTED
    assert str(fails.headline) == "Since yesterday 14:02: Berlin no longer connects"
    comes = _told(with_way(run("b", **lost), "p-1", usable=False), run())
    assert str(comes.headline) == "Since yesterday 14:02: Berlin connects now"
    assert len(comes.lines) == 1 + len(NAMES)
    unsafe = _told(run("b", x_p1=blocked()), with_way(run(), "p-1", safe=False))
    assert str(unsafe.headline) == "Since yesterday 14:02: Berlin is not safe any more"
    assert str(unsafe.lines[0].text) == "Berlin is not safe any more: do not use it"


def test_what_an_unsafe_way_opens_is_no_news() -> None:
    before = with_way(run("b", x_p1=blocked()), "p-1", safe=False)
    assert "Berlin" not in _headline(before, with_way(run(), "p-1", safe=False))


def test_times_of_a_way_are_one_line() -> None:
    slow = {f"{name.casefold()}_p1": opened(3.0) for name in NAMES}
    text = _told(run("b"), run(**slow, x_direct=opened(3.0)))
    assert [str(line.text) for line in text.lines] == [
        "Telegram, Signal, Wikipedia and 3 more are slower with Berlin",
        "X is slower directly: 0.4 s before, 3.0 s now",
    ]
    assert [line.shown for line in text.lines] == [Word.SLOW, Word.SLOW]
    text = _told(run("b", **slow), run())
    assert str(text.lines[0].text) == "Telegram, Signal, Wikipedia and 3 more are faster with Berlin"


def test_what_limits_a_comparison() -> None:
    before = replace(
        without(run("b", x_direct=masked()), platform="signal", path="p-2"),
        depth=Depth.QUICK,
        country="ir",
        network=(verdict(Label.NO_INTERNET),),
    )
    after = replace(run(), country="de", network=(verdict(Label.CAPTIVE_PORTAL),))
    assert [str(note) for note in _told(before, after).notes] == [
        "Only in the later check: This network wants you to sign in first.",
        "Only in the earlier check: You are not online.",
        "The depth was not the same (Quick, then Standard): a cause may be another one only because one looked closer.",
        "They were made in different countries.",
        "1 box cannot be compared, because one of the checks did not test it to the end.",
        "Services only in the later check: Signal.",
        "Ways only in the later check: Vienna.",
    ]
    assert [str(note) for note in _told(after, before).notes][-2:] == [
        "Services only in the earlier check: Signal.",
        "Ways only in the earlier check: Vienna.",
    ]
    assert _told(replace(before, practice=True), after).notes == ()


def test_boxes_that_were_taken_over_are_counted() -> None:
    before, apart = run("before"), 100.0
    cells = {key: replace(cell, finished=cell.finished - apart) for key, cell in before.cells.items()}
    after = replace(before, id="after", started=before.started + apart, cells=MappingProxyType(cells))
    assert [str(note) for note in _told(before, after).notes] == [
        f"{len(cells)} boxes were not measured again: the later check took over what was known."
    ]


def test_nothing_is_said_to_be_the_same_where_nothing_is() -> None:
    assert not _told(replace(run("b"), practice=True), run()).same.template
