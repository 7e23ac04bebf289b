"""Causes in words for what has to do with names and is no plain case of its label."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from waythrough.model.verdict import Verdict
from waythrough.verdict.stale import STALE_FACTS, STALE_ROOTS
from waythrough.verdict.words import Text, msg

STALE_CAUSE: Final = msg(
    "The rest of the service opens; this part seems to have been taken away by the service itself."
    " The list of services in this program is out of date here."
)

AGED: Final[Mapping[str, Text]] = MappingProxyType(
    {
        STALE_FACTS: msg(
            "What this program knows of the service is old, so it may test what does not exist any more."
        ),
        STALE_ROOTS: msg(
            "The list of authorities in this program is old, so it may not know the one that signed here."
        ),
    }
)
"""What is said behind a cause when the program itself is out of date; by the reason of the cell."""

_CAUSE: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "dns.zone_fault": msg(
            "The signatures of its name are out of order, so that careful name servers refuse to give its address."
            " That is the service's own fault."
        ),
        "ip.dead_addresses": msg(
            "The addresses that it gives out for your region are dead, also when asked from elsewhere;"
            " other addresses of it open from here."
        ),
        "local.stand_in_addresses": msg(
            "A program on this computer, such as a VPN, answers every name with an address of its own and carries"
            " the connections itself."
        ),
        "local.stand_in_address": msg(
            "A program on this computer, such as a VPN, answers this name with an address of its own and carries"
            " the connection itself."
        ),
        "local.stale_part": STALE_CAUSE,
        "dns.injection": msg(
            "Answers for this name are invented on the way; what opens was judged without them."
        ),
        "dns.others_unreachable": msg(
            "No name server but this network's own can be asked here, for no name at all."
            " That is no fault of any service."
        ),
    }
)
_GONE_AND_INVENTED: Final = msg(
    "Its name does not exist any more; on this network answers for it are invented all the same."
)


def name_cause(verdict: Verdict) -> Text | None:
    """The sentence for a verdict on names, None where its label has the right words."""
    if verdict.rule_id == "dns.gone" and verdict.qualifier:
        return _GONE_AND_INVENTED
    return _CAUSE.get(verdict.rule_id)
