"""What is known of a way besides that it carries traffic, in sentences: what could not be told is said to be so."""

from types import MappingProxyType
from typing import Final

from waythrough.model.path import DIRECT_ID, TRICKS_ID
from waythrough.model.run import NamesAt, PathInfo, WayFacts
from waythrough.verdict.words import Text, msg

_NAMES: Final = MappingProxyType(
    {
        NamesAt.FAR_END: msg("The addresses of services are found at its far end."),
        NamesAt.TUNNEL: msg("The addresses of services are asked for inside the tunnel."),
        NamesAt.HERE: msg(
            "The addresses of services are found on this computer: your provider can read which ones you ask for."
        ),
        NamesAt.OWN_RESOLVER: msg("The addresses of services are asked for over encrypted DNS."),
    }
)


def fact_lines(info: PathInfo) -> tuple[Text, ...]:
    """What a user should know of a way that is usable, most important first."""
    facts = info.facts
    if info.id == DIRECT_ID or facts is None or not info.usable:
        return ()
    found = _danger(facts)
    if info.kind != TRICKS_ID:  # that is the line itself
        found.append(_country(facts))
    if facts.names is not None:
        found.append(_NAMES[facts.names])
    if facts.ipv6 is not None:
        found.append(msg("IPv6 goes through it.") if facts.ipv6 else msg("IPv6 does not go through it."))
    if facts.interface:
        found.append(msg("It leaves this computer by {interface}.", interface=facts.interface))
    return tuple(found)


def _danger(facts: WayFacts) -> list[Text]:
    told = []
    if facts.unchecked:
        told.append(
            msg(
                "It does not check who its server is: whoever stands between you and it can pass for it."
                " Ask for settings without “insecure”."
            )
        )
    if facts.ipv6_outside:
        told.append(
            msg(
                "Set up on this computer as it is written, it leaves IPv6 outside: that traffic is not hidden."
            )
        )
    return told


def _country(facts: WayFacts) -> Text:
    if not facts.country:
        return msg("The country of its far end is not known.")
    country = facts.country.upper()
    if facts.same_country:
        return msg(
            "Its far end is in the same country as your own line ({country}), by the registers of addresses.",
            country=country,
        )
    return msg("Its far end is in {country}, by the registers of addresses.", country=country)
