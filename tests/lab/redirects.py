"""Leads flows to another address, from their first packet on or in the midst of a TCP connection."""

import itertools
from collections.abc import Iterator

from . import packets
from .flow import HERE, THERE, Flow, Key, Move, Moves
from .packets import ACK, PSH, RST, SYN, Endpoint, Packet
from .rules import Redirect

ALIAS_PORTS = range(1024, 32768)  # below the ports that the client's own system gives out
PIECE = 1200
TIMESTAMPS, SACK_PERMITTED, END, NOP = 8, 4, 0, 1
NUMBERS = 1 << 32


class Aliases:
    """Ports under which redirected flows go out, and whose the answers are."""

    def __init__(self) -> None:
        self._ports = itertools.cycle(ALIAS_PORTS)
        self.back: dict[Key, Flow] = {}

    def give(self, flow: Flow, protocol: int, client: str, target: Endpoint) -> Endpoint:
        """An alias of the client towards the target; what comes back to it belongs to the flow."""
        alias = (client, next(self._ports))
        self.back[protocol, *alias, *target] = flow
        return alias


class Led:
    """`Redirect` by address, or of a single DNS query."""

    def __init__(self, action: Redirect, flow: Flow, first: Packet, aliases: Aliases) -> None:
        self._client, self._server = (first.src, first.sport), (first.dst, first.dport)
        self._target = (action.address, action.port or first.dport)
        self._alias = aliases.give(flow, first.protocol, first.src, self._target)

    def up(self, flow: Flow, packet: Packet) -> Moves:
        """On to the target."""
        return [Move(THERE, packets.readdress(packet, self._alias, self._target))]

    def down(self, flow: Flow, packet: Packet) -> Moves:
        """Back in the first server's name."""
        if (packet.src, packet.sport) != self._target:
            return []
        return [Move(HERE, packets.readdress(packet, self._server, self._client))]


class Spliced:
    """`Redirect` by name: another server takes over a TCP connection with what the client has said so far.

    It gets the client's own SYN without timestamps and SACK, because the numbers in those would be the first
    server's; all sequence numbers of the new server are shifted to where the first one stopped.
    """

    def __init__(self, action: Redirect, flow: Flow, trigger: Packet, said: bytes, aliases: Aliases) -> None:
        self._client, self._server = (trigger.src, trigger.sport), (trigger.dst, trigger.dport)
        self._target = (action.address, action.port or trigger.dport)
        self._alias = aliases.give(flow, trigger.protocol, trigger.src, self._target)
        self._said = said
        self._expected = trigger.ack
        self._shift: int | None = None

    def up(self, flow: Flow, packet: Packet) -> Moves:
        """First a SYN to the other server and RST to the first one, then all to the other one."""
        if self._shift is not None:
            ack = packet.ack - self._shift
            return [Move(THERE, packets.readdress(packet, self._alias, self._target, ack=ack))]
        if not packet.payload:
            return []
        ends = (*self._client, *self._server)
        torn = packets.tcp(*ends, seq=packet.seq, ack=packet.ack, flags=RST | ACK)
        options = _plain(flow.options)
        syn = packets.tcp(*self._alias, *self._target, seq=flow.isn, flags=SYN, options=options)
        return [Move(THERE, torn), Move(THERE, syn)]

    def down(self, flow: Flow, packet: Packet) -> Moves:
        """The first server is heard no more; the other one's numbers are shifted."""
        if (packet.src, packet.sport) != self._target:
            return []
        if packet.flags & SYN:
            self._shift = (self._expected - packet.end) % NUMBERS
            return self._introduce(flow, packet)
        seq = packet.seq + (self._shift or 0) if self._shift is not None else self._expected
        return [Move(HERE, packets.readdress(packet, self._server, self._client, seq=seq))]

    def _introduce(self, flow: Flow, packet: Packet) -> Moves:
        ends = (*self._alias, *self._target)
        moves: Moves = []
        for start in range(0, len(self._said), PIECE):
            piece = self._said[start : start + PIECE]
            seq = flow.isn + 1 + start
            raw = packets.tcp(*ends, seq=seq, ack=packet.end, flags=PSH | ACK, payload=piece)
            moves.append(Move(THERE, raw))
        return moves


def _options(options: bytes) -> Iterator[tuple[int, bytes]]:
    """Each TCP option with its bytes (RFC 9293, 3.2)."""
    at = 0
    while at < len(options) and options[at] != END:
        size = 1 if options[at] == NOP else max(2, int.from_bytes(options[at + 1 : at + 2]))
        yield options[at], options[at : at + size]
        at += size


def _plain(options: bytes) -> bytes:
    """The same options with NOPs in the place of timestamps and SACK-permitted."""
    kept = b""
    for kind, raw in _options(options):
        kept += bytes([NOP]) * len(raw) if kind in (TIMESTAMPS, SACK_PERMITTED) else raw
    return kept + bytes(-len(kept) % 4)
