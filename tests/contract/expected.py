"""What every cell of the table must say, by kind of way: where it ended, at which stage, and how."""

from collections.abc import Mapping

from tests.contract.situations import Situation
from tests.ways.real import RealWay

Row = Mapping[Situation, tuple[str, ...]]

_ANY: Row = {Situation.WORKS: ("ok",), Situation.CANCEL: ("ok",)}
_PROXY: Row = {
    **_ANY,
    Situation.WRONG_SECRET: ("dial: auth proxy_auth",),
    Situation.DEAD: ("dial: connect refused",),
    Situation.CUT: ("talk: reset",),
}
_ASKED: Row = {
    **_PROXY,
    Situation.SILENT: ("dial: request timeout",),
    Situation.BLOCKED: ("dial: request reset",),
}
_ONE_FLIGHT: Row = {
    **_ANY,
    Situation.WRONG_SECRET: ("talk: timeout", "talk: reset", "talk: eof"),  # each server has its own manners
    Situation.DEAD: ("dial: connect refused",),
    Situation.SILENT: ("talk: timeout",),
    Situation.BLOCKED: ("talk: reset",),
    Situation.CUT: ("talk: reset",),
}
"""Without an answer of its own: the target's first words are the server's first."""

_PROGRAM: Row = {
    **_ANY,
    Situation.WRONG_SECRET: ("talk: timeout",),
    Situation.DEAD: ("talk: eof",),
    Situation.SILENT: ("talk: timeout",),
    Situation.BLOCKED: ("talk: eof",),
    Situation.CUT: ("talk: eof",),
}
"""What its local proxy does of it: this one takes every connection first and closes those that fail."""

_TUNNEL: Row = {
    **_ANY,
    Situation.WRONG_SECRET: ("open: auth proxy_auth",),
    Situation.DEAD: ("open: connect refused",),
    Situation.SILENT: ("open: handshake timeout",),
    Situation.BLOCKED: ("open: handshake reset",),
    Situation.CUT: ("talk: reset",),
}
"""Whoever opens it hears at once how it stands."""

_OPENVPN: Row = {
    **_TUNNEL,
    Situation.SILENT: ("open: connect timeout", "open: handshake timeout"),  # over UDP, over TCP
    Situation.BLOCKED: ("open: connect host_unreachable", "open: handshake reset"),
    Situation.CUT: ("talk: timeout",),
}
_WIREGUARD: Row = {
    **_TUNNEL,
    Situation.WRONG_SECRET: ("open: handshake proxy_auth",),
    Situation.DEAD: ("open: handshake refused",),
    Situation.BLOCKED: ("open: handshake host_unreachable",),
    Situation.CUT: ("talk: timeout",),
}
_SYSTEM: Row = {
    **dict.fromkeys(Situation, ("open: connect timeout",)),
    **_ANY,
    Situation.CUT: ("talk: timeout",),
}
"""The system's own tunnel has one word for everything: no handshake came about."""

_BOX: Row = {
    **_ANY,
    Situation.WRONG_SECRET: ("talk: eof", "talk: reset", "talk: timeout"),
    Situation.DEAD: ("dial: connect refused",),
    Situation.SILENT: ("dial: tls timeout",),
    Situation.BLOCKED: ("dial: tls reset",),
    Situation.CUT: ("talk: eof", "talk: reset"),
}
"""sing-box says yes when TLS stands; most servers only hang up on who is not known to them."""

_BOX_PLAIN: Row = {
    **_BOX,
    Situation.SILENT: ("talk: timeout",),
    Situation.BLOCKED: ("talk: eof", "talk: reset"),
}
_BOX_LAZY: Row = {**_BOX_PLAIN, Situation.DEAD: ("talk: reset",)}
"""gRPC and HTTP/2 connect in the background: sing-box takes the target's words before it knows of its server."""

_BOX_QUIC: Row = {
    **_BOX,
    Situation.WRONG_SECRET: ("dial: auth proxy_auth", "talk: eof", "talk: reset", "dial: connect timeout"),
    Situation.SILENT: ("dial: connect timeout",),
    # on a busy machine the log ends before the refusal is in it
    Situation.BLOCKED: ("dial: connect host_unreachable", "dial: connect timeout"),
    Situation.CUT: ("talk: timeout",),
}
"""Hysteria refuses in words, TUIC hangs up; with a wrong word for its disguise a server is deaf."""

KINDS: Mapping[str, Row] = {
    "socks5": {
        **_PROXY,
        Situation.SILENT: ("dial: handshake timeout",),
        Situation.BLOCKED: ("dial: handshake reset",),
    },
    "socks4a": _ASKED,
    "http": _ASKED,
    "https": {**_PROXY, Situation.SILENT: ("dial: tls timeout",), Situation.BLOCKED: ("dial: tls reset",)},
    "shadowsocks": _ONE_FLIGHT,
    "program": _PROGRAM,
    "ssh": _TUNNEL,
    "openvpn": _OPENVPN,
    "wireguard": _WIREGUARD,
    "wireguard_system": _SYSTEM,
    "vless": _BOX,
    "vmess": _BOX,
    "trojan": _BOX,
    "anytls": _BOX,
    "shadowtls": {**_BOX, Situation.WRONG_SECRET: ("dial: auth proxy_auth",)},
    "singbox": _BOX_PLAIN,
    "hysteria2": _BOX_QUIC,
    "tuic": _BOX_QUIC,
}


def expected(way: RealWay, situation: Situation) -> tuple[str, ...]:
    """The words of an outcome that are right; none where the kind has no such cell (no secret to be wrong)."""
    if situation is Situation.WRONG_SECRET and not way.wrong and way.given is None:
        return ()
    return _row(way)[situation]


def _row(way: RealWay) -> Row:
    transport = way.fields.get("transport")
    if transport == "quic":
        return _BOX_QUIC
    if transport in ("grpc", "http"):
        return _BOX_LAZY
    if way.kind == "vmess" and "security" not in way.fields:
        return _BOX_PLAIN
    return KINDS[way.kind]


def slow(way: RealWay, situation: Situation) -> bool:
    """Cells that take a quarter of a minute: QUIC goes on asking although the system says that nobody listens."""
    row, obfuscated = _row(way), "obfs" in way.fields
    return row is _BOX_QUIC and (
        situation in (Situation.DEAD, Situation.BLOCKED)
        or (obfuscated and situation is Situation.WRONG_SECRET)
    )
