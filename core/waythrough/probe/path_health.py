"""Whether a way carries ordinary traffic, asked of neutral hosts before anything is said about a platform."""

from dataclasses import replace

from waythrough.model.network import NetworkProfile
from waythrough.model.step import Purpose
from waythrough.model.verdict import Stage
from waythrough.probe.local_gate import front_page
from waythrough.probe.walk import Walk

ENTRY = frozenset({Stage.RESOLVE, Stage.CONNECT, Stage.TLS, Stage.HANDSHAKE, Stage.AUTH})
ASKED = 2  # neutral hosts of unlike operators: one may be unreachable from the exit by itself


async def path_health(walk: Walk, profile: NetworkProfile, *, first_attempt: int = 1) -> bool:
    """Open neutral pages through the way, one after the other until one opens; True when one did."""
    for attempt, host in enumerate(profile.neutral_hosts[:ASKED], start=first_attempt):
        about = replace(walk.about, purpose=Purpose.PATH_HEALTH, target=host, attempt=attempt)
        if await front_page(replace(walk, about=about), host) is not None:
            return True
        if walk.trace.observations[-1].stage in ENTRY:
            return False  # the way's own entry: another target would meet the same
    return False
