"""The resolvers of a network profile: the line's own, public ones to compare with, and DoH."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from waythrough.model.errors import WaythroughError
from waythrough.model.failure import FailureKind
from waythrough.model.network import SYSTEM_RESOLVER, NetworkProfile
from waythrough.model.observation import ResolveDetail
from waythrough.net.base import Dialer
from waythrough.net.deadline import Patience
from waythrough.net.resolver_base import ResolveOutcome, Resolver
from waythrough.net.resolver_system import SystemResolver
from waythrough.net.sockets import Sockets
from waythrough.net.trust import Trust
from waythrough.verdict.clause import clause

__all__ = [
    "FixedResolver",
    "InTurnResolver",
    "ListeningResolver",
    "ResolveOutcome",
    "Resolver",
    "Resolvers",
    "SystemResolver",
    "bare_resolver",
    "doh_through",
    "make_resolvers",
]

KNOWN_DOH: Final = {
    # as the operators publish them (read 2026-11); the certificate decides whether an address is still theirs
    "dns.quad9.net": ("9.9.9.9", "149.112.112.112"),
    "cloudflare-dns.com": ("1.1.1.1", "1.0.0.1"),
}
"""Addresses of public DoH servers: a forged answer for their name must not take the comparison away."""
_UNHEARD: Final = frozenset(
    {
        FailureKind.TIMEOUT,
        FailureKind.REFUSED,
        FailureKind.HOST_UNREACHABLE,
        FailureKind.NETWORK_UNREACHABLE,
    }
)


class FixedResolver:
    """Names whose addresses are known beforehand; every other name is asked of another resolver."""

    label = "fixed"

    def __init__(self, known: Mapping[str, tuple[str, ...]], other: Resolver) -> None:
        self._known = known
        self._other = other

    async def resolve(self, name: str, patience: Patience, *, late: bool = False) -> ResolveOutcome:
        """See Resolver."""
        addresses = self._known.get(name.lower())
        if not addresses:
            return await self._other.resolve(name, patience, late=late)
        detail = ResolveDetail(resolver=self.label, name=name, addresses=addresses)
        return ResolveOutcome(detail=detail, failure=None, started=time.monotonic(), duration=0.0)

    async def aclose(self) -> None:
        """The other resolver belongs to whoever made it."""


class ListeningResolver:
    """Another resolver, asked so that further replies to each question are heard as well."""

    def __init__(self, other: Resolver) -> None:
        self._other = other

    @property
    def label(self) -> str:
        """The other's."""
        return self._other.label

    async def resolve(self, name: str, patience: Patience, *, late: bool = True) -> ResolveOutcome:
        """See Resolver; listens on whatever `late` says."""
        return await self._other.resolve(name, patience, late=True)

    async def aclose(self) -> None:
        """The other resolver belongs to whoever made it."""


class InTurnResolver:
    """Several resolvers, each asked only when those before it were silent or out of reach."""

    label = "in turn"

    def __init__(self, first: Resolver, *others: Resolver) -> None:
        self._resolvers = (first, *others)

    async def resolve(self, name: str, patience: Patience, *, late: bool = False) -> ResolveOutcome:
        """See Resolver; the outcome is that of the last one asked."""
        *before, last = self._resolvers
        for each in before:
            outcome = await each.resolve(name, patience, late=late)
            if outcome.failure is None or outcome.failure.kind not in _UNHEARD:
                return outcome
        return await last.resolve(name, patience, late=late)

    async def aclose(self) -> None:
        """Close all of them."""
        await asyncio.gather(*(each.aclose() for each in self._resolvers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolvers:
    """All resolvers of a run; `line` is the one that the line itself uses."""

    line: Resolver
    public: tuple[Resolver, ...] = ()
    doh: tuple[Resolver, ...] = ()

    async def aclose(self) -> None:
        """Close all of them."""
        await asyncio.gather(*(resolver.aclose() for resolver in (*self.doh, *self.public, self.line)))


def make_resolvers(profile: NetworkProfile, line_dialer: Dialer, trust: Trust) -> Resolvers:
    """What `profile` lists. Raises WaythroughError for an entry that is no resolver."""
    from waythrough.net.doh import DohResolver  # brings httpx, a third of a second that only a run has to pay

    first, *others = profile.resolvers or (SYSTEM_RESOLVER,)
    line = _plain(first, line_dialer)
    bootstrap = FixedResolver(KNOWN_DOH, line)
    for url in profile.doh:
        if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
            raise _bad(url, clause("a DoH resolver is an address that begins with https://"))
    return Resolvers(
        line=line,
        public=tuple(_plain(entry, line_dialer) for entry in others),
        doh=tuple(DohResolver(url, line_dialer, trust.public, bootstrap=bootstrap) for url in profile.doh),
    )


def doh_through(
    profile: NetworkProfile, dialer: Dialer, resolver: Resolver | None, trust: Trust
) -> tuple[Resolver, ...]:
    """The profile's DoH resolvers over a way that is open; `resolver` None means that the way takes names."""
    from waythrough.net.doh import DohResolver

    bootstrap = FixedResolver(KNOWN_DOH, resolver) if resolver is not None else None
    return tuple(DohResolver(url, dialer, trust.public, bootstrap=bootstrap) for url in profile.doh)


def bare_resolver(
    entry: str, dialer: Dialer | None = None, *, checking: bool = True, sockets: Sockets | None = None
) -> Resolver:
    """A UDP server "address" or "address:port"; it keeps nothing open. Raises WaythroughError for another entry."""
    from waythrough.net.resolver_udp import UdpResolver, split_server  # brings dnspython, likewise

    try:
        address, port = split_server(entry)
    except ValueError as error:
        raise _bad(
            entry, clause("write an address such as 9.9.9.9, 9.9.9.9:53 or [2620:fe::fe]:53")
        ) from error
    return UdpResolver(address, port, tcp=dialer, checking=checking, sockets=sockets)


def _plain(entry: str, dialer: Dialer) -> Resolver:
    return SystemResolver() if entry == SYSTEM_RESOLVER else bare_resolver(entry, dialer)


def _bad(entry: str, todo: str) -> WaythroughError:
    return WaythroughError("network.bad_resolver", clause("“{entry}” is no resolver", entry=entry), todo=todo)
