import json
from pathlib import Path

import pytest

from tests.core.cli.helpers import Nets, home_in, sample_run
from waythrough.cli.job import Job, Wanted, answer
from waythrough.cli.output import Format, Output
from waythrough.model.run import Depth, RunPlan
from waythrough.report.document import make_document
from waythrough.store.history import History
from waythrough.verdict.words import translator

ENGLISH = translator("en")


def _job(nets: Nets, folder: Path, output: Output, *, quiet: bool = True, keep: bool = False) -> Job:
    plan = RunPlan(platforms=nets.platforms("openatlas"), paths=nets.paths("toronto"), depth=Depth.QUICK)
    wanted = Wanted(output=output, translate=ENGLISH, quiet=quiet, keep=keep)
    return Job(nets.net.profile, plan, home_in(folder), wanted)


def test_lines_go_out_while_it_runs(
    nets: Nets, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    run = _job(nets, tmp_path, Output(form=Format.JSONL)).do()
    told = capsysbinary.readouterr()
    events = [json.loads(line) for line in told.out.splitlines()]
    assert events[0]["schema"] == "waythrough-report"
    assert events[1]["event"] == "run_started"
    assert events[-1]["event"] == "run_finished"
    assert events[-1]["run"]["id"] == run.id
    assert b"leaf-7" not in told.out
    assert str(nets.paths("toronto")[0].fields["host"]) not in told.out.decode()
    assert told.err == b""
    assert not (tmp_path / "home").exists()


def test_lines_may_go_to_a_file_beside_the_table(
    nets: Nets, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "events.jsonl"
    _job(nets, tmp_path, Output(form=Format.JSONL, file=file), quiet=False, keep=True).do()
    told = capsys.readouterr()
    assert json.loads(file.read_bytes().splitlines()[-1])["event"] == "run_finished"
    assert "Open Atlas" in told.out
    assert "waythrough explain last SERVICE [WAY]" in told.out
    assert "Open Atlas – Toronto: Works" in told.err
    assert f"Report: {file}" in told.err
    with History(tmp_path / "home" / "history.sqlite3") as history:
        assert len(history.runs()) == 1


@pytest.mark.parametrize("quiet", [True, False])
def test_a_program_gets_its_form_and_nothing_else(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], quiet: bool
) -> None:
    run = sample_run()
    answer(run, lambda: make_document(run), Output(form=Format.JSON), ENGLISH, quiet=quiet)
    told = capsysbinary.readouterr()
    assert json.loads(told.out)["run"]["id"] == run.id
    assert (b"Do not use" in told.err) is not quiet


def test_a_table_alone_needs_no_report(capsys: pytest.CaptureFixture[str]) -> None:
    def never() -> None:
        raise AssertionError

    answer(sample_run(), never, Output(form=Format.TABLE), ENGLISH)  # type: ignore[arg-type]
    assert "Telegram" in capsys.readouterr().out


def test_no_command_is_named_for_a_run_that_could_not_be_kept(
    nets: Nets, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    home.write_bytes(b"no folder can be made here")
    run = _job(nets, tmp_path, Output(form=Format.TABLE), keep=True).do()
    told = capsys.readouterr()
    assert "cannot be made" in told.err
    assert "Open Atlas" in told.out
    assert run.id not in told.out
    assert "last" not in told.out
