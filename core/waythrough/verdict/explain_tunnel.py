"""What is said of tunnels that do not come up, or only under a condition: what was seen, and what it cannot tell."""

from types import MappingProxyType
from typing import Final

from waythrough.verdict import path_words as rule
from waythrough.verdict.words import msg

TUNNEL_WHY: Final = MappingProxyType(
    {
        rule.TUNNEL_SILENT: msg("its server stays silent"),
        rule.PSK_MISMATCH: msg("the preshared key is not the one that its server has"),
        rule.BAD_REPLY: msg("what answers there is not a server of this kind"),
        rule.NOBODY_LISTENS: msg("nothing listens at the port of its server"),
        rule.SERVER_UNREACHABLE: msg("there is no route to its server"),
        rule.ROUTER_REFUSES: msg("a router on the way says that its server cannot be reached"),
        rule.DATA_SILENT: msg("this network probably drops what follows its greeting"),
        rule.TUNNEL_DIED: msg("it carried for a while and then fell silent"),
        rule.OPENVPN_SILENT: msg("its server stays silent"),
        rule.OPENVPN_CLOSED: msg("its server hangs up without an answer"),
        rule.WRONG_KEY: msg("its server answers by another key than that of the profile"),
    }
)

TUNNEL_CAUSE: Final = MappingProxyType(
    {
        rule.TUNNEL_SILENT: msg(
            "The server of this way gives no answer at all. WireGuard never says why: this network may filter it,"
            " the server may be off, your key may not be registered there (or the settings that disguise it may"
            " differ), or the clock of this computer may be behind."
        ),
        rule.PSK_MISMATCH: msg(
            "The server of this way answers and knows your key, but its preshared key is another one."
        ),
        rule.BAD_REPLY: msg(
            "Something answers at the address of this way's server, but not as a server of this kind."
        ),
        rule.NOBODY_LISTENS: msg(
            "The computer of this way's server answers that nothing listens at that port: the program there is off,"
            " or the port is wrong."
        ),
        rule.SERVER_UNREACHABLE: msg("The network answers that this way's server cannot be reached."),
        rule.ROUTER_REFUSES: msg(
            "A router between this computer and this way's server answers that it cannot be reached:"
            " it is off, or somebody forbade the way there."
        ),
        rule.DATA_SILENT: msg(
            "The server of this way answers the greeting, and then not a single packet comes through, not even the"
            " sign of life that every such server gives: most likely this network lets the greeting pass and drops"
            " what follows."
        ),
        rule.TUNNEL_DIED: msg(
            "This way carried for a while, then nothing came through any more, and new greetings were not answered."
        ),
        rule.JUNK_HELPED: msg(
            "This network drops the usual greeting of this way, and lets it pass behind packets without meaning."
            " Programs that cannot send those do not connect here."
        ),
        rule.OPENVPN_SILENT: msg(
            "The server of this way gives no answer to the first packet. It may be off, this network may filter it,"
            " or the key of the profile may be another one: all look the same."
        ),
        rule.OPENVPN_CLOSED: msg(
            "The server of this way takes the connection and ends it without an answer: it is another kind of server,"
            " or the key of the profile is not its own."
        ),
        rule.WRONG_KEY: msg(
            "The server of this way answers by another key than that of the profile: the profile is old,"
            " or somebody else answers in its place."
        ),
    }
)

TUNNEL_ADVICE: Final = MappingProxyType(
    {
        rule.TUNNEL_SILENT: msg(
            "See whether the clock of this computer is right, then ask whoever runs the server whether it is on and"
            " knows your key. If it is, use a way that looks like something else."
        ),
        rule.PSK_MISMATCH: msg(
            "Copy the preshared key once more, or ask whoever runs the server for new settings."
        ),
        rule.BAD_REPLY: msg("Check address and port."),
        rule.NOBODY_LISTENS: msg("Check the port, or ask whoever runs this server."),
        rule.SERVER_UNREACHABLE: msg("Check the address, or ask whoever runs this server."),
        rule.ROUTER_REFUSES: msg(
            "Try it from another network; if it stays so, ask whoever runs this server."
        ),
        rule.DATA_SILENT: msg("Use a way that looks like something else, such as AmneziaWG."),
        rule.TUNNEL_DIED: msg(
            "Try again; if it happens each time, use a way that looks like something else."
        ),
        rule.JUNK_HELPED: msg("Use it in a program for AmneziaWG, with Jc = 3, Jmin = 40 and Jmax = 400."),
        rule.OPENVPN_SILENT: msg("Ask whoever runs this server whether it is on, and for a new profile."),
        rule.OPENVPN_CLOSED: msg(
            "Check address and port, and ask whoever runs this server for a new profile."
        ),
        rule.WRONG_KEY: msg("Ask whoever runs this server for a new profile."),
    }
)
