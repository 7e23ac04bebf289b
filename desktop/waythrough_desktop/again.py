"""Which plan tests one box of a finished check again and leaves the others as they are."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from waythrough.model.known import keys_beside, taking_over
from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.run import Run, RunPlan


def plan_again(
    run: Run, plan: RunPlan, ways: Iterable[PathSpec], changed: Collection[str], key: tuple[str, str]
) -> RunPlan | None:
    """The plan of a run, as its ways are now, with everything known but the box `key`; None when that is gone.

    Ways that were removed, or that lead elsewhere since (`changed`), are left out unless it is the one of the box.
    """
    platform_id, path_id = key
    there = {each.id: each for each in ways if each.id not in changed or each.id == path_id}
    paths = tuple(there[each.id] for each in plan.paths if each.id in there)
    rows = {each.id for each in plan.platforms}
    columns = {each.id for each in paths} | ({DIRECT_ID} if plan.direct else set())
    if platform_id not in rows or path_id not in columns:
        return None
    keys = frozenset(
        each for each in keys_beside(run, key) if not (each[1] == path_id and path_id in changed)
    )
    return taking_over(replace(plan, paths=paths), run, keys)
