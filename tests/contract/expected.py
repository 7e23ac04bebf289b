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

KINDS: Mapping[str, Row] = {
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
