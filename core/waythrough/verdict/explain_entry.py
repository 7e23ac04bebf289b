"""What is said about the line to a way's own server, and about a way that carries only under a condition."""

import re
from types import MappingProxyType
from typing import Final

from waythrough.model.verdict import Verdict
from waythrough.verdict.explain_tunnel import TUNNEL_ADVICE, TUNNEL_CAUSE, TUNNEL_WHY
from waythrough.verdict.gate import ONLY_WEB_PORTS, UDP_SHUT
from waythrough.verdict.rules_path_bulk import LOG_INS_REFUSED, SAME_SERVER, WANTS_REST
from waythrough.verdict.rules_path_protocol import CONTROL_ANSWERS, PREFIX_HELPS
from waythrough.verdict.rules_path_udp import UDP_PASSES
from waythrough.verdict.words import NOTHING, Text, joined, msg

ALTERS: Final = "path.alters"
"""Rule of a way whose far end changes pages that anybody can read."""

_WHY: Final = MappingProxyType(
    {
        ONLY_WEB_PORTS: msg(
            "this network lets only web pages through, and its server listens on another port"
        ),
        "path.control_reaches": msg("this network probably blocks its server"),
        "path.misnamed": msg("the name of its server is answered wrongly on this network"),
        "path.name_filtered": msg("this network breaks connections that carry the name of its server"),
        PREFIX_HELPS: msg("this network holds back what looks like mere chance"),
        CONTROL_ANSWERS: msg("this network probably holds this kind of way back"),
        UDP_SHUT: msg("this network lets no UDP through, which this way needs"),
        "path.large_packets_lost": msg("large packets get lost on the line to its server"),
        "path.off_for_all": msg("its server is off"),
        "path.freeze": msg("this network stops every longer transfer from its server"),
        "path.unanswered": msg("its server takes connections, but did not answer"),
        "path.host_key_unknown": msg("nobody has confirmed yet that its server is the right one"),
        "path.host_key_changed": msg("its server shows another key than it should"),
        **TUNNEL_WHY,
        SAME_SERVER: msg("other ways did not reach the very same server"),
    }
)

_SPARED: Final = MappingProxyType(
    {
        WANTS_REST: msg("its server asks for fewer connections"),
        LOG_INS_REFUSED: msg("its server refused several log-ins in a row"),
    }
)
"""Why a way was not tried; nothing is known of it."""

_CAUSE: Final = MappingProxyType(
    {
        ONLY_WEB_PORTS: msg(
            "This network lets web pages through and closes other ports for every host that was tried."
            " The server of this way listens on such a port, so it is not aimed at this way."
        ),
        "path.control_reaches": msg(
            "Another of your ways reaches the server of this one, and this network does not:"
            " most likely this network blocks it. A server that admits only some visitors looks the same."
        ),
        "path.misnamed": msg(
            "On this network the name of this way's server leads to a wrong address. At the right one the way works."
        ),
        "path.name_filtered": msg(
            "This network breaks connections that carry the name of this way's server,"
            " and lets others pass to the same place."
        ),
        PREFIX_HELPS: msg(
            "The server of this way stays silent, and answers each time when the first bytes look like something"
            " known: most likely this network drops connections that look like mere chance."
        ),
        CONTROL_ANSWERS: msg(
            "The server of this way stays silent here, and answers over another of your ways: most likely this network"
            " holds this kind of way back. A server that admits only some visitors looks the same."
        ),
        UDP_SHUT: msg(
            "This way needs UDP, and over UDP no host answered on this network, while web pages open."
            " Most likely the network lets no UDP through, so it is not aimed at this way."
        ),
        "path.parallel": msg(
            "One connection at a time passes through this way. As soon as there are several,"
            " they stall on the line to its server."
        ),
        "path.large_packets_lost": msg(
            "Small packets pass on the line to this way's server, large ones get lost. Nobody needs to mean it:"
            " a badly set router does the same."
        ),
        "path.off_for_all": msg(
            "Another of your ways does not reach the server of this one either: it is off, or its address is wrong."
        ),
        "path.freeze": msg(
            "Connections to this way's server fall silent after about the same amount of data. Short pages pass."
        ),
        "path.unanswered": msg(
            "The server of this way takes connections, but sent nothing that its password opens."
            " Its password or method is wrong, the server itself reaches nothing, or this network holds its answers"
            " back: all of these look the same."
        ),
        "path.host_key_unknown": msg(
            "The server of this way shows a key that was never confirmed, so nothing was sent through it."
        ),
        "path.host_key_changed": msg(
            "The server of this way shows another key than it should. Somebody may stand between you and it,"
            " so nothing was sent through it."
        ),
        "path.one_family": msg(
            "This way carries IPv4 only. A program that finds the addresses of services itself may try IPv6"
            " through it and then wait in vain."
        ),
        **TUNNEL_CAUSE,
        SAME_SERVER: msg(
            "Two other ways with the very same server and port did not reach it, so this one was not tried."
        ),
        WANTS_REST: msg(
            "This way was not tried: its server said to another one that it is asked too often,"
            " or that what was paid for is used up."
        ),
        LOG_INS_REFUSED: msg(
            "This way was not tried: its server refused several log-ins in a row, and servers shut out"
            " whoever goes on."
        ),
        "path.slow": msg("Everything is slow through this way, not only this service."),
        ALTERS: msg(
            "A page that is known word for word came back changed through this way:"
            " its far end writes into what you read."
        ),
    }
)

_ADVICE: Final = MappingProxyType(
    {
        ONLY_WEB_PORTS: msg("Use a way on port 443, or ask whoever runs this one to offer it there."),
        "path.control_reaches": msg(
            "Ask whoever runs it for a server at another address, or use another way."
        ),
        "path.misnamed": msg("Use the server's number instead of its name."),
        "path.name_filtered": msg("Ask whoever runs it for a server with another name, or use another way."),
        PREFIX_HELPS: msg(
            "Set a prefix in this way, such as %16%03%01%00%C2%A8%01%01, or use a way that looks like a web page."
        ),
        CONTROL_ANSWERS: msg(
            "Use another kind of way, or ask whoever runs it for one that looks like a web page."
        ),
        UDP_SHUT: msg("Use a way over TCP, such as one on port 443."),
        "path.parallel": msg(
            "Let it carry one connection at a time: many apps call this multiplexing, or mux."
        ),
        "path.large_packets_lost": msg("Set the packet size (MTU) of your connection to 1280."),
        "path.off_for_all": msg("Check address and port, or ask whoever runs this server."),
        "path.freeze": msg("Ask whoever runs it for a server at another provider, or use another way."),
        "path.unanswered": msg(
            "Compare password and method with what you were given,"
            " and see whether the clock of this computer is right."
        ),
        "path.host_key_changed": msg(
            "Do not use this way before whoever runs its server has told you the new fingerprint."
        ),
        "path.one_family": msg(
            "Let this way find the addresses itself (remote DNS), or switch IPv6 off in the program that uses it."
        ),
        **TUNNEL_ADVICE,
        SAME_SERVER: msg("Check address and port, or ask whoever runs this server."),
        WANTS_REST: msg("Try again later with fewer ways, or ask whoever runs this server."),
        LOG_INS_REFUSED: msg("Check user names and passwords, then try a few of these ways at a time."),
        ALTERS: msg("Do not use this way, and tell whoever gave it to you."),
    }
)


def about_entry(verdict: Verdict) -> bool:
    """Whether a verdict speaks of the way itself in words of this module."""
    return verdict.rule_id in _CAUSE


def entry_why(verdict: Verdict) -> Text:
    """The clause that says why a way is not usable; empty when this module has none."""
    return _WHY.get(verdict.rule_id) or _SPARED.get(verdict.rule_id, NOTHING)


def entry_cause(verdict: Verdict) -> Text:
    """The sentence for a way and for the cells behind it. Raises KeyError for verdicts that are not `about_entry`."""
    return joined(_CAUSE[verdict.rule_id], other_udp(verdict))


def other_udp(verdict: Verdict) -> Text:
    """That a silent way's silence is not that of all UDP; empty where that is not known."""
    if UDP_PASSES not in verdict.params:
        return NOTHING
    return msg("Other UDP gets through on this line, so not all of it is blocked.")


def entry_advice(verdict: Verdict, name: str = "") -> Text:
    """What to do about it; empty when there is nothing to do. `name`: what the way is called, where that is known."""
    if verdict.rule_id == "path.host_key_unknown":
        return msg(
            "Compare the fingerprint of its key with the one that you were given,"
            " then confirm it once: under “My ways”, or by: {command}",
            command=f"waythrough paths trust {_as_typed(name or 'NAME')}",
        )
    return _ADVICE.get(verdict.rule_id, NOTHING)


def _as_typed(name: str) -> str:
    return name if re.fullmatch(r"[\w.-]+", name) else f'"{name}"'


def entry_stops(verdict: Verdict) -> bool:
    """Whether nothing gets through because of the line to the way's server."""
    return verdict.rule_id in _WHY
