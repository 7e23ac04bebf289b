"""PDF from the command line: Qt makes it in a process of its own here, as it does for a person at a terminal."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.report.samples import sample_run
from waythrough.cli import printed
from waythrough.cli.output import Format, output_of
from waythrough.model.errors import WaythroughError
from waythrough.report.document import make_document
from waythrough.report.to_json import to_json

SHOW = "import sys; from waythrough.cli.main import run; sys.exit(run(sys.argv[1:]))"


def show(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "WAYTHROUGH_HOME": str(home),
        "PYTHONPATH": ":".join(sys.path),
        "PATH": "/usr/bin",
        "TZ": "Asia/Tehran",
    }
    command = [sys.executable, "-c", SHOW, "history", "show", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)


def test_a_report_becomes_pdf_without_telling_the_time_zone(tmp_path: Path) -> None:
    saved, file = tmp_path / "run.json", tmp_path / "run.pdf"
    saved.write_bytes(to_json(make_document(sample_run())))
    done = show(str(saved), "--output", str(file), home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    content = file.read_bytes()
    assert content.startswith(b"%PDF-")
    zones = set(re.findall(rb"\(D:\d{14}([^)]*)\)", content))
    assert zones
    assert zones <= {b"+00'00'", b"Z"}


def test_without_the_window_the_error_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed, "find_spec", lambda _name: None)
    with pytest.raises(WaythroughError) as caught:
        output_of("pdf", None)
    assert "pip install" in str(caught.value)


def test_a_name_tells_the_form(tmp_path: Path) -> None:
    assert output_of(None, tmp_path / "report.pdf").form is Format.PDF
