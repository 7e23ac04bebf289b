"""What the page says while a check goes on, and after it was stopped: only what is so."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.desktop.invented import cell, invented_run, platforms, ways
from waythrough.model.event import CellFinished, PathChecked, PathOpening, Progress, Recommended, RunFinished
from waythrough.model.run import Cell, CellStatus
from waythrough.model.verdict import Label
from waythrough.report.document import Document
from waythrough.report.to_short import to_short
from waythrough.store.history import History
from waythrough.verdict.cover import recommend
from waythrough_desktop.bridge.source import Batch, Ending
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.history import past_run
from waythrough_desktop.presenters.seen import Seen
from waythrough_desktop.presenters.state import Act

ROWS, COLUMNS = platforms()[:3], ways()[:2]


def going(*cells: Cell) -> CheckPresenter:
    made = CheckPresenter(MatrixModel())
    made.begin(ROWS, COLUMNS)
    made.take(batch(*cells))
    return made


def batch(*cells: Cell) -> Batch:
    made = Batch()
    for each in cells:
        made.add(CellFinished(cell=each))
    advice = recommend([row.id for row in ROWS], COLUMNS, {each.key: each for each in cells})
    made.add(Recommended(recommendation=advice))
    made.add(Progress(done=len(cells), total=6, bytes_used=0, seconds_left=None, elapsed=5.0, rechecking=0))
    return made


def failing(row: int, *, preliminary: bool = False, path: str = "direct") -> Cell:
    made = cell(ROWS[row].id, path, Label.SNI_FILTERING, works=False)
    return replace(made, preliminary=preliminary)


def failing_at(row: int, path: str) -> Cell:
    return failing(row, path=path)


def opening(row: int, path: str = "w1") -> Cell:
    return cell(ROWS[row].id, path, Label.OK, works=True, seconds=0.4)


def ended(check: CheckPresenter, *cells: Cell, interrupted: bool) -> CheckPresenter:
    known = {each.key: each for each in cells}
    over = Batch()
    over.add(RunFinished(run=invented_run(ROWS, COLUMNS, known, interrupted=interrupted)))
    check.take(over)
    check.over(Ending.FINISHED, None)
    return check


def test_a_cell_that_is_looked_at_again_is_not_called_blocked_before(qtbot: QtBot) -> None:
    early = failing(0, preliminary=True)
    check = going(early)
    face = check.model.face_at(0, 0)
    assert face.text == "Checking again…"
    assert face.line == "at first: Blocked"
    assert "Blocked" not in [item.text for item in check.state.legend]
    check.take(batch(replace(early, preliminary=False, revision=2)))
    assert check.model.face_at(0, 0).text == "Blocked"


def test_a_word_that_stayed_preliminary_stands_when_the_run_is_over(qtbot: QtBot) -> None:
    early = failing(0, preliminary=True)
    check = ended(going(early), early, interrupted=True)
    face = check.model.face_at(0, 0)
    assert (face.text, face.line) == ("Blocked", "not confirmed")
    assert "not confirmed" in face.speech


def test_failures_are_not_summed_up_before_the_end(qtbot: QtBot) -> None:
    check = going(failing(0, preliminary=True), failing(0, path="w1"), failing(1), opening(1))
    card = check.state.card
    assert card.title == "So far: Berlin opens 1 of 3 services"
    assert card.text == "The check is still going on, this may change."
    nothing = going(failing(0), failing(0, path="w1"), failing(1), failing(1, path="w1"))
    assert nothing.state.card.title == "Checking which way gets through…"


def test_the_line_itself_is_named_first_where_it_opens_as_much(qtbot: QtBot) -> None:
    check = going(opening(0), opening(0, "direct"))
    assert check.state.card.title == "So far: 1 of 3 services open directly"


def test_of_two_ways_that_open_as_much_the_one_that_encrypts_is_named() -> None:
    both = tuple(
        replace(COLUMNS[1], id=name, name=name, encrypts_to_exit=name == "Vienna")
        for name in ("Berlin", "Vienna")
    )
    seen = Seen({}, {}, {info.id: info for info in both}, {}, opened=Counter(Berlin=2, Vienna=2))
    best = seen.tally()
    assert best is not None
    assert best.name == "Vienna"


def test_the_advice_stays_while_one_box_is_tested_again(qtbot: QtBot) -> None:
    cells = tuple(
        make(row, path) for row in range(3) for make, path in ((failing_at, "direct"), (opening, "w1"))
    )
    check = ended(going(*cells), *cells, interrupted=False)
    told = check.state.card
    check.begin(ROWS, COLUMNS, cells[1:])
    assert check.state.card == told
    assert check.recommendation is not None
    check.begin(ROWS, COLUMNS)
    assert check.state.card.title == "Checking which way gets through…"


def test_a_stopped_check_tells_how_far_it_came_and_recommends_nothing(qtbot: QtBot) -> None:
    rest = tuple(
        replace(cell(row.id, path.id, Label.INCONCLUSIVE, works=None), status=CellStatus.INTERRUPTED)
        for row in ROWS[1:]
        for path in COLUMNS
    )
    found = (failing(0), opening(0))
    check = ended(going(*found), *found, *rest, interrupted=True)
    state = check.state
    assert state.card.title == "Stopped after 18\u00a0seconds, 2 of 6 checked"
    assert "No way opens" not in state.card.text
    assert state.card.acts == (Act.CHECK, Act.SAVE_REPORT)
    assert state.progress == "Stopped"
    heads = [check.model.column_head(place) for place in range(2)]
    assert [head.best for head in heads] == ["", ""]
    assert {head.state for head in heads} == {"opens 0 of 1 checked", "opens 1 of 1 checked"}


def test_a_stopped_check_says_the_same_here_in_the_history_and_in_the_report(
    qtbot: QtBot, tmp_path: Path
) -> None:
    plain = replace(COLUMNS[1], encrypts_to_exit=False)
    rest = replace(cell(ROWS[2].id, "w1", Label.INCONCLUSIVE, works=None), status=CellStatus.INTERRUPTED)
    found = (failing(0), opening(0), opening(1), rest)
    run = invented_run(ROWS, (COLUMNS[0], plain), {each.key: each for each in found}, interrupted=True)
    check = going(*found)
    done = Batch()
    done.add(RunFinished(run=run))
    check.take(done)
    check.over(Ending.FINISHED, None)
    seen = "With Berlin your provider can still see which services you open."
    named = "So far: Berlin opens 2 of 2 that were checked"
    assert check.state.card.text.startswith(f"{named}. ")
    assert seen in check.state.card.text
    with History(tmp_path / "h.sqlite3") as history:
        history.begin(run)
        history.finish(run)
        past = past_run(history.load(run.id), history.runs()[0], run.started)
    assert (past.card.title, seen in past.card.text) == (named, True)
    assert past.facts.startswith("2 opened with Berlin · 0 opened directly")
    report = to_short(Document(run=run, names_included=True))
    assert named in report
    assert seen in report


def test_a_way_that_is_being_opened_is_told_beside_the_bar(qtbot: QtBot) -> None:
    check = going()
    told = Batch()
    told.add(PathOpening(path_id=COLUMNS[1].id, share=0.45, doing="Connecting to Tor"))
    check.take(told)
    assert check.state.progress.endswith(f"{COLUMNS[1].name}: Connecting to Tor (45 %)")
    check.take(Batch())
    assert "45 %" in check.state.progress
    done = Batch()
    done.add(PathOpening(path_id=COLUMNS[1].id, share=0.9, doing="Connecting to Tor"))
    done.add(PathChecked(path=COLUMNS[1]))
    check.take(done)
    assert "Tor" not in check.state.progress


def test_what_was_not_tested_does_not_count_as_checked(qtbot: QtBot) -> None:
    masked = [
        replace(cell(row.id, "direct", Label.NO_INTERNET, works=None), status=CellStatus.MASKED)
        for row in ROWS
    ]
    check = ended(going(*masked), *masked, interrupted=False)
    assert check.model.column_head(0).state == ""
    assert check.state.done == 0.0
    assert not check.state.results
    assert check.state.progress == "Nothing could be tested"


def test_the_bar_keeps_what_was_done_and_nothing_is_promised_while_it_stops(qtbot: QtBot) -> None:
    check = going()
    check.stopping()
    assert (check.state.card.title, check.state.card.text) == ("Stopping…", "")
    check = ended(going(opening(0)), opening(0), interrupted=True)
    assert check.state.done == 1 / 6
    assert check.state.progress == "Stopped"
