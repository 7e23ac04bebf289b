"""Names that are tampered with, in every manner of the list, each proven by plain questions first."""

from collections.abc import Mapping
from dataclasses import replace

import dns.message as wire
from dns.edns import EDEOption
from dns.query import udp as over_udp

from waythrough.model.verdict import Label, Locus

from . import raw
from .censor import (
    COMMON,
    DNS_LIE,
    DOH_HONEST,
    ESCAPES,
    FINE_ROW,
    VALID_THERE,
    blocked,
    censored,
    plain,
)
from .dns import Rcode
from .scenario import ESCAPE, OK, OwnWay, Raw, Row, Scenario, Truth
from .spec import (
    NODATA,
    NOTICE,
    NXDOMAIN,
    PROXY,
    PROXY_PORT,
    Internet,
    Say,
)
from .standard import (
    FINE,
    FINE_AT,
    ISP_RESOLVER,
    OFFER,
    PUBLIC_RESOLVERS,
    TARGET,
    TARGET_AT,
    internet,
)

LIED = blocked(Label.DNS_TAMPERING)


def saying(world: Internet, words: Mapping[str, Mapping[str, Say]]) -> Internet:
    """The internet with other words of its resolvers: address -> name -> what it says."""
    return replace(
        world,
        resolvers=tuple(replace(each, says=words.get(each.address, each.says)) for each in world.resolvers),
    )


def ask(resolver: str, name: str, kind: str) -> list[str]:
    """What a resolver answers to one question: its code unless 0, its addresses, and its extended error."""
    query = wire.make_query(name, kind, use_edns=0)
    answer = over_udp(query, resolver, timeout=raw.PATIENCE_S)
    code = [f"rcode {int(answer.rcode())}"] if answer.rcode() else []
    found = [str(data) for each in answer.answer for data in each if each.rdtype == query.question[0].rdtype]
    errors = [each for each in answer.options if isinstance(each, EDEOption)]
    return [*code, *found, *(f"EDE {int(each.code)} {each.text or ''}".rstrip() for each in errors)]


def told(resolver: str, *answers: tuple[str, ...]) -> Raw:
    """All that a resolver says of the target."""
    return Raw(
        what=f"{resolver} says {answers}", probe=plain(raw.answers, resolver, TARGET), expect=[*answers]
    )


def honest(resolver: str = ISP_RESOLVER) -> Raw:
    """A resolver is honest about another name."""
    return Raw(
        what=f"{resolver} is honest otherwise", probe=plain(raw.answers, resolver, FINE), expect=[(FINE_AT,)]
    )


def by_resolver(
    id_: str, row: str, title: str, says: Say, answer: tuple[str, ...], truth: Truth = LIED, twin: str = ""
) -> Scenario:
    """The provider's resolver says something else about the target, all others are honest."""
    return Scenario(
        id=id_,
        rows=(row,),
        twin=twin,
        title=title,
        cause=Label.DNS_TAMPERING,
        internet=saying(internet(), {ISP_RESOLVER: {TARGET: says}}),
        acts=(f"say {TARGET}",),
        platforms=(censored(truth, truth), FINE_ROW),
        raw=(
            *COMMON,
            ESCAPES,
            DOH_HONEST,
            VALID_THERE,
            told(ISP_RESOLVER, answer),
            told(PUBLIC_RESOLVERS[0], (TARGET_AT,)),
            honest(),
        ),
    )


DENIED = by_resolver(
    "dns_nxdomain",
    "DNS-01",
    "The provider's resolver denies the name",
    NXDOMAIN,
    (f"rcode {Rcode.NXDOMAIN}",),
    twin="name_gone",
)
EMPTY = by_resolver(
    "dns_nodata", "DNS-14", "The provider's resolver knows the name and no address", NODATA, ()
)
ALIAS = by_resolver(
    "dns_notice_alias",
    "DNS-20",
    "The provider's resolver leads the name to a notice",
    Say(cname="notice.provider.example"),
    (NOTICE,),
    replace(LIED, qualifier="block_page"),
)
_WORDS = "withheld by order 17-4 of the court"
POLICY = Scenario(
    id="dns_refused_by_order",
    rows=("DNS-09",),
    title="A public resolver refuses the name by order and says so",
    cause=Label.DNS_TAMPERING,
    internet=saying(
        internet(), {PUBLIC_RESOLVERS[0]: {TARGET: Say(rcode=Rcode.REFUSED, ede=16, ede_text=_WORDS)}}
    ),
    acts=(f"say {TARGET}",),
    offer=replace(OFFER, resolvers=(PUBLIC_RESOLVERS[0], PUBLIC_RESOLVERS[1])),
    platforms=(censored(replace(LIED, qualifier="policy"), replace(LIED, qualifier="policy")), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        DOH_HONEST,
        VALID_THERE,
        told(PUBLIC_RESOLVERS[0], (f"rcode {Rcode.REFUSED}",)),
        Raw(
            what="and says why",
            probe=plain(ask, PUBLIC_RESOLVERS[0], TARGET, "A"),
            expect=["rcode 5", f"EDE 16 {_WORDS}"],
        ),
        honest(PUBLIC_RESOLVERS[0]),
    ),
)
LOCAL_NAMES = replace(
    DNS_LIE,
    id="dns_lie_before_proxy",
    rows=("PATH-06",),
    title="The proxy is given the address that the provider's resolver invented",
    ways=(OwnWay(name="local", link=f"socks5://{PROXY}:{PROXY_PORT}?local_dns=1"),),
    platforms=(
        Row(
            id="target",
            url=f"https://{TARGET}/",
            alone=LIED,
            beside=LIED,
            through={"local": replace(LIED, locus=Locus.LOCAL), ESCAPE: OK},
            through_alone={"local": replace(LIED, locus=Locus.LOCAL)},
        ),
        FINE_ROW,
    ),
)

SCENARIOS = (DENIED, EMPTY, ALIAS, POLICY, LOCAL_NAMES)
