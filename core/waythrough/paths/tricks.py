"""Tricks on the line itself, without any server that carries the traffic: encrypted names, and hellos cut in two.

They hide nothing: the provider sees the addresses of services as before, and most filters can be taught to see
through. What they are good for is told by trying: where a filter reads plain DNS or names in single packets only.
"""

import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from waythrough.model.failure import CERT_FAILURES, Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.path import TRICKS_ID, PathSpec
from waythrough.model.verdict import Stage
from waythrough.net.base import Dialer, DialError, Leg
from waythrough.net.resolver import KNOWN_DOH, FixedResolver
from waythrough.net.resolver_base import Resolver
from waythrough.net.split import SplitDialer
from waythrough.paths.base import (
    ConfigError,
    Field,
    FieldType,
    Ground,
    OpenPath,
    Server,
    check_fields,
    text_of,
)
from waythrough.paths.hosts import is_host
from waythrough.verdict.clause import clause
from waythrough.wire.hello_cut import Cut
from waythrough.wire.socks import literal_address

if TYPE_CHECKING:
    from waythrough.net.doh import DohResolver

_ANYBODY: Final = (
    "example.com"  # asked where the resolver has no name of its own (RFC 2606: it exists for that)
)
_ANSWERS: Final = (0, 3)  # rcodes of a resolver that works: also "no such name" is an answer
_NO_NAME: Final = (FailureKind.NXDOMAIN, FailureKind.NODATA, FailureKind.SERVFAIL)
_NO_RESOLVER: Final = (FailureKind.DNS_REFUSED, FailureKind.DNS_MALFORMED, FailureKind.HTTP_MALFORMED)


class TricksKind:
    """The line, with names asked over HTTPS, with the first hello cut in two, or with both."""

    id = TRICKS_ID
    label = "trick on the direct line"
    short = "Trick"
    fields: tuple[Field, ...] = (
        Field(name="doh", type=FieldType.TEXT, label="Encrypted DNS (https address)"),
        Field(name="split", type=FieldType.CHOICE, label="Cut the first hello", choices=tuple(Cut)),
    )

    def encrypts(self, spec: PathSpec) -> bool:
        return False

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)
        url = text_of(spec.fields, "doh")
        if url is None and _cut(spec) is Cut.NONE:
            todo = clause("fill in “doh”, or choose how the hello is cut in “split”")
            raise ConfigError("path.no_trick", "no trick is chosen", todo=todo)
        if url is not None and _server(url) is None:
            todo = clause("write an address such as https://dns.quad9.net/dns-query")
            raise ConfigError("path.bad_doh", "the address of the encrypted DNS cannot be used", todo=todo)

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        url = text_of(spec.fields, "doh")
        server = _server(url) if url is not None else None
        return () if server is None else (server,)

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        how = _cut(spec)
        dialer = ground.dialer if how is Cut.NONE else SplitDialer(ground.dialer, how)
        url = text_of(spec.fields, "doh")
        if url is None:
            return OpenPath(
                dialer=dialer, resolver=ground.entry_resolver, hops=ground.hop, datagrams=ground.datagrams
            )
        resolver = _resolver(url, dialer, ground)
        try:
            leg = await _asked(resolver, url, ground)
            if leg.failure is not None:
                raise DialError((leg,))
        except BaseException:
            await resolver.aclose()
            raise
        return OpenPath(
            dialer=dialer,
            resolver=resolver,
            hops=ground.hop,
            datagrams=ground.datagrams,
            legs=(leg,),
            closers=[resolver.aclose],
        )


def _cut(spec: PathSpec) -> Cut:
    return Cut(text_of(spec.fields, "split") or Cut.NONE)


def _server(url: str) -> Server | None:
    """Where an address of encrypted DNS leads; None when it is none."""
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        return None
    host = parts.hostname
    plain = parts.username is None and not parts.fragment and not any(char.isspace() for char in url)
    if parts.scheme != "https" or not host or not is_host(host) or not plain:
        return None
    return Server(host=host, port=port)


def _resolver(url: str, dialer: Dialer, ground: Ground) -> "DohResolver":
    from waythrough.net.doh import DohResolver  # brings httpx, a third of a second that only a run has to pay

    below = ground.entry_resolver
    bootstrap: Resolver | None = FixedResolver(KNOWN_DOH, below) if below is not None else None
    return DohResolver(url, dialer, ground.trust.public, bootstrap=bootstrap, patience=ground.patience)


async def _asked(resolver: "DohResolver", url: str, ground: Ground) -> Leg:
    """One question, so that encrypted DNS that does not answer is the trick's own failure and no service's."""
    server = _server(url)
    assert server is not None  # checked before
    started = time.monotonic()
    name = server.host if literal_address(server.host) is None else _ANYBODY
    said = await resolver.ask(name, 4, ground.patience)
    works = said.answer is not None and said.answer.rcode in _ANSWERS
    kind = said.failure.kind if said.failure else FailureKind.SERVFAIL
    failure = None if works else Failure(kind=kind, code=said.failure.code if said.failure else None)
    return Leg(
        stage=_stage(failure) if failure is not None else Stage.HANDSHAKE,
        host=server.host,
        port=server.port,
        started=started,
        duration=time.monotonic() - started,
        hop=ground.hop,
        failure=failure,
        detail=PathDetail(hop=ground.hop, kind=TRICKS_ID),
        bytes_sent=said.bytes_sent,
        bytes_received=said.bytes_received,
    )


def _stage(failure: Failure) -> Stage:
    if failure.kind in CERT_FAILURES:
        return Stage.TLS
    if failure.kind in _NO_NAME:
        return Stage.RESOLVE
    return Stage.HANDSHAKE if failure.kind in _NO_RESOLVER else Stage.CONNECT
