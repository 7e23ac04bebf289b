"""What a list tells of a run without loading its cells: how much opened, by which way, and the words to find it by."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from waythrough.model.path import DIRECT_ID
from waythrough.model.plain import PlainError
from waythrough.model.run import Depth, PathInfo, Run
from waythrough.verdict.cover import leading


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one cell."""

    platform_id: str
    path_id: str
    works: bool | None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WayNumbers:
    """How one way did: `opened` of the `judged` cells, and the middle of the times of those that opened."""

    id: str
    name: str
    opened: int
    judged: int
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """The numbers of a run.

    `cells` have a result, `works` of them open, `earlier` of them were taken over from an earlier run; `opened` of
    `total` services opened by some safe way, `direct` of them directly. `best` is the id of the safe way that opened
    most, the advised one among equals ("" = nothing opened), by its `best_name`, and opened `best_opened`. `ways` are
    all that were tested, the line itself among them. `words` are all names of its services and ways, small letters,
    a line each. `begun` is when the first part of a check began that was cut short and continued (Unix seconds).
    """

    depth: Depth = Depth.STANDARD
    interrupted: bool = False
    cells: int = 0
    works: int = 0
    earlier: int = 0
    opened: int = 0
    total: int = 0
    direct: int = 0
    best: str = ""
    best_name: str = ""
    best_opened: int = 0
    ways: tuple[WayNumbers, ...] = ()
    words: str = ""
    begun: float | None = None

    @property
    def repeats(self) -> bool:
        """Whether most of it stands in the run that it was taken over from: it is no new look at the line."""
        return self.begun is None and self.earlier * 2 > self.cells


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEntry:
    """A line of the list of runs. `finished` is None while a run is `under_way`, and when it was cut short."""

    id: str
    started: float
    finished: float | None
    practice: bool
    profile: str
    summary: RunSummary
    under_way: bool = False

    @property
    def whole(self) -> bool:
        """Whether it was finished, and tested all that it was to test."""
        return self.finished is not None and not self.summary.interrupted

    @property
    def cut_short(self) -> bool:
        """Whether it was stopped, or ended with the program."""
        return not self.under_way and (self.finished is None or self.summary.interrupted)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCell:
    """A cell in a run of the past; `works` is None where it was not tested or stayed unclear."""

    started: float
    works: bool | None
    seconds: float | None


def summarise(run: Run, outcomes: Iterable[Outcome]) -> RunSummary:
    """The summary of a run; its cells are told by `outcomes`, since a head has none (then `earlier` stays 0)."""
    found = list(outcomes)
    unsafe = {*run.recommendation.unsafe, *(info.id for info in run.paths if not info.safe)} - {DIRECT_ID}
    opening = [each for each in found if each.works and each.path_id not in unsafe]
    by_way = Counter(each.path_id for each in opening)
    # Among equals the one that was advised, so that both say the same; half a check advises nothing.
    advised = () if run.interrupted else run.recommendation.cover[:1]
    best = leading(run.paths, by_way, advised=advised)
    return RunSummary(
        depth=run.depth,
        interrupted=run.interrupted,
        cells=len(found),
        works=sum(each.works is True for each in found),
        earlier=sum(each.earlier for each in run.cells.values()),
        opened=len({each.platform_id for each in opening}),
        total=len(run.platforms),
        direct=by_way[DIRECT_ID],
        best="" if best is None else best.id,
        best_name="" if best is None else best.name,
        best_opened=0 if best is None else by_way[best.id],
        ways=tuple(_way(info, [each for each in found if each.path_id == info.id]) for info in run.paths),
        words="\n".join(_words(run)),
        begun=run.continues[0].started if run.continues else None,
    )


def summary_from(data: object) -> RunSummary:
    """The summary that `to_plain` made, by a short way, since lists are of thousands. Raises PlainError."""
    try:
        known: dict[str, Any] = dict(data)  # type: ignore[call-overload]
        known["depth"] = Depth(known["depth"])
        known["ways"] = tuple(WayNumbers(**way) for way in known["ways"])
        return RunSummary(**known)
    except (TypeError, ValueError, KeyError) as error:
        raise PlainError(f"no summary of a run ({error})") from error


def sharing(shared: dict[str, str], summary: RunSummary) -> RunSummary:
    """The same summary; equal words are one string in memory."""
    return replace(summary, words=shared.setdefault(summary.words, summary.words))


def _way(info: PathInfo, found: Sequence[Outcome]) -> WayNumbers:
    times = [each.seconds for each in found if each.works and each.seconds is not None]
    return WayNumbers(
        id=info.id,
        name=info.name,
        opened=sum(each.works is True for each in found),
        judged=sum(each.works is not None for each in found),
        seconds=round(median(times), 3) if times else None,
    )


def _words(run: Run) -> list[str]:
    names = [name for info in run.platforms for name in (info.id, *info.names.values())]
    names += [info.name for info in run.paths if info.id != DIRECT_ID]
    return list(dict.fromkeys(name.casefold() for name in names if name))
