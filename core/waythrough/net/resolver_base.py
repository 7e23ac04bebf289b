"""What a resolver is asked and what it gives back, whichever protocol it speaks."""

import time
from dataclasses import dataclass
from typing import Protocol

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import ResolveDetail
from waythrough.net.deadline import Patience
from waythrough.wire.socks import literal_address

_RCODES = {
    1: (FailureKind.SERVFAIL, "FORMERR"),
    2: (FailureKind.SERVFAIL, "SERVFAIL"),
    3: (FailureKind.NXDOMAIN, "NXDOMAIN"),
    4: (FailureKind.SERVFAIL, "NOTIMP"),
    5: (FailureKind.DNS_REFUSED, "REFUSED"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveOutcome:
    """One question to one resolver and what came of it.

    `failure` is None exactly when `detail.addresses` holds an address; `started` is `time.monotonic()`,
    `duration` seconds.
    """

    detail: ResolveDetail
    failure: Failure | None
    started: float
    duration: float
    bytes_sent: int = 0
    bytes_received: int = 0


class Resolver(Protocol):
    """Turns a name into addresses. Failure is data; only bugs raise."""

    @property
    def label(self) -> str:
        """ "system", "udp:ADDRESS" or "doh:HOST"."""
        ...

    async def resolve(self, name: str, patience: Patience, *, late: bool = False) -> ResolveOutcome:
        """Both address families of a name; an address literal gives itself.

        `late`: stay for further replies to the same question (an injected answer leaves two) where the
        protocol can show them; without it the first answer is returned at once.
        """
        ...

    async def aclose(self) -> None:
        """End what the resolver keeps open; safe to call more than once."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRecord:
    """What one HTTPS record says (RFC 9460): protocols, and the ECHConfigList or b""."""

    alpn: tuple[str, ...] = ()
    ech: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsAnswer:
    """What a reply says of its question.

    `addresses`, or the HTTPS records `services` if those were asked for, are those at the end of the chain
    `cnames`; `ttl` is the least of the chain in seconds; `ede` and `ede_text` are the extended error (RFC 8914),
    `truncated` and `authoritative` the flags TC and AA.
    """

    rcode: int
    addresses: tuple[str, ...] = ()
    services: tuple[ServiceRecord, ...] = ()
    cnames: tuple[str, ...] = ()
    ttl: int | None = None
    ede: int | None = None
    ede_text: str = ""
    truncated: bool = False
    authoritative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyAnswer:
    """The answer of one address family, or why there is none; `late` are the addresses of further replies."""

    answer: DnsAnswer | None = None
    failure: Failure | None = None
    late: tuple[tuple[str, ...], ...] = ()
    bytes_sent: int = 0
    bytes_received: int = 0


def answered(answer: DnsAnswer) -> FamilyAnswer:
    """A reply as the answer of its family; an empty one is no failure of the family."""
    if answer.rcode == 0:
        return FamilyAnswer(answer=answer)
    kind, text = _RCODES.get(answer.rcode, (FailureKind.SERVFAIL, f"rcode {answer.rcode}"))
    return FamilyAnswer(answer=answer, failure=Failure(kind=kind, code=answer.rcode, text=text))


def combine(label: str, name: str, started: float, four: FamilyAnswer, six: FamilyAnswer) -> ResolveOutcome:
    """Both families as one outcome. IPv4 speaks for the name: a missing AAAA is never evidence."""
    addresses = _addresses(four) + _addresses(six)
    lead = four.answer or six.answer
    failure = None if addresses else four.failure or Failure(kind=FailureKind.NODATA, code=0)
    detail = ResolveDetail(
        resolver=label,
        name=name,
        addresses=addresses,
        cnames=lead.cnames if lead else (),
        rcode=lead.rcode if lead else None,
        ede=lead.ede if lead else None,
        ede_text=lead.ede_text if lead else "",
        ttl=lead.ttl if lead else None,
        late=four.late + six.late,
    )
    return ResolveOutcome(
        detail=detail,
        failure=failure,
        started=started,
        duration=time.monotonic() - started,
        bytes_sent=four.bytes_sent + six.bytes_sent,
        bytes_received=four.bytes_received + six.bytes_received,
    )


def literal_outcome(label: str, name: str) -> ResolveOutcome | None:
    """The outcome for a name that already is an address, None for any other."""
    literal = literal_address(name)
    if literal is None:
        return None
    detail = ResolveDetail(resolver=label, name=name, addresses=(str(literal),))
    return ResolveOutcome(detail=detail, failure=None, started=time.monotonic(), duration=0.0)


def failed(label: str, name: str, started: float, failure: Failure) -> ResolveOutcome:
    """An outcome without any reply."""
    return combine(label, name, started, FamilyAnswer(failure=failure), FamilyAnswer(failure=failure))


def _addresses(family: FamilyAnswer) -> tuple[str, ...]:
    return family.answer.addresses if family.answer and family.failure is None else ()
