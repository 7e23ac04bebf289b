"""The process between the namespaces: delays, losses, and the middlebox acting on what passes."""

import contextlib
import heapq
import os
import pickle
import selectors
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, partial
from ipaddress import ip_address, ip_network
from typing import Any

from . import packets
from .access import Access
from .flow import HERE, Moves
from .middlebox import Middlebox
from .packets import Packet
from .rules import Line, Rule
from .spec import CLIENT, CLIENT6, DOMESTIC_NET, DOMESTIC_NET6

FAR_RTT_S = 0.012  # from the censor to the servers abroad and back
BATCH = 64


Due = tuple[float, int, Callable[[Any], None], Packet | bytes]  # when, turn among equals, what, with what
_CLIENT = (ip_network(f"{CLIENT}/32"), ip_network(f"{CLIENT6}/128"))
_DOMESTIC = (ip_network(DOMESTIC_NET), ip_network(DOMESTIC_NET6))


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


@lru_cache(maxsize=4096)
def side_of(address: str) -> Side:
    """The wire behind which an address lies; what is neither the client's nor domestic lies abroad."""
    where = ip_address(address)
    if any(where in net for net in _CLIENT):
        return Side.CLIENT
    return Side.DOMESTIC if any(where in net for net in _DOMESTIC) else Side.ABROAD


class Router:
    """Moves packets between three TUN descriptors, one for each `Side`, until its control socket closes."""

    def __init__(self, wires: Sequence[int], control: socket.socket, setup: Setup) -> None:
        self._wires = dict(zip(Side, wires, strict=True))
        self._control = control
        self._access = Access(setup.line, setup.seed, time.monotonic())
        self._box = Middlebox(setup.rules, seed=setup.seed)
        self._writers = {side: partial(self._write, wire) for side, wire in self._wires.items()}
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
                wait = max(0.0, self._due[0][0] - time.monotonic()) if self._due else None
                for key, _ in selector.select(wait):
                    key.data()
                self._catch_up()

    def _catch_up(self) -> None:
        now, due = time.monotonic(), self._due
        while due and due[0][0] <= now:
            _, _, do, argument = heapq.heappop(due)
            do(argument)

    def _obey(self) -> None:
        message = self._control.recv(1 << 16)
        if not message:
            self._open = False
            return
        order: Order = pickle.loads(message)
        if order.rules is not None:
            self._box.change(order.rules)
        if order.line is not None:
            self._access.change(order.line)
        self._control.send(pickle.dumps({**self._box.counts, **self._access.counts}))

    def _after(self, delay: float, do: Callable[[Any], None], argument: Packet | bytes) -> None:
        if delay <= 0:
            do(argument)
            return
        self._turn += 1
        heapq.heappush(self._due, (time.monotonic() + delay, self._turn, do, argument))

    def _read(self, side: Side) -> None:
        wire = self._wires[side]
        for _ in range(BATCH):
            try:
                raw = os.read(wire, 65535)
            except OSError:  # nothing left to read, or the interface is down
                return
            packet = packets.parse(raw)
            if packet is not None:
                self._route(side, packet)

    def _route(self, side: Side, packet: Packet) -> None:
        if side is Side.CLIENT:
            crossing = self._access.crossing(packet, time.monotonic(), up=True)
            if crossing is not None:
                self._after(crossing, self._outbound, packet)
            return
        far = FAR_RTT_S / 2 if side is Side.ABROAD else 0.0
        to = side_of(packet.dst)
        if to is Side.CLIENT:
            self._after(far, self._inbound, packet)
        elif to is not side:
            self._after(far or FAR_RTT_S / 2, self._writers[to], packet.raw)

    def _outbound(self, packet: Packet) -> None:
        torn = self._access.torn(packet)
        self._carry(packet, torn or self._box.outbound(packet, time.monotonic()))

    def _inbound(self, packet: Packet) -> None:
        self._carry(packet, self._box.inbound(packet, time.monotonic()))

    def _carry(self, cause: Packet, moves: Moves) -> None:
        for there, raw, wait in moves:
            packet = cause if raw is cause.raw else packets.parse(raw)
            assert packet is not None
            if there is HERE:
                self._after(wait, self._home, packet)
                continue
            side = side_of(packet.dst)
            far = FAR_RTT_S / 2 if side is Side.ABROAD else 0.0
            self._after(wait + far, self._writers[side], raw)

    def _home(self, packet: Packet) -> None:
        crossing = self._access.crossing(packet, time.monotonic(), up=False)
        if crossing is not None:
            self._after(crossing, self._writers[Side.CLIENT], packet.raw)

    def _write(self, wire: int, raw: bytes) -> None:
        with contextlib.suppress(OSError):  # a full queue or a pulled cable loses the packet
            os.write(wire, raw)


def main(control: int, *wires: int) -> None:
    """Entry of the process: the set-up comes over the control socket."""
    with socket.socket(fileno=control) as channel:
        setup: Setup = pickle.loads(channel.recv(1 << 18))
        Router(wires, channel, setup).run()
