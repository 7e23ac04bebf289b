"""The box on the path, free of I/O: packets in, packets out, and a count of what it really did."""

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import Enum, auto

from . import cleartext, dns, packets
from .packets import TCP, UDP, Flag, Packet
from .rules import Drop, Forge, Freeze, Match, Notice, Redirect, Reset, Rule, Unreachable, named

Endpoint = tuple[str, int]
Key = tuple[int, Endpoint, Endpoint]  # protocol, client, server
HERE, THERE = False, True  # a packet goes back to the client, or on to where its address points
Moves = list[tuple[bool, bytes]]
ALIAS_PORTS = range(1024, 32768)  # below the ports that the client's own system gives out


class Fate(Enum):
    """What becomes of the packets of a connection."""

    OPEN = auto()
    SILENT = auto()
    RESET = auto()
    ANSWERED = auto()


@dataclass(slots=True)
class Flow:
    """What the box remembers of one connection."""

    isn: int
    fate: Fate = Fate.OPEN
    rule: Rule | None = None
    reading: bool = False
    due: int = 0  # the next sequence number of the client
    text: bytes = b""
    down: int = 0
    answer_from: int = 0
    alias: Endpoint | None = None  # the client as the other target of a redirect sees it
    target: Endpoint | None = None


class Middlebox:
    """Applies rules to the packets between one client and everybody else.

    `counts` holds, by rule name, how many connections or queries the rule acted on, and under
    "packets" how many packets went through the box.
    """

    def __init__(self, rules: Iterable[Rule], *, router: str) -> None:
        self._router = router
        self.counts: Counter[str] = Counter()
        self.change(rules)

    def change(self, rules: Iterable[Rule]) -> None:
        """Put other rules in force; what was remembered of open connections is forgotten."""
        self._rules = tuple(rules)
        for rule in self._rules:
            _understood(rule)
        self._flows: dict[Key, Flow] = {}
        self._back: dict[Key, tuple[Endpoint, Endpoint]] = {}
        self._ports = itertools.cycle(ALIAS_PORTS)

    def outbound(self, packet: Packet) -> Moves:
        """What happens on a packet from the client."""
        self.counts["packets"] += 1
        key = (packet.protocol, (packet.src, packet.sport), (packet.dst, packet.dport))
        flow = self._flows.get(key)
        if flow is None or (packet.flags & Flag.SYN and packet.seq != flow.isn):
            flow = self._flows[key] = self._begin(packet)
        if packet.protocol == UDP and flow.rule is None:
            return [*self._forged(packet), (THERE, packet.raw)]
        if flow.reading and packet.payload and not self._listen(flow, packet):
            return []
        if flow.alias and flow.target:
            self._back[packet.protocol, flow.alias, flow.target] = key[2], key[1]
            return [(THERE, packets.readdress(packet, flow.alias, flow.target))]
        return self._treat(flow, packet)

    def inbound(self, packet: Packet) -> Moves:
        """What happens on a packet to the client."""
        self.counts["packets"] += 1
        client, server = (packet.dst, packet.dport), (packet.src, packet.sport)
        known_as = self._back.get((packet.protocol, client, server))
        if known_as:
            return [(HERE, packets.readdress(packet, *known_as))]
        flow = self._flows.get((packet.protocol, client, server))
        if flow is None:
            return [(HERE, packet.raw)]
        if flow.fate is Fate.OPEN and flow.rule and isinstance(flow.rule.action, Freeze) and packet.payload:
            flow.down += len(packet.payload)
            if flow.down > flow.rule.action.after:
                self._act(flow, flow.rule, Fate.SILENT)
        return [(HERE, packet.raw)] if flow.fate is Fate.OPEN else []

    def _begin(self, packet: Packet) -> Flow:
        """Judge a connection by what its first packet shows."""
        flow = Flow(isn=packet.seq, due=packet.end)
        flow.reading = packet.protocol == TCP and bool(packet.flags & Flag.SYN)
        for rule in self._rules:
            if rule.match.by_address and rule.match.reaches(packet.protocol, packet.dst, packet.dport):
                flow.reading = False
                self._decide(flow, rule, packet)
                break
        return flow

    def _listen(self, flow: Flow, packet: Packet) -> bool:
        """Collect the first bytes of the client until they show a name.

        False for a segment that came before its turn: it is lost, so that no reordering slips past the box.
        """
        known = (flow.due - packet.seq) & 0xFFFFFFFF
        if known >= len(packet.payload):
            return known < 1 << 31
        flow.text += packet.payload[known:]
        flow.due = packet.end
        seen = cleartext.read(flow.text)
        if seen is None:
            return True
        flow.reading, flow.text = False, b""
        for rule in self._rules:
            match = rule.match
            by_name = named(seen.sni, match.sni) or named(seen.host, match.host)
            if by_name and match.reaches(packet.protocol, packet.dst, packet.dport):
                self._decide(flow, rule, packet)
                break
        return True

    def _decide(self, flow: Flow, rule: Rule, packet: Packet) -> None:
        flow.rule = rule
        match rule.action:
            case Drop():
                self._act(flow, rule, Fate.SILENT)
            case Reset() | Unreachable():
                self._act(flow, rule, Fate.RESET)
            case Notice():
                flow.answer_from = packet.ack
                self._act(flow, rule, Fate.ANSWERED)
            case Redirect(address, port):
                flow.alias, flow.target = (packet.src, next(self._ports)), (address, port or packet.dport)
                self._act(flow, rule, Fate.OPEN)
            case Freeze() | Forge():
                pass  # these act later: on the server's bytes, on each query

    def _act(self, flow: Flow, rule: Rule, fate: Fate) -> None:
        flow.fate = fate
        self.counts[rule.name] += 1

    def _treat(self, flow: Flow, packet: Packet) -> Moves:
        """The client's packet under the fate of its connection; what was lost on the line is said again."""
        if flow.fate is Fate.OPEN:
            return [(THERE, packet.raw)]
        if flow.fate is Fate.SILENT or flow.rule is None:
            return []
        if isinstance(flow.rule.action, Unreachable):
            return [(HERE, packets.unreachable(self._router, packet))]
        if packet.protocol != TCP or packet.flags & Flag.RST:
            return []
        if isinstance(flow.rule.action, Notice):
            return _answered(flow, flow.rule.action.response, packet)
        return _torn(packet)

    def _forged(self, packet: Packet) -> Moves:
        asked = dns.question(packet.payload) if packet.dport == 53 else None
        if asked is None or asked.kind != dns.Kind.A:
            return []
        for rule in self._rules:
            if isinstance(rule.action, Forge) and named(asked.name, rule.match.qname):
                self.counts[rule.name] += 1
                lie = dns.reply(packet.payload, asked, rule.action.addresses)
                return [(HERE, packets.udp(packet.dst, packet.dport, packet.src, packet.sport, lie))]
        return []


KNOWN = ("qname", "sni", "host", "dst", "spare", "port", "protocol")


def _understood(rule: Rule) -> None:
    """Refuse what this box cannot do yet. Raises ValueError."""
    for part in fields(Match):
        if part.name not in KNOWN and getattr(rule.match, part.name) != part.default:
            raise ValueError(f"{rule.name}: {part.name}")
    simple = rule.action in (Drop(), Reset(), Unreachable()) or isinstance(
        rule.action, Forge | Notice | Redirect | Freeze
    )
    if not simple or rule.residual:
        raise ValueError(f"{rule.name}: {rule.action} {rule.residual}")


def _torn(packet: Packet) -> Moves:
    """RST to both ends, each with the number that its end expects next."""
    back = _reply(packet, packet.ack, Flag.RST | Flag.ACK)
    if packet.flags & Flag.SYN:
        return [(HERE, back)]
    flags = Flag.RST | Flag.ACK
    there = packets.tcp(
        packet.src, packet.sport, packet.dst, packet.dport, seq=packet.seq, ack=packet.ack, flags=flags
    )
    return [(HERE, back), (THERE, there)]


def _answered(flow: Flow, response: bytes, packet: Packet) -> Moves:
    """Stand in for the server: a page with FIN upon the request, an ACK upon the client's FIN."""
    moves: Moves = []
    if packet.payload:
        flags = Flag.PSH | Flag.ACK | Flag.FIN
        moves.append((HERE, _reply(packet, flow.answer_from, flags, response)))
        moves += [move for move in _torn(packet) if move[0] is THERE]
    elif packet.flags & Flag.FIN:
        moves.append((HERE, _reply(packet, flow.answer_from + len(response) + 1, Flag.ACK)))
    return moves


def _reply(packet: Packet, seq: int, flags: Flag, payload: bytes = b"") -> bytes:
    here, there = (packet.src, packet.sport), (packet.dst, packet.dport)
    return packets.tcp(*there, *here, seq=seq, ack=packet.end, flags=flags, payload=payload)
