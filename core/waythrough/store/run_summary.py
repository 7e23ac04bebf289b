"""What a list tells of a run without loading its cells: how much opened, by which way, and the words to find it by."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Depth, Run

Outcome = tuple[str, str, bool | None]
"""Platform, path, and whether the cell works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """The numbers of a run.

    `cells` have a result, `works` of them open; `opened` of `total` services opened by some safe way, `direct` of them
    directly. `best` is the id of the safe way that opened most ("" = nothing opened), by its `best_name`, and opened
    `best_opened`. `words` are all names of its services and ways, small letters, a line each.
    """

    depth: Depth = Depth.STANDARD
    interrupted: bool = False
    cells: int = 0
    works: int = 0
    opened: int = 0
    total: int = 0
    direct: int = 0
    best: str = ""
    best_name: str = ""
    best_opened: int = 0
    ways: int = 0
    words: str = ""


def summarise(run: Run, outcomes: Iterable[Outcome]) -> RunSummary:
    """The summary of a run; its cells are told by `outcomes`, since a head has none."""
    found = list(outcomes)
    unsafe = {*run.recommendation.unsafe, *(info.id for info in run.paths if not info.safe)} - {DIRECT_ID}
    opening = [(platform, path) for platform, path, works in found if works and path not in unsafe]
    by_way = Counter(path for _, path in opening)
    best = max(by_way, key=lambda path: (by_way[path], path == DIRECT_ID), default="")
    return RunSummary(
        depth=run.depth,
        interrupted=run.interrupted,
        cells=len(found),
        works=sum(works is True for _, _, works in found),
        opened=len({platform for platform, _ in opening}),
        total=len(run.platforms),
        direct=by_way[DIRECT_ID],
        best=best,
        best_name=next((info.name for info in run.paths if info.id == best), ""),
        best_opened=by_way[best],
        ways=sum(info.id != DIRECT_ID for info in run.paths),
        words="\n".join(_words(run)),
    )


def _words(run: Run) -> list[str]:
    names = [name for info in run.platforms for name in (info.id, *info.names.values())]
    names += [info.name for info in run.paths if info.id != DIRECT_ID]
    return list(dict.fromkeys(name.casefold() for name in names if name))
