"""A line that loses every twentieth packet and takes 300 ms: slow at worst, never "blocked"."""

import pytest

from tests.e2e.lab import cells_of, start_in_client
from tests.e2e.program import PATIENCE, Program
from tests.lab.honest import LOSSY
from tests.lab.netns import why_not
from tests.lab.world import world
from waythrough.model.verdict import CENSOR_LABELS

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(why_not()), reason=why_not() or "the lab runs")]

URLS = [row.url for row in LOSSY.platforms]


def test_no_false_blocked(program: Program) -> None:
    report = program.home / "report.json"
    with world(LOSSY, seed=3, paths=True) as lab:
        ways = [f"--path=Escape={link}" for _, link in lab.paths if isinstance(link, str)]
        process = start_in_client(lab, program, *URLS, *ways, "--include-names", "--output", report)
        out, err = process.communicate(timeout=PATIENCE)
        assert lab.counts()["lost"] > 0
    assert process.returncode == 0, out + err
    cells = cells_of(report)
    assert len(cells) == 2 * len(URLS)
    for key, cell in cells.items():
        assert cell["works"] is True, key
        assert cell["verdict"]["label"] not in CENSOR_LABELS, key  # type: ignore[index]
    for word in ("Blocked", "Likely blocked", "Not safe"):
        assert word not in out
