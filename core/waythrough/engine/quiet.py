"""Quiet checks: few targets, one after another in no order, with pauses drawn by chance, and at most one repeat."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from waythrough.model.network import NetworkProfile
from waythrough.model.platform import FlowKind, Platform, Role, Target
from waythrough.model.run import Depth, RunPlan
from waythrough.verdict.words import Text, msg

GAP: Final = (2.0, 7.0)
"""Seconds between the starts of two checks, drawn anew each time."""
AT_ONCE: Final = 1
_CANARIES, _NEUTRALS, _DOMESTIC = 1, 2, 1  # what the look at the line needs at least to be sure of it
_FIRST: Final = (Role.WEB, Role.API)


NOTE: Final[Text] = msg(
    "Quiet check: one page of each service, one after another with pauses, and once more where it fails. Your provider"
    " still sees which services are contacted and when, only less often at once. It takes about twice as long, less"
    " is found out about why something is blocked, and parts of a service that were not asked for may be blocked"
    " unnoticed."
)


def quiet_plan(plan: RunPlan) -> RunPlan:
    """The same plan with one target a platform, everything tried once, and nothing large."""
    settings = replace(plan.settings, max_slots=AT_ONCE, large=False)
    platforms = tuple(replace(each, targets=_front(each)) for each in plan.platforms)
    return replace(plan, platforms=platforms, depth=Depth.QUICK, settings=settings)


def quiet_profile(profile: NetworkProfile) -> NetworkProfile:
    """The same network with no more hosts asked about the line itself than it takes."""
    return replace(
        profile,
        canaries=profile.canaries[:_CANARIES],
        neutral_hosts=profile.neutral_hosts[:_NEUTRALS],
        domestic_hosts=profile.domestic_hosts[:_DOMESTIC],
    )


def _front(platform: Platform) -> tuple[Target, ...]:
    """The one target that a person meets first: a required page, else an interface, else the first of all."""
    required = [each for each in platform.targets if each.required] or list(platform.targets)
    pages = [each for each in required if each.flow is FlowKind.WEB]
    order = {role: place for place, role in enumerate(_FIRST)}
    return tuple(sorted(pages or required, key=lambda each: order.get(each.role, len(order)))[:1])


@dataclass(slots=True)
class Pace:
    """When the next check may start. `between` draws the pause, `dice` the order."""

    between: Callable[[], float] = lambda: random.uniform(*GAP)
    dice: Callable[[], float] = random.random
    _free_at: float = field(default=0.0)

    def wait(self, now: float) -> float:
        """Seconds until the next check may start, 0 when it may now."""
        return max(self._free_at - now, 0.0)

    def started(self, now: float) -> None:
        """A check starts now."""
        self._free_at = now + self.between()
