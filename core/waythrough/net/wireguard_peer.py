"""One server of a tunnel: its machine, the carrier of its datagrams, and the timer that both need."""

import asyncio
from collections.abc import Callable
from typing import Final

from waythrough.model.tunnel import TunnelWord
from waythrough.net.base import DatagramDialer
from waythrough.net.deadline import Patience
from waythrough.net.wireguard_carrier import Carrier, Refusal, open_carrier
from waythrough.wire.wireguard.machine import Machine

HEARTBEAT: Final = 1.0
"""Seconds between looks at the machine's clock while nothing hurries."""
_OVER: Final = frozenset({TunnelWord.ANSWERED, TunnelWord.PSK_MISMATCH})


class PeerLine:
    """Sends a machine's datagrams and hands on the packets that come; `aclose` ends both."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.refusal: Refusal | None = None
        self.deliver: Callable[[PeerLine, bytes], None] | None = None
        self.settle: Callable[[], None] | None = None
        self.died: Callable[[PeerLine], None] | None = None
        self._carrier: Carrier | None = None
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._news = asyncio.Event()
        self._heard = 0
        self._told_dead = False

    async def reach(self, dialer: DatagramDialer, host: str, port: int, patience: Patience) -> None:
        """Make the carrier. Raises DialError, OSError."""
        self._carrier = await open_carrier(
            dialer,
            host,
            port,
            patience,
            hear=self._hear,
            refused=self._refused,
            settle=self._settled,
        )
        self._arm()

    async def handshake(self, seconds: float) -> None:
        """Begin a handshake, and wait until it is clear how it ends, at most so long."""
        before = len(self.machine.words)
        self.machine.initiate(self._loop.time())
        self.flush()
        try:
            async with asyncio.timeout(seconds):
                while self.refusal is None and not _OVER & set(self.machine.words[before:]):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return

    async def packet_came(self, seconds: float) -> bool:
        """Whether a packet of the server has come or comes within that time."""
        try:
            async with asyncio.timeout(seconds):
                while not self.machine.packets:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    def send(self, packet: bytes) -> None:
        """One packet into the tunnel; `flush` lets it out."""
        self.machine.send(packet, self._loop.time())

    def flush(self) -> None:
        """Let out what the machine has made."""
        machine, carrier = self.machine, self._carrier
        if machine.outbox and carrier is not None:
            out, machine.outbox = machine.outbox, []
            for datagram in out:
                carrier.send(datagram)
        if machine.handshaking:
            self._arm()

    async def aclose(self) -> None:
        """Say nothing more and hear nothing more; safe to call twice."""
        if self._timer is not None:
            self._timer.cancel()
        carrier, self._carrier = self._carrier, None
        if carrier is not None:
            await carrier.aclose()

    def _hear(self, datagram: bytes) -> None:
        machine = self.machine
        packet = machine.receive(datagram, self._loop.time())
        if packet is not None and self.deliver is not None:
            self.deliver(self, packet)

    def _settled(self) -> None:
        heard = len(self.machine.words) + self.machine.packets
        if heard != self._heard:
            self._heard = heard
            self._told_dead = False
            self._news.set()
        if self.settle is not None:
            self.settle()
        self.flush()

    def _refused(self, refusal: Refusal) -> None:
        if self.refusal is None or refusal.code is not None:
            self.refusal = refusal
        self._news.set()

    def _arm(self) -> None:
        due = self.machine.deadline()
        later = self._loop.time() + HEARTBEAT
        when = later if due is None else min(due, later)
        if self._timer is not None:
            self._timer.cancel()
        if self._carrier is not None:
            self._timer = self._loop.call_at(when, self._ring)

    def _ring(self) -> None:
        machine = self.machine
        machine.tick(self._loop.time())
        if machine.dead and machine.packets and not self._told_dead:
            self._told_dead = True
            if self.died is not None:
                self.died(self)
        self.flush()
        self._arm()
