"""How much time and data a check takes, told before it starts."""

from collections.abc import Iterable
from dataclasses import dataclass

from waythrough.model.run import CellStatus, Depth, Run
from waythrough.store.history import RunEntry
from waythrough_desktop.i18n import Span, _, plural
from waythrough_desktop.presenters.session import Measured, Session

SECONDS_AT_LEAST = 14
SECONDS_A_CELL = 0.25
PRACTICE_AT_LEAST = 7  # measured: 264 cells in 27 seconds on an idle machine with two cores, 39 on a busy one
PRACTICE_A_CELL = 0.08
TIMES_AS_LONG = {Depth.QUICK: 0.6, Depth.STANDARD: 1.0, Depth.THOROUGH: 3.0}
SECONDS_A_MEGABYTE = 1.5  # of a line that is not quick
SECONDS_A_SPEED = 12  # for each service whose speed is measured: pairs go one after the other
_TESTED = (CellStatus.DONE, CellStatus.INFERRED)
MOST_OFF = 5.0
"""However wrong a guess was, the next one is this many times larger or smaller at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """`megabytes` and `speeds` (services whose speed is measured) of a thorough check, 0 for others.

    `size`: bytes that a check is expected to take; `measured`: what the last check of this kind took.
    `spared`: speed is left out, because data costs money on the line.
    """

    depth: Depth = Depth.STANDARD
    practice: bool = False
    megabytes: int = 0
    speeds: int = 0
    spared: bool = False
    size: int = 0
    measured: Measured | None = None

    def seconds(self, cells: int) -> float:
        """About how long it takes: as long as the last time, where there was one."""
        guess = self._guess(cells)
        if self.measured is None:
            return guess
        off = self.measured.seconds / self._guess(self.measured.cells)
        return guess * min(max(off, 1 / MOST_OFF), MOST_OFF)

    def data(self, cells: int) -> int:
        """About how many bytes it takes."""
        if self.measured is None or not self.measured.size or not self.measured.cells:
            return self.size
        return round(self.measured.size * cells / self.measured.cells)

    def _guess(self, cells: int) -> float:
        if self.practice:
            base = PRACTICE_AT_LEAST + cells * PRACTICE_A_CELL
        else:
            base = SECONDS_AT_LEAST + cells * SECONDS_A_CELL
        large = self.megabytes * SECONDS_A_MEGABYTE + self.speeds * SECONDS_A_SPEED
        return base * TIMES_AS_LONG[self.depth] + large


def effort_of(session: Session) -> Effort:
    """What a check of all that is chosen would take."""
    from waythrough.engine.budget import budget_of  # half of the engine stands behind it

    plan = session.plan()
    budget = budget_of(plan, session.profile)
    deep = plan.depth is Depth.THOROUGH and not session.practice
    return Effort(
        depth=plan.depth,
        practice=session.practice,
        megabytes=budget.megabytes if deep else 0,
        speeds=len(budget.platforms) if deep else 0,
        spared=deep and budget.why == "metered",
        size=budget.total,
        measured=session.measured,
    )


def tells(run: Run) -> bool:
    """Whether the next check will take what this one took: it was whole, and tested every pair itself.

    What was taken over from an earlier run has cost nothing, nor has what was left out on a line that is down.
    """
    tested = all(not each.earlier and each.status in _TESTED for each in run.cells.values())
    pairs = len(run.platforms) * len(run.paths)
    judged = sum(each.works is not None for each in run.cells.values())
    return not run.interrupted and tested and 0 < pairs <= len(run.cells) and judged * 2 > pairs


def measured_of(run: Run) -> Measured:
    """What a finished run took."""
    return Measured(
        practice=run.practice,
        depth=run.depth,
        cells=len(run.cells),
        seconds=run.finished - run.started,
        size=run.bytes_sent + run.bytes_received,
    )


def last_measured(entries: Iterable[RunEntry]) -> tuple[Measured, ...]:
    """What whole runs of the history took, the middle one of each kind: a single one may have gone badly."""
    kinds: dict[tuple[bool, Depth], list[Measured]] = {}
    for entry in entries:
        summary = entry.summary
        judged = sum(way.judged for way in summary.ways)
        if entry.finished is None or not entry.whole or summary.earlier or judged * 2 <= summary.cells:
            continue  # stopped, partly of an earlier run, or on a line that is down
        took = Measured(
            practice=entry.practice,
            depth=entry.summary.depth,
            cells=entry.summary.cells,
            seconds=entry.finished - entry.started,
        )
        kinds.setdefault((took.practice, took.depth), []).append(took)
    return tuple(
        sorted(found, key=lambda each: each.seconds / each.cells)[len(found) // 2] for found in kinds.values()
    )


def cost(effort: Effort, cells: int) -> tuple[str, ...]:
    """About how long a check takes and how much data, each in a few words; of what is not known nothing."""
    size = effort.data(cells)
    return (
        _("about {span}", span=Span(rounded(effort.seconds(cells)))),
        *((_("about {number}\u00a0MB", number=megabytes(size)),) if size else ()),
    )


def megabytes(size: int) -> float | int:
    """Whole ones, or tenths of one below: no more exact than it is known."""
    whole = size / 1_000_000
    return round(whole) if whole >= 1 else max(0.1, round(whole, 1))


def warning(effort: Effort, cells: int) -> str:
    """The sentence for a thorough check of a real network, "" for others."""
    if not effort.megabytes:
        return ""
    span = Span(max(60, effort.seconds(cells)))
    told = plural(
        "A thorough check: up to about {count}\u00a0MB of data, and about {span}.",
        "A thorough check: up to about {count}\u00a0MB of data, and about {span}.",
        effort.megabytes,
        span=span,
    )
    if not effort.spared:
        return told
    return f"{told} {_('Data costs money on this line, so speed is not measured.')}"


def rounded(seconds: float) -> float:
    """To the next 5 seconds, or whole minutes from 90 seconds on: no more exact than it is known."""
    return max(5, round(seconds / 5) * 5) if seconds < 90 else round(seconds / 60) * 60
