"""Why a text cannot be taken and what helps, in one list: the words that every importer uses, to be translated."""

from typing import Final

from waythrough.paths.base import ConfigError
from waythrough.verdict.clause import Clause
from waythrough.verdict.words import Text, msg

_AGAIN: Final = msg("copy it once more, whole")
_ASK: Final = msg("ask whoever gave it to you for a new one")
_OTHER: Final = msg(
    "start it in its own app and add the SOCKS5 address which that app shows, such as socks5://127.0.0.1:1080"
)

REASONS: Final[dict[str, tuple[Text, Text]]] = {
    "path.bad_alpn": (msg("its list of protocols (alpn) cannot be read"), _AGAIN),
    "path.bad_base64": (msg("it is not whole: its coded part cannot be read"), _AGAIN),
    "path.bad_bridge": (
        msg("this is no bridge line"),
        msg("a bridge line has a transport, an address with a port, and a fingerprint of 40 characters"),
    ),
    "path.bad_cipher": (
        msg("its encryption method is not known, or too weak to be offered any more"),
        _ASK,
    ),
    "path.bad_congestion": (msg("its congestion control is not known"), _ASK),
    "path.bad_flag": (msg("a yes or no in it is neither"), _AGAIN),
    "path.bad_flow": (msg("it uses a flow that today's programs no longer carry"), _ASK),
    "path.bad_interface": (msg("this is no name of a network interface"), msg("write interface://tun0")),
    "path.bad_json": (msg("this is not valid JSON"), msg("copy the file once more, whole")),
    "path.bad_key": (msg("a key in it is not whole"), _AGAIN),
    "path.bad_login": (msg("user and password cannot be read"), _AGAIN),
    "path.bad_networks": (msg("an address of the tunnel cannot be read"), _AGAIN),
    "path.bad_number": (msg("a number in it cannot be used"), _AGAIN),
    "path.bad_obfs": (msg("its obfuscation is not known"), _ASK),
    "path.bad_outbound": (msg("this entry of a sing-box file is not whole"), _AGAIN),
    "path.bad_plugin": (msg("its plugin is not known, or its options cannot be read"), _ASK),
    "path.bad_ports": (msg("its list of ports cannot be read"), _AGAIN),
    "path.bad_prefix": (msg("its prefix does not stand for bytes"), _AGAIN),
    "path.bad_proxy": (msg("this entry of a Clash file is not whole"), _AGAIN),
    "path.bad_section": (
        msg("this is no whole WireGuard file"),
        msg("it needs [Interface] with a PrivateKey and an Address, and [Peer] with a PublicKey"),
    ),
    "path.bad_security": (msg("its security setting is not known"), _ASK),
    "path.bad_short_id": (msg("its REALITY short id cannot be read"), _AGAIN),
    "path.bad_text": (msg("this is no text that can be read"), msg("save it as UTF-8 text")),
    "path.bad_transport": (msg("its transport is one that sing-box does not carry"), _ASK),
    "path.bad_trick": (
        msg("this trick is not known"),
        msg("choose a split (tcp, record or both), an https address for doh, or both"),
    ),
    "path.bad_uuid": (msg("its user id (UUID) is not whole"), _AGAIN),
    "path.bad_yaml": (msg("this is not valid YAML"), msg("copy the file once more, whole")),
    "path.empty_file": (msg("there is no way in this file"), msg("look whether it is the right file")),
    "path.needs_fetch": (
        msg("this is the address of a way, not the way itself"),
        msg("fetch it: waythrough paths import --url ADDRESS --through NAME"),
    ),
    "path.needs_file": (
        msg("it names a file that is not in it"),
        msg("ask for a profile that holds its certificates and keys itself"),
    ),
    "path.needs_login": (msg("user or password are missing"), _AGAIN),
    "path.no_endpoint": (msg("no server is named in it"), _AGAIN),
    "path.no_reality_key": (msg("the public key of REALITY is missing"), _AGAIN),
    "path.not_a_way": (
        msg("there is no way in this text"),
        msg("write one way a line: a link, or host:port"),
    ),
    "path.nothing_static": (
        msg("this PAC file names no server in plain words, and programs in files are never run"),
        msg("ask for host and port of the proxy"),
    ),
    "path.old_tuic": (msg("it is of an old version of TUIC (4)"), _ASK),
    "path.qr_unread": (
        msg("there is no code in this picture that can be read"),
        msg("take a sharper picture, straight from the front"),
    ),
    "path.qr_missing": (
        msg("pictures of codes cannot be read here: a part of the program is missing"),
        msg("install it with: pip install waythrough[qr]"),
    ),
    "path.qr_too_long": (
        msg("it is too long for a code in a picture"),
        msg("export it as a file"),
    ),
    "path.too_deep": (msg("it is nested deeper than any real file"), _ASK),
    "path.too_large": (msg("it is larger than 4 MB"), msg("give the ways themselves, in smaller files")),
    "path.too_many": (msg("it holds more ways than can be taken at once"), msg("split the file")),
    "path.unsupported": (msg("this kind of way is not supported yet"), _OTHER),
    "path.xray_file": (
        msg("files of Xray and v2ray are not read yet"),
        msg("export the server as a link there (vless://, vmess://) and paste that"),
    ),
}
"""By message id: what it is, and what to do. No word of the text that was read is ever in it."""


def refusal(message_id: str) -> ConfigError:
    """The error with this id."""
    what, todo = REASONS[message_id]
    return ConfigError(message_id, Clause(what), todo=Clause(todo))
