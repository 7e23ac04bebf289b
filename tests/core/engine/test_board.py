"""The board: cells judged anew as others bring evidence, and the events that tell of it."""

import logging
from dataclasses import replace

import pytest

from tests.core.engine.town import plan
from tests.core.verdict.facts_factory import FOREIGN, NETWORK, SITE, Story, cert, open_way, target, way
from waythrough.engine.board import Board
from waythrough.engine.columns import make_columns
from waythrough.engine.line_watch import NO_INTERNET
from waythrough.model.event import (
    CellFinished,
    Event,
    PathChecked,
    Progress,
    Recommended,
    RunFinished,
    RunStarted,
)
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.path import DIRECT, PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import CellStatus
from waythrough.model.verdict import Label

NEWS = Platform(id="news", names={"en": "News"}, targets=(target(),))
WAY = PathSpec(id="way", kind="socks5", fields={"host": "127.0.0.1", "port": 1})


def board(*platforms: Platform) -> tuple[Board, list[Event]]:
    told: list[Event] = []
    asked = plan(*(platforms or (NEWS,)), paths=(WAY,))
    made = Board(
        run_id="r",
        plan=asked,
        profile_name="test",
        practice=False,
        columns=make_columns((DIRECT, WAY)),
        began=0.0,
        wall=1e9,
        emit=told.append,
        network=NETWORK,
    )
    return made, told


def cells(told: list[Event]) -> list[tuple[str, Label, int]]:
    return [
        (e.cell.path_id, e.cell.verdict.label, e.cell.revision) for e in told if isinstance(e, CellFinished)
    ]


def test_a_working_way_is_the_control_of_the_line() -> None:
    made, told = board()
    story = Story().line(SITE).doh(SITE).tries(2, connect=Kind.TIMEOUT)
    made.add("news", "direct", story.seen)
    made.judge_row(NEWS, finished="direct")
    made.add("news", "way", open_way().seen)
    made.judge_row(NEWS, finished="way")
    assert cells(told) == [
        ("direct", Label.INCONCLUSIVE, 1),
        ("direct", Label.IP_BLOCKING, 2),
        ("way", Label.OK, 1),
    ]
    assert made.solved("news")
    assert not made.solved("else")


def test_a_cell_that_has_nothing_new_to_say_stays_silent() -> None:
    made, told = board()
    made.add("news", "direct", Story().line(SITE).tried().seen)
    made.judge_row(NEWS, finished="direct")
    made.judge_row(NEWS)
    made.judge_row(NEWS, finished="way")
    assert cells(told) == [("direct", Label.OK, 1)]


def test_an_observation_counts_once_and_what_is_forgotten_is_gone() -> None:
    made, _ = board()
    seen = Story().line(SITE).tried().seen
    made.add("news", "direct", seen)
    made.add("news", "direct", seen)
    assert len(made.facts(NEWS, "direct")[0].observations) == len(seen)
    made.forget("news", "direct")
    assert made.facts(NEWS, "direct") == ()


def test_one_unknown_issuer_for_two_platforms_makes_both_speak_anew() -> None:
    other = Platform(id="chat", names={"en": "Chat"}, targets=(target("https://chat.test/"),))
    made, _ = board(NEWS, other)
    assert made.network.foreign_keys == frozenset()
    for platform in (NEWS, other):
        host = platform.targets[0].host
        chain = (cert(host, issuer="Ministry Root"), FOREIGN)
        story = Story(platform.targets[0]).line(SITE).tried(tls=Kind.CERT_UNKNOWN_ISSUER, chain=chain)
        made.add(platform.id, "direct", [replace(each, platform_id=platform.id) for each in story.seen])
    assert made.network.foreign_keys == frozenset({FOREIGN.key_fingerprint})


def test_a_bug_is_logged_and_is_the_cells_result(caplog: pytest.LogCaptureFixture) -> None:
    made, told = board()
    with caplog.at_level(logging.ERROR, logger="waythrough.engine"):
        made.failed("news", "direct", KeyError("x"))
    assert "cell news over direct" in caplog.text
    (cell,) = (e.cell for e in told if isinstance(e, CellFinished))
    assert (cell.status, cell.works, cell.verdict.reason) == (CellStatus.ERROR, None, "bug")


def test_the_first_and_the_last_event_and_the_advice_between() -> None:
    made, told = board()
    made.started()
    made.infer("news", "way", CellStatus.INFERRED, NO_INTERNET, False)
    made.put(made.cells["news", "way"])
    run = made.finished(interrupted=True)
    assert isinstance(told[0], RunStarted)
    assert told[-1] == RunFinished(run=run)
    assert run.interrupted
    assert run.paths[0].id == "direct"
    assert made.cells["news", "way"].revision == 2
    assert sum(isinstance(each, Recommended) for each in told) == 1, "told when it changes"
    shares = [(each.done, each.total) for each in told if isinstance(each, Progress)]
    assert shares == [(1, 2), (1, 2)]


def test_bytes_are_counted() -> None:
    made, _ = board()
    for each in Story().tried().seen:
        made.count_bytes(each)
    assert made.bytes_received == len(b"<title>News</title>")


def test_facts_that_are_old_are_a_reason_of_their_own_and_change_nothing_else() -> None:
    results = []
    for reviewed in ("", "1999-01-01"):  # the board's clock stands at 2001
        old = replace(NEWS, reviewed=reviewed)
        made, _ = board(old)
        made.add("news", "direct", Story().line(SITE).tries(2, connect=Kind.TIMEOUT).seen)
        made.judge_row(old, finished="direct")
        results.append(made.cells["news", "direct"])
    fresh, stale = results
    assert (fresh.reason, stale.reason) == ("no_control", "stale_facts")
    assert (
        (fresh.works, fresh.verdict.label)
        == (stale.works, stale.verdict.label)
        == (False, Label.INCONCLUSIVE)
    )


def test_a_way_is_not_safe_wherever_its_boxes_say_so_and_only_then() -> None:
    """Head, line and advice of a way agree; what the direct line shows as well is not the way's doing."""
    shown = way(path="way").tries(2, tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN)
    honest = Story().line(SITE).tries(2)
    read = Story().line(SITE).doh(SITE).tries(2, tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN)
    other = PathSpec(id="far", kind="socks5", fields={"host": "127.0.0.1", "port": 2})
    for line, safe in ((honest, False), (read, True)):
        made, told = board()
        made.columns |= make_columns((other,))
        made.set_path(replace(made.columns["way"].info, usable=True))
        for story, path in ((shown, "way"), (line, "direct"), (open_way(path="far"), "far")):
            made.add("news", path, story.seen)
            made.judge_row(NEWS, finished=path)
        run = made.finished(interrupted=False)
        info = next(each for each in run.paths if each.id == "way")
        assert (info.safe, "way" in run.recommendation.unsafe) == (safe, not safe)
        heads = [each.path.safe for each in told if isinstance(each, PathChecked)]
        assert heads[-1] is safe


def test_what_was_stopped_is_neither_done_nor_advice() -> None:
    made, told = board()
    made.infer("news", "direct", CellStatus.INTERRUPTED, NO_INTERNET, None)
    assert [type(event) for event in told] == [CellFinished]
    assert made.finished(interrupted=True).recommendation == made.recommendation()
