"""One server of a tunnel as a machine of handshakes, sessions and timers (paper, section 6); the clock is passed in."""

import secrets
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from waythrough.model.tunnel import TunnelWord
from waythrough.wire.wireguard.amnezia import Amnezia, Kind
from waythrough.wire.wireguard.noise import HandshakeError, Initiator, PskMismatchError, StaleReplyError
from waythrough.wire.wireguard.session import REJECT_AFTER_TIME, Session
from waythrough.wire.wireguard.settings import Peer

REKEY_TIMEOUT: Final = 5.0
REKEY_ATTEMPT_TIME: Final = 90.0
KEEPALIVE_TIMEOUT: Final = 10.0
FIRST_RETRIES: Final = (0.3, 0.7, 1.0)
"""Seconds until the next initiations: a lost first packet must not cost five, nor one that came within 20 ms of another
tunnel's with the same keys, which servers drop as a flood."""
AFTER_COOKIE: Final = 0.06
SILENCE: Final = 4.0
"""Seconds without any answer after which a tunnel that carried is asked for a handshake: much sooner than the paper's
15, since its answer tells a dead target from a dead tunnel; but no sooner than that after the last one."""
DEAD_AFTER: Final = 4
"""Initiations without an answer after which a tunnel that carried has died."""
QUEUED: Final = 256


class Machine:
    """Turns packets into datagrams for one server and back. `send` and `outbox` give what is to go out.

    `words` are what handshakes showed, newest last; `received_at` is when the server's last packet came
    (None: none yet), `packets` how many came.
    """

    def __init__(
        self, peer: Peer, private_key: bytes, dress: Amnezia, *, wall: Callable[[], int] = time.time_ns
    ) -> None:
        self.peer = peer
        self.dress = dress
        self.words: list[TunnelWord] = []
        self.outbox: list[bytes] = []
        self.received_at: float | None = None
        self.packets = 0
        self.unanswered = 0
        self._noise = Initiator(private_key, peer.public_key, peer.preshared_key)
        self._wall = wall
        self._current: Session | None = None
        self._previous: Session | None = None
        self._queue: deque[bytes] = deque(maxlen=QUEUED)
        self._trying_since: float | None = None
        self._retry_at: float | None = None
        self._last_initiation = float("-inf")
        self._sent_at = 0.0
        self._waiting_since: float | None = None  # the first packet that has found no answer of any kind
        self._owing_since: float | None = None  # the first packet for which nothing has gone back

    def __repr__(self) -> str:
        return "Machine()"

    @property
    def dead(self) -> bool:
        """Whether it stopped answering: packets lie unanswered, and so do new handshakes."""
        return self.unanswered >= DEAD_AFTER

    @property
    def handshaking(self) -> bool:
        """Whether a handshake has begun that is neither answered nor given up."""
        return self._trying_since is not None

    def up(self, now: float) -> bool:
        """Whether packets can go out at once."""
        return self._current is not None and self._current.usable(now)

    def initiate(self, now: float) -> None:
        """Begin a handshake."""
        if self._trying_since is None:
            self._trying_since = now
            self.unanswered = 0
        attempt = self.unanswered
        self.unanswered += 1
        pause = FIRST_RETRIES[attempt] if attempt < len(FIRST_RETRIES) else REKEY_TIMEOUT + _jitter()
        self._retry_at = now + pause
        self._last_initiation = now
        self.outbox += self.dress.ahead()
        message = self._noise.initiation(self.dress.header(Kind.INITIATION), self._wall(), now)
        self.outbox.append(self.dress.wrap(Kind.INITIATION, message))

    def send(self, packet: bytes, now: float) -> None:
        """Put a packet on its way; it waits while there is no session."""
        session = self._current
        if session is None or not session.usable(now):
            self._queue.append(packet)
            if self._trying_since is None:
                self.initiate(now)
            return
        self._seal(session, packet, now)
        if self._waiting_since is None:
            self._waiting_since = now
        if session.old(now) and self._trying_since is None:
            self.initiate(now)

    def receive(self, datagram: bytes, now: float) -> bytes | None:
        """The packet in a datagram; None for anything else, which is dealt with here."""
        found = self.dress.unwrap(datagram)
        if found is None:
            if self._trying_since is not None:
                self.words.append(TunnelWord.BAD_REPLY)
            return None
        kind, message = found
        if kind is Kind.TRANSPORT:
            return self._transport(message, now)
        if kind is Kind.INITIATION:
            # the server has lost our session; we are the side that begins
            if self._trying_since is None and now - self._last_initiation >= REKEY_TIMEOUT:
                self.initiate(now)
            return None
        try:
            if kind is Kind.COOKIE:
                self._noise.cookie(message, now)
                self.words.append(TunnelWord.COOKIE)
                self._retry_at = now + AFTER_COOKIE
            else:
                self._begin(Session(self._noise.response(message), now), now)
        except PskMismatchError:
            self.words.append(TunnelWord.PSK_MISMATCH)
        except StaleReplyError:
            pass  # the answer to the newer one is on its way
        except HandshakeError:
            self.words.append(TunnelWord.BAD_REPLY)
        return None

    def tick(self, now: float) -> None:
        """What is due by time."""
        if self._trying_since is not None and self._retry_at is not None and now >= self._retry_at:
            if now - self._trying_since >= REKEY_ATTEMPT_TIME:
                self._trying_since = self._retry_at = self._waiting_since = None
                self._queue.clear()
            else:
                self.initiate(now)
        asking = self._ask_at()
        if asking is not None and now >= asking:
            self.initiate(now)
        session = self._current
        if session is not None and not session.usable(now):
            self._current = self._previous = session = None
            self._owing_since = None
        if session is None:
            return
        persistent = self.peer.keepalive and now - self._sent_at >= self.peer.keepalive
        if persistent or _due(self._owing_since, KEEPALIVE_TIMEOUT, now):
            self._seal(session, b"", now)

    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        times = [self._retry_at] if self._trying_since is not None else []
        times.append(self._ask_at())
        if self._current is not None:
            times.append(self._current.born + REJECT_AFTER_TIME)
            if self._owing_since is not None:
                times.append(self._owing_since + KEEPALIVE_TIMEOUT)
            if self.peer.keepalive:
                times.append(self._sent_at + self.peer.keepalive)
        return min((each for each in times if each is not None), default=None)

    def _ask_at(self) -> float | None:
        """When silence calls for a handshake. A tunnel that never carried is given the server's keepalive first."""
        if self._trying_since is not None or self._waiting_since is None:
            return None
        patience = SILENCE if self.packets else KEEPALIVE_TIMEOUT + REKEY_TIMEOUT
        return max(self._waiting_since + patience, self._last_initiation + REKEY_TIMEOUT)

    def _transport(self, message: bytes, now: float) -> bytes | None:
        index = int.from_bytes(message[4:8], "little")
        for session in (self._current, self._previous):
            if session is not None and session.ours == index and session.usable(now):
                packet = session.open(message)
                break
        else:
            return None
        if packet is None:
            return None
        self.received_at = now
        self.packets += 1
        self._waiting_since = None
        if not packet:
            return None
        if self._owing_since is None:
            self._owing_since = now
        late = REJECT_AFTER_TIME - KEEPALIVE_TIMEOUT - REKEY_TIMEOUT
        if session is self._current and now - session.born >= late and self._trying_since is None:
            self.initiate(now)
        return packet

    def _begin(self, session: Session, now: float) -> None:
        self._previous, self._current = self._current, session
        self._trying_since = self._retry_at = self._waiting_since = None
        self.unanswered = 0
        self.words.append(TunnelWord.ANSWERED)
        queued, self._queue = self._queue, deque(maxlen=QUEUED)
        if queued:
            self._waiting_since = now
        for packet in queued or (b"",):  # the server uses the new keys once it has heard them
            self._seal(session, packet, now)

    def _seal(self, session: Session, packet: bytes, now: float) -> None:
        dress = self.dress
        if dress.plain:
            self.outbox.append(session.seal(b"\4\0\0\0", packet))
        else:
            message = session.seal(dress.header(Kind.TRANSPORT), packet)
            self.outbox.append(dress.wrap(Kind.TRANSPORT, message))
        self._sent_at = now
        self._owing_since = None


def _due(since: float | None, pause: float, now: float) -> bool:
    return since is not None and now - since >= pause


def _jitter() -> float:
    """Up to a third of a second, so that clients that lost one server do not all come back at once."""
    return secrets.randbelow(334) / 1000
