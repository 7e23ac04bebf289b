"""What a check contacts, who can see it, and what stays here: said before the first check of a real network."""

from waythrough.model.platform import Sensitivity
from waythrough_desktop.i18n import Names, _, language, plural
from waythrough_desktop.presenters.session import Session

NAMES_AT_MOST = 10


def seen_by_others(session: Session) -> tuple[str, ...]:
    """What somebody who watches the line gets to see."""
    profile = session.profile
    services = Names(tuple(each.name(language()) for each in session.platforms), most=NAMES_AT_MOST)
    others = len(profile.neutral_hosts) + len(profile.canaries) + len(profile.resolvers) + len(profile.doh)
    ways = plural("It connects to {count} way.", "It connects to {count} ways.", len(session.paths))
    hosts = plural(
        "To compare, it also contacts {count} well-known host or name server.",
        "To compare, it also contacts {count} well-known hosts and name servers.",
        others,
    )
    return (
        _("This check contacts: {services}.", services=services),
        f"{hosts} {ways}" if session.paths else hosts,
        _("Whoever runs your network can see that this computer does so."),
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
