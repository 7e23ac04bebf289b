"""Ctrl-C: what was found is kept, and nothing is left behind."""

import json
import re
import signal
import subprocess

import jsonschema
import pytest

import waythrough_resources
from tests.e2e.program import PATIENCE, Program, Served


def _wait_for_a_cell(process: "subprocess.Popen[str]") -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if "Open Atlas – Direct: Works" in line:
            return
    raise AssertionError(f"the run ended by itself with {process.wait(PATIENCE)}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_found_is_kept(program: Program, served: Served, number: signal.Signals) -> None:
    report = program.home / "report.json"
    process = program.start("check", *served.network, "--paths", served.paths, "--output", report)
    _wait_for_a_cell(process)
    process.send_signal(number)
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert re.search(
        r"^Stopped: \d+ of 264 checks done(, \d+ of them are not confirmed)?$", out, re.MULTILINE
    )
    assert "The check was stopped early" in out
    found = json.loads(report.read_text("utf-8"))
    jsonschema.validate(found, json.loads(waythrough_resources.read_text("schema/report-1.json")))
    assert found["run"]["interrupted"] is True
    cells = {(cell["platform_id"], cell["path_id"]): cell for cell in found["cells"]}
    assert len(cells) == 24 * 11  # no cell is ever missing
    assert cells["openatlas", "direct"]["works"] is True
    assert any(cell["status"] == "interrupted" and cell["works"] is None for cell in cells.values())
    listed = program("history", "list")
    assert found["run"]["id"] in listed.out


def test_a_second_one_ends_at_once(program: Program, served: Served) -> None:
    process = program.start("check", *served.network, "--paths", served.paths)
    _wait_for_a_cell(process)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    for line in process.stderr:
        if "Stopping" in line:
            process.send_signal(signal.SIGINT)
            break
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
