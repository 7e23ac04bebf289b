"""Two TCP connections joined by a line that delays and loses, on a clock of their own."""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from waythrough.wire.wireguard.ip import TCP, Packet, pseudo_sum
from waythrough.wire.wireguard.segment import ACK, SYN, Segment, parse
from waythrough.wire.wireguard.tcp import SCALE, Connection

CLIENT, SERVER = bytes((10, 0, 0, 2)), bytes((10, 0, 0, 1))
PSEUDO = pseudo_sum(CLIENT, SERVER, TCP)
PORT = 80


def passive(mss: int = 1380, iss: int = 0xFFFFFF00, source: int = PORT, target: int = 5000) -> Connection:
    """The side that is called; `answer` makes it stand."""
    return Connection(source, target, mss=mss, pseudo=PSEUDO, iss=iss)


def answer(server: Connection, syn: Segment, now: float, *, plain: bool = False) -> None:
    """SYN-ACK; `plain`: with no options."""
    iss = server._iss  # the tests' server is a client's connection that was called instead
    asked = syn._replace(scale=None, sack_ok=False) if plain else syn
    if not server.open:
        server.accept(asked, now)
    ack = (syn.seq + 1) % (1 << 32)
    reply = Segment(server.source, server.target, iss, ack, SYN | ACK, 65535)
    if not plain:
        reply = reply._replace(mss=1380, scale=SCALE, sack_ok=True)
    server._emit(reply)


@dataclass
class Line:
    """Carries segments both ways. `lose` is the share lost, `delay` seconds one way."""

    delay: float = 0.01
    lose: float = 0.0
    seed: int = 1
    plain: bool = False
    now: float = 100.0
    drop: Callable[[Segment], bool] = lambda segment: False
    client: Connection = field(
        default_factory=lambda: Connection(5000, PORT, mss=1380, pseudo=PSEUDO, iss=0xFFFFFFF0)
    )
    server: Connection = field(default_factory=passive)
    sent: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._due: list[tuple[float, int, bool, bytes]] = []

    def connect(self) -> None:
        """Until both sides stand."""
        self.client.connect(self.now)
        self.run(lambda: self.client.open and self.server.open)

    def run(self, done: Callable[[], bool], limit: float = 600.0) -> None:
        """Let time pass until then."""
        end = self.now + limit
        while not done():
            self._collect()
            sides = [self.client, *([self.server] if self.server.open else [])]
            times = [due for each in sides if (due := each.deadline()) is not None]
            times += [self._due[0][0]] if self._due else []
            assert times, "nothing is due and it is not done"
            self.now = max(self.now, min(times))
            assert self.now < end, "it takes too long"
            while self._due and self._due[0][0] <= self.now:
                _, _, up, data = heapq.heappop(self._due)
                self._deliver(up, data)
            for each in sides:
                each.expire(self.now)

    def _collect(self) -> None:
        for up, each in ((True, self.client), (False, self.server)):
            for data in each.output():
                self.sent += 1
                segment = parse(Packet(TCP, CLIENT, SERVER, data))
                if self._random.random() >= self.lose and not self.drop(segment):
                    heapq.heappush(self._due, (self.now + self.delay, self.sent, up, data))

    def _deliver(self, up: bool, data: bytes) -> None:
        segment = parse(Packet(TCP, CLIENT, SERVER, data))
        if not up:
            self.client.receive(segment, self.now)
        elif segment.flags & SYN:
            answer(self.server, segment, self.now, plain=self.plain)
        elif self.server.open:
            self.server.receive(segment, self.now)
