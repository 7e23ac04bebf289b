"""The recommendation in words."""

from dataclasses import replace

import pytest

from tests.core.report.samples import sample_run
from tests.core.verdict.making import cell, verdict
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Advice, Cell, CellStatus, PathInfo, Recommendation, WayFacts
from waythrough.model.verdict import Label
from waythrough.verdict.cover import recommend
from waythrough.verdict.explain_cause import cause
from waythrough.verdict.explain_names import Naming
from waythrough.verdict.explain_recommend import recommendation_text, run_recommendation, stopped_text
from waythrough.verdict.rules_tls import SAME_LINE

NAMES = Naming(
    paths={"p": "Berlin", "q": "Office", DIRECT_ID: "Direct"}, platforms={"a": "A", "b": "B", "c": "C"}
)


def _of(
    advice: Advice, *cover: str, opened: int = 3, total: int = 3, **more: tuple[str, ...]
) -> Recommendation:
    return Recommendation(advice=advice, cover=cover, opened=opened, total=total, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("of", "title", "tone"),
    [
        (_of(Advice.DIRECT_OPENS_ALL, DIRECT_ID), "All 3 services open directly", "green"),
        (_of(Advice.DIRECT_OPENS_ALL, DIRECT_ID, opened=1, total=1), "It opens directly", "green"),
        (_of(Advice.ONE_WAY_OPENS_ALL, "p"), "Use Berlin – it opens all 3 services", "green"),
        (_of(Advice.ONE_WAY_OPENS_ALL, "p", opened=1, total=1), "Use Berlin – it opens", "green"),
        (
            _of(Advice.ONE_WAY_OPENS_ALL, "p", opened=2),
            "Use Berlin – opens 2 of 3 services",
            "green",
        ),
        (
            _of(Advice.WAYS_TOGETHER_OPEN_ALL, "p", "q"),
            "Use Berlin and Office – together they open all 3 services",
            "green",
        ),
        (
            _of(Advice.WAYS_TOGETHER_OPEN_ALL, DIRECT_ID, "p"),
            "Use Berlin where the direct line fails – then all 3 services open",
            "green",
        ),
        (
            _of(Advice.SOME_OPEN, DIRECT_ID, "p", opened=2),
            "Use Berlin where the direct line fails – then 2 of 3 services open",
            "green",
        ),
        (_of(Advice.SOME_OPEN, "p", opened=2), "Use Berlin – opens 2 of 3 services", "green"),
        (_of(Advice.SOME_OPEN, DIRECT_ID, opened=1), "1 of 3 services open directly", "amber"),
        (_of(Advice.NONE_OPENS, opened=0), "None of the 3 services opens now", "red"),
        (_of(Advice.NONE_OPENS, opened=0, total=1), "None of your ways opens it now", "red"),
        (_of(Advice.NOT_TESTED, opened=0), "Nothing could be judged", "blue"),
    ],
)
def test_titles(of: Recommendation, title: str, tone: str) -> None:
    text = recommendation_text(of, NAMES)
    assert (str(text.title), text.tone) == (title, tone)


def _cells(direct: Cell) -> dict[tuple[str, str], Cell]:
    good = cell(verdict(Label.OK), True)
    shut = {(name, DIRECT_ID): replace(direct, platform_id=name) for name in "abc"}
    ways = {(name, path): replace(good, platform_id=name, path_id=path) for name in "abc" for path in "pq"}
    ways["c", "q"] = replace(direct, platform_id="c", path_id="q")
    return {**shut, **ways}


def test_what_the_network_does_is_said_only_when_it_is_proven() -> None:
    of = _of(Advice.ONE_WAY_OPENS_ALL, "p", direct_fails=("a", "b", "c"))
    blocked = recommendation_text(of, NAMES, _cells(cell(verdict(Label.SNI_FILTERING))))
    assert (
        str(blocked.sentence) == "Without a VPN or proxy, this network blocks 3 of 3."
        " Berlin also hides from your provider which services you open. If Berlin stops: Office opens 2."
    )
    unknown = recommendation_text(of, NAMES, _cells(cell(verdict(Label.INCONCLUSIVE))))
    assert str(unknown.sentence).startswith("Directly, 3 of the 3 that were checked do not open.")


def test_no_reserve_that_is_unsafe() -> None:
    of = _of(Advice.ONE_WAY_OPENS_ALL, "p", unsafe=("q",))
    text = recommendation_text(of, NAMES, _cells(cell(verdict(Label.SNI_FILTERING))))
    assert "Office" not in str(text.sentence)
    assert [str(warning) for warning in text.warnings] == [
        "Do not use Office: it opens your safe lines and can read what you type."
    ]


def test_what_stays_shut_unclear_or_down() -> None:
    down = replace(cell(verdict(Label.SERVER_FAULT)), platform_id="b")
    of = _of(Advice.SOME_OPEN, "p", opened=1, total=4, unopened=("a", "b"))
    text = recommendation_text(of, NAMES, {("b", "p"): down})
    assert str(text.sentence) == (
        "Berlin also hides from your provider which services you open."
        " No way opens A. B is down by itself. One service stayed unclear."
    )


def test_warnings() -> None:
    of = _of(Advice.SOME_OPEN, DIRECT_ID, "p", visible=("p",), unsafe=(DIRECT_ID,))
    told = [str(warning) for warning in recommendation_text(of, NAMES).warnings]
    assert told == [
        "On the direct line something opens safe lines and can read what you type: do not log in there.",
        "With Berlin your provider can still see which services you open.",
    ]


def test_an_unchecked_certificate_is_not_called_visible() -> None:
    of = _of(Advice.SOME_OPEN, "p", visible=("p",), unchecked=("p",))
    (told,) = map(str, recommendation_text(of, NAMES).warnings)
    assert told == (
        "Berlin encrypts, but its server's certificate is not checked: whoever sits in between can read along."
    )


def test_while_it_runs() -> None:
    waiting = recommendation_text(Recommendation(advice=Advice.NOT_TESTED), NAMES, running=True)
    assert (str(waiting.title), str(waiting.sentence), waiting.tone) == (
        "Checking which way gets through…",
        "",
        "blue",
    )
    part = recommendation_text(_of(Advice.SOME_OPEN, "p", opened=1), NAMES, running=True)
    assert part.tone == "blue"
    done = recommendation_text(_of(Advice.ONE_WAY_OPENS_ALL, "p"), NAMES, running=True)
    assert done.tone == "green"


def test_of_a_run() -> None:
    run = sample_run()
    text = run_recommendation(run)
    assert str(text.title) == "Use Berlin – opens 11 of 12 services"
    assert str(text.sentence) == (
        "Directly, 8 of the 12 that were checked do not open. Directly, only in part: YouTube."
        " Berlin also hides from your provider which services you open. BBC is down by itself."
    )
    stopped = run_recommendation(replace(run, interrupted=True))
    assert str(stopped.title) == "So far: Berlin opens 11 of 12 that were checked"
    assert str(stopped.sentence).startswith("The check was stopped early")
    assert stopped.tone == "blue"


PLAIN = PathInfo(id="q", name="Office", kind="http")
SAFE = PathInfo(id="p", name="Berlin", kind="wireguard", encrypts_to_exit=True)
LINE = PathInfo(id=DIRECT_ID, name="Direct", kind="direct")


def _tested(**ways: str) -> dict[tuple[str, str], Cell]:
    """What opened ("+") and what did not ("-"), service by service; " " was not checked."""
    found = {}
    for path, row in ways.items():
        for platform, sign in zip("abc", row, strict=False):
            status = CellStatus.INTERRUPTED if sign == " " else CellStatus.DONE
            works = {"+": True, "-": False}.get(sign)
            made = cell(verdict(Label.OK if works else Label.INCONCLUSIVE), works)
            found[platform, path] = replace(made, platform_id=platform, path_id=path, status=status)
    return found


@pytest.mark.parametrize(
    ("cells", "title"),
    [
        (_tested(direct="--", q="++ ", p="+  "), "So far: Office opens 2 of 2 that were checked"),
        (_tested(direct="- ", q="+  ", p="+- "), "So far: Berlin opens 1 of 2 that were checked"),
        (_tested(direct="+--", q="+  "), "So far: 1 of 3 that were checked open directly"),
        (_tested(direct="-  ", q="-  "), "So far nothing has opened"),
    ],
)
def test_a_stopped_check_names_the_way_that_opened_most(
    cells: dict[tuple[str, str], Cell], title: str
) -> None:
    advice = recommend("abc", (LINE, PLAIN, SAFE), cells)
    assert str(stopped_text(advice, NAMES, cells, (LINE, PLAIN, SAFE)).title) == title


def test_what_a_way_does_not_hide_is_told_at_once() -> None:
    cells = _tested(direct="--", q="++ ", p="+  ")
    cells["a", DIRECT_ID] = replace(cells["a", DIRECT_ID], verdict=verdict(Label.TLS_MITM))
    evil = replace(SAFE, id="e", safe=False)
    of = recommend("abc", (LINE, PLAIN, SAFE, evil), cells)
    names = replace(NAMES, paths={**NAMES.paths, "e": "Evil"})
    for text in (
        stopped_text(of, names, cells, (LINE, PLAIN, SAFE, evil)),
        recommendation_text(of, names, cells),
    ):
        assert [str(each) for each in text.told] == [
            "Do not use Evil: it opens your safe lines and can read what you type.",
            "Not safe on the direct line: A. Do not log in or type anything there.",
            "With Office your provider can still see which services you open.",
        ]


def test_a_server_that_proves_nothing_is_told_of_in_a_stopped_check() -> None:
    loose = replace(PLAIN, facts=WayFacts(unchecked=True))
    cells = _tested(q="++")
    of = recommend("abc", (loose,), cells)
    (told,) = stopped_text(of, NAMES, cells, (loose,)).told
    assert "certificate is not checked" in str(told)


ALONE = Naming(paths={DIRECT_ID: "Direct"}, platforms=dict(NAMES.platforms))


def _direct(**verdicts: Cell) -> dict[tuple[str, str], Cell]:
    return {(name, DIRECT_ID): replace(found, platform_id=name) for name, found in verdicts.items()}


def test_without_ways_nothing_is_said_of_ways() -> None:
    shut = cell(verdict(Label.SNI_FILTERING))
    none = _of(Advice.NONE_OPENS, opened=0, total=2, unopened=("a", "b"), direct_fails=("a", "b"))
    some = _of(Advice.SOME_OPEN, DIRECT_ID, opened=1, total=2, unopened=("b",), direct_fails=("b",))
    for of, cells in (
        (none, _direct(a=shut, b=shut)),
        (some, _direct(a=cell(verdict(Label.OK), True), b=shut)),
    ):
        text = recommendation_text(of, ALONE, cells)
        told = f"{text.title} {text.sentence}"
        assert "Only the direct line was tested. Add a VPN or proxy that you trust" in told
        assert "None of your ways" not in told
        assert "another kind of way" not in told
        assert "No way opens" not in told
    partial = recommendation_text(some, ALONE, _direct(a=cell(verdict(Label.OK), True), b=shut))
    assert "this network blocks 1 of 2." in str(partial.sentence)
    assert str(recommendation_text(none, ALONE).title) == "None of the 2 services opens directly"


def test_danger_comes_first_where_nothing_leads_away_from_it() -> None:
    cells = _direct(a=cell(verdict(Label.TLS_MITM)), b=cell(verdict(Label.OK), True))
    of = _of(Advice.SOME_OPEN, DIRECT_ID, opened=1, total=2, unopened=("a",), direct_fails=("a",))
    text = recommendation_text(of, ALONE, cells)
    assert str(text.title) == "Not safe here: A – do not log in or type anything there"
    assert text.tone == "red"
    assert str(text.sentence).startswith("1 of 2 services open directly.")
    assert str(text.warnings[0]).startswith("Not safe on the direct line: A.")
    led = recommendation_text(_of(Advice.ONE_WAY_OPENS_ALL, "p", direct_fails=("a",)), NAMES, cells)
    assert str(led.title).startswith("Use Berlin")
    assert str(led.warnings[0]).startswith("Not safe on the direct line: A.")


def test_what_opens_in_part_is_counted_by_itself() -> None:
    part = cell(verdict(Label.PARTIAL, qualifier="sni_filtering"))
    cells = {("a", DIRECT_ID): part, ("a", "p"): replace(part, path_id="p")}
    none = _of(Advice.NONE_OPENS, opened=0, total=1, unopened=("a",), direct_fails=("a",))
    text = recommendation_text(none, NAMES, cells)
    assert (str(text.title), text.tone) == ("It opens only in part now", "amber")
    some = _of(Advice.SOME_OPEN, DIRECT_ID, opened=2, unopened=("a",), direct_fails=("a",))
    assert str(recommendation_text(some, NAMES, cells).sentence) == "1 opens only in part: A."


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (cell(verdict(Label.CAPTIVE_PORTAL), None, status=CellStatus.MASKED), "Open any web page in your browser"),
        (cell(verdict(Label.CLOCK_SKEW), None, status=CellStatus.MASKED), "Set the clock"),
        (cell(verdict(Label.UNTARGETED_BLOCKING), None, status=CellStatus.MASKED), "This network closes almost"),
        (cell(verdict(Label.NO_INTERNET), None, status=CellStatus.MASKED), "The line itself must be mended first."),
        (cell(verdict(Label.INCONCLUSIVE), None, status=CellStatus.INTERRUPTED), "The check was stopped before"),
        (cell(verdict(Label.INCONCLUSIVE), None), "No try gave a clear result."),
    ],
)  # fmt: skip
def test_why_nothing_could_be_judged(of: Cell, told: str) -> None:
    text = recommendation_text(_of(Advice.NOT_TESTED, opened=0), ALONE, _direct(a=of))
    assert str(text.sentence).startswith(told)


def test_only_what_was_checked_is_counted() -> None:
    cells = _direct(
        a=cell(verdict(Label.INCONCLUSIVE)),
        b=cell(verdict(Label.OK), True),
        c=cell(verdict(Label.OK), None, status=CellStatus.INTERRUPTED),
    )
    of = _of(Advice.ONE_WAY_OPENS_ALL, "p", direct_fails=("a",), visible=("p",))
    text = recommendation_text(of, NAMES, cells)
    assert str(text.sentence) == "Directly, 1 of the 2 that were checked does not open."


def test_a_single_service_is_spoken_of_as_such() -> None:
    of = _of(Advice.ONE_WAY_OPENS_ALL, "p", opened=1, total=1, direct_fails=("a",), visible=("p",))
    blocked = recommendation_text(of, NAMES, _direct(a=cell(verdict(Label.IP_BLOCKING))))
    assert str(blocked.sentence).startswith("On its own, this network blocks it.")
    unclear = recommendation_text(of, NAMES, _direct(a=cell(verdict(Label.INCONCLUSIVE))))
    assert str(unclear.sentence).startswith("Directly, it does not open.")


def test_a_trick_is_called_what_it_is() -> None:
    of = _of(Advice.ONE_WAY_OPENS_ALL, "p", visible=("p",), tricks=("p", "q"), direct_fails=("a",))
    text = recommendation_text(of, NAMES, _cells(cell(verdict(Label.SNI_FILTERING))))
    assert "Without a VPN or proxy" not in str(text.sentence), "the trick needs none either"
    assert "If Berlin stops: Office opens 1." in str(text.sentence), "what opens directly needs no trick"
    (warning,) = map(str, text.warnings)
    assert warning.startswith("Berlin is a trick on the direct line and no VPN: it hides nothing")


def test_a_way_on_the_same_line_is_warned_of_and_not_accused() -> None:
    good = replace(cell(verdict(Label.OK), True), path_id="p")
    read = replace(cell(verdict(Label.TLS_MITM, qualifier=SAME_LINE)), platform_id="b", path_id="p")
    of = _of(Advice.SOME_OPEN, "p", opened=1)
    text = recommendation_text(of, NAMES, {("a", "p"): good, ("b", "p"): read})
    told = [str(each) for each in text.warnings]
    assert told[0].startswith("Berlin comes out on the same line: what is not safe there")
    assert not any("Do not use" in each for each in told)
    assert "The direct line shows the same one" in str(cause(read))
    assert "put in on this way" not in str(cause(read))
