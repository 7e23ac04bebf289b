"""Brings a tunnel up, and tells step by step what it saw on the way: names, handshakes, the first packets."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.tunnel import TunnelWord
from waythrough.model.verdict import Stage
from waythrough.net.base import DatagramDialer, DialError, Leg
from waythrough.net.classify import classify
from waythrough.net.deadline import Patience
from waythrough.net.entry import resolve_leg
from waythrough.net.resolver_base import Resolver
from waythrough.net.wireguard import Tunnel, literal
from waythrough.net.wireguard_dial import TunnelEnd, leg_of
from waythrough.net.wireguard_look import LOOK, look_inside
from waythrough.net.wireguard_names import TunnelResolver
from waythrough.net.wireguard_peer import PeerLine
from waythrough.wire.wireguard.amnezia import Amnezia
from waythrough.wire.wireguard.machine import KEEPALIVE_TIMEOUT, Machine
from waythrough.wire.wireguard.settings import Peer, Settings

RUNG: Final = 3.5
"""Seconds for one way of greeting a server: initiations at 0, 0.3, 1 and 2 seconds, and time for the last answer."""
RUNGS: Final = 3
JUNK: Final = (3, 40, 400)
"""How many datagrams without meaning, and of which sizes, when a server is silent without."""
KEEPALIVE: Final = KEEPALIVE_TIMEOUT + 1.0
"""Seconds after which every server has said at least that it heard us (paper, section 6.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """What a tunnel is brought up with. `told` hears the share that is done and what is being done."""

    settings: Settings
    datagrams: DatagramDialer
    resolver: Resolver | None
    patience: Patience
    hop: int = 0
    exit_dns: tuple[str, ...] = ()
    told: Callable[[float, str], None] = lambda share, doing: None
    legs: list[Leg] = field(default_factory=list)

    async def climb(self) -> tuple[TunnelEnd, tuple[Leg, ...]]:
        """The tunnel and all that was seen. Raises DialError, after which nothing is open, and BadSettingError."""
        first, *others = self.settings.peers
        lines: list[PeerLine] = []
        try:
            hosts = await self._addresses(first)
            lines.append(await self._greet(first, hosts))
            for peer in others:
                (host, *_) = await self._addresses(peer)
                lines.append(await self._line(peer, host, self.settings.amnezia))
            tunnel = Tunnel(self.settings, lines)
            end = TunnelEnd(
                tunnel=tunnel,
                resolver=TunnelResolver(tunnel, self.exit_dns),
                host=first.host,
                port=first.port,
                hop=self.hop,
            )
            await self._look(end)
        except BaseException:
            for line in lines:
                await line.aclose()
            raise
        return end, tuple(self.legs)

    async def _addresses(self, peer: Peer) -> tuple[str, ...]:
        if self.resolver is None or literal(peer.host) is not None:
            return (peer.host,)
        self.told(0.1, "looking up the server")
        outcome = await self.resolver.resolve(peer.host, self.patience)
        self.legs.append(resolve_leg(outcome, Stage.RESOLVE, peer.host, peer.port, self.hop))
        if outcome.failure is not None:
            raise DialError(tuple(self.legs))
        return outcome.detail.addresses

    async def _greet(self, peer: Peer, hosts: tuple[str, ...]) -> PeerLine:
        """The server's line once it has answered a handshake: as it is, from another port, behind junk."""
        dress = self.settings.amnezia
        count, least, most = JUNK
        junk = replace(dress, junk_count=count, junk_least=least, junk_most=most)
        other = next((host for host in hosts if (":" in host) != (":" in hosts[0])), hosts[0])
        rungs = [(hosts[0], dress, TunnelWord.ANSWERED), (other, dress, TunnelWord.PORT_HELPED)]
        if not dress.junk_count:
            rungs.append((hosts[0], junk, TunnelWord.JUNK_HELPED))
        for number, (host, worn, word) in enumerate(rungs):
            self.told(0.2 + 0.2 * number, _DOING[word])
            line = await self._rung(peer, host, worn, word)
            if line is not None:
                return line
            if self.legs[-1].failure != SILENCE:
                break
        raise DialError(tuple(self.legs))

    async def _rung(self, peer: Peer, host: str, dress: Amnezia, word: TunnelWord) -> PeerLine | None:
        started = time.monotonic()
        line: PeerLine | None = None
        try:
            line = await self._line(peer, host, dress)
            await line.handshake(min(RUNG, self.patience.hard / RUNGS))
        except OSError as error:
            self.legs.append(self._leg(peer, started, classify(error), TunnelWord.ICMP_UNREACHABLE))
            return None
        except BaseException:
            if line is not None:
                await line.aclose()
            raise
        failure, seen = _judge(line, word)
        self.legs.append(self._leg(peer, started, failure, seen))
        if failure is None:
            return line
        await line.aclose()
        return None

    async def _line(self, peer: Peer, host: str, dress: Amnezia) -> PeerLine:
        line = PeerLine(Machine(peer, self.settings.private_key, dress))
        await line.reach(self.datagrams, host, peer.port, self.patience)
        return line

    def _leg(self, peer: Peer, started: float, failure: Failure | None, word: TunnelWord) -> Leg:
        return leg_of(peer.host, peer.port, self.hop, Stage.HANDSHAKE, started, failure, word)

    async def _look(self, end: TunnelEnd) -> None:
        """One ping and one question through the tunnel; if neither is answered, the server's keepalive decides."""
        self.told(0.8, "asking through the tunnel")
        started = time.monotonic()
        if not end.resolver.servers:
            return
        inside = await look_inside(end.tunnel, end.resolver, min(LOOK, self.patience.hard / RUNGS))
        words = [TunnelWord.PING_ANSWERED if inside.ping else TunnelWord.PING_SILENT]
        words.append(TunnelWord.DNS_ANSWERED if inside.dns else TunnelWord.DNS_SILENT)
        self.legs.extend(end.leg(Stage.DATA, started, word=word) for word in words)
        if inside.anything:
            return
        left = min(KEEPALIVE, self.patience.hard) - (time.monotonic() - started)
        heard = await end.tunnel.lines[0].packet_came(max(0.0, left))
        word = TunnelWord.DATA_KEEPALIVE if heard else TunnelWord.DATA_SILENT
        failure = None if heard else Failure(kind=FailureKind.TIMEOUT, text=word.value)
        self.legs.append(end.leg(Stage.DATA, started, failure, word=word))
        if failure is not None:
            raise DialError(tuple(self.legs))


SILENCE: Final = Failure(kind=FailureKind.TIMEOUT, text=TunnelWord.SILENT.value)
_PSK: Final = Failure(kind=FailureKind.PROXY_AUTH, text=TunnelWord.PSK_MISMATCH.value)
_BAD: Final = Failure(kind=FailureKind.PROXY_MALFORMED, text=TunnelWord.BAD_REPLY.value)
_DOING: Final = {
    TunnelWord.ANSWERED: "greeting the server",
    TunnelWord.PORT_HELPED: "no answer; greeting it from another port",
    TunnelWord.JUNK_HELPED: "no answer; greeting it behind meaningless datagrams",
}


def _judge(line: PeerLine, word: TunnelWord) -> tuple[Failure | None, TunnelWord]:
    """How a greeting ended. An answer counts whatever else was said: anybody can forge the rest."""
    words = line.machine.words
    if TunnelWord.ANSWERED in words:
        asked = TunnelWord.COOKIE in words and word is TunnelWord.ANSWERED
        return None, TunnelWord.COOKIE if asked else word
    if TunnelWord.PSK_MISMATCH in words:
        return _PSK, TunnelWord.PSK_MISMATCH
    if line.refusal is not None:
        return replace(line.refusal.failure, code=line.refusal.code), line.refusal.word
    if TunnelWord.BAD_REPLY in words:
        return _BAD, TunnelWord.BAD_REPLY
    return SILENCE, TunnelWord.COOKIE if TunnelWord.COOKIE in words else TunnelWord.SILENT
