"""What a check contacts, who can see it, and what stays here: said before the first check of each kind of thing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from waythrough.model.network import SYSTEM_RESOLVER, NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform, Sensitivity
from waythrough.model.run import Depth, RunPlan
from waythrough.paths.program import KIND as PROGRAM
from waythrough.paths.registry import chain, is_private
from waythrough_desktop.i18n import Names, Span, _, facts, language, plural
from waythrough_desktop.presenters.effort import Effort, effort_of, megabytes, rounded, warning
from waythrough_desktop.presenters.faces import way_name
from waythrough_desktop.presenters.session import Session

NAMES_AT_MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentState:
    """What is asked: `seen` are sentences, `hosts` all that is asked about, `warnings` what may harm somebody.

    `again`: something was agreed to before, and only what is new is asked.
    """

    seen: tuple[str, ...]
    hosts: tuple[str, ...]
    services: tuple[str, ...] = ()
    amount: str = ""
    warnings: tuple[str, ...] = ()
    again: bool = False


def consent_state(session: Session) -> ConsentState:
    """All that a check of this session contacts."""
    plan = session.plan()
    seen = (*_contacted(plan.platforms), *_servers(plan.paths), _others_sentence(session.profile), _watched())
    return _state(session, plan, seen, (*_own_hosts(plan.platforms), *_others(session.profile)))


def first_state(
    session: Session, platforms: tuple[Platform, ...], profile: NetworkProfile | None = None
) -> ConsentState:
    """The same for services that are only about to be chosen, on the direct line alone, in the country of a profile."""
    profile = profile or session.profile
    plan = replace(session.plan(), platforms=platforms, paths=())
    seen = (*_contacted(platforms), _others_sentence(profile), _watched())
    return _state(session, plan, seen, (*_own_hosts(platforms), *_others(profile)))


def news_state(session: Session, services: Iterable[str], ways: Iterable[str]) -> ConsentState:
    """What came since something was agreed to: new services and ways by their ids."""
    new_services, new_ways = set(services), set(ways)
    platforms = tuple(each for each in session.platforms if each.id in new_services)
    paths = tuple(each for each in session.used if each.id in new_ways)
    names = [each.name(language()) for each in platforms]
    names += [way_name(info) for info in session.columns() if info.id in new_ways]
    row = Names(tuple(names), most=NAMES_AT_MOST)
    told = (_("New since you agreed: {names}.", names=row),) if names else ()
    seen = (*told, *_servers(paths), *((_watched(),) if names else ()))
    plan = replace(session.plan(), platforms=platforms, paths=paths)
    return replace(_state(session, plan, seen, _own_hosts(platforms)), again=True)


def _state(session: Session, asked: RunPlan, seen: tuple[str, ...], hosts: tuple[str, ...]) -> ConsentState:
    effort = effort_of(session)
    cells = len(asked.platforms) * (1 + len(asked.paths))
    whole = session.plan()
    volume = warning(effort, len(whole.platforms) * (1 + len(whole.paths)))
    found = (danger(asked.platforms), burning(asked.paths), programs(asked.paths), volume)
    unlike = tuple(dict.fromkeys(hosts))
    return ConsentState(
        seen=seen,
        hosts=unlike,
        services=tuple(each.id for each in asked.platforms),
        amount=_amount(asked, session.profile, len(unlike), effort, cells),
        warnings=tuple(each for each in found if each),
    )


def _amount(asked: RunPlan, profile: NetworkProfile, hosts: int, effort: Effort, cells: int) -> str:
    from waythrough.engine.budget import budget_of  # half of the engine stands behind it

    if not asked.platforms:
        return ""
    parts = [plural("{count} host", "{count} hosts", hosts)]
    if asked.depth is not Depth.THOROUGH:  # what that takes is said by itself
        parts.append(_("about {span}", span=Span(rounded(effort.seconds(cells)))))
        parts.append(_("about {number}\u00a0MB", number=megabytes(budget_of(asked, profile).total)))
    return facts(*parts)


def _contacted(platforms: tuple[Platform, ...]) -> tuple[str, ...]:
    names = Names(tuple(each.name(language()) for each in platforms), most=NAMES_AT_MOST)
    return (_("This check contacts: {services}.", services=names),) if platforms else ()


def _servers(paths: tuple[PathSpec, ...]) -> tuple[str, ...]:
    told = plural(
        "It connects to the server of your {count} way. Whoever watches the line gets to know that server:"
        " one that should stay unknown is better not checked here.",
        "It connects to the servers of your {count} ways. Whoever watches the line gets to know these servers:"
        " one that should stay unknown is better not checked here.",
        len(paths),
    )
    return (told,) if paths else ()


def _others_sentence(profile: NetworkProfile) -> str:
    return plural(
        "To compare, it also contacts {count} well-known host or name server.",
        "To compare, it also contacts {count} well-known hosts and name servers.",
        len(_others(profile)),
    )


def _watched() -> str:
    return _("Whoever runs your network can see that this computer does so.")


def _others(profile: NetworkProfile) -> tuple[str, ...]:
    """Hosts besides those of the services and ways."""
    own = _("name server of this computer")
    return tuple(own if each == SYSTEM_RESOLVER else each for each in profile.contacts)


def _own_hosts(platforms: tuple[Platform, ...]) -> tuple[str, ...]:
    return tuple(target.host for each in platforms for target in each.targets)


def danger(platforms: tuple[Platform, ...]) -> str:
    """The warning for services whose very contact may harm somebody, "" when there is none."""
    sensitive = [each for each in platforms if each.sensitivity is Sensitivity.SENSITIVE]
    if not sensitive:
        return ""
    return _(
        "In some places it is dangerous to be seen contacting {services}. Test them only if you can bear that.",
        services=Names(tuple(each.name(language()) for each in sensitive), most=NAMES_AT_MOST),
    )


def burning(paths: tuple[PathSpec, ...]) -> str:
    """The warning for servers that few know, "" when there is none."""
    quiet = sum(is_private(each) for each in paths)
    if not quiet:
        return ""
    return plural(
        "{count} of your ways is a bridge or a private server. Testing it on a line that is watched can burn it:"
        " whoever watches may block it, for others too. Test it only where you would use it anyway.",
        "{count} of your ways are bridges or private servers. Testing them on a line that is watched can burn them:"
        " whoever watches may block them, for others too. Test them only where you would use them anyway.",
        quiet,
    )


def programs(paths: tuple[PathSpec, ...]) -> str:
    """The warning for programs that the person named, "" when there is none."""
    started = sum(any(hop.kind == PROGRAM for hop in chain(each)) for each in paths)
    if not started:
        return ""
    return plural(
        "{count} of your ways starts a program on this computer, which can do whatever you can. Check it only if"
        " you trust that program.",
        "{count} of your ways start programs on this computer, which can do whatever you can. Check them only if"
        " you trust these programs.",
        started,
    )
