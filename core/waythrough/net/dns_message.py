"""DNS messages (RFC 1035, 6891, 8914) without I/O: the one module that imports dnspython."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rdataclass
import dns.rdatatype
import dns.rdtypes.svcbbase
import dns.rrset

from waythrough.net.resolver_base import DnsAnswer, ServiceRecord

UDP_PAYLOAD: Final = 1232  # what passes every path without fragments (DNS flag day 2020)
FORMERR: Final = 1
NOTIMP: Final = 4
MAX_ADDRESSES: Final = 64  # taken of one reply; no honest name has more
_MAX_CHAIN: Final = 16
HTTPS: Final = 65
"""In place of a family: the HTTPS record (RFC 9460)."""

_TYPES: Final = {4: dns.rdatatype.A, 6: dns.rdatatype.AAAA, HTTPS: dns.rdatatype.HTTPS}
_Key = dns.rdtypes.svcbbase.ParamKey


class DnsMessageError(ValueError):
    """The bytes are no reply to the question that was asked, or the name cannot be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsQuery:
    """One question. `family` is 4 (A), 6 (AAAA) or HTTPS; `wire` the message as sent over UDP or HTTPS."""

    id: int
    name: str
    family: int
    wire: bytes


def build_query(
    name: str, family: int, *, edns: bool = True, random_id: bool = True, checking: bool = True
) -> DnsQuery:
    """A recursive question for the addresses of one family.

    `random_id=False` gives id 0, which DoH caches want (RFC 8484, 4.1); `checking=False` asks a validating
    resolver not to check signatures (CD=1, RFC 4035, 3.2.2). Raises DnsMessageError for a name that DNS cannot
    carry.
    """
    if not name.isascii():
        raise DnsMessageError("not an ASCII host name")
    try:
        message = dns.message.make_query(
            name, _TYPES[family], use_edns=0 if edns else -1, payload=UDP_PAYLOAD
        )
        message.id = secrets.randbelow(1 << 16) if random_id else 0
        if not checking:
            message.flags |= dns.flags.CD
        return DnsQuery(id=message.id, name=name, family=family, wire=message.to_wire())
    except dns.exception.DNSException as error:
        raise DnsMessageError(f"not a DNS name: {type(error).__name__}") from error


def parse_reply(wire: bytes, query: DnsQuery) -> DnsAnswer:
    """Read a reply to `query`. Raises DnsMessageError when it is malformed or answers something else."""
    try:
        message = dns.message.from_wire(wire, ignore_trailing=True)
    except (dns.exception.DNSException, ValueError, IndexError) as error:
        raise DnsMessageError(f"malformed: {type(error).__name__}") from error
    name = dns.name.from_text(query.name)
    _check_question(message, query, name)
    addresses, cnames, ttl = _follow(message, name, _TYPES[query.family])
    ede, ede_text = _extended_error(message)
    return DnsAnswer(
        rcode=int(message.rcode()),
        addresses=addresses if query.family != HTTPS else (),
        services=_services(message, name) if query.family == HTTPS else (),
        cnames=cnames,
        ttl=ttl,
        ede=ede,
        ede_text=ede_text,
        truncated=bool(message.flags & dns.flags.TC),
        authoritative=bool(message.flags & dns.flags.AA),
    )


def _check_question(message: dns.message.Message, query: DnsQuery, name: dns.name.Name) -> None:
    if message.id != query.id or not message.flags & dns.flags.QR:
        raise DnsMessageError("not a reply to this question")
    if not message.question and message.rcode() != 0:
        return  # errors such as FORMERR may come without the question
    if len(message.question) != 1:
        raise DnsMessageError("not one question")
    asked = message.question[0]
    if asked.name != name or asked.rdtype != _TYPES[query.family] or asked.rdclass != dns.rdataclass.IN:
        raise DnsMessageError("a reply to another question")


def _follow(
    message: dns.message.Message, name: dns.name.Name, wanted: dns.rdatatype.RdataType
) -> tuple[tuple[str, ...], tuple[str, ...], int | None]:
    """Addresses at the end of the CNAME chain, the chain, and its least TTL; bounded, so loops just end."""
    cnames: list[str] = []
    ttls: list[int] = []
    for _ in range(_MAX_CHAIN):
        found = _section(message, name, wanted)
        if found is not None:
            addresses = tuple(dict.fromkeys(str(rdata) for rdata in found))
            return addresses[:MAX_ADDRESSES], tuple(cnames), min([*ttls, found.ttl])
        alias = _section(message, name, dns.rdatatype.CNAME)
        if alias is None:
            break
        name = next(iter(alias)).target
        cnames.append(name.to_text(omit_final_dot=True).lower())
        ttls.append(alias.ttl)
    return (), tuple(cnames), min(ttls, default=None)


def _services(message: dns.message.Message, name: dns.name.Name) -> tuple[ServiceRecord, ...]:
    """The HTTPS records at the end of the chain, the preferred first; AliasMode (priority 0) is none."""
    for _ in range(_MAX_CHAIN):
        found = _section(message, name, dns.rdatatype.HTTPS)
        if found is not None:
            ranked = sorted((each for each in found if each.priority), key=lambda each: each.priority)
            return tuple(_service(each.params) for each in ranked)
        alias = _section(message, name, dns.rdatatype.CNAME)
        if alias is None:
            break
        name = next(iter(alias)).target
    return ()


def _service(params: Mapping[int, Any]) -> ServiceRecord:
    alpn, ech = params.get(_Key.ALPN), params.get(_Key.ECH)
    return ServiceRecord(
        alpn=tuple(each.decode("ascii", "replace") for each in alpn.ids) if alpn else (),
        ech=bytes(ech.ech) if ech else b"",
    )


def _section(
    message: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType
) -> dns.rrset.RRset | None:
    return message.get_rrset(message.answer, name, dns.rdataclass.IN, kind)


def _extended_error(message: dns.message.Message) -> tuple[int | None, str]:
    for option in message.options:
        if isinstance(option, dns.edns.EDEOption):
            return int(option.code), "".join(char for char in option.text or "" if char.isprintable())[:200]
    return None, ""
