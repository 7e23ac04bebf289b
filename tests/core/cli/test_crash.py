import logging
import stat
from pathlib import Path

import pytest

from waythrough.cli.crash import faults_told, report_bug


def _bug() -> ZeroDivisionError:
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError as error:
        return error
    raise AssertionError


def test_the_traceback_goes_to_a_file_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WAYTHROUGH_HOME", str(tmp_path))
    report_bug(_bug())
    told = capsys.readouterr().err
    (log,) = (tmp_path / "logs").iterdir()
    assert str(log) in told
    assert "bug in Waythrough (ZeroDivisionError)" in told
    assert "Traceback" not in told
    assert "1 / 0" in log.read_text("utf-8")
    assert stat.S_IMODE(log.stat().st_mode) & 0o077 == 0


def test_without_a_home_it_goes_to_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setenv("WAYTHROUGH_HOME", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    report_bug(_bug())
    (log,) = tmp_path.glob("crash-*.log")
    assert str(log) in capsys.readouterr().err
    monkeypatch.setattr("tempfile.tempdir", str(blocked))
    report_bug(_bug())
    assert "details" not in capsys.readouterr().err


def test_a_fault_that_the_engine_survived_is_told_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WAYTHROUGH_HOME", str(tmp_path))
    with faults_told():
        logging.getLogger("waythrough.engine").error("cell x at 192.168.1.23", exc_info=_bug())
        assert capsys.readouterr().err == ""
    told = capsys.readouterr().err
    assert "bug in Waythrough (ZeroDivisionError)" in told
    assert told.count("\n") == 1
    (log,) = (tmp_path / "logs").iterdir()
    text = log.read_text("utf-8")
    assert "1 / 0" in text
    assert "192.168.1.23" not in text


def test_without_a_fault_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYTHROUGH_HOME", str(tmp_path))
    with faults_told():
        logging.getLogger("waythrough.engine").warning("only a remark")
    assert list(tmp_path.iterdir()) == []
