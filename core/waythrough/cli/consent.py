"""Nothing is sent to a real network before somebody has agreed: asked once, for sensitive services each time."""

from waythrough.cli.render.plain import ask, can_ask, note, tell_folded
from waythrough.cli.wishes import Home
from waythrough.model.errors import WaythroughError
from waythrough.model.network import NetworkProfile
from waythrough.model.platform import Platform, Sensitivity
from waythrough.model.run import RunPlan
from waythrough.store.dirs import StoreError
from waythrough.verdict.words import Names, Text, Translator, joined, msg, plural


class DeclinedError(WaythroughError):
    """The user did not agree, or could not be asked."""


def agree(plan: RunPlan, profile: NetworkProfile, home: Home, translate: Translator, *, yes: bool) -> None:
    """Return when the run may contact what it is about to. Raises DeclinedError.

    The practice network needs no consent, for it lies inside this computer.
    """
    if profile.practice:
        return
    sensitive = tuple(each for each in plan.platforms if each.sensitivity is Sensitivity.SENSITIVE)
    known = home.preferences.consent.given
    if known and not sensitive:
        return
    if not yes:
        _ask(plan, profile, sensitive, translate)
    if not known:
        _record(home)


def _ask(
    plan: RunPlan, profile: NetworkProfile, sensitive: tuple[Platform, ...], translate: Translator
) -> None:
    if not can_ask():
        raise _declined(plan, sensitive, translate)
    tell_folded(translate.render(what_happens(plan, profile, translate)))
    if sensitive:
        tell_folded(translate.render(danger(sensitive, translate)))
    if not ask(translate("Go on? [y/N]")):
        raise DeclinedError("check.declined", "nothing was sent, because you did not agree")


def what_happens(plan: RunPlan, profile: NetworkProfile, translate: Translator) -> Text:
    """What a check contacts and who sees it, in a few sentences."""
    services = Names(tuple(each.name(translate.language) for each in plan.platforms), most=12)
    hosts = plural(
        "To compare, it also contacts {count} well-known host or name server.",
        "To compare, it also contacts {count} well-known hosts and name servers.",
        len(profile.contacts),
    )
    ways = plural(
        "It connects to the server of your {count} way. Whoever watches the line gets to know that server:"
        " one that should stay unknown is better not checked here.",
        "It connects to the servers of your {count} ways. Whoever watches the line gets to know these servers:"
        " one that should stay unknown is better not checked here.",
        len(plan.paths),
    )
    return joined(
        *((msg("This check contacts: {services}.", services=services),) if plan.platforms else ()),
        hosts,
        *((ways,) if plan.paths else ()),
        msg("Whoever runs your network can see that this computer does so."),
        msg("Nothing is sent to us. Results stay on this computer until you save a report yourself."),
    )


def danger(sensitive: tuple[Platform, ...], translate: Translator) -> Text:
    """The warning for services whose very contact may harm somebody."""
    row = Names(tuple(each.name(translate.language) for each in sensitive), most=8)
    return msg(
        "In some places it is dangerous to be seen contacting {services}. Test them only if you can bear that.",
        services=row,
    )


def _declined(plan: RunPlan, sensitive: tuple[Platform, ...], translate: Translator) -> DeclinedError:
    if sensitive:
        names = translate.value(Names(tuple(each.name() for each in sensitive), most=8))
        what = f"nothing was sent: it may be dangerous to be seen contacting {names}"
        return DeclinedError("check.sensitive", what, todo="give --yes if you can bear that")
    names = translate.value(Names(tuple(each.name() for each in plan.platforms), most=8))
    contacted = names or "your ways and some well-known hosts"
    what = f"nothing was sent: a check contacts {contacted}, and whoever runs your network can see that"
    return DeclinedError("check.no_consent", what, todo="give --yes once to agree")


def _record(home: Home) -> None:
    try:
        home.record_consent()
    except StoreError as error:
        note(str(error))
