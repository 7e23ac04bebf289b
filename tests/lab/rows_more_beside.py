"""A censor and an honest trouble at once: each gets its own word."""

from waythrough.model.verdict import Label

from . import raw
from .censor import blocked, page, plain
from .raw import Saw
from .rows_ip import TARGET_AT6, TWO_FAMILIES
from .rows_more_profiles import DNS, SNI, ends, opens, profile, row, site, sni, told
from .rules import Drop, Match, Reset, Rule
from .scenario import EITHER, FAULT, GEO, Raw, Truth
from .spec import ABROAD_NET6, CLIENT, DOMESTIC_NET, NOTICE, Health, Page, Paper
from .standard import ISP_RESOLVER, PUBLIC_RESOLVERS, SECOND_AT, TARGET, TARGET_AT, internet, with_resolver

HERE = (f"{CLIENT}/32", DOMESTIC_NET)
LIE_EXPIRED = profile(
    "dns_lie_about_expired",
    "The resolver lies about a service whose certificate ran out",
    Label.DNS_TAMPERING,
    internet(site("target", paper=Paper.EXPIRED), lies={TARGET: (NOTICE,)}),
    (),
    (
        row(
            "target",
            blocked(Label.DNS_TAMPERING, Label.SERVER_FAULT, Label.INCONCLUSIVE, locus=None),
            blocked(Label.DNS_TAMPERING, Label.SERVER_FAULT, Label.INCONCLUSIVE, locus=None),
            through=FAULT.widened(Label.INCONCLUSIVE),
        ),
    ),
    told("target", (NOTICE,)),
    ends("target", "expired"),
)
LIE_GEO = profile(
    "dns_lie_about_refusing",
    "The resolver lies about a service that refuses this country",
    Label.DNS_TAMPERING,
    internet(site("target", refused=HERE), lies={TARGET: (NOTICE,)}),
    (),
    (row("target", DNS.widened(Label.GEO_BLOCK), DNS.widened(Label.GEO_BLOCK)),),
    told("target", (NOTICE,)),
    Raw(what="451", probe=page(TARGET, TARGET_AT), expect=451),
)
SNI_AND_DOWN = profile(
    "sni_rst_beside_down",
    "One name is reset, another service is down, a third refuses this country, a fourth asks too much",
    Label.SNI_FILTERING,
    internet(
        site("second", health=Health.DOWN),
        site("third", refused=HERE),
        site("fourth", page=Page(status=429, text="Slow down.")),
    ),
    (Rule(name="sni", match=sni("target"), action=Reset()),),
    (
        row("target", SNI),
        row("second", EITHER, FAULT, through=EITHER),
        row("third", GEO),
        row(
            "fourth",
            Truth(works=True, label=Label.ACCESS_CHALLENGE),
            through=Truth(works=True, label=Label.ACCESS_CHALLENGE),
        ),
    ),
    ends("target", "reset"),
    Raw(what="silence", probe=plain(raw.connect, SECOND_AT, 443), expect=Saw.SILENT),
    opens("third"),
)
SNI_NO_V6 = profile(
    "sni_rst_without_ipv6",
    "A name is reset over IPv4, and IPv6 goes nowhere for anybody",
    Label.SNI_FILTERING,
    internet(*TWO_FAMILIES),
    (
        Rule(name="v6", match=Match(dst=(ABROAD_NET6,)), action=Drop()),
        Rule(name="sni", match=sni("target"), action=Reset()),
    ),
    (row("target", SNI),),
    ends("target", "reset"),
    Raw(what="IPv6 is silent", probe=plain(raw.connect, TARGET_AT6, 443), expect=Saw.SILENT),
    opens("target"),
)
SNI_OF_DOWN = profile(
    "sni_rst_of_faulty",
    "A name is reset whose service answers 503 to everybody",
    Label.SNI_FILTERING,
    internet(site("target", page=Page(status=503, text="<title>Down</title>"))),
    (Rule(name="sni", match=sni("target"), action=Reset()),),
    (row("target", SNI, SNI.widened(Label.SERVER_FAULT), through=FAULT),),
    ends("target", "reset"),
)


_LYING = internet(lies={TARGET: (NOTICE,)})
LIE_SLOWLY = profile(
    "dns_lie_slowly",
    "The provider's resolver is slow and lies, one public resolver is dead",
    Label.DNS_TAMPERING,
    with_resolver(with_resolver(_LYING, ISP_RESOLVER, wait=1.2), PUBLIC_RESOLVERS[0], dead=True),
    (),
    (row("target", DNS),),
    Raw(what="late", probe=lambda _: raw.answers(ISP_RESOLVER, TARGET, patience=4), expect=[(NOTICE,)]),
    told("target", at=PUBLIC_RESOLVERS[0]),
    opens("target"),
)

SCENARIOS = (LIE_EXPIRED, LIE_GEO, SNI_AND_DOWN, SNI_NO_V6, SNI_OF_DOWN, LIE_SLOWLY)
