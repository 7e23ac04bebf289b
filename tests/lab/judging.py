"""Decides whether a rule's conditions hold, and refuses rules that make no sense."""

from dataclasses import dataclass
from enum import Enum, auto
from ipaddress import ip_network

from . import cleartext, dns
from .cleartext import NOTHING, Seen
from .packets import TCP, UDP, Packet
from .rules import (
    Close,
    Delay,
    Drop,
    DropLarge,
    Forge,
    Lose,
    Match,
    Notice,
    Police,
    Pretend,
    Redirect,
    Reset,
    Rule,
    Shape,
    Stall,
    Unreachable,
    Way,
    named,
)

WEATHER = Police | Shape | Lose | Delay | DropLarge
TCP_ONLY = Reset | Notice | Close | Pretend | Stall
FOR_QUERIES = Forge | Drop | Unreachable | Redirect
BARE_HEADER = 20
TAKEN = frozenset(("packets", "lost", "outage", "overflow", "line resets"))


class Stage(Enum):
    """When a rule is judged."""

    START = auto()
    QUERY = auto()
    PAYLOAD = auto()
    MESSAGE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a flow has shown in `segments` (datagrams) so far.

    `first` is the first payload (UDP: this one), `parallel` the number of open hellos of its kind.
    """

    first: bytes = b""
    seen: Seen = NOTHING
    segments: int = 1
    parallel: int = 0


def stage(rule: Rule) -> Stage:
    """When a rule is judged. DNS over TCP shows its query as a first message."""
    match = rule.match
    if match.by_query or isinstance(rule.action, Forge):
        return Stage.QUERY
    if match.by_hello or match.by_request or isinstance(rule.action, Stall):
        return Stage.MESSAGE
    if match.by_payload or isinstance(rule.action, Notice | Close) or match.first_datagram:
        return Stage.PAYLOAD
    return Stage.START


def meets_start(rule: Rule, packet: Packet) -> bool:
    """Whether what every packet shows is as asked."""
    if rule.match.high_port and packet.sport <= packet.dport:
        return False
    if isinstance(rule.action, Redirect) and (":" in rule.action.address) != (":" in packet.dst):
        return False
    return rule.match.reaches(packet.protocol, packet.dst, packet.dport)


def meets(match: Match, packet: Packet, shown: Shown) -> bool:
    """Whether what the client said is as asked, beyond `meets_start`; odds are not drawn here."""
    seen = shown.seen
    if (match.first_datagram or (packet.protocol == UDP and not match.reassembles)) and shown.segments != 1:
        return False
    if match.bare_header and packet.header != BARE_HEADER:
        return False
    if match.by_payload and not meets_payload(match, shown.first):
        return False
    if named(seen.sni, match.spare_sni):
        return False
    hello = match.any_hello or match.split or match.hello_over or match.extensions or match.parallel
    if hello and not (seen.hello and _meets_hello(match, shown)):
        return False
    if match.keyword and not any(one in seen.line or one in seen.body for one in match.keyword):
        return False
    if match.by_query and not (seen.query and meets_query(match, seen.query)):
        return False
    return _meets_name(match, seen)


def _meets_name(match: Match, seen: Seen) -> bool:
    if not (match.sni or match.sni_contains or match.host):
        return True
    part = bool(seen.sni) and any(one in seen.sni for one in match.sni_contains)
    return part or named(seen.sni, match.sni) or named(seen.host, match.host)


def _meets_hello(match: Match, shown: Shown) -> bool:
    seen = shown.seen
    if match.split and not (shown.segments > 1 or seen.records > 1 or seen.cut):
        return False
    if seen.hello <= match.hello_over or shown.parallel < match.parallel:
        return False
    return seen.extensions.issuperset(match.extensions)


def meets_payload(match: Match, data: bytes) -> bool:
    """Whether the mere bytes are as asked."""
    if len(data) < match.size_from or (match.size_to and len(data) > match.size_to):
        return False
    if any(data[at : at + len(piece)] != piece for at, piece in match.signature):
        return False
    if match.quic_version is not None and cleartext.quic_version(data) != match.quic_version:
        return False
    return not match.random or cleartext.looks_random(data)


def meets_query(match: Match, asked: dns.Question) -> bool:
    """Whether a DNS question is as asked."""
    if match.qtype and asked.kind not in match.qtype:
        return False
    return not match.qname or named(asked.name, match.qname)


def subnet(address: str) -> str:
    """The /24 or /64 of an address."""
    return str(ip_network(f"{address}/{64 if ':' in address else 24}", strict=False))


def check(rule: Rule) -> None:
    """Raises ValueError for a rule that could never do what it says."""
    match, action, when = rule.match, rule.action, stage(rule)
    udp = match.protocol == UDP
    wrong = ""
    if rule.name in TAKEN:
        wrong = "other things are counted under this name"
    elif isinstance(action, Pretend) and when is not Stage.START:
        wrong = "it is too late to pretend to be the server"
    elif isinstance(action, TCP_ONLY) and udp:
        wrong = "that is an action on TCP"
    elif isinstance(action, Forge) and (match.by_hello or match.by_request or match.protocol == TCP):
        wrong = "only UDP queries are answered with lies"
    elif isinstance(action, Redirect) and udp and when in (Stage.MESSAGE, Stage.PAYLOAD):
        wrong = "a UDP flow is redirected from its start or not at all"
    elif isinstance(action, WEATHER) and when is Stage.QUERY:
        wrong = "weather is for flows, not for queries"
    elif rule.residual and when is Stage.START:
        wrong = "what is decided by address alone leaves no residue"
    elif when is Stage.QUERY and match.protocol != TCP and not isinstance(action, FOR_QUERIES):
        wrong = "over UDP a query is forged, dropped, barred or redirected"
    elif match.first_datagram and not udp:
        wrong = "datagrams are UDP"
    if isinstance(action, Drop) and (action.after or when is Stage.QUERY) and action.way is not Way.BOTH:
        wrong = "a delayed drop, or that of a query, is for both ways"
    if wrong:
        raise ValueError(f"rule {rule.name}: {wrong}")
