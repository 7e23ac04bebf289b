"""How much data a thorough check takes: told before it starts, and left to its user."""

from dataclasses import replace

from waythrough.cli.render.plain import ask, can_ask, tell_folded
from waythrough.engine.budget import Budget, budget_of
from waythrough.model.errors import WaythroughError
from waythrough.model.network import NetworkProfile
from waythrough.model.run import Depth, RunPlan
from waythrough.net.metered import is_metered
from waythrough.store.settings import Metered
from waythrough.verdict.words import Names, Text, Translator, joined, msg, plural

MEGABYTE = 1_000_000


class TooMuchError(WaythroughError):
    """The user did not want so much data to be used."""


def settled(
    plan: RunPlan,
    profile: NetworkProfile,
    metered: Metered,
    translate: Translator,
    *,
    limit: int | None = None,
    yes: bool = False,
) -> RunPlan:
    """The plan as it may be run: told how much it takes, asked at a terminal. Raises TooMuchError.

    `limit` are megabytes for the whole run; whoever gives one says with it that the line may be used so far.
    Only thorough checks fetch large objects; on the practice network they cost nothing.
    """
    if plan.depth is not Depth.THOROUGH or not plan.direct or profile.practice:
        return plan
    large = limit is not None or metered is Metered.NO or (metered is Metered.AUTO and not is_metered())
    cap = None if limit is None else limit * MEGABYTE
    plan = replace(plan, settings=replace(plan.settings, large=large, data_limit=cap))
    budget = budget_of(plan, profile)
    tell_folded(translate.render(told(plan, budget, translate)))
    if budget.large and not yes and can_ask() and not ask(translate("Go on? [y/N]")):
        raise TooMuchError("check.declined_data", "nothing was sent, because you did not agree")
    return plan


def told(plan: RunPlan, budget: Budget, translate: Translator) -> Text:
    """What the check takes, and for which services speed is left out and why."""
    amount = plural(
        "This check takes up to about {count}\u00a0MB of data.",
        "This check takes up to about {count}\u00a0MB of data.",
        budget.megabytes,
    )
    if budget.why == "metered":
        why = msg(
            "Data seems to cost money on this line, so speed is not measured; {option} allows it.",
            option="--data-limit",
        )
        return joined(amount, why)
    if not budget.left_out:
        return amount
    names = tuple(each.name(translate.language) for each in plan.platforms if each.id in budget.left_out)
    left = msg(
        "More would be needed to measure the speed of {services}, so it is left out.",
        services=Names(names, most=12),
    )
    return joined(amount, left)
