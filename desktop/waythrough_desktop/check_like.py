"""Which plan makes a check of the past again, with everything as it is now."""

from dataclasses import replace
from typing import TYPE_CHECKING

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Depth, Run, RunPlan

if TYPE_CHECKING:
    from waythrough_desktop.wiring import Wiring


def plan_like(run: Run, wiring: "Wiring") -> RunPlan | None:
    """The same services by the same ways, as far as they are still known and agreed to.

    None where nothing is left of it, where it was on the other kind of network, or while a check goes on.
    """
    session, consent = wiring.session, wiring.memory.preferences.consent
    if run.practice != session.practice or wiring.bridge.running:
        return None
    if not session.practice and not wiring.memory.consent_given:
        return None
    known = {each.id: each for each in session.platforms}
    rows = [info.id for info in run.platforms if session.practice or info.id in consent.services]
    platforms = [
        known[each] if each in known else wiring.catalog.get(each)
        for each in rows
        if each in known or (not session.practice and each in wiring.catalog)
    ]
    at = {info.id for info in run.paths if session.practice or info.id in consent.ways}
    paths = tuple(each for each in session.paths if each.id in at)
    direct = any(info.id == DIRECT_ID for info in run.paths)
    if not platforms or not (paths or direct):
        return None
    deep = run.depth is not Depth.THOROUGH or session.practice or consent.thorough
    return replace(
        session.plan(),
        platforms=tuple(platforms),
        paths=paths,
        direct=direct,
        depth=run.depth if deep else session.depth,
    )
