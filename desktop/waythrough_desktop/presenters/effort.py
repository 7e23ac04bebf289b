"""How much time and data a check takes, told before it starts."""

from dataclasses import dataclass

from waythrough.model.run import Depth
from waythrough_desktop.i18n import Span, _, plural
from waythrough_desktop.presenters.session import Session

SECONDS_AT_LEAST = 14
SECONDS_A_CELL = 0.25
TIMES_AS_LONG = {Depth.QUICK: 0.6, Depth.STANDARD: 1.0, Depth.THOROUGH: 3.0}
SECONDS_A_MEGABYTE = 1.5  # of a line that is not quick
SECONDS_A_SPEED = 12  # for each service whose speed is measured: pairs go one after the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """`megabytes` and `speeds` (services whose speed is measured) of a thorough check, 0 for others.

    `spared`: speed is left out, because data costs money on the line.
    """

    depth: Depth = Depth.STANDARD
    megabytes: int = 0
    speeds: int = 0
    spared: bool = False

    def seconds(self, cells: int) -> float:
        """About how long it takes."""
        base = SECONDS_AT_LEAST + cells * SECONDS_A_CELL
        large = self.megabytes * SECONDS_A_MEGABYTE + self.speeds * SECONDS_A_SPEED
        return base * TIMES_AS_LONG[self.depth] + large


def effort_of(session: Session) -> Effort:
    """What a check of all that is chosen would take."""
    plan = session.plan()
    if plan.depth is not Depth.THOROUGH or session.practice:
        return Effort(depth=plan.depth)
    from waythrough.engine.budget import (
        budget_of,  # with half of the engine behind it: only where it is needed
    )

    budget = budget_of(plan, session.profile)
    return Effort(
        depth=plan.depth,
        megabytes=budget.megabytes,
        speeds=len(budget.platforms),
        spared=budget.why == "metered",
    )


def cost(session: Session) -> tuple[str, ...]:
    """About how long a check of all that is chosen takes and how much data, each in a few words."""
    from waythrough.engine.budget import budget_of  # half of the engine stands behind it

    plan = session.plan()
    effort = effort_of(session)
    cells = len(plan.platforms) * (1 + len(plan.paths))
    size = budget_of(plan, session.profile).total
    return (
        _("about {span}", span=Span(rounded(effort.seconds(cells)))),
        _("about {number} MB", number=megabytes(size)),
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
        "A thorough check: up to about {count} MB of data, and about {span}.",
        "A thorough check: up to about {count} MB of data, and about {span}.",
        effort.megabytes,
        span=span,
    )
    if not effort.spared:
        return told
    return f"{told} {_('Data costs money on this line, so speed is not measured.')}"


def rounded(seconds: float) -> float:
    """To the next 5 seconds, or whole minutes from 90 seconds on: no more exact than it is known."""
    return max(5, round(seconds / 5) * 5) if seconds < 90 else round(seconds / 60) * 60
