"""The box on the path, free of I/O: packets in, packets out, and a count of what it really did."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from . import assigning, cleartext, dns, forging, judging
from .cleartext import NOTHING, Seen
from .flow import HERE, THERE, Flow, Key, Move, Moves, Reader, Weather
from .judging import WEATHER, Shown, Stage
from .packets import FIN, RST, SYN, TCP, UDP, Packet
from .penalties import Penalties
from .redirects import Aliases, Led
from .rules import Forge, Police, Redirect, Rule, Shape, Unreachable
from .treatments import Barred

DNS = 53


class Middlebox:
    """Applies rules to the packets between one client and everybody else.

    `counts` holds, by rule name, how many connections or queries the rule acted on, under the name with
    " residual" behind how many its residue met, with " lost" behind how many packets its weather lost, and
    under "packets" how many packets went through the box. Times are those of one clock, in seconds.
    """

    def __init__(self, rules: Iterable[Rule], *, seed: int = 0) -> None:
        self._seed = seed
        self._odds: dict[str, random.Random] = {}
        self.counts: Counter[str] = Counter()
        self.change(rules)

    def change(self, rules: Iterable[Rule]) -> None:
        """Put other rules in force; what was remembered of open connections is forgotten.

        Raises ValueError for a rule that makes no sense.
        """
        self._rules = tuple(rules)
        for rule in self._rules:
            judging.check(rule)
        stages = [(judging.stage(rule), rule) for rule in self._rules]
        self._at_start = [rule for stage, rule in stages if stage is Stage.START]
        self._at_query = [rule for stage, rule in stages if stage is Stage.QUERY]
        self._later = [(stage, rule) for stage, rule in stages if stage is not Stage.START]
        self._counts_hellos = any(rule.match.parallel for rule in self._rules)
        self._flows: dict[Key, Flow] = {}
        self._aliases = Aliases()
        self._penalties = Penalties()
        self._shared: dict[str, Weather] = {}
        self._open_hellos: dict[tuple[str, str], set[Key]] = {}

    def outbound(self, packet: Packet, now: float) -> Moves:
        """What happens on a packet from the client."""
        self.counts["packets"] += 1
        key = (packet.protocol, packet.src, packet.sport, packet.dst, packet.dport)
        flow = self._flows.get(key)
        if flow is None or (packet.flags & SYN and packet.seq != flow.isn):
            if flow is not None:
                self._close_hello(flow)
            flow = self._flows[key] = self._begin(key, packet, now)
        if flow.plain:
            return [Move(THERE, packet.raw)]
        flow.packets += 1
        flow.up += len(packet.payload)
        if not self._listen(flow, packet, now):
            return []
        if packet.protocol == UDP and packet.dport == DNS and flow.act is None:
            moves = self._query(packet)
        else:
            moves = flow.act.up(flow, packet) if flow.act else [Move(THERE, packet.raw)]
        if flow.group and packet.flags & (FIN | RST):
            self._close_hello(flow)
        self._settle(flow)
        return self._held(flow, packet, moves, now, up=True)

    def inbound(self, packet: Packet, now: float) -> Moves:
        """What happens on a packet to the client."""
        self.counts["packets"] += 1
        key = (packet.protocol, packet.dst, packet.dport, packet.src, packet.sport)
        flow = self._flows.get(key) or self._aliases.back.get(key)
        if flow is None or flow.plain:
            return [Move(HERE, packet.raw)]
        flow.packets += 1
        flow.down += len(packet.payload)
        flow.ttl = packet.ttl
        moves = flow.act.down(flow, packet) if flow.act else [Move(HERE, packet.raw)]
        if flow.group and packet.flags & (FIN | RST):
            self._close_hello(flow)
        return self._held(flow, packet, moves, now, up=False)

    def _begin(self, key: Key, packet: Packet, now: float) -> Flow:
        """Judge a flow by what its first packet shows."""
        flow = Flow(key=key, isn=packet.seq, options=packet.options if packet.flags & SYN else b"")
        residue = self._penalties.find(packet, now, start=True)
        if residue:
            self._visit(flow, residue, packet)
        for rule in self._at_start:
            if flow.act:
                break
            if judging.meets_start(rule, packet) and self._drawn(flow, rule, packet, rule.match.chance):
                self._assign(flow, rule, rule.name, packet, b"")
        reads = packet.protocol == UDP or (packet.protocol == TCP and packet.flags & SYN)
        if flow.act is None and reads and (self._penalties or self._may_matter(packet)):
            flow.reader = Reader(due=packet.end)
        self._settle(flow)
        return flow

    def _may_matter(self, packet: Packet) -> bool:
        return self._counts_hellos or any(judging.meets_start(rule, packet) for _, rule in self._later)

    def _settle(self, flow: Flow) -> None:
        asks = flow.key[0] == UDP and flow.key[4] == DNS and self._at_query
        flow.plain = not (flow.reader or flow.act or flow.weather or flow.group or asks)

    def _listen(self, flow: Flow, packet: Packet, now: float) -> bool:
        """Read on in what the client says.

        False for a segment that came before its turn: it is lost, so that no reordering slips past the box.
        """
        reader = flow.reader
        if reader is None or flow.act or not packet.payload:
            return True
        if packet.protocol == UDP:
            self._datagram(flow, reader, packet, now)
            return True
        known = (reader.due - packet.seq) & 0xFFFFFFFF
        if known >= len(packet.payload):
            return known < 1 << 31
        reader.text += packet.payload[known:]
        reader.due = packet.end
        reader.segments += 1
        if reader.segments == 1:
            reader.first = packet.payload
            self._first(flow, reader, packet, now)
        seen = cleartext.read(reader.text, port=packet.dport)
        if seen is not None and flow.act is None:
            flow.reader = None
            self._message(flow, reader, packet, seen, now)
        return True

    def _first(self, flow: Flow, reader: Reader, packet: Packet, now: float) -> None:
        """Judge by one payload alone, as a box does that joins nothing: TCP the first, UDP each."""
        residue = self._penalties.find(packet, now)
        if residue and self._visit(flow, residue, packet):
            return
        shown = Shown(first=packet.payload, segments=reader.segments)
        alone = None
        for stage, rule in self._later:
            if stage is Stage.PAYLOAD:
                self._judge(flow, rule, packet, shown, packet.payload, now)
            elif not rule.match.reassembles and packet.protocol == TCP:
                alone = alone or replace(shown, seen=cleartext.glance(packet.payload, port=packet.dport))
                self._judge(flow, rule, packet, alone, packet.payload, now)

    def _message(self, flow: Flow, reader: Reader, packet: Packet, seen: Seen, now: float) -> None:
        """Judge by the whole first message of the client."""
        parallel = self._open_hello(flow, packet, seen) if seen.hello else 0
        residue = self._penalties.find(packet, now, sni=seen.sni) if seen.sni else None
        if residue and self._visit(flow, residue, packet):
            return
        shown = Shown(first=reader.first, seen=seen, segments=reader.segments, parallel=parallel)
        for stage, rule in self._later:
            whole = stage is Stage.MESSAGE or (stage is Stage.QUERY and not isinstance(rule.action, Forge))
            if whole and (rule.match.reassembles or packet.protocol == UDP):
                self._judge(flow, rule, packet, shown, reader.text, now)

    def _datagram(self, flow: Flow, reader: Reader, packet: Packet, now: float) -> None:
        """Judge by one datagram, and by the ClientHello in QUIC Initials once it is whole."""
        reader.segments += 1
        if packet.dport == DNS:
            return
        self._first(flow, reader, packet, now)
        if flow.act or reader.told or not self._wants_hello(packet):
            return
        if reader.initials is None:
            from .quic_initial import Initials

            reader.initials = Initials()
        is_quic = cleartext.quic_version(packet.payload) == 1
        seen = reader.initials.read(packet.payload) if is_quic else NOTHING
        if seen is not None:
            reader.told, reader.first = bool(seen.hello), packet.payload
            self._message(flow, reader, packet, seen, now)

    def _wants_hello(self, packet: Packet) -> bool:
        return any(
            stage is Stage.MESSAGE and rule.match.protocol == UDP and judging.meets_start(rule, packet)
            for stage, rule in self._later
        )

    def _judge(self, flow: Flow, rule: Rule, packet: Packet, shown: Shown, said: bytes, now: float) -> None:
        if flow.act or rule.name in flow.done or not judging.meets_start(rule, packet):
            return
        if packet.protocol == UDP and judging.stage(rule) is Stage.MESSAGE and rule.match.protocol != UDP:
            return
        if judging.meets(rule.match, packet, shown) and self._drawn(flow, rule, packet, rule.match.chance):
            self._penalties.impose(rule, packet, shown.seen.sni, now)
            self._assign(flow, rule, rule.name, packet, said)

    def _open_hello(self, flow: Flow, packet: Packet, seen: Seen) -> int:
        """How many connections with a hello of this kind are open, this one among them."""
        if not self._counts_hellos or not seen.sni:
            return 1
        flow.group = (judging.subnet(packet.dst), seen.sni)
        group = self._open_hellos.setdefault(flow.group, set())
        group.add(flow.key)
        return len(group)

    def _close_hello(self, flow: Flow) -> None:
        if flow.group:
            self._open_hellos[flow.group].discard(flow.key)
            flow.group = None

    def _drawn(self, flow: Flow, rule: Rule, packet: Packet, chance: float) -> bool:
        """Whether the odds are against this flow; they are drawn once for a rule."""
        if chance < 1 and self._series(rule, packet).random() >= chance:
            flow.done.add(rule.name)
            return False
        return True

    def _series(self, rule: Rule, packet: Packet) -> random.Random:
        """The odds of a rule towards a remote endpoint, so that other traffic does not disturb them."""
        key = f"{self._seed}/{rule.name}/{packet.protocol}/{packet.dst}/{packet.dport}"
        if key not in self._odds:
            self._odds[key] = random.Random(key)
        return self._odds[key]

    def _visit(self, flow: Flow, rule: Rule, packet: Packet) -> bool:
        """Let the residue of an earlier trigger meet a flow, by its odds."""
        if rule.residual is None or rule.name in flow.done:
            return False
        if not self._drawn(flow, rule, packet, rule.residual.chance):
            return False
        again = replace(rule, action=rule.residual.action or rule.action)
        self._assign(flow, again, f"{rule.name} residual", packet, packet.payload)
        return True

    def _assign(self, flow: Flow, rule: Rule, name: str, packet: Packet, said: bytes) -> None:
        action = rule.action
        flow.done.add(rule.name)

        def count() -> None:
            self.counts[name] += 1

        if isinstance(action, WEATHER):
            flow.weather.append((rule.name, self._weather(rule, action, packet)))
        else:
            flow.act = assigning.treatment(action, flow, packet, said, self._aliases, count)
        if not assigning.acts_later(action):
            count()

    def _weather(self, rule: Rule, action: assigning.Weathers, packet: Packet) -> Weather:
        if isinstance(action, Police | Shape) and action.shared:
            return self._shared.setdefault(rule.name, assigning.weather(action, rule.name))
        return assigning.weather(action, f"{self._series(rule, packet).random()}")

    def _held(self, flow: Flow, packet: Packet, moves: Moves, now: float, *, up: bool) -> Moves:
        """The weather over what passes."""
        wait = 0.0
        for name, weather in flow.weather if moves else ():
            more = weather.hold(packet, now, up=up)
            if more is None:
                self.counts[f"{name} lost"] += 1
                return []
            wait += more
        return [move._replace(wait=move.wait + wait) for move in moves] if wait else moves

    def _query(self, packet: Packet) -> Moves:
        """What happens on a DNS query over UDP."""
        asked = dns.question(packet.payload)
        for rule in self._at_query if asked else ():
            assert asked is not None
            if rule.match.protocol == TCP or not judging.meets_start(rule, packet):
                continue
            if not judging.meets_query(rule.match, asked):
                continue
            if rule.match.chance < 1 and self._series(rule, packet).random() >= rule.match.chance:
                continue
            moves = self._on_query(rule, packet, asked)
            if moves is not None:
                self.counts[rule.name] += 1
                return moves
        return [Move(THERE, packet.raw)]

    def _on_query(self, rule: Rule, packet: Packet, asked: dns.Question) -> Moves | None:
        match rule.action:
            case Forge():
                return forging.answers(rule.action, packet, asked) or None
            case Redirect():
                flow = Flow(key=(packet.protocol, packet.src, packet.sport, packet.dst, packet.dport), isn=0)
                flow.act = Led(rule.action, flow, packet, self._aliases)
                return flow.act.up(flow, packet)
            case Unreachable():
                return Barred(rule.action).up(Flow(key=(0, "", 0, "", 0), isn=0), packet)
            case _:
                return []
