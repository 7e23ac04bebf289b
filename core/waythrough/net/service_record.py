"""Asks a resolver for the HTTPS record of a name, in the protocol that the resolver speaks."""

import time
from dataclasses import dataclass

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import ServiceDetail
from waythrough.net.deadline import Patience
from waythrough.net.resolver_base import Resolver
from waythrough.wire.ech import EchKey, read_ech_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOutcome:
    """One question and what came of it: `failure` None exactly when a record came.

    `ech` is the ECHConfigList of the preferred record that has one, `key` its first usable key.
    """

    detail: ServiceDetail
    failure: Failure | None
    started: float
    duration: float
    bytes_sent: int
    bytes_received: int
    ech: bytes = b""
    key: EchKey | None = None


async def ask_service(resolver: Resolver, name: str, patience: Patience) -> ServiceOutcome | None:
    """The HTTPS record of a name; None for a resolver that cannot be asked for records (the system's)."""
    from waythrough.net.dns_message import HTTPS  # brings dnspython, which only a run has to pay
    from waythrough.net.doh import DohResolver
    from waythrough.net.resolver_udp import UdpResolver

    if not isinstance(resolver, DohResolver | UdpResolver):
        return None
    started = time.monotonic()
    seen = await resolver.ask(name, HTTPS, patience)
    records = seen.answer.services if seen.answer and seen.failure is None else ()
    ech, key = next(((r.ech, key) for r in records if (key := read_ech_keys(r.ech))), (b"", None))
    failure = seen.failure
    if failure is None and not records:
        failure = Failure(kind=FailureKind.NODATA, code=0)
    return ServiceOutcome(
        detail=ServiceDetail(
            resolver=resolver.label,
            name=name,
            rcode=seen.answer.rcode if seen.answer else None,
            found=bool(records),
            alpn=tuple(dict.fromkeys(each for record in records for each in record.alpn)),
            ech=key is not None,
            public_name=key.public_name if key else "",
        ),
        failure=failure,
        started=started,
        duration=time.monotonic() - started,
        bytes_sent=seen.bytes_sent,
        bytes_received=seen.bytes_received,
        ech=ech,
        key=key,
    )
