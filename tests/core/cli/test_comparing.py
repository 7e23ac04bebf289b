"""Which two runs are compared, and what programs get."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.verdict.compared import blocked, run, with_way
from waythrough.cli.comparing import comparison_json, two_runs
from waythrough.model.errors import WaythroughError
from waythrough.store.history import History
from waythrough.verdict.compare import compare
from waythrough.verdict.explain_compare import both_named, explain_comparison


@pytest.fixture
def place(tmp_path: Path) -> Path:
    with History(tmp_path / "history.sqlite3") as history:
        for number, practice in enumerate((False, True, False, True)):
            history.finish(replace(run(f"r{number}"), started=1_800_000_000.0 + number, practice=practice))
    return tmp_path / "history.sqlite3"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ((), ("r1", "r3")),
        (("last",), ("r1", "r3")),
        (("r2",), ("r0", "r2")),
        (("r0",), ("r0", "r2")),
        (("r3", "r0"), ("r0", "r3")),
    ],
)
def test_what_is_not_named_is_the_newest_of_its_kind(
    place: Path, names: tuple[str, ...], found: tuple[str, str]
) -> None:
    assert tuple(each.id for each in two_runs(names, place)) == found


def test_one_run_has_nothing_to_be_compared_with(place: Path) -> None:
    with History(place) as history:
        history.delete("r0")
    with pytest.raises(WaythroughError, match="no second check"):
        two_runs(("r2",), place)


def test_json_tells_changes_by_ids() -> None:
    before, after = run("before", x_p1=blocked()), with_way(run(x_direct=blocked()), "p-2", usable=False)
    found = compare(before, after)
    names = both_named(before, after, "en", {"p-1": "SOCKS5 1", "p-2": "SOCKS5 2"})
    content = comparison_json(found, explain_comparison(found, names, "today 10:00"))
    record = json.loads(content)
    assert record["changes"] == [
        {"change": "closed", "platform": "x", "path": "direct", "before": "ok", "after": "sni_filtering"},
        {"change": "opened", "platform": "x", "path": "p-1", "before": "sni_filtering", "after": "ok"},
    ]
    assert record["ways"] == [{"path": "p-2", "before": "connects", "after": "fails"}]
    assert record["opened"] == {"before": 6, "after": 6, "of": 6}
    assert b"Berlin" not in content
    assert b"Vienna" not in content
