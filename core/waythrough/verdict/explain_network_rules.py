"""Banners for what is known of the whole line more exactly than its label says, by the rule that spoke."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from waythrough.verdict.explain_banner import Banner, BannerAction
from waythrough.verdict.words import msg

_NOT_DIRECT: Final = Banner(
    title=msg("A VPN seems to be switched on"),
    sentence=msg(
        "What leaves this computer goes out through it, so the direct line cannot be judged."
        " Switch it off and check again to see what your own network does."
    ),
    action=BannerAction.CHECK_AGAIN,
    masks=True,
)
_STAND_IN: Final = Banner(
    title=msg("A program on this computer carries all connections"),
    sentence=msg(
        "It answers every name with an address of its own, as many VPN programs do, so the direct line cannot be"
        " judged. Switch it off and check again to see what your own network does."
    ),
    action=BannerAction.CHECK_AGAIN,
    masks=True,
)
_FIREWALL: Final = Banner(
    title=msg("A program on this computer lets no connection out"),
    sentence=msg("It is most likely a firewall. Allow Waythrough in it, then check again."),
    action=BannerAction.CHECK_AGAIN,
    masks=True,
)
_RESOURCES: Final = Banner(
    title=msg("This computer has no room for more connections"),
    sentence=msg("Nothing could be measured. Close programs that use many connections, then check again."),
    action=BannerAction.CHECK_AGAIN,
    masks=True,
)
_NO_ROOTS: Final = Banner(
    title=msg("Proofs of identity cannot be checked on this computer"),
    sentence=msg(
        "Not one of the servers that everybody trusts is known here: the list of authorities is missing or broken,"
        " or every safe line is opened on the way. Nothing is judged until that is clear."
    ),
    action=BannerAction.CHECK_AGAIN,
    masks=True,
)
_CHANGED: Final = Banner(
    title=msg("This computer joined another network during the check"),
    sentence=msg(
        "What did not open then is not judged. Check again on the network that you want to know about."
    ),
    action=BannerAction.CHECK_AGAIN,
)
_WAS_GONE: Final = Banner(
    title=msg("The connection to the internet was gone for a while"),
    sentence=msg("What was being checked at that time was checked once more afterwards."),
    action=BannerAction.CHECK_AGAIN,
)
_OUTAGE: Final = Banner(
    title=msg("Most of the internet cannot be reached just now"),
    sentence=msg(
        "Many hosts inside the country are gone as well as foreign ones. That looks like an outage and not like a block"
        " of single services. Check again later."
    ),
    action=BannerAction.CHECK_AGAIN,
    tone="red",
    masks=True,
)
_LARGE_PACKETS: Final = Banner(
    title=msg("Large packets get lost on this line"),
    sentence=msg(
        "Connections open and then fall silent, with small packets they pass. A badly set router does that."
        " Set the packet size (MTU) of your connection to 1280."
    ),
    action=BannerAction.CHECK_AGAIN,
)
_NO_IPV6: Final = Banner(
    title=msg("IPv6 does not get through on this network; IPv4 does"),
    sentence=msg(
        "No neutral host could be reached over IPv6, so that is held against no service."
        " If pages begin slowly, switch IPv6 off on this network."
    ),
    action=BannerAction.CHECK_AGAIN,
    tone="blue",
)
_ONE_RESOLVER: Final = Banner(
    title=msg("Only this network's own name server can be asked"),
    sentence=msg(
        "Other name servers gave no answer, not even for names that nobody minds. No service is to blame,"
        " but what the network's own one says could not be compared."
    ),
    action=BannerAction.CHECK_AGAIN,
    tone="blue",
)
_ONLY_WEB_PORTS: Final = Banner(
    title=msg("This network lets only web pages through"),
    sentence=msg(
        "Other ports were closed for every host that was tried, so apps that need them do not connect here."
        " Guest and company networks often do that."
    ),
    action=BannerAction.ADD_WAY,
)
_UDP_SHUT: Final = Banner(
    title=msg("This network probably lets no UDP through"),
    sentence=msg(
        "Over UDP no host that was tried answered, while web pages open. Ways such as WireGuard and many calls need UDP"
        " and do not connect here. Guest and company networks often do that."
    ),
    action=BannerAction.ADD_WAY,
)
_LARGE_HELLO: Final = Banner(
    title=msg("Large greetings get lost on this network"),
    sentence=msg(
        "New browsers greet servers with more data than older programs, and something here loses that."
        " If pages do not open in your browser, restart or update the router, or ask who looks after this network."
    ),
    action=BannerAction.CHECK_AGAIN,
    tone="blue",
)

RULE_BANNERS: Final[Mapping[str, Banner]] = MappingProxyType(
    {
        "local.not_direct": _NOT_DIRECT,
        "local.stand_in_addresses": _STAND_IN,
        "local.own_firewall": _FIREWALL,
        "local.own_resources": _RESOURCES,
        "local.no_roots": _NO_ROOTS,
        "local.network_changed": _CHANGED,
        "ip.line_was_gone": _WAS_GONE,
        "ip.outage": _OUTAGE,
        "ip.family_dead": _NO_IPV6,
        "ip.large_packets_lost": _LARGE_PACKETS,
        "dns.others_unreachable": _ONE_RESOLVER,
        "ip.only_web_ports": _ONLY_WEB_PORTS,
        "path.udp_shut": _UDP_SHUT,
        "tls.large_hello": _LARGE_HELLO,
    }
)
"""By rule; a rule that is not here is worded by its label."""
