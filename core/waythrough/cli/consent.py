"""Nothing is sent to a real network before somebody has agreed: asked once, for sensitive services each time."""

from waythrough.cli.render.plain import ask, can_ask, note, sentence, tell_folded
from waythrough.cli.wishes import Home
from waythrough.model.errors import WaythroughError
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform, Sensitivity
from waythrough.model.run import RunPlan
from waythrough.paths.registry import is_private
from waythrough.store.dirs import StoreError
from waythrough.verdict.clause import clause
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
    known = home.preferences.consent
    quiet = tuple(each for each in plan.paths if is_private(each))
    new = tuple(each for each in quiet if each.id not in known.ways)
    if known.given and not sensitive and not new:
        return
    if not yes:
        _ask(plan, profile, sensitive, new, translate)
    if not known.given or new:
        _record(home, new)


def _ask(
    plan: RunPlan,
    profile: NetworkProfile,
    sensitive: tuple[Platform, ...],
    quiet: tuple[PathSpec, ...],
    translate: Translator,
) -> None:
    if not can_ask():
        raise _declined(plan, sensitive, quiet, translate)
    tell_folded(translate.render(what_happens(plan, profile, translate)))
    if sensitive:
        tell_folded(translate.render(danger(sensitive, translate)))
    if quiet:
        tell_folded(translate.render(burning(len(quiet))))
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


def burning(count: int) -> Text:
    """The warning for servers that few know."""
    return plural(
        "{count} of your ways is a bridge or a private server. Testing it on a line that is watched can burn it:"
        " whoever watches may block it, for others too. Test it only where you would use it anyway.",
        "{count} of your ways are bridges or private servers. Testing them on a line that is watched can burn them:"
        " whoever watches may block them, for others too. Test them only where you would use them anyway.",
        count,
    )


def _declined(
    plan: RunPlan, sensitive: tuple[Platform, ...], quiet: tuple[PathSpec, ...], translate: Translator
) -> DeclinedError:
    if sensitive:
        names = translate.value(Names(tuple(each.name() for each in sensitive), most=8))
        what = clause("nothing was sent: it may be dangerous to be seen contacting {names}", names=names)
        return DeclinedError("check.sensitive", what, todo="give --yes if you can bear that")
    if quiet:
        what = clause("nothing was sent: testing a bridge or a private server on a watched line can burn it")
        return DeclinedError("check.private", what, todo="give --yes if you would use it here anyway")
    names = translate.value(Names(tuple(each.name() for each in plan.platforms), most=8))
    contacted = names or clause("your ways and some well-known hosts")
    what = clause(
        "nothing was sent: a check contacts {contacted}, and whoever runs your network can see that",
        contacted=contacted,
    )
    return DeclinedError("check.no_consent", what, todo="give --yes once to agree")


def _record(home: Home, quiet: tuple[PathSpec, ...]) -> None:
    try:
        home.record_consent(each.id for each in quiet)
    except StoreError as error:
        note(sentence(error))
