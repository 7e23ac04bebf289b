"""The cable is pulled in the middle of a run and put back: the run waits for the line and blames nobody."""

from collections.abc import Callable
from dataclasses import replace
from typing import IO

import pytest

from tests.e2e.lab import cells_of, start_in_client
from tests.e2e.program import PATIENCE, Program
from tests.lab.honest import LOSSY
from tests.lab.netns import why_not
from tests.lab.rules import Line
from tests.lab.standard import NEUTRAL
from tests.lab.world import world

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(why_not()), reason=why_not() or "the lab runs")]

STEADY = replace(LOSSY, id="steady", title="A sound line, far away", line=Line(rtt=0.5), acts=())
URLS = [*(row.url for row in STEADY.platforms), *(f"https://{name}/" for name in NEUTRAL)]


def _read_until(stream: IO[str], found: Callable[[str], bool]) -> str:
    for line in stream:
        if found(line):
            return line
    raise AssertionError("the run ended before")


@pytest.mark.long
def test_it_waits_and_goes_on(program: Program) -> None:
    report = program.home / "report.json"
    with world(STEADY, paths=True) as lab:
        ways = [f"--path=Escape={link}" for _, link in lab.paths if isinstance(link, str)]
        process = start_in_client(lab, program, *URLS, *ways, "--include-names", "--output", report)
        assert process.stderr is not None
        _read_until(process.stderr, lambda line: ": Works" in line)
        lab.cable(False)
        _read_until(process.stderr, lambda line: "You are not online" in line)
        lab.cable(True)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out + err
    cells = cells_of(report)
    assert len(cells) == 2 * len(URLS)
    assert {key: cell["works"] for key, cell in cells.items() if cell["works"] is not True} == {}
    assert "You are not online" not in out  # it is over, and nothing of it stands in the result
