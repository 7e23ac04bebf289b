from dataclasses import replace

import pytest

from tests.core.cli.helpers import events_of, sample_run, verdict
from waythrough.cli.render.log import PlainLog
from waythrough.model.event import CellFinished
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
    assert sum(" – " in line for line in lines) == len(run.cells)
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


def test_no_marks_of_direction_in_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    log = PlainLog(translator("fa"))
    for event in events_of(sample_run()):
        log.take(event)
    assert FSI not in capsys.readouterr().err
