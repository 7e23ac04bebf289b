"""Dials through a Shadowsocks server: streams, and links for datagrams."""

import time
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.verdict import Stage
from waythrough.net.base import DatagramDialer, DialError, Leg, Link, Stream, StreamError, StreamFacts
from waythrough.net.deadline import Patience
from waythrough.net.entry import MAX_ADDRESSES, Entry, resolve_leg
from waythrough.net.proxy import Peer
from waythrough.net.proxy_target import each_target
from waythrough.wire.shadowsocks import AeadPackets, AeadTunnel, Packets, RefusedError, Reply, Tunnel
from waythrough.wire.shadowsocks_methods import Method
from waythrough.wire.socks import literal_address

KIND = "shadowsocks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cipher:
    """What a server and its user share. `keys`: as `keys_of` gives them; `prefix`: how streams begin."""

    method: Method
    keys: tuple[bytes, ...]
    prefix: bytes = b""

    def __repr__(self) -> str:
        return f"Cipher({self.method.id})"

    def tunnel(self, host: str, port: int) -> Tunnel:
        """One stream to a target. Raises ValueError."""
        if self.method.modern:
            from waythrough.wire.shadowsocks_2022 import ModernTunnel

            return ModernTunnel(self.method, self.keys, host, port, prefix=self.prefix)
        return AeadTunnel(self.method, self.keys[0], host, port, prefix=self.prefix)

    def packets(self, host: str, port: int) -> Packets:
        """Datagrams to a target. Raises ValueError."""
        if self.method.modern:
            from waythrough.wire.shadowsocks_2022 import ModernPackets

            return ModernPackets(self.method, self.keys, host, port)
        return AeadPackets(self.method, self.keys[0], host, port)


class Proof:
    """Whether a server has ever sent what only its secret opens; before that, nothing tells a wrong password."""

    def __init__(self) -> None:
        self.given = False

    def __call__(self) -> bool:
        return self.given


class ShadowsocksDialer:
    """Opens streams through one server that is itself reached by `entry`.

    The protocol has no greeting: a dial ends when the server is connected, and its first answer comes with the
    target's.
    """

    def __init__(self, entry: Entry, cipher: Cipher, proof: Proof) -> None:
        self._entry = entry
        self._cipher = cipher
        self._proof = proof
        self._peer = Peer(kind=KIND, host=entry.host, port=entry.port, hop=entry.hop)

    def __repr__(self) -> str:
        return f"ShadowsocksDialer(hop={self._peer.hop})"

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """A stream to `host`, which the server resolves. Raises DialError."""
        return await each_target(self._dial_one, host, port, patience, peer=self._peer, resolver=None)

    async def _dial_one(self, host: str, port: int, patience: Patience) -> Stream:
        tunnel = self._cipher.tunnel(host, port)
        stream, legs = await self._entry.reach(patience)
        return ShadowsocksStream(stream, tunnel, legs, self._proof)


class ShadowsocksStream:
    """The bytes behind a Shadowsocks server. The request goes out with the first bytes that are sent.

    Who waits for a target that speaks first sends the request alone by that.
    """

    __slots__ = ("_base", "_begun", "_facts", "_proof", "_tunnel")

    def __init__(self, base: Stream, tunnel: Tunnel, legs: tuple[Leg, ...], proof: Proof) -> None:
        self._base = base
        self._tunnel = tunnel
        self._proof = proof
        self._begun = False
        self._facts = StreamFacts(legs=legs, local_address=base.facts.local_address)

    @property
    def facts(self) -> StreamFacts:
        return self._facts

    async def send(self, data: bytes) -> None:
        self._begun = True
        await self._base.send(self._tunnel.seal(data))
        self._facts.bytes_sent += len(data)

    async def recv(self) -> bytes:
        if not self._begun:
            await self.send(b"")
        while True:
            wire = await self._base.recv()
            if not wire:
                return self._ended()
            try:
                data = self._tunnel.open(wire)
            except RefusedError as error:
                self._base.abort()
                raise StreamError(refusal(error.reply)) from error
            self._proof.given = self._proof.given or self._tunnel.answered
            if data:
                self._facts.bytes_received += len(data)
                return data

    def abort(self) -> None:
        self._base.abort()

    def _ended(self) -> bytes:
        if self._tunnel.torn:
            raise StreamError(Failure(kind=FailureKind.EOF, text=Reply.CUT))
        return b""


class ShadowsocksDatagrams:
    """Opens links through one server; each has a port of its own there."""

    def __init__(self, base: DatagramDialer, entry: Entry, cipher: Cipher, proof: Proof) -> None:
        self._base = base
        self._entry = entry
        self._cipher = cipher
        self._proof = proof

    def __repr__(self) -> str:
        return f"ShadowsocksDatagrams(hop={self._entry.hop})"

    async def open(self, host: str, port: int, patience: Patience) -> Link:
        """A link to `host`, which the server resolves. Raises DialError; only the server's name is waited for."""
        try:
            packets = self._cipher.packets(host, port)
        except ValueError as error:
            raise DialError((self._unsupported(str(error)),)) from error
        link = await self._reach(patience)
        return ShadowsocksLink(link, packets, host, port, self._proof)

    async def _reach(self, patience: Patience) -> Link:
        legs: tuple[Leg, ...] = ()
        hosts: tuple[str, ...] = (self._entry.host,)
        if self._entry.resolver is not None and literal_address(self._entry.host) is None:
            outcome = await self._entry.resolver.resolve(self._entry.host, patience)
            legs = (resolve_leg(outcome, Stage.RESOLVE, self._entry.host, self._entry.port, self._entry.hop),)
            if outcome.failure is not None:
                raise DialError(legs)
            hosts = outcome.detail.addresses[:MAX_ADDRESSES]
        for host in hosts:
            try:
                return await self._base.open(host, self._entry.port, patience)
            except DialError as error:
                legs += tuple(self._stamped(leg) for leg in error.legs)
        raise DialError(legs)

    def _stamped(self, leg: Leg) -> Leg:
        if leg.stage is not None:
            return leg
        return replace(leg, stage=Stage.CONNECT, host=self._entry.host, hop=self._entry.hop)

    def _unsupported(self, why: str) -> Leg:
        return Leg(
            stage=Stage.REQUEST,
            host=self._entry.host,
            port=self._entry.port,
            started=time.monotonic(),
            duration=0.0,
            hop=self._entry.hop,
            failure=Failure(kind=FailureKind.PROXY_UNSUPPORTED, text=why),
            detail=PathDetail(hop=self._entry.hop, kind=KIND, reply_text=why),
        )


class ShadowsocksLink:
    """Datagrams to one target behind the server; what others send there is not heard."""

    def __init__(self, base: Link, packets: Packets, host: str, port: int, proof: Proof) -> None:
        self._base = base
        self._packets = packets
        self._address = _literal(host)
        self._port = port
        self._proof = proof
        self.bytes_sent = 0
        self.bytes_received = 0

    def send(self, data: bytes) -> None:
        """Send one datagram."""
        self._base.send(self._packets.seal(data))
        self.bytes_sent += len(data)

    async def receive(self, until: float | None = None) -> bytes | None:
        """The next datagram of the target, None when none came until that time of the loop. Raises OSError."""
        while (packet := await self._base.receive(until)) is not None:
            try:
                host, port, data = self._packets.open(packet)
            except RefusedError:
                continue  # anybody can send to an open port
            self._proof.given = True
            if port == self._port and self._address in (None, _literal(host)):
                self.bytes_received += len(data)
                return data
        return None

    def close(self) -> None:
        """Give up at once."""
        self._base.close()


def refusal(reply: Reply) -> Failure:
    """What an answer amounts to that cannot be used."""
    return Failure(kind=FailureKind.PROXY_MALFORMED, text=reply.value)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is; servers with one socket for both families write IPv4 as a part of IPv6."""
    address = literal_address(host)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
