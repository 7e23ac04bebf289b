"""How much data a run will take: told before it starts, and what is left out where it must not take so much."""

from dataclasses import dataclass
from typing import Final

from waythrough.engine.quic_leg import COST_OPEN
from waythrough.model.network import NetworkProfile
from waythrough.model.platform import FlowKind, Platform, Role, Target
from waythrough.model.run import Depth, RunPlan
from waythrough.probe.hellos import AT_ONCE
from waythrough.probe.volume import FREEZE_SIZE, UPLOAD_STEP, UPLOAD_STEPS
from waythrough.probe.web import LARGE_BODY, SMALL_BODY
from waythrough.verdict.facts_volume import FRESH
from waythrough.verdict.pairs import PAIRS

HANDSHAKE: Final = 8 * 1024  # bytes of one connection before the first of a page: chain, requests, packets
MOST_LARGE: Final = 2  # targets of one platform whose speed and volume are measured
TRIES: Final = {Depth.QUICK: 1, Depth.STANDARD: 1, Depth.THOROUGH: 3}
"""How often every cell is measured before a second look at those that failed."""

_PREFERRED: Final = (Role.MEDIA, Role.WEB)  # throttles and freezes are put on what moves many bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Bytes that a run is expected to take, up and down together.

    `pages`: the checks themselves; `large`: (platform id, bytes) of the measurements of speed and volume that are
    part of the run; `left_out`: ids of platforms for which they do not fit, and `why`: "metered" or "limit".
    """

    pages: int
    large: tuple[tuple[str, int], ...] = ()
    left_out: tuple[str, ...] = ()
    why: str = ""

    @property
    def total(self) -> int:
        return self.pages + sum(size for _, size in self.large)

    @property
    def platforms(self) -> frozenset[str]:
        """The platforms whose speed and volume are measured."""
        return frozenset(platform_id for platform_id, _ in self.large)

    @property
    def megabytes(self) -> int:
        """The total as people read it, rounded up."""
        return -(-self.total // 1_000_000)


def budget_of(plan: RunPlan, profile: NetworkProfile) -> Budget:
    """What a plan takes in this network: 5 pairs of samples, a freeze test and an upload a large target, and pages.

    Most platforms take less, since pairs end as soon as they show that nothing is slowed down.
    """
    pages = _pages(plan, profile)
    wanted = [
        (platform.id, len(large_targets(platform)) * _per_target(profile)) for platform in plan.platforms
    ]
    wanted = [(platform_id, size) for platform_id, size in wanted if size]
    if plan.depth is not Depth.THOROUGH or not plan.direct or not wanted:
        return Budget(pages=pages)
    if not plan.settings.large:
        return Budget(pages=pages, left_out=tuple(name for name, _ in wanted), why="metered")
    limit = plan.settings.data_limit
    taken: list[tuple[str, int]] = []
    left: list[str] = []
    for platform_id, size in wanted:
        fits = limit is None or pages + sum(each for _, each in taken) + size <= limit
        if fits:
            taken.append((platform_id, size))
        else:
            left.append(platform_id)
    return Budget(pages=pages, large=tuple(taken), left_out=tuple(left), why="limit" if left else "")


def large_targets(platform: Platform) -> tuple[Target, ...]:
    """The targets of a platform whose speed and volume are worth measuring, at most two, media first."""
    able = [
        each
        for each in platform.targets
        if each.required and each.flow is FlowKind.WEB and (each.sample or each.url).startswith("https://")
    ]
    order = {role: place for place, role in enumerate(_PREFERRED)}
    able.sort(key=lambda each: (not each.sample, order.get(each.role, len(order))))
    return tuple(able[:MOST_LARGE])


def _per_target(profile: NetworkProfile) -> int:
    size = profile.volume_size
    return 2 * (PAIRS * size + FRESH * min(size, FREEZE_SIZE) + UPLOAD_STEPS * UPLOAD_STEP)


def _pages(plan: RunPlan, profile: NetworkProfile) -> int:
    targets = sum(len(platform.targets) for platform in plan.platforms)
    tries = TRIES[plan.depth]
    direct = LARGE_BODY if plan.depth is not Depth.QUICK else SMALL_BODY
    legs = COST_OPEN + 2 * AT_ONCE * HANDSHAKE if plan.depth is Depth.THOROUGH else 0
    hosts = len(profile.neutral_hosts) + len(profile.domestic_hosts) + len(profile.canaries)
    one = targets * (tries * (direct + HANDSHAKE) + legs) if plan.direct else 0
    ways = len(plan.paths) * (targets * tries * (SMALL_BODY + HANDSHAKE) + LARGE_BODY + HANDSHAKE)
    return one + ways + hosts * (SMALL_BODY + HANDSHAKE)
