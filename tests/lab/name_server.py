"""What the lab's resolvers answer: the true records of an internet, or what each was told to say instead."""

import ipaddress
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Mapping

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from dns.rdatatype import RdataType

from .rules import named
from .spec import EVERY, Internet, Resolver, Say, Service

TTL_S = 60
IPV4ONLY = "ipv4only.arpa"  # RFC 7050: how a client learns the prefix of its NAT64
IPV4ONLY_AT = ("192.0.0.170", "192.0.0.171")
ROOT_SOA = "a.root-servers.net. nstld.verisign-grs.com. 2026010100 1800 900 604800 86400"
TRUTH = Say()


class NameServer:
    """Answers messages in the place of every resolver; `counts` are the world's.

    It counts "asked ADDRESS" and "named NAME by ADDRESS" for each query, "lie NAME" and "say NAME" for each that was
    not told the truth.
    """

    def __init__(self, internet: Internet, counts: Counter[str]) -> None:
        self._zone = internet.zone
        self._services = internet.services
        self._whoami = internet.whoami
        self._counts = counts
        self._asked: Counter[str] = Counter()

    def answer(self, resolver: Resolver, message: bytes) -> bytes | None:
        """The answer to one query in wire form; None for silence and for what is no query."""
        try:
            query = dns.message.from_wire(message)
        except dns.exception.DNSException:
            return None
        if len(query.question) != 1 or query.flags & dns.flags.QR:
            return None
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        kind = query.question[0].rdtype
        self._counts[f"asked {resolver.address}"] += 1
        self._counts[f"named {name} by {resolver.address}"] += 1
        if resolver.dead:
            return None
        say = self._what_to_say(resolver, name, kind, bool(query.flags & dns.flags.CD))
        return self._told(query, name, kind, say, resolver)

    def cut(self, resolver: Resolver, message: bytes) -> bytes | None:
        """The answer to one query with TC=1 and without its records, so that the client asks again by TCP."""
        whole = self.answer(resolver, message)
        if whole is None:
            return None
        answer = dns.message.from_wire(whole)
        answer.flags |= dns.flags.TC
        answer.answer.clear()
        return answer.to_wire()

    def _what_to_say(self, resolver: Resolver, name: str, kind: RdataType, unchecked: bool) -> Say:
        self._asked[resolver.address] += 1
        number = self._asked[resolver.address]
        if int(number * resolver.busy) > int((number - 1) * resolver.busy):
            self._counts[f"busy {resolver.address}"] += 1
            return Say(rcode=2)
        if name == self._whoami:
            return _addresses((resolver.address,))
        lie = resolver.lies.get(name, resolver.lies.get(EVERY))
        if lie is not None:
            self._counts[f"lie {name}"] += 1
            return _addresses(lie)
        say = _nearest(resolver.says, name)
        if say is None or (say.kinds and kind not in say.kinds) or (say.unless_cd and unchecked):
            return TRUTH
        self._counts[f"say {name}"] += 1
        return say

    def _told(
        self, query: dns.message.Message, name: str, kind: RdataType, say: Say, resolver: Resolver
    ) -> bytes:
        answer = dns.message.make_response(query, recursion_available=True)
        assert isinstance(answer, dns.message.QueryMessage)
        if query.edns >= 0 and say.ede is not None:
            told = dns.edns.EDEOption(dns.edns.EDECode.make(say.ede), say.ede_text or None)
            answer.use_edns(0, options=[told])
        exists = self._exists(say.cname or name) or say.a is not None or say.aaaa is not None or say.nodata
        rcode = say.rcode or (0 if exists or say.cname else dns.rcode.NXDOMAIN)
        answer.set_rcode(dns.rcode.Rcode.make(rcode))
        if rcode == dns.rcode.NXDOMAIN:
            answer.authority.append(_records(".", RdataType.SOA, [ROOT_SOA], 86400))
        if not rcode and not say.nodata:
            if say.cname:
                answer.answer.append(_records(name, RdataType.CNAME, [say.cname + "."], TTL_S))
            owner = say.cname or name
            texts = self._texts(owner, kind, say, resolver)
            if texts and kind != RdataType.CNAME:
                answer.answer.append(_records(owner, kind, texts, TTL_S))
        return answer.to_wire(want_shuffle=False)

    def _exists(self, name: str) -> bool:
        return name in self._zone or name in self._services or name in (self._whoami, IPV4ONLY)

    def _texts(self, name: str, kind: RdataType, say: Say, resolver: Resolver) -> list[str]:
        """The records of one kind in text form."""
        if kind == RdataType.A:
            return list(self._of_family(name, 4) if say.a is None else say.a)
        if kind == RdataType.AAAA:
            if say.aaaa is not None:
                return list(say.aaaa)
            mapped = resolver.dns64 if say.a is None else ""
            return list(self._of_family(name, 6)) or list(_mapped(mapped, self._of_family(name, 4)))
        if kind == RdataType.HTTPS:
            service = self._services.get(name)
            return [] if service is None else [_service_text(service, with_ech=not say.no_ech)]
        if kind == RdataType.TXT and name == self._whoami:
            return [f'"{resolver.address}"']
        return []

    def _of_family(self, name: str, version: int) -> tuple[str, ...]:
        known = IPV4ONLY_AT if name == IPV4ONLY else self._zone.get(name, ())
        return tuple(_family(known, version))


def _addresses(addresses: Iterable[str]) -> Say:
    """These addresses, each under the record type of its family."""
    listed = tuple(addresses)
    return Say(a=tuple(_family(listed, 4)), aaaa=tuple(_family(listed, 6)))


def _family(addresses: Iterable[str], version: int) -> Iterable[str]:
    return (one for one in addresses if ipaddress.ip_address(one).version == version)


def _mapped(prefix: str, addresses: Iterable[str]) -> Iterable[str]:
    """RFC 6052, 2.2: an IPv4 address in the last 32 bits of a /96."""
    if prefix:
        base = int(ipaddress.IPv6Network(prefix).network_address)
        for one in addresses:
            yield str(ipaddress.IPv6Address(base | int(ipaddress.IPv4Address(one))))


def _nearest(says: Mapping[str, Say], name: str) -> Say | None:
    """What is said about a name, else about the nearest name above it, else about every name."""
    above = sorted((one for one in says if one != EVERY and named(name, (one,))), key=len)
    return says[above[-1]] if above else says.get(EVERY)


def _records(name: str, kind: RdataType, texts: list[str], ttl: int) -> dns.rrset.RRset:
    owner = dns.name.from_text(name)
    datas = [dns.rdata.from_text(dns.rdataclass.IN, kind, text) for text in texts]
    return dns.rrset.from_rdata_list(owner, ttl, datas)


def _service_text(service: Service, *, with_ech: bool) -> str:
    words = ["1 ."]
    if service.alpn:
        words.append(f'alpn="{",".join(service.alpn)}"')
    if service.ech and with_ech:
        words.append(f"ech={b64encode(service.ech).decode()}")
    return " ".join(words)
