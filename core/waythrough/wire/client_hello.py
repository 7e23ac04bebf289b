"""ClientHellos that are alike but for one extension: what a filter minds shows by which of them is answered.

They are written by hand, since no TLS library sends the forerunner of ECH any more, and none lets one extension be
the only difference. The key share is random: every 32 bytes are a public key of X25519 (RFC 7748), so that the
server answers with its ServerHello; the handshake cannot be finished, and is not meant to be.
"""

from collections.abc import Callable
from typing import Final

from waythrough.wire.ech import EchKey

Random = Callable[[int], bytes]

ECH: Final = 0xFE0D  # RFC 9849
ESNI: Final = 0xFFCE  # draft-ietf-tls-esni-02, as Firefox sent it from 2018 to 2021

_X25519: Final = 0x001D
_GROUPS: Final = (_X25519, 0x0017, 0x0018)
_SUITES: Final = (0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8)
_SIGNATURES: Final = (0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601)
_VERSIONS: Final = (0x0304, 0x0303)
_AES_128_GCM: Final = (0x0001, 0x0001)  # HPKE suite HKDF-SHA256, AES-128-GCM
_PAYLOAD: Final = 6 * 32 + 16  # an encoded inner hello is padded to 32 bytes and sealed with a tag of 16
_ESNI_NAME: Final = 260 + 16 + 16  # PaddedServerNameList, nonce and tag


def client_hello(server_name: str, random: Random, *, extra: bytes = b"") -> bytes:
    """One TLS record with a hello for TLS 1.3 and 1.2; `extra` is one further extension, ready to be sent."""
    name = server_name.encode("ascii")
    extensions = (
        _extension(0, _sized(2, b"\0" + _sized(2, name))),  # server_name
        _extension(23, b""),  # extended_master_secret
        _extension(10, _sized(2, _numbers(_GROUPS))),
        _extension(11, b"\1\0"),  # ec_point_formats: uncompressed
        _extension(16, _sized(2, _sized(1, b"h2") + _sized(1, b"http/1.1"))),
        _extension(13, _sized(2, _numbers(_SIGNATURES))),
        _extension(51, _sized(2, _numbers((_X25519,)) + _sized(2, random(32)))),  # key_share
        _extension(45, b"\1\1"),  # psk_key_exchange_modes: psk_dhe_ke
        _extension(43, _sized(1, _numbers(_VERSIONS))),
        extra,
    )
    body = b"\3\3" + random(32) + _sized(1, random(32)) + _sized(2, _numbers(_SUITES)) + b"\1\0"
    handshake = b"\1" + _sized(3, body + _sized(2, b"".join(extensions)))
    return b"\x16\3\1" + _sized(2, handshake)


def ech_extension(random: Random, key: EchKey | None = None) -> bytes:
    """An outer ECH extension (RFC 9849 section 5): for `key`, or without it a GREASE one (section 6.2).

    With `key` everything that can be read on the way is as a browser would send it: the key's own number, cipher and
    sizes. What is encrypted is random here, and that is no difference that anybody but the server can see, for
    HPKE's output looks random to all who lack the key. The server cannot decrypt it and goes on with the outer
    hello under its public name (section 7.1), as it must for a stale key: its answer proves the way.
    """
    if key is None:
        suite, number, enc = _AES_128_GCM, random(1), random(32)
    else:
        suite, number, enc = key.suite, bytes([key.config_id]), key.encapsulated(random)
    return _extension(ECH, b"\0" + _numbers(suite) + number + _sized(2, enc) + _sized(2, random(_PAYLOAD)))


def esni_extension(random: Random) -> bytes:
    """An encrypted_server_name extension with random contents (draft-ietf-tls-esni-02 section 4)."""
    share = _numbers((_X25519,)) + _sized(2, random(32))
    return _extension(ESNI, b"\x13\1" + share + _sized(2, random(32)) + _sized(2, random(_ESNI_NAME)))


def _extension(kind: int, content: bytes) -> bytes:
    return kind.to_bytes(2) + _sized(2, content)


def _numbers(values: tuple[int, ...]) -> bytes:
    return b"".join(value.to_bytes(2) for value in values)


def _sized(width: int, content: bytes) -> bytes:
    """A vector with its length ahead, as TLS writes them."""
    return len(content).to_bytes(width) + content
