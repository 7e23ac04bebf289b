"""How OpenVPN protects the packets of its control channel before TLS: not at all, by HMAC, or encrypted."""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import Final, Protocol

from waythrough.wire.openvpn_profile import Profile, ProfileError, Wrap

HEAD: Final = 9  # opcode with key id, session id
STAMP: Final = 8  # packet id, time
_KEY_BYTES: Final = 256  # two keys, each of 64 bytes for a cipher and 64 for an HMAC
_TAG: Final = 32
_STATIC: Final = re.compile(
    r"-----BEGIN OpenVPN Static key V1-----(.*?)-----END OpenVPN Static key V1-----", re.S
)
_CLIENT: Final = re.compile(
    r"-----BEGIN OpenVPN tls-crypt-v2 client key-----(.*?)-----END OpenVPN tls-crypt-v2 client key-----", re.S
)
_DIGESTS: Final = {
    "SHA1": "sha1",
    "SHA224": "sha224",
    "SHA256": "sha256",
    "SHA384": "sha384",
    "SHA512": "sha512",
}


class BadPacketError(ValueError):
    """What came is no packet of OpenVPN's control channel."""


class WrongKeyError(BadPacketError):
    """What came has the shape of a protected packet, but not by our key."""


class Guard(Protocol):
    """Protects what is behind the head of a packet."""

    def wrap(self, head: bytes, stamp: bytes, body: bytes) -> bytes:
        """A whole packet; `stamp` is the packet's own number and the time."""
        ...

    def unwrap(self, packet: bytes) -> bytes:
        """The body of a packet. Raises BadPacketError."""
        ...


class Plain:
    """No protection besides TLS."""

    def wrap(self, head: bytes, stamp: bytes, body: bytes) -> bytes:
        """See Guard."""
        return head + body

    def unwrap(self, packet: bytes) -> bytes:
        """See Guard."""
        return packet[HEAD:]


@dataclass(frozen=True, slots=True)
class Signed:
    """tls-auth: every packet bears an HMAC over its stamp, head and body."""

    digest: str
    out: bytes = field(repr=False)
    into: bytes = field(repr=False)

    def wrap(self, head: bytes, stamp: bytes, body: bytes) -> bytes:
        """See Guard."""
        return head + hmac.digest(self.out, stamp + head + body, self.digest) + stamp + body

    def unwrap(self, packet: bytes) -> bytes:
        """See Guard."""
        size = hashlib.new(self.digest).digest_size
        head, tag, rest = packet[:HEAD], packet[HEAD : HEAD + size], packet[HEAD + size :]
        if len(rest) < STAMP:
            raise BadPacketError("too short for a signed packet")
        said = hmac.digest(self.into, rest[:STAMP] + head + rest[STAMP:], self.digest)
        if not hmac.compare_digest(said, tag):
            raise WrongKeyError("signed by another key")
        return rest[STAMP:]


@dataclass(frozen=True, slots=True)
class Encrypted:
    """tls-crypt: AES-256-CTR, its counter begins with the HMAC-SHA256 over everything in the clear."""

    out_cipher: bytes = field(repr=False)
    out_hmac: bytes = field(repr=False)
    in_cipher: bytes = field(repr=False)
    in_hmac: bytes = field(repr=False)

    def wrap(self, head: bytes, stamp: bytes, body: bytes) -> bytes:
        """See Guard."""
        tag = hmac.digest(self.out_hmac, head + stamp + body, "sha256")
        return head + stamp + tag + _counter(self.out_cipher, tag, body)

    def unwrap(self, packet: bytes) -> bytes:
        """See Guard."""
        clear, tag = packet[: HEAD + STAMP], packet[HEAD + STAMP : HEAD + STAMP + _TAG]
        if len(tag) < _TAG:
            raise BadPacketError("too short for an encrypted packet")
        body = _counter(self.in_cipher, tag, packet[HEAD + STAMP + _TAG :])
        if not hmac.compare_digest(hmac.digest(self.in_hmac, clear + body, "sha256"), tag):
            raise WrongKeyError("encrypted by another key")
        return body


def guard_of(profile: Profile) -> tuple[Guard, bytes]:
    """The guard that a profile asks for, and the wrapped key that tls-crypt-v2 sends along. Raises ProfileError."""
    text = profile.block(profile.wrap)
    match profile.wrap:
        case Wrap.PLAIN:
            return Plain(), b""
        case Wrap.AUTH:
            return _signed(static_key(text), profile.auth, profile.key_direction), b""
        case Wrap.CRYPT:
            return _encrypted(static_key(text)), b""
    own, wrapped = client_key(text)
    return _encrypted(own), wrapped


def static_key(text: str) -> bytes:
    """The 256 bytes of a static key. Raises ProfileError."""
    found = _STATIC.search(text)
    digits = "".join(found[1].split()) if found else ""
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise ProfileError("the key of “tls-auth” or “tls-crypt” is damaged")
    return key


def client_key(text: str) -> tuple[bytes, bytes]:
    """A client's own key of tls-crypt-v2, and the same wrapped for its server. Raises ProfileError."""
    found = _CLIENT.search(text)
    try:
        data = base64.b64decode("".join(found[1].split()), validate=True) if found else b""
    except (binascii.Error, ValueError):
        data = b""
    own, wrapped = data[:_KEY_BYTES], data[_KEY_BYTES:]
    # the wrapped key ends with its own length
    if len(wrapped) < _TAG or int.from_bytes(wrapped[-2:], "big") != len(wrapped):
        raise ProfileError("the key of “tls-crypt-v2” is damaged")
    return own, wrapped


def _signed(key: bytes, auth: str, direction: int | None) -> Signed:
    digest = _DIGESTS.get(auth)
    if digest is None:
        raise ProfileError("the digest named by “auth” is not offered")
    size = hashlib.new(digest).digest_size
    first, second = key[64:128][:size], key[192:256][:size]
    match direction:
        case 0:
            return Signed(digest, first, second)
        case 1:
            return Signed(digest, second, first)
        case _:
            return Signed(digest, first, first)


def _encrypted(key: bytes) -> Encrypted:
    """A client sends by the second key and hears by the first."""
    return Encrypted(key[128:160], key[192:224], key[:32], key[64:96])


def _counter(key: bytes, tag: bytes, data: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # an extra: only when needed

    cipher = Cipher(algorithms.AES(key), modes.CTR(tag[:16])).encryptor()
    return cipher.update(data) + cipher.finalize()
