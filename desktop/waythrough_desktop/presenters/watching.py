"""The settings of watching in plain words: what it does, what it costs every day, and why it waits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from waythrough.model.network import NetworkProfile
from waythrough.model.run import Depth, RunPlan
from waythrough.store.settings import Monitoring, Preferences
from waythrough_desktop.i18n import Size, _, current, plural
from waythrough_desktop.monitor_service import Wait
from waythrough_desktop.presenters.choices import Choice, Option, Toggle

HOURS, ON_CHANGE, SPARE, NOTIFY, TRAY = "hours", "on_network_change", "wait_when_metered", "notify", "tray"
EVERY = (0, 1, 3, 6, 12, 24)
DAY_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one quick check takes: bytes, and about how many connections."""

    size: int
    connections: int


def cost_of(plan: RunPlan, profile: NetworkProfile) -> Cost:
    """Loads half of the engine where it is not loaded yet: beside the GUI thread."""
    from waythrough.engine.budget import budget_of

    quick = replace(plan, depth=Depth.QUICK)
    targets = sum(len(platform.targets) for platform in plan.platforms)
    hosts = len(profile.neutral_hosts) + len(profile.domestic_hosts) + len(profile.canaries)
    lines = 1 + len(plan.paths)
    return Cost(
        size=budget_of(quick, profile).pages, connections=targets * lines + hosts + 2 * len(plan.paths)
    )


def hours_choice(known: Monitoring) -> Choice:
    """How often a check begins by itself."""
    return Choice(
        key=HOURS,
        name=_("Check by itself"),
        options=tuple(
            Option(value=str(hours), text=_every(hours)) for hours in sorted({*EVERY, max(known.hours, 0)})
        ),
        value=str(known.hours),
        about=_("Each time up to a fifth earlier or later, so that nobody sees a clock at work."),
    )


def toggles(known: Monitoring, *, messages: bool | None, tray: bool) -> tuple[Toggle, ...]:
    """What else there is to choose; `messages` and `tray`: whether this desktop has them (None = not known yet)."""
    no_messages = _("This desktop takes no messages of programs. What changed is told in the window only.")
    no_tray = _("This desktop shows no programs beside its clock. Closing the window ends the program.")
    return (
        Toggle(
            key=ON_CHANGE,
            name=_("Check when this computer has joined another network"),
            on=known.on_network_change,
            about=_("Half a minute or so after it, and at most every quarter of an hour."),
        ),
        Toggle(
            key=SPARE,
            name=_("Wait while data costs money"),
            on=known.wait_when_metered,
            about=_(
                "The system of this computer is asked before each check, unless you have answered above."
            ),
        ),
        Toggle(
            key=NOTIFY,
            name=_("Tell me outside of the window, too"),
            on=known.notify and messages is not False,
            about=no_messages
            if messages is False
            else _("The message says only that something changed. It names no service and no way."),
            enabled=messages is not False,
        ),
        Toggle(
            key=TRAY,
            name=_("Stay beside the clock when the window is closed"),
            on=known.tray and tray,
            about=_("Only while checks begin by themselves. You end the program there, or with Ctrl+Q.")
            if tray
            else no_tray,
            enabled=tray,
        ),
    )


def cost_sentence(known: Monitoring, cost: Cost | None) -> str:
    """What watching takes and shows in a day."""
    seen = _(
        "Your provider sees the same services and ways being contacted again and again, also while you are away."
    )
    if cost is None or not known.hours:
        return seen
    rounds = max(1, DAY_HOURS // known.hours)
    amount = plural(
        "{count} check a day: about {size} of data in about {connections} connections.",
        "{count} checks a day: about {size} of data in about {connections} connections.",
        rounds,
        size=Size(cost.size * rounds),
        connections=cost.connections * rounds,
    )
    return f"{amount} {seen}"


def status_sentence(waits: Wait, due: float | None) -> str:
    """When the next check begins, or why it does not."""
    match waits:
        case Wait.OFF:
            return _("It is off. Nothing is contacted unless you start a check or a test.")
        case Wait.PRACTICE:
            return _("It waits until you leave the practice network.")
        case Wait.NO_SERVICES:
            return _("It waits until you have chosen a service.")
        case Wait.CONSENT:
            return _("It waits: something is new that you have not agreed to. Start one check yourself.")
        case Wait.LOCKED:
            return _("It waits until the window is unlocked.")
        case Wait.BUSY:
            return _("A check is going on.")
        case Wait.OFFLINE:
            return _("It waits until this computer is online.")
        case Wait.METERED:
            return _("It waits, because data costs money on this line.")
    if due is None:
        return _("The next check begins when the network changes.")
    return _("The next check begins at about {time}.", time=clock(due))


def clock(at: float) -> str:
    """A time of day, with its date where that is not today."""
    when, now = datetime.fromtimestamp(at).astimezone(), datetime.now().astimezone()
    return current().time(when) if when.date() == now.date() else current().short_date_time(when)


def with_watching(known: Preferences, key: str, value: str | bool) -> Preferences:
    """The settings after a choice."""
    return replace(known, monitoring=_CHANGES[key](known.monitoring, value))


def _every(hours: int) -> str:
    if not hours:
        return _("Never")
    return plural("Every hour", "Every {count} hours", hours)


_CHANGES: Mapping[str, Callable[[Monitoring, str | bool], Monitoring]] = {
    HOURS: lambda known, value: replace(known, hours=int(value)),
    ON_CHANGE: lambda known, value: replace(known, on_network_change=bool(value)),
    SPARE: lambda known, value: replace(known, wait_when_metered=bool(value)),
    NOTIFY: lambda known, value: replace(known, notify=bool(value)),
    TRAY: lambda known, value: replace(known, tray=bool(value)),
}
