"""Which two runs are compared, and the comparison for programs."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from waythrough.model.errors import WaythroughError
from waythrough.model.plain import Plain

if TYPE_CHECKING:
    from waythrough.model.run import Run
    from waythrough.verdict.compare import Comparison, Side
    from waythrough.verdict.explain_compare import ComparisonText


def two_runs(names: tuple[str, ...], place: Path) -> "tuple[Run, Run]":
    """The earlier and the later run of those that were named; what is not named is the newest of the same kind.

    Raises WaythroughError.
    """
    from waythrough.cli.explain import load_run

    named = [load_run(name, place) for name in names]
    first = named[0] if named else load_run("last", place)
    second = named[1] if len(named) > 1 else _beside(first, place)
    earlier, later = sorted((first, second), key=lambda run: run.started)
    return earlier, later


def _beside(run: "Run", place: Path) -> "Run":
    """The newest kept run on the same kind of network that is another one."""
    from waythrough.store.history import History

    with History(place) as history:
        newest = history.newest(practice=run.practice)
        if newest == run.id:
            newest = history.newest(practice=run.practice, before=run.id)
        if newest is None:
            raise WaythroughError(
                "history.no_second", "there is no second check to compare with", todo="check again later"
            )
        return history.load(newest)


def comparison_json(comparison: "Comparison", text: "ComparisonText") -> bytes:
    """The comparison as JSON: what changed by ids, and the sentences."""
    record: dict[str, Plain] = {
        "schema": "waythrough/comparison-1",
        "headline": str(text.headline),
        "nothing_changed": comparison.nothing_changed,
        "before": _side(comparison.before),
        "after": _side(comparison.after),
        "opened": {
            "before": comparison.totals.opened_before,
            "after": comparison.totals.opened_after,
            "of": comparison.totals.services,
        },
        "changes": [
            {
                "change": each.change.value,
                "platform": each.platform_id,
                "path": each.path_id,
                "before": None if each.before is None else each.before.verdict.label.value,
                "after": None if each.after is None else each.after.verdict.label.value,
            }
            for each in comparison.cells
            if each.change.value != "same"
        ],
        "ways": [
            {"path": way.path_id, "before": way.before.value, "after": way.after.value}
            for way in comparison.ways
            if way.changed
        ],
        "sentences": [str(line.text) for line in text.lines],
        "notes": [str(note) for note in text.notes],
    }
    return json.dumps(record, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def _side(side: "Side") -> dict[str, Plain]:
    return {
        "id": side.id,
        "started": side.started,
        "practice": side.practice,
        "depth": side.depth.value,
        "interrupted": side.interrupted,
    }
