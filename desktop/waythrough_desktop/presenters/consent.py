"""What a check contacts, who can see it, and what stays here: said before the first check of a real network."""

from collections.abc import Iterable
from dataclasses import dataclass

from waythrough.model.network import SYSTEM_RESOLVER
from waythrough.model.platform import Sensitivity
from waythrough.paths.registry import is_private
from waythrough_desktop.i18n import Names, _, language, plural
from waythrough_desktop.presenters.faces import way_name
from waythrough_desktop.presenters.session import Session

NAMES_AT_MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentState:
    """What is asked: `seen` are sentences, `hosts` all that is contacted, `news` what came since the last time."""

    seen: tuple[str, ...]
    hosts: tuple[str, ...]
    danger: str = ""
    burning: str = ""
    news: str = ""


def consent_state(
    session: Session, new_services: Iterable[str] = (), new_ways: Iterable[str] = ()
) -> ConsentState:
    """What somebody who watches the line gets to see; new ids are named when something was agreed to before."""
    services, ways = set(new_services), set(new_ways)
    names = [each.name(language()) for each in session.platforms if each.id in services]
    names += [way_name(info) for info in session.columns() if info.id in ways]
    return ConsentState(
        seen=_seen(session),
        hosts=_hosts(session),
        danger=danger(session),
        burning=burning(session),
        news=_("New since you agreed: {names}.", names=Names(tuple(names), most=NAMES_AT_MOST))
        if names
        else "",
    )


def _seen(session: Session) -> tuple[str, ...]:
    services = Names(tuple(each.name(language()) for each in session.platforms), most=NAMES_AT_MOST)
    ways = plural(
        "It connects to the server of your {count} way. Whoever watches the line gets to know that server:"
        " one that should stay unknown is better not checked here.",
        "It connects to the servers of your {count} ways. Whoever watches the line gets to know these servers:"
        " one that should stay unknown is better not checked here.",
        len(session.used),
    )
    hosts = plural(
        "To compare, it also contacts {count} well-known host or name server.",
        "To compare, it also contacts {count} well-known hosts and name servers.",
        len(_others(session)),
    )
    return (
        _("This check contacts: {services}.", services=services),
        *((ways,) if session.used else ()),
        hosts,
        _("Whoever runs your network can see that this computer does so."),
    )


def _others(session: Session) -> tuple[str, ...]:
    """Hosts besides those of the services and ways."""
    own = _("name server of this computer")
    return tuple(own if each == SYSTEM_RESOLVER else each for each in session.profile.contacts)


def _hosts(session: Session) -> tuple[str, ...]:
    of_services = (target.host for each in session.platforms for target in each.targets)
    return tuple(dict.fromkeys((*of_services, *_others(session))))


def burning(session: Session) -> str:
    """The warning for servers that few know, "" when none of them is used."""
    quiet = [each for each in session.used if is_private(each)]
    if not quiet:
        return ""
    return plural(
        "{count} of your ways is a bridge or a private server. Testing it on a line that is watched can burn it:"
        " whoever watches may block it, for others too. Test it only where you would use it anyway.",
        "{count} of your ways are bridges or private servers. Testing them on a line that is watched can burn them:"
        " whoever watches may block them, for others too. Test them only where you would use them anyway.",
        len(quiet),
    )


def danger(session: Session) -> str:
    """The warning for services whose very contact may harm somebody, "" when none of them is chosen."""
    sensitive = [each for each in session.platforms if each.sensitivity is Sensitivity.SENSITIVE]
    if not sensitive:
        return ""
    return _(
        "In some places it is dangerous to be seen contacting {services}. Test them only if you can bear that.",
        services=Names(tuple(each.name(language()) for each in sensitive), most=NAMES_AT_MOST),
    )
