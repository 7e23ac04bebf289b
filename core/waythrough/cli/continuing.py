"""Going on with a check that was cut short: which one, whether it can be, and what is left of it."""

from collections.abc import Iterable
from typing import Final

from waythrough.model.errors import WaythroughError
from waythrough.model.network import NetworkProfile
from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.run import RunPlan, Settings
from waythrough.store.dirs import Dirs
from waythrough.store.find_run import LAST
from waythrough.store.history import History
from waythrough.store.leftover import Hindrance, Leftover
from waythrough.verdict.clause import clause

_ANEW: Final = clause("begin anew: waythrough check")
_WHY: Final = {
    Hindrance.WHOLE: ("check.nothing_to_continue", clause("that check was done to its end"), _ANEW),
    Hindrance.NOTHING_LEFT: (
        "check.nothing_to_continue",
        clause("everything of that check was tested"),
        _ANEW,
    ),
    Hindrance.UNDER_WAY: (
        "check.under_way",
        clause("that check is still going on"),
        clause("wait until it is done"),
    ),
    Hindrance.TOO_OLD: (
        "check.too_old",
        clause("that check is older than a day, so its results would not belong together with new ones"),
        _ANEW,
    ),
    Hindrance.OTHER_NETWORK: (
        "check.other_network",
        clause("this computer has joined another network since, where other things may be blocked"),
        _ANEW,
    ),
}


def leftover(name: str, profile: NetworkProfile, dirs: Dirs) -> Leftover:
    """The run that is to be gone on with: the last one of this network, or by its id. Raises WaythroughError."""
    with History(dirs.history) as history:
        run_id = name
        if name == LAST:
            run_id = history.newest(practice=profile.practice) or history.newest() or ""
            if not run_id:
                raise WaythroughError("check.nothing_to_continue", "no check is kept yet", todo=_ANEW)
        left = history.leftover(run_id)
        if name == LAST and left.hindrance() is not None:
            left = _of_other_network(history, left) or left
    if left.run.profile != profile.name or left.run.practice != profile.practice:
        what = clause("that check was made in the network “{profile}”", profile=left.run.profile)
        plain = not left.run.practice and left.run.profile == NetworkProfile().name
        todo = (
            clause("leave out --network")
            if plain
            else clause("give the same --network, and --paths, as then")
        )
        raise WaythroughError("check.other_profile", what, todo=todo)
    why = left.hindrance()
    if why is not None:
        message_id, what, todo = _WHY[why]
        raise WaythroughError(message_id, what, todo=todo)
    return left


def _of_other_network(history: History, left: Leftover) -> Leftover | None:
    """The last check of the other kind of network, when it is the newer one and can be gone on with."""
    other = history.newest(practice=not left.run.practice)
    newer = None if other is None else history.leftover(other)
    if newer is None or newer.run.started < left.run.started or newer.hindrance() is not None:
        return None
    return newer


def rest_of(
    left: Leftover, ways: Iterable[PathSpec], settings: Settings, dirs: Dirs, notes: list[str]
) -> RunPlan:
    """The plan that goes on with a run; what is left out of it is told in the notes."""
    plan = left.plan(ways, settings, dirs.ways)
    there = {each.id for each in plan.paths} | {DIRECT_ID}
    gone = [info.name for info in left.run.paths if info.id not in there]
    if gone:
        names = ", ".join(f"“{name}”" for name in gone)
        notes.append(
            clause(
                "left out, because these ways are not kept: {names}; give them with --path or --paths",
                names=names,
            )
        )
    notes.append(
        clause(
            "{done} of {count} results are taken over from the check {run}",
            done=len(plan.known),
            count=left.total,
            run=left.run.id,
        )
    )
    return plan
