from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.cli.helpers import events_of, sample_run, verdict
from waythrough.cli.render import log as log_module
from waythrough.cli.render.log import PlainLog
from waythrough.model.event import CellFinished, PathChecked, PathOpening, RunFinished, RunStarted
from waythrough.model.run import CellStatus
from waythrough.model.verdict import Label
from waythrough.verdict.words import FSI, translator


def test_one_line_for_each_cell_and_what_concerns_all(capsys: pytest.CaptureFixture[str]) -> None:
    log, run = PlainLog(translator("en")), sample_run()
    for event in events_of(run):
        log.take(event)
    log.tick()
    log.stopping()
    log.close()
    told = capsys.readouterr()
    lines = told.err.splitlines()
    assert told.out == ""
    own = [cell for cell in run.cells.values() if cell.status is CellStatus.DONE]
    assert sum(" – " in line for line in lines) == len(own) < len(run.cells)
    assert sum(line.startswith("SOCKS5 1: could not connect") for line in lines) == 1
    assert any(line.endswith("WhatsApp – Direct: Blocked") for line in lines)
    assert "This line is weak or unsteady" in lines
    assert "Free proxy: not safe" in lines
    assert lines[-1] == "Stopping…"


def test_a_cell_speaks_again_only_with_another_word(capsys: pytest.CaptureFixture[str]) -> None:
    log, run = PlainLog(translator("en")), sample_run()
    log.take(next(events_of(run)))
    cell = run.cells["whatsapp", "direct"]
    log.take(CellFinished(cell=cell))
    log.take(CellFinished(cell=replace(cell, revision=2)))
    log.take(CellFinished(cell=replace(cell, revision=3, verdict=verdict(Label.SERVER_FAULT))))
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith("Blocked")
    assert second.endswith("Service down")


def test_a_word_that_may_still_change_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    log, run = PlainLog(translator("en")), sample_run()
    log.take(next(events_of(run)))
    cell = run.cells["whatsapp", "direct"]
    log.take(CellFinished(cell=replace(cell, preliminary=True)))
    assert capsys.readouterr().err == ""
    log.take(CellFinished(cell=replace(cell, revision=2, verdict=verdict(Label.SERVER_FAULT))))
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("Service down")


def test_what_had_no_second_look_is_told_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    log, run = PlainLog(translator("en")), sample_run()
    key = ("whatsapp", "direct")
    log.take(next(events_of(run)))
    log.take(CellFinished(cell=replace(run.cells[key], preliminary=True)))
    stopped = {
        each: cell if each == key else replace(cell, status=CellStatus.INTERRUPTED, works=None)
        for each, cell in run.cells.items()
    }
    log.take(RunFinished(run=replace(run, cells=MappingProxyType(stopped), interrupted=True)))
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("WhatsApp – Direct: Blocked")


def test_no_marks_of_direction_in_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    log = PlainLog(translator("fa"))
    for event in events_of(sample_run()):
        log.take(event)
    assert FSI not in capsys.readouterr().err


def test_what_is_done_to_open_a_way_is_told_once_each(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log, run = PlainLog(translator("en")), sample_run()
    log.take(next(events_of(run)))
    way = run.paths[1]
    for share, doing in ((0.0, "Connecting to Tor"), (0.05, "Connecting to Tor"), (0.5, "of tomorrow")):
        log.take(PathOpening(path_id=way.id, share=share, doing=doing))
    assert capsys.readouterr().err.splitlines() == [
        f"{way.name}: Connecting to Tor (0 %)",
        f"{way.name}: of tomorrow (50 %)",
    ]
    monkeypatch.setattr(log_module, "FEW_WAYS", 1)
    log.take(PathOpening(path_id=way.id, share=0.6, doing="something else"))
    assert capsys.readouterr().err == ""


def test_a_long_wait_names_what_is_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    log, run = PlainLog(translator("en"), ways=True, clock=lambda: now), sample_run()
    started = next(events_of(run))
    assert isinstance(started, RunStarted)
    many = tuple(replace(run.paths[1], id=f"w{number}", name=f"Way {number}") for number in range(6))
    log.take(replace(started, paths=(run.paths[0], *many)))
    log.take(PathChecked(path=many[0]))
    log.take(PathOpening(path_id="w5", share=0.45, doing="Connecting to Tor"))
    capsys.readouterr()
    now = log_module.WAIT - 1
    log.tick()
    assert capsys.readouterr().err == ""
    now = log_module.WAIT
    log.tick()
    log.tick()
    told = "still waiting for: Way 5 (45 %), Way 1, Way 2 and 2 more"
    assert capsys.readouterr().err.splitlines() == [told]
    for each in many:
        log.take(PathChecked(path=each))
    capsys.readouterr()
    now += log_module.WAIT
    log.tick()
    assert capsys.readouterr().err == "", "nobody is waited for any more"


def test_how_far_it_is_stands_in_the_figures_of_the_reader(capsys: pytest.CaptureFixture[str]) -> None:
    log = PlainLog(translator("fa"))
    for event in events_of(sample_run()):
        log.take(event)
    counted = [line.split("  ")[0] for line in capsys.readouterr().err.splitlines() if " – " in line]
    assert counted
    assert not set("0123456789") & set("".join(counted))


def test_what_was_stopped_does_not_count_as_done(capsys: pytest.CaptureFixture[str]) -> None:
    log, run = PlainLog(translator("en")), sample_run()
    log.take(next(events_of(run)))
    last = run.cells["whatsapp", "direct"]
    cells = {
        key: cell if cell is last else replace(cell, status=CellStatus.INTERRUPTED, works=None)
        for key, cell in run.cells.items()
    }
    log.take(RunFinished(run=replace(run, cells=cells, interrupted=True)))
    assert f" 1/{len(cells)}  WhatsApp – Direct: Blocked" in capsys.readouterr().err
