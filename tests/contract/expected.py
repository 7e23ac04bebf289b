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

_OVER_TLS: Row = {
    **_ANY,
    Situation.WRONG_SECRET: ("talk: eof", "talk: reset"),
    Situation.DEAD: ("dial: connect refused",),
    Situation.SILENT: ("dial: tls timeout",),
    Situation.BLOCKED: ("dial: tls reset",),
    Situation.CUT: ("talk: reset", "talk: eof"),
}
"""sing-box says yes when TLS stands; the server only hangs up on who is not known to it."""

_OVER_QUIC: Row = {
    **_ANY,
    Situation.WRONG_SECRET: ("dial: auth proxy_auth",),
    Situation.DEAD: ("dial: connect refused",),
    Situation.SILENT: ("dial: connect timeout",),
    Situation.BLOCKED: ("dial: connect host_unreachable",),
    Situation.CUT: ("talk: timeout",),
}

KINDS: Mapping[str, Row] = {
    "vless": _OVER_TLS,
    "trojan": _OVER_TLS,
    "anytls": _OVER_TLS,
    "singbox": _OVER_TLS,
    "vmess": {
        **_OVER_TLS,
        Situation.WRONG_SECRET: ("talk: eof", "talk: reset", "talk: timeout"),
        Situation.SILENT: ("dial: handshake timeout",),
        Situation.BLOCKED: ("dial: handshake reset",),
    },
    "shadowtls": {**_OVER_TLS, Situation.WRONG_SECRET: ("dial: auth proxy_auth",)},
    "hysteria2": _OVER_QUIC,
    "tuic": {**_OVER_QUIC, Situation.WRONG_SECRET: ("talk: eof", "talk: reset")},
    "socks5": {
        **_PROXY,
        Situation.SILENT: ("dial: handshake timeout",),
        Situation.BLOCKED: ("dial: handshake reset",),
    },
    "socks4a": {
        **_PROXY,
        Situation.SILENT: ("dial: request timeout",),
        Situation.BLOCKED: ("dial: request reset",),
    },
    "shadowsocks": _ONE_FLIGHT,
    "program": _PROGRAM,
    "http": {
        **_PROXY,
        Situation.SILENT: ("dial: request timeout",),
        Situation.BLOCKED: ("dial: request reset",),
    },
    "https": {**_PROXY, Situation.SILENT: ("dial: tls timeout",), Situation.BLOCKED: ("dial: tls reset",)},
}


def expected(way: RealWay, situation: Situation) -> tuple[str, ...]:
    """The words of an outcome that are right; none where the kind has no such cell (no secret to be wrong)."""
    if situation is Situation.WRONG_SECRET and not way.wrong and way.given is None:
        return ()
    return KINDS[way.kind][situation]
