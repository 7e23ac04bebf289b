"""Names that fail, or look odd, without anybody tampering: the twins of the tampered ones, and this side's doings."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address

from waythrough.model.platform import FlowKind, PassRule, Platform, Role, Target
from waythrough.model.verdict import Label, Locus

from . import raw
from .censor import COMMON, DOH_HONEST, ESCAPES, FINE_ROW, VALID_THERE, plain, roots
from .dns import Rcode
from .honest import UNCLEAR
from .local import Local
from .raw import Saw
from .rows_dns import ask, honest, saying, told
from .scenario import EITHER, FAULT, OK, Raw, Row, Scenario, Truth, Variant
from .spec import BOGUS, CLIENT6, EVERY, Resolver, Say, Site, Where
from .standard import (
    DOH,
    FINE,
    FINE_AT,
    ISP_RESOLVER,
    PUBLIC_RESOLVERS,
    TARGET,
    TARGET_AT,
    internet,
    with_resolver,
)

URL = f"https://{TARGET}/"
HERE = Truth(works=False, label=Label.LOCAL_INTERCEPTION, locus=Locus.LOCAL)
EVERY_RESOLVER = (ISP_RESOLVER, *PUBLIC_RESOLVERS, *(at for _, at in DOH))
NOBODY = f"rcode {Rcode.NXDOMAIN}"
GONE, GONE_MEDIA = "www.gone.example", "media.target.example"
ELSEWHERE = "203.0.113.71"
REGIONAL = ("203.0.113.72", "203.0.113.73")
HOME_ROUTER = "192.168.1.1"
FAKE = "198.18.0.7"
PREFIX, OPERATOR = "64:ff9b::/96", "2001:db8:64::/96"
RESOLVER6 = "2001:db8:1::53"

NAME_GONE = Scenario(
    id="name_gone",
    rows=("BEN-03",),
    title="The name does not exist any more",
    cause=Label.SERVER_FAULT,
    honest=True,
    internet=internet(),
    acts=(f"asked {ISP_RESOLVER}",),
    platforms=(
        Row(id="gone", url=f"https://{GONE}/", alone=FAULT, beside=FAULT, through=EITHER),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        *(
            Raw(what=f"{at} does not know it", probe=plain(raw.answers, at, GONE), expect=[(NOBODY,)])
            for at in (ISP_RESOLVER, *PUBLIC_RESOLVERS)
        ),
        honest(),
    ),
)
CDN = Scenario(
    id="cdn_unlike_answers",
    rows=("BEN-11",),
    title="Each resolver gives other addresses of the service, all of them right",
    cause=Label.OK,
    honest=True,
    internet=saying(
        internet(Site(names=(TARGET,), address=TARGET_AT, hidden=(ELSEWHERE,))),
        {ISP_RESOLVER: {TARGET: Say(a=(ELSEWHERE,), cname="edge.home-cdn.example")}},
    ),
    acts=(f"say {TARGET}",),
    platforms=(Row(id="target", url=URL), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        DOH_HONEST,
        told(ISP_RESOLVER, (ELSEWHERE,)),
        told(PUBLIC_RESOLVERS[0], (TARGET_AT,)),
        Raw(what="that is the service too", probe=roots(raw.handshake, ELSEWHERE, TARGET), expect=Saw.VALID),
    ),
)
BAD_SIGNATURES = Scenario(
    id="dns_bad_signatures",
    rows=("BEN-27",),
    title="The zone's signatures expired, so that every validating resolver fails at the name",
    cause=Label.SERVER_FAULT,
    honest=True,
    internet=saying(internet(), {at: {TARGET: BOGUS} for at in EVERY_RESOLVER}),
    acts=(f"say {TARGET}",),
    platforms=(Row(id="target", url=URL, alone=FAULT, beside=FAULT, through=OK), FINE_ROW),
    raw=(
        *COMMON,
        VALID_THERE,
        *(
            Raw(
                what=f"{at} blames the signatures",
                probe=plain(ask, at, TARGET, "A"),
                expect=["rcode 2", "EDE 6 signature expired"],
            )
            for at in (ISP_RESOLVER, *PUBLIC_RESOLVERS)
        ),
        honest(),
    ),
)
BAD_SIGNATURES_UNTOLD = replace(
    BAD_SIGNATURES,
    id="dns_bad_signatures_untold",
    title="The same, by resolvers that do not say why they fail",
    internet=saying(internet(), {at: {TARGET: replace(BOGUS, ede=None)} for at in EVERY_RESOLVER}),
    raw=(*COMMON, VALID_THERE, told(ISP_RESOLVER, ("rcode 2",)), honest()),
)
_BUSY = Truth(works=False, label=Label.NETWORK_TROUBLE, alternatives=(Label.INCONCLUSIVE,))


BUSY_RESOLVER = Scenario(
    id="dns_busy_resolver",
    rows=("BEN-27",),
    title="The provider's resolver is overloaded and fails at nearly every name",
    cause=Label.NETWORK_TROUBLE,
    honest=True,
    internet=with_resolver(internet(), ISP_RESOLVER, busy=0.99),
    acts=(f"busy {ISP_RESOLVER}",),
    platforms=tuple(
        Row(id=name, url=f"https://www.{name}.example/", alone=_BUSY, beside=_BUSY)
        for name in ("target", "fine")
    ),
    raw=(
        *COMMON,
        ESCAPES,
        DOH_HONEST,
        told(PUBLIC_RESOLVERS[0], (TARGET_AT,)),
        Raw(
            what="of four questions one is answered",
            probe=lambda _: [raw.answers(ISP_RESOLVER, FINE) for _ in range(4)],
            expect=[[(FINE_AT,)], *[[("rcode 2",)]] * 3],
        ),
    ),
)
_STALE = Truth(works=None, label=Label.INCONCLUSIVE, locus=Locus.LOCAL)


def _web(host: str, role: Role) -> Target:
    return Target(role=role, flow=FlowKind.WEB, host=host, port=443, url=f"https://{host}/", rule=PassRule())


RETIRED = Scenario(
    id="part_taken_away",
    rows=("BEN-28",),
    title="The service took away a name that is still tested",
    cause=Label.INCONCLUSIVE,
    honest=True,
    internet=internet(),
    acts=(f"hit {TARGET}",),
    platforms=(
        Row(
            id="target",
            platform=Platform(
                id="target",
                names={"en": "target"},
                targets=(_web(TARGET, Role.WEB), _web(GONE_MEDIA, Role.MEDIA)),
            ),
            alone=_STALE,
            beside=_STALE,
            through=Truth(works=None, label=Label.INCONCLUSIVE),
        ),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        VALID_THERE,
        *(
            Raw(what=f"{at} does not know it", probe=plain(raw.answers, at, GONE_MEDIA), expect=[(NOBODY,)])
            for at in (ISP_RESOLVER, *PUBLIC_RESOLVERS)
        ),
    ),
)
_NEAR = {at: {TARGET: Say(a=REGIONAL)} for at in (ISP_RESOLVER, *PUBLIC_RESOLVERS)}
REGIONAL_DEAD = Scenario(
    id="cdn_region_dead",
    rows=("BEN-30",),
    title="The addresses that the service gives to this region are dead for everybody",
    cause=Label.SERVER_FAULT,
    honest=True,
    internet=saying(internet(), _NEAR),
    acts=(f"say {TARGET}",),
    platforms=(
        Row(id="target", url=URL, alone=UNCLEAR, beside=replace(FAULT, qualifier="partial")),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        VALID_THERE,
        DOH_HONEST,
        told(ISP_RESOLVER, REGIONAL),
        *(
            Raw(what=f"nobody lives at {at}", probe=plain(raw.connect, at, 443), expect=Saw.SILENT)
            for at in REGIONAL
        ),
    ),
)


def nat64(id_: str, prefix: str, title: str) -> Scenario:
    """A line of IPv6 only: the resolver makes addresses under `prefix`, the provider carries them to IPv4."""
    base = int(IPv6Address(prefix.partition("/")[0]))
    world = internet()

    def mapped(address: str) -> str:
        return str(IPv6Address(base | int(IPv4Address(address))))

    sites = tuple(
        replace(site, hidden=(mapped(site.address),)) if not site.alone else site for site in world.sites
    )
    own = Resolver(address=ISP_RESOLVER, more=(RESOLVER6,), where=Where.DOMESTIC, dns64=prefix)
    others = tuple(
        replace(each, more=(mapped(each.address),)) if each.doh_name else each
        for each in world.resolvers
        if each.address != ISP_RESOLVER
    )
    return Scenario(
        id=id_,
        rows=("BEN-12",),
        title=title,
        cause=Label.OK,
        honest=True,
        internet=replace(world, sites=sites, resolvers=(own, *others)),
        client=(CLIENT6,),
        variants=(Variant.ALONE,),
        local=Local(resolver=RESOLVER6),
        acts=(f"asked {ISP_RESOLVER}",),
        platforms=(Row(id="target", url=URL), FINE_ROW),
        raw=(
            Raw(
                what="the resolver makes addresses",
                probe=plain(ask, RESOLVER6, TARGET, "AAAA"),
                expect=[mapped(TARGET_AT)],
            ),
            Raw(
                what="which are carried",
                probe=roots(raw.handshake, mapped(TARGET_AT), TARGET),
                expect=Saw.VALID,
            ),
            Raw(what="there is no IPv4", probe=plain(raw.connect, TARGET_AT, 443), expect=Saw.NO_ROUTE),
        ),
    )


NAT64 = nat64("nat64", PREFIX, "A line of IPv6 only with NAT64")
NAT64_OPERATOR = nat64(
    "nat64_operator", OPERATOR, "A line of IPv6 only with NAT64 under a prefix of its operator"
)

HOSTS_FILE = Scenario(
    id="hosts_file",
    rows=("LOC-03",),
    title="The hosts file of this computer leads the name to itself",
    cause=Label.LOCAL_INTERCEPTION,
    honest=True,
    internet=internet(),
    local=Local(hosts={TARGET: "127.0.0.1"}),
    platforms=(Row(id="target", url=URL, alone=HERE, beside=HERE), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        DOH_HONEST,
        told(ISP_RESOLVER, (TARGET_AT,)),
    ),
)
NOWHERE = replace(
    HOSTS_FILE,
    id="hosts_file_nowhere",
    title="The hosts file of this computer leads the name nowhere",
    local=Local(hosts={TARGET: "0.0.0.0"}),
)
_MADE_UP = Truth(works=None, label=Label.LOCAL_INTERCEPTION, network=Label.LOCAL_INTERCEPTION)
FAKE_IP = Scenario(
    id="fake_addresses",
    rows=("LOC-13",),
    title="A program on this computer answers every name with an address of its own making",
    cause=Label.LOCAL_INTERCEPTION,
    honest=True,
    internet=saying(internet(), {ISP_RESOLVER: {EVERY: Say(a=(FAKE,), aaaa=())}}),
    platforms=tuple(
        Row(id=name, url=f"https://www.{name}.example/", alone=_MADE_UP, beside=_MADE_UP)
        for name in ("target", "fine")
    ),
    raw=(
        *COMMON,
        ESCAPES,
        DOH_HONEST,
        told(ISP_RESOLVER, (FAKE,)),
        Raw(what="and so for another name", probe=plain(raw.answers, ISP_RESOLVER, FINE), expect=[(FAKE,)]),
    ),
)


def filtered(id_: str, title: str, says: Say, expect: tuple[str, ...]) -> Scenario:
    """A family filter on the home router withholds the name."""
    world = internet()
    router = Resolver(address=HOME_ROUTER, says={TARGET: says})
    return Scenario(
        id=id_,
        rows=("LOC-16",),
        title=title,
        cause=Label.LOCAL_INTERCEPTION,
        honest=True,
        internet=replace(world, resolvers=(*world.resolvers, router)),
        local=Local(resolver=HOME_ROUTER),
        acts=(f"say {TARGET}",),
        platforms=(Row(id="target", url=URL, alone=HERE, beside=HERE), FINE_ROW),
        raw=(*COMMON, ESCAPES, DOH_HONEST, VALID_THERE, told(HOME_ROUTER, expect), honest(HOME_ROUTER)),
    )


FAMILY_WORD = filtered(
    "family_filter_word",
    "A family filter on the home router denies the name and says so",
    Say(rcode=Rcode.NXDOMAIN, ede=17, ede_text="family filter"),
    (NOBODY,),
)
FAMILY_PAGE = filtered(
    "family_filter_page",
    "A family filter on the home router answers with its own address",
    Say(a=(HOME_ROUTER,), aaaa=()),
    (HOME_ROUTER,),
)
FAMILY_NOWHERE = filtered(
    "family_filter_nowhere",
    "A family filter on the home router answers with nowhere",
    Say(a=("0.0.0.0",), aaaa=()),
    ("0.0.0.0",),
)

SCENARIOS = (
    NAME_GONE,
    CDN,
    NAT64,
    NAT64_OPERATOR,
    BAD_SIGNATURES,
    BAD_SIGNATURES_UNTOLD,
    BUSY_RESOLVER,
    RETIRED,
    REGIONAL_DEAD,
    HOSTS_FILE,
    NOWHERE,
    FAKE_IP,
    FAMILY_WORD,
    FAMILY_PAGE,
    FAMILY_NOWHERE,
)
