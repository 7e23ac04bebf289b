"""Which rule speaks for a way that fails in a manner only its kind knows: by kind and word of its last step."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from waythrough.model.observation import PathDetail
from waythrough.model.tunnel import TunnelWord
from waythrough.model.way_word import way_word

TUNNEL_SILENT: Final = "path.tunnel_silent"
PSK_MISMATCH: Final = "path.psk_mismatch"
BAD_REPLY: Final = "path.bad_reply"
NOBODY_LISTENS: Final = "path.nobody_listens"
SERVER_UNREACHABLE: Final = "path.server_unreachable"
ROUTER_REFUSES: Final = "path.router_refuses"
DATA_SILENT: Final = "path.data_silent"
TUNNEL_DIED: Final = "path.tunnel_died"
JUNK_HELPED: Final = "path.junk_helped"
OPENVPN_SILENT: Final = "path.openvpn_silent"
OPENVPN_CLOSED: Final = "path.openvpn_closed"
WRONG_KEY: Final = "path.wrong_key"

_WIREGUARD: Final[Mapping[str, str]] = MappingProxyType(
    {
        TunnelWord.SILENT: TUNNEL_SILENT,
        TunnelWord.COOKIE: TUNNEL_SILENT,
        TunnelWord.PSK_MISMATCH: PSK_MISMATCH,
        TunnelWord.BAD_REPLY: BAD_REPLY,
        TunnelWord.ICMP_REFUSED: NOBODY_LISTENS,
        TunnelWord.ICMP_UNREACHABLE: SERVER_UNREACHABLE,
        TunnelWord.ICMP_ROUTER: ROUTER_REFUSES,
        TunnelWord.DATA_SILENT: DATA_SILENT,
        TunnelWord.DIED: TUNNEL_DIED,
    }
)
# The words of wire.openvpn.Reply, which verdicts do not import; a test holds both together.
_OPENVPN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "silent": OPENVPN_SILENT,
        "closed": OPENVPN_CLOSED,
        "bad_reply": BAD_REPLY,
        "wrong_key": WRONG_KEY,
    }
)
BY_KIND: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"wireguard": _WIREGUARD, "wireguard_system": _WIREGUARD, "openvpn": _OPENVPN}
)


def rule_of(detail: object) -> str:
    """The rule for the last step of a way, "" where its stage says all."""
    if not isinstance(detail, PathDetail):
        return ""
    first = detail.reply_text.partition(" ")[0]
    found = BY_KIND.get(detail.kind, {}).get(first, "")
    own = way_word(detail.reply_text)
    return found or (f"path.{own}" if own is not None else "")
