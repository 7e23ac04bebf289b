"""The process between the namespaces: delays, losses, and the middlebox acting on what passes."""

import contextlib
import heapq
import os
import pickle
import random
import selectors
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from ipaddress import ip_address, ip_network

from . import packets
from .middlebox import HERE, Middlebox, Moves
from .packets import Packet
from .rules import Line, Rule
from .spec import CLIENT, DOMESTIC_NET, ROUTER

FAR_RTT_S = 0.012  # from the censor to the servers abroad and back
BATCH = 64


class Side(Enum):
    """The three wires of the router."""

    CLIENT = 0
    DOMESTIC = 1
    ABROAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the router is started with."""

    rules: tuple[Rule, ...]
    line: Line
    seed: int


@dataclass(slots=True, kw_only=True)
class Order:
    """A change while it runs; what is None stays."""

    rules: tuple[Rule, ...] | None = None
    line: Line | None = None


@dataclass(order=True, slots=True)
class Due:
    """Something to do at a time of the monotonic clock; `turn` keeps the order of equals."""

    at: float
    turn: int
    do: Callable[[], None] = field(compare=False)


def side_of(address: str) -> Side:
    """The wire behind which an address lies."""
    if address == CLIENT:
        return Side.CLIENT
    return Side.DOMESTIC if ip_address(address) in ip_network(DOMESTIC_NET) else Side.ABROAD


class Losses:
    """Which packets the user's line loses: each remote endpoint has a seeded series of its own per direction.

    So the fate of one server's packets does not depend on how the traffic of others happens to interleave.
    """

    def __init__(self, seed: int) -> None:
        self.count = 0
        self._seed = seed
        self._series: dict[str, random.Random] = {}

    def lost(self, share: float, packet: Packet, *, up: bool) -> bool:
        """Whether this packet is lost; each one that is counts."""
        if not share:
            return False
        far = (packet.dst, packet.dport) if up else (packet.src, packet.sport)
        key = f"{self._seed}/{up}/{packet.protocol}/{far}"
        if key not in self._series:
            self._series[key] = random.Random(key)
        gone = self._series[key].random() < share
        self.count += gone
        return gone


class Router:
    """Moves packets between three TUN descriptors, one for each `Side`, until its control socket closes."""

    def __init__(self, wires: Sequence[int], control: socket.socket, setup: Setup) -> None:
        self._wires = dict(zip(Side, wires, strict=True))
        self._control = control
        self._line = setup.line
        self._box = Middlebox(setup.rules, router=ROUTER)
        self._losses = Losses(setup.seed)
        self._due: list[Due] = []
        self._turn = 0
        self._open = True

    def run(self) -> None:
        """Serve until the other end of the control socket is gone."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ, self._obey)
            for side, wire in self._wires.items():
                selector.register(wire, selectors.EVENT_READ, partial(self._read, side))
            self._control.send(b"ready")
            while self._open:
                wait = max(0.0, self._due[0].at - time.monotonic()) if self._due else None
                for key, _ in selector.select(wait):
                    key.data()
                now = time.monotonic()
                while self._due and self._due[0].at <= now:
                    heapq.heappop(self._due).do()

    def _obey(self) -> None:
        message = self._control.recv(1 << 16)
        if not message:
            self._open = False
            return
        order: Order = pickle.loads(message)
        if order.rules is not None:
            self._box.change(order.rules)
        self._line = order.line or self._line
        self._control.send(pickle.dumps({**self._box.counts, "lost": self._losses.count}))

    def _after(self, delay: float, do: Callable[[], None]) -> None:
        if delay <= 0:
            do()
            return
        self._turn += 1
        heapq.heappush(self._due, Due(time.monotonic() + delay, self._turn, do))

    def _read(self, side: Side) -> None:
        for _ in range(BATCH):
            try:
                raw = os.read(self._wires[side], 65535)
            except OSError:  # nothing left to read, or the interface is down
                return
            packet = packets.parse(raw)
            if packet is not None:
                self._route(side, packet)

    def _route(self, side: Side, packet: Packet) -> None:
        far = FAR_RTT_S / 2 if side is Side.ABROAD else 0.0
        if side is Side.CLIENT:
            if not self._losses.lost(self._line.loss, packet, up=True):
                self._after(self._line.rtt / 2, lambda: self._carry(self._box.outbound(packet)))
        elif packet.dst == CLIENT:
            self._after(far, lambda: self._carry(self._box.inbound(packet)))
        elif side_of(packet.dst) is not side:
            self._after(far or FAR_RTT_S / 2, lambda: self._write(side_of(packet.dst), packet.raw))

    def _carry(self, moves: Moves) -> None:
        for there, raw in moves:
            packet = packets.parse(raw)
            if packet is None:
                continue
            if there is HERE:
                if not self._losses.lost(self._line.loss, packet, up=False):
                    self._after(self._line.rtt / 2, partial(self._write, Side.CLIENT, raw))
                continue
            side = side_of(packet.dst)
            delay = FAR_RTT_S / 2 if side is Side.ABROAD else 0.0
            self._after(delay, partial(self._write, side, raw))

    def _write(self, side: Side, raw: bytes) -> None:
        with contextlib.suppress(OSError):  # a full queue or a pulled cable loses the packet
            os.write(self._wires[side], raw)


def main(control: int, *wires: int) -> None:
    """Entry of the process: the set-up comes over the control socket."""
    with socket.socket(fileno=control) as channel:
        setup: Setup = pickle.loads(channel.recv(1 << 18))
        Router(wires, channel, setup).run()
