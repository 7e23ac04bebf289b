"""Knocks at the servers of an OpenVPN profile without root: does one answer, and is it the right one?"""

import asyncio
import secrets
import ssl
import time
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.verdict import Stage
from waythrough.net.base import DatagramDialer, Dialer, DialError, Leg, StreamError
from waythrough.net.classify import classify
from waythrough.net.deadline import Patience, Wait
from waythrough.net.entry import Entry, resolve_leg
from waythrough.net.openvpn_carrier import Carrier, NotFramedError, TcpCarrier, UdpCarrier
from waythrough.net.openvpn_tls import wrong_name
from waythrough.net.resolver_base import Resolver
from waythrough.wire.openvpn import ControlChannel, Reply
from waythrough.wire.openvpn_keys import BadPacketError, Guard, WrongKeyError, guard_of
from waythrough.wire.openvpn_profile import Profile, Proto, Remote
from waythrough.wire.socks import literal_address

KIND: Final = "openvpn"
MOST_TRIED: Final = 6  # servers of one profile; some list hundreds
MOST_ADDRESSES: Final = 2  # of one server
SILENCE: Final = 6.0  # seconds without a word, in which the reset was sent three times
FIRST_RETRY: Final = 1.0  # doubles each time
_AFTER_NONSENSE: Final = 1.5  # seconds granted to the true answer behind a foreign one


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """What the knocking stands on; see paths.base.Ground. `resolver` None: names are handed on."""

    dialer: Dialer
    datagrams: DatagramDialer | None
    resolver: Resolver | None
    hop: int
    patience: Patience


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A server that answered: which it is, where it was reached, and all that was walked.

    `proved` says whether it showed a certificate that the profile's authority vouches for.
    """

    remote: Remote
    address: str
    proved: bool
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one stage; `stage` where it is another than the one that was walked."""

    reply: Reply
    failure: Failure | None = None
    stage: Stage | None = None


_TIMEOUT: Final = Failure(kind=FailureKind.TIMEOUT)
_NONSENSE: Final = _Outcome(Reply.BAD_REPLY, Failure(kind=FailureKind.PROXY_MALFORMED))
_OTHER_KEY: Final = _Outcome(Reply.WRONG_KEY, Failure(kind=FailureKind.PROXY_MALFORMED))


async def knock(profile: Profile, below: Below, tls: ssl.SSLContext | None = None) -> Answered:
    """The first server that answers, with TLS where there is something to verify it by.

    Raises DialError with the legs of all tries, and ProfileError for a key that is damaged.
    """
    guard = guard_of(profile)
    legs: list[Leg] = []
    usable = [each for each in profile.remotes if each.proto is Proto.TCP or below.datagrams is not None]
    assert usable, "whoever asks has looked whether UDP is carried"
    for remote in usable[:MOST_TRIED]:
        for address in await _addresses(remote, below, legs):
            knocking = _Knocking(
                profile=profile, guard=guard, remote=remote, below=below, tls=tls, address=address
            )
            try:
                await knocking.run()
            except DialError as error:
                legs += error.legs
            else:
                walked = (*legs, *knocking.legs)
                return Answered(remote=remote, address=address, proved=tls is not None, legs=walked)
    raise DialError(tuple(legs))


async def _addresses(remote: Remote, below: Below, legs: list[Leg]) -> tuple[str, ...]:
    """Where to knock: the name itself where that is resolved further on or raced by addresses, else its addresses."""
    if below.resolver is None or literal_address(remote.host) is not None:
        return (remote.host,)
    outcome = await below.resolver.resolve(remote.host, below.patience)
    leg = resolve_leg(outcome, Stage.RESOLVE, remote.host, remote.port, below.hop)
    found = [each for each in outcome.detail.addresses if remote.family in (None, 6 if ":" in each else 4)]
    if outcome.failure is None and not found:
        leg = replace(leg, failure=Failure(kind=FailureKind.NODATA))
    legs.append(leg)
    return tuple(found[:MOST_ADDRESSES])


@dataclass(slots=True, kw_only=True)
class _Knocking:
    """One try at one address."""

    profile: Profile
    guard: tuple[Guard, bytes]
    remote: Remote
    below: Below
    tls: ssl.SSLContext | None
    address: str
    legs: list[Leg] = field(default_factory=list)
    _sent: int = 0
    _received: int = 0

    async def run(self) -> None:
        """Reset, then TLS. Raises DialError."""
        carrier = await self._reach()
        guard, wrapped = self.guard
        channel = ControlChannel(guard, secrets.token_bytes(8), int(time.time()), wrapped)
        try:
            await self._step(Stage.HANDSHAKE, self._reset(carrier, channel))
            if self.tls is not None:
                await self._step(Stage.TLS, self._prove(carrier, channel, self.tls))
        finally:
            carrier.close()

    async def _reach(self) -> Carrier:
        below, remote = self.below, self.remote
        if remote.proto is Proto.TCP:
            entry = Entry(
                host=self.address, port=remote.port, base=below.dialer, resolver=None, hop=below.hop
            )
            stream, legs = await entry.reach(below.patience)
            self.legs += legs
            return TcpCarrier(stream)
        assert below.datagrams is not None
        try:
            return UdpCarrier(await below.datagrams.open(self.address, remote.port, below.patience))
        except DialError as error:
            stamped = (
                leg if leg.stage is not None else replace(leg, stage=Stage.CONNECT, hop=below.hop)
                for leg in error.legs
            )
            raise DialError(tuple(stamped)) from error

    async def _step(self, stage: Stage, walk: Awaitable[_Outcome]) -> None:
        """Walk one stage and keep its leg. Raises DialError when it failed."""
        started, sent, received = time.monotonic(), self._sent, self._received
        outcome = await walk
        leg = Leg(
            stage=outcome.stage or stage,
            host=self.remote.host,
            port=self.remote.port,
            started=started,
            duration=time.monotonic() - started,
            hop=self.below.hop,
            failure=outcome.failure,
            detail=PathDetail(hop=self.below.hop, kind=KIND, reply_text=outcome.reply.value),
            bytes_sent=self._sent - sent,
            bytes_received=self._received - received,
        )
        self.legs.append(leg)
        if leg.failure is not None:
            raise DialError(tuple(self.legs))

    async def _reset(self, carrier: Carrier, channel: ControlChannel) -> _Outcome:
        """Send the reset until the server sends its own."""
        silent = _Outcome(Reply.SILENT, _TIMEOUT, None if carrier.reliable else Stage.CONNECT)
        try:
            async with Wait(self.below.patience) as wait:
                return await self._answer(carrier, channel, wait) or silent
        except TimeoutError:
            return silent
        except NotFramedError:
            return _NONSENSE
        except StreamError as error:
            return _Outcome(Reply.CLOSED, error.failure)
        except OSError as error:
            failure = classify(error)
            refused = failure.kind is FailureKind.REFUSED
            return _Outcome(Reply.REFUSED if refused else Reply.UNREACHABLE, failure, Stage.CONNECT)

    async def _answer(self, carrier: Carrier, channel: ControlChannel, wait: Wait) -> _Outcome | None:
        """None when nothing came. What is no answer may be an intruder's, so the true one is awaited for a while."""
        loop = asyncio.get_running_loop()
        end, pause = loop.time() + SILENCE, FIRST_RETRY
        bad: _Outcome | None = None
        while loop.time() < end:
            await self._send(carrier, channel, again=True)
            due = end if carrier.reliable else min(end, loop.time() + pause)
            pause *= 2
            while (packet := await carrier.receive(min(due, end))) is not None:
                wait.progress()
                self._received += len(packet)
                try:
                    channel.receive(packet)
                except BadPacketError as error:
                    end = min(end, loop.time() + _AFTER_NONSENSE) if bad is None else end
                    bad = _OTHER_KEY if isinstance(error, WrongKeyError) else _NONSENSE
                    continue
                if channel.answered:
                    await self._send(carrier, channel)
                    return _Outcome(Reply.ANSWERED)
        return bad

    async def _prove(self, carrier: Carrier, channel: ControlChannel, context: ssl.SSLContext) -> _Outcome:
        """The TLS handshake inside the channel."""
        try:
            async with Wait(self.below.patience) as wait:
                failure = await self._shake(carrier, channel, context, wait)
        except TimeoutError:
            failure = _TIMEOUT
        except NotFramedError:
            failure = Failure(kind=FailureKind.NOT_TLS)
        except StreamError as error:
            failure = error.failure
        except OSError as error:
            failure = classify(error)
        return _Outcome(Reply.TLS_OK if failure is None else Reply.TLS_FAILED, failure)

    async def _shake(
        self, carrier: Carrier, channel: ControlChannel, context: ssl.SSLContext, wait: Wait
    ) -> Failure | None:
        loop, pause = asyncio.get_running_loop(), FIRST_RETRY
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(incoming, outgoing)
        while True:
            failure, done = None, True
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                done = False
            except ssl.SSLError as error:
                failure = classify(error)
            channel.send(outgoing.read())
            await self._send(carrier, channel)
            if done:
                return failure or wrong_name(self.profile, tls)
            packet = await carrier.receive(loop.time() + pause)
            if packet is None:
                pause *= 2
                await self._send(carrier, channel, again=not carrier.reliable)
                continue
            self._received += len(packet)
            with suppress(BadPacketError):
                incoming.write(channel.receive(packet))
                wait.progress()
                pause = FIRST_RETRY

    async def _send(self, carrier: Carrier, channel: ControlChannel, *, again: bool = False) -> None:
        for packet in channel.packets(again=again):
            await carrier.send(packet)
            self._sent += len(packet)
