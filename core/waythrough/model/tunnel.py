"""What a WireGuard tunnel showed of itself: the closed words that its legs carry in `PathDetail.reply_text`."""

from enum import StrEnum


class TunnelWord(StrEnum):
    """One word for each thing that can be seen while a tunnel is opened and used."""

    ANSWERED = "answered"  # the handshake was answered at once
    COOKIE = "cookie"  # the server was under load and asked for a cookie first
    PORT_HELPED = "port_helped"  # silent from one port, answered from another
    JUNK_HELPED = "junk_helped"  # silent, answered once datagrams without meaning went ahead
    SILENT = "silent"  # nothing came back
    PSK_MISMATCH = "psk_mismatch"  # both keys are right, the preshared key is not
    BAD_REPLY = "bad_reply"  # something came back that is not WireGuard's answer
    ICMP_REFUSED = "icmp_refused"  # no program listens at the server's port
    ICMP_UNREACHABLE = "icmp_unreachable"  # the server itself, or a system that does not say who, refuses
    ICMP_ROUTER = "icmp_router"  # a router on the way says that the server cannot be reached
    PING_ANSWERED = "ping_answered"
    PING_SILENT = "ping_silent"
    DNS_ANSWERED = "dns_answered"
    DNS_SILENT = "dns_silent"
    DATA_KEEPALIVE = "data_keepalive"  # the tunnel carries, but nothing behind it answered
    DATA_SILENT = "data_silent"  # the handshake was answered, and not one packet came through after it
    DIED = "tunnel_died"  # it carried, then fell silent, and new handshakes were not answered
