"""The other side of a WireGuard handshake, for tests: answers initiations and then carries packets."""

import secrets
import struct

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from waythrough.wire.wireguard.amnezia import PLAIN, Amnezia, Kind
from waythrough.wire.wireguard.noise import (
    CONSTRUCTION,
    IDENTIFIER,
    LABEL_COOKIE,
    LABEL_MAC1,
    NO_NONCE,
    Keys,
    blake2s,
    hchacha20,
    kdf,
    mac,
    public_key,
    shared,
)
from waythrough.wire.wireguard.session import Session

SERVER_KEY = bytes(range(1, 33))
CLIENT_KEY = bytes(range(33, 65))
COOKIE = b"c" * 16


class Responder:
    """A server with one client; `needs_cookie` makes it ask for mac2 first."""

    def __init__(self, psk: bytes = bytes(32), dress: Amnezia = PLAIN) -> None:
        self.psk = psk
        self.dress = dress
        self.needs_cookie = False
        self.session: Session | None = None
        self.stamps: list[bytes] = []

    def receive(self, datagram: bytes) -> tuple[list[bytes], bytes | None]:
        """The datagrams that go back, and the packet that was in it."""
        found = self.dress.unwrap(datagram)
        if found is None:
            return [], None
        kind, message = found
        if kind is Kind.INITIATION:
            return [self._answer(message)], None
        assert kind is Kind.TRANSPORT
        return [], self.session.open(message) if self.session else None

    def seal(self, packet: bytes) -> bytes:
        """A packet to the client."""
        assert self.session is not None
        message = self.session.seal(self.dress.header(Kind.TRANSPORT), packet)
        return self.dress.wrap(Kind.TRANSPORT, message)

    def _answer(self, message: bytes) -> bytes:
        assert mac(blake2s(LABEL_MAC1, public_key(SERVER_KEY)), message[:116]) == message[116:132]
        if self.needs_cookie and mac(COOKIE, message[:132]) != message[132:148]:
            return self.dress.wrap(Kind.COOKIE, self.cookie_reply(message))
        return self.dress.wrap(Kind.RESPONSE, self.response(message))

    def cookie_reply(self, message: bytes) -> bytes:
        """Section 5.4.7."""
        nonce = secrets.token_bytes(24)
        key = hchacha20(blake2s(LABEL_COOKIE, public_key(SERVER_KEY)), nonce[:16])
        sealed = ChaCha20Poly1305(key).encrypt(bytes(4) + nonce[16:], COOKIE, message[116:132])
        return self.dress.header(Kind.COOKIE) + message[4:8] + nonce + sealed

    def response(self, message: bytes) -> bytes:
        """Sections 5.4.2 and 5.4.3 from the other side."""
        theirs, point, static, stamp = message[4:8], message[8:40], message[40:88], message[88:116]
        chain = blake2s(CONSTRUCTION)
        state = blake2s(blake2s(blake2s(chain, IDENTIFIER), public_key(SERVER_KEY)), point)
        (chain,) = kdf(chain, point, 1)
        chain, key = kdf(chain, shared(SERVER_KEY, point), 2)
        client = ChaCha20Poly1305(key).decrypt(NO_NONCE, static, state)
        assert client == public_key(CLIENT_KEY)
        state = blake2s(state, static)
        chain, key = kdf(chain, shared(SERVER_KEY, client), 2)
        self.stamps.append(ChaCha20Poly1305(key).decrypt(NO_NONCE, stamp, state))
        state = blake2s(state, stamp)
        own = secrets.token_bytes(32)
        (chain,) = kdf(chain, public_key(own), 1)
        state = blake2s(state, public_key(own))
        (chain,) = kdf(chain, shared(own, point), 1)
        (chain,) = kdf(chain, shared(own, client), 1)
        chain, mixed, key = kdf(chain, self.psk, 3)
        empty = ChaCha20Poly1305(key).encrypt(NO_NONCE, b"", blake2s(state, mixed))
        index = secrets.randbits(32)
        answer = (
            self.dress.header(Kind.RESPONSE) + struct.pack("<I", index) + theirs + public_key(own) + empty
        )
        answer += mac(blake2s(LABEL_MAC1, client), answer)
        receiving, sending = kdf(chain, b"", 2)
        keys = Keys(sending=sending, receiving=receiving, ours=index, theirs=int.from_bytes(theirs, "little"))
        self.session = Session(keys, 0.0)
        return answer + bytes(16)
