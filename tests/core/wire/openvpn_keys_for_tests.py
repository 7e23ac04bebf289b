"""Keys of both shapes made of counted bytes, and the guard of the server's side for each."""

import base64

from waythrough.wire.openvpn_keys import Encrypted, Guard, Plain, Signed
from waythrough.wire.openvpn_profile import Profile, parse_profile

KEY = bytes(range(256))
WRAPPED = bytes(40) + (42).to_bytes(2, "big")
STATIC = "\n".join(
    ["-----BEGIN OpenVPN Static key V1-----", KEY.hex(), "-----END OpenVPN Static key V1-----"]
)
CLIENT = "\n".join(
    [
        "-----BEGIN OpenVPN tls-crypt-v2 client key-----",
        base64.b64encode(KEY + WRAPPED).decode(),
        "-----END OpenVPN tls-crypt-v2 client key-----",
    ]
)
WRAPS = ("plain", "tls-auth", "tls-crypt", "tls-crypt-v2")


def profile(wrap: str, more: str = "key-direction 1", remote: str = "vpn.test 1194") -> Profile:
    key = CLIENT if wrap == "tls-crypt-v2" else STATIC
    block = "" if wrap == "plain" else f"<{wrap}>\n{key}\n</{wrap}>\n"
    return parse_profile(f"remote {remote}\n{more}\n{block}")


def server_guard(wrap: str) -> Guard:
    """What the server of `profile` uses."""
    match wrap:
        case "plain":
            return Plain()
        case "tls-auth":
            return Signed("sha1", KEY[64:84], KEY[192:212])
        case _:
            return Encrypted(KEY[:32], KEY[64:96], KEY[128:160], KEY[192:224])
