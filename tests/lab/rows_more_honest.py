"""Two honest troubles at once: the line's, the service's, the resolver's, the own machine's."""

from dataclasses import replace

from waythrough.model.run import Depth
from waythrough.model.verdict import Label

from . import raw
from .censor import COMMON, ESCAPES, FINE_ROW, RESOLVES, page, plain, roots
from .packets import TCP
from .raw import Saw
from .raw_tools import ask
from .rows_ip import TARGET_AT6, TWO_FAMILIES
from .rows_network import rows
from .rows_throughput import QUICK_OFFER
from .rules import Drop, DropLarge, Line, Match, Rule
from .scenario import EITHER, FAULT, GEO, OK, SLOW_OK, Raw, Row, Scenario, Truth
from .spec import ABROAD_NET6, CLIENT, DOMESTIC_NET, Door, Health, Internet, Page, Paper, Site
from .standard import (
    BIG,
    FINE,
    HOME,
    ISP_RESOLVER,
    PUBLIC_RESOLVERS,
    SECOND,
    TARGET,
    TARGET_AT,
    internet,
    target,
    with_resolver,
)

URL = f"https://{TARGET}/"
FLAKY = SLOW_OK.widened(Label.INCONCLUSIVE)
UNSURE = EITHER.widened(Label.NETWORK_TROUBLE)
SATELLITE = Line(rtt=0.8, loss=0.05, flow_kbit=80)
LOSSY = Line(rtt=0.3, loss=0.05)
WIFI = Line(outage=2.0, outage_every=8.0, resets=0.03)
NO_V6 = Rule(name="v6", match=Match(dst=(ABROAD_NET6,)), action=Drop())


def comes(status: int = 200) -> Raw:
    """The page comes in the end."""
    return Raw(what="the page comes in the end", probe=page(TARGET, TARGET_AT, patience=40), expect=status)


def both(
    id_: str, title: str, cause: Label, net: Internet, row: Row, *proofs: Raw, **more: object
) -> Scenario:
    """Two troubles, a row that has them and one that has only the line's."""
    line = more.get("line")
    fine = replace(FINE_ROW, alone=SLOW_OK, beside=SLOW_OK, through=SLOW_OK) if line else FINE_ROW
    values: dict[str, object] = {
        "id": id_,
        "title": title,
        "cause": cause,
        "honest": True,
        "internet": net,
        "platforms": (row, fine),
        "raw": proofs if line else (*COMMON, *proofs),
        "lossy_too": not line,
    }
    return Scenario(**(values | more))  # type: ignore[arg-type]


def row(alone: Truth, beside: Truth | None = None, through: Truth | None = None) -> Row:
    """The target's row."""
    return Row(id="target", url=URL, alone=alone, beside=beside or alone, through=through or beside or alone)


SATELLITE_NO_V6 = both(
    "satellite_without_ipv6",
    "A satellite line on which IPv6 is offered and goes nowhere",
    Label.NETWORK_TROUBLE,
    internet(*TWO_FAMILIES),
    row(SLOW_OK),
    comes(),
    Raw(what="IPv6 is silent", probe=plain(raw.connect, TARGET_AT6, 443), expect=Saw.SILENT),
    line=SATELLITE,
    rules=(NO_V6,),
    acts=("v6", "lost"),
)
WIFI_SLOW = both(
    "flaky_wifi_slow_origin",
    "Bursts of loss on the line, and a service that thinks for five seconds",
    Label.NETWORK_TROUBLE,
    internet(target(page=Page(size=20000, wait=5.0, pace=20.0))),
    row(FLAKY, FLAKY, FLAKY),
    line=WIFI,
)
WIFI_SLOW = replace(
    WIFI_SLOW,
    platforms=(WIFI_SLOW.platforms[0], replace(FINE_ROW, alone=FLAKY, beside=FLAKY, through=FLAKY)),
    random="about one connection in ten is torn, a quarter of the time nothing passes",
    repeats=3,
)
GEO_LOSSY = both(
    "geo_451_lossy",
    "The service refuses this country, over a lossy line",
    Label.GEO_BLOCK,
    internet(target(refused=(f"{CLIENT}/32", DOMESTIC_NET))),
    row(GEO.widened(Label.INCONCLUSIVE, Label.NETWORK_TROUBLE), through=SLOW_OK),
    comes(451),
    line=LOSSY,
    acts=(f"451 {TARGET}",),
)
GEO_NO_V6 = both(
    "geo_403_without_ipv6",
    "The service refuses this country at either family, and IPv6 goes nowhere",
    Label.GEO_BLOCK,
    internet(
        replace(
            TWO_FAMILIES[0],
            refused=(f"{CLIENT}/32", DOMESTIC_NET),
            refusal=Page(status=403, text="error code: 1009", headers={"Server": "cloudflare"}),
        ),
        *TWO_FAMILIES[1:],
    ),
    row(GEO.widened(Label.INCONCLUSIVE), through=OK),
    Raw(what="the refusal", probe=page(TARGET, TARGET_AT), expect=403),
    Raw(what="IPv6 is silent", probe=plain(raw.connect, TARGET_AT6, 443), expect=Saw.SILENT),
    rules=(NO_V6,),
    acts=("v6", f"403 {TARGET}"),
)
DOWN_LOSSY = both(
    "server_down_satellite",
    "The service is down, behind a satellite line",
    Label.SERVER_FAULT,
    internet(target(health=Health.DOWN)),
    row(UNSURE, UNSURE),
    Raw(what="silence", probe=plain(raw.connect, TARGET_AT, 443, 9), expect=Saw.SILENT),
    line=SATELLITE,
)
RESETS_WIFI = both(
    "server_resets_lossy",
    "The service itself resets at the first byte, behind a lossy line",
    Label.SERVER_FAULT,
    internet(target(door=Door.RESET_AT_DATA)),
    row(UNSURE, UNSURE),
    Raw(
        what="a reset, or silence where that reset gets lost",
        probe=lambda lab: (
            raw.handshake(TARGET_AT, TARGET, lab.papers.root, patience=9) in (Saw.RESET, Saw.SILENT)
        ),
        expect=True,
    ),
    line=LOSSY,
)
EXPIRED_CLOCK = both(
    "cert_expired_clock_ahead",
    "The clock is an hour ahead, and the service's certificate ran out two days ago",
    Label.SERVER_FAULT,
    replace(internet(target(paper=Paper.EXPIRED)), late=3600.0),
    row(EITHER, FAULT),
    RESOLVES,
    Raw(what="expired", probe=roots(raw.handshake, TARGET_AT, TARGET), expect=Saw.EXPIRED),
)
STALLS = both(
    "server_stalls_at_16k",
    "The server itself stops after 16 KB of every page, for everybody",
    Label.SERVER_FAULT,
    internet(target(page=Page(size=BIG, stall=16384))),
    row(UNSURE, UNSURE),
    RESOLVES,
    ESCAPES_NOT := Raw(
        what="the proxy gets no more",
        probe=page(TARGET, patience=3),
        expect=Saw.SILENT,
    ),
    acts=(f"hit {TARGET}",),
    lossy_too=False,
)
STALLS_DEEP = replace(
    STALLS,
    id="server_stalls_at_16k_deep",
    title="The same, looked at thoroughly",
    depth=Depth.THOROUGH,
    offer=QUICK_OFFER,
)
STALLS_SECOND = replace(
    STALLS,
    id="server_stalls_at_16k_second",
    title="The same, when ways have read a long page elsewhere already",
    # What the way read first was short and passed: that most of its tries stop says neither yes nor no.
    platforms=(FINE_ROW, row(UNSURE, UNSURE, Truth(works=None, label=Label.INCONCLUSIVE))),
)
CRAWLS = both(
    "server_crawls",
    "The server hands out 6 KB a second to everybody, looked at thoroughly",
    Label.OK,
    internet(target(page=Page(size=BIG, pace=6.0))),
    row(SLOW_OK),
    RESOLVES,
    depth=Depth.THOROUGH,
    offer=QUICK_OFFER,
    lossy_too=False,
)
EOF = both(
    "server_closes_at_data",
    "The service itself hangs up on every hello",
    Label.SERVER_FAULT,
    internet(target(door=Door.CLOSE_AT_DATA)),
    row(EITHER, EITHER),
    RESOLVES,
)
THINKS = both(
    "tls_thinks_six_seconds",
    "The service takes six seconds for each handshake, looked at thoroughly",
    Label.OK,
    internet(target(tls_wait=6.0, page=Page(size=20000))),
    row(SLOW_OK),
    RESOLVES,
    comes(),
    depth=Depth.THOROUGH,
    offer=QUICK_OFFER,
)
BUFFERBLOAT = both(
    "bloated_queue",
    "A narrow line with a long queue: what is busy waits for seconds",
    Label.NETWORK_TROUBLE,
    internet(target(page=Page(size=BIG))),
    row(SLOW_OK),
    comes(),
    line=Line(rtt=0.1, kbit=256, queue=64000),
)
_MTU = Truth(works=False, label=Label.NETWORK_TROUBLE, alternatives=(Label.INCONCLUSIVE,))
MTU = Scenario(
    id="mtu_for_everybody",
    title="On the line every packet of more than 1280 bytes gets lost without a word",
    cause=Label.NETWORK_TROUBLE,
    honest=True,
    internet=internet(),
    rules=(Rule(name="large", match=Match(protocol=TCP), action=DropLarge(1280)),),
    acts=("large",),
    platforms=tuple(
        replace(each, through=_MTU.widened(Label.PATH_FAILURE)) for each in rows(_MTU, "target", "fine")
    ),
    raw=(
        RESOLVES,
        Raw(what="no page of the target", probe=page(TARGET, TARGET_AT), expect=Saw.SILENT),
    ),
    lossy_too=False,
)


def resolving(
    id_: str, title: str, truth: Truth, *proofs: Raw, at: str = ISP_RESOLVER, **manner: object
) -> Scenario:
    """A resolver with a manner of its own; every platform has the same truth."""
    return Scenario(
        id=id_,
        title=title,
        cause=truth.label,
        honest=True,
        internet=with_resolver(internet(), at, **manner),
        platforms=tuple(
            Row(id=name, url=f"https://www.{name}.example/", alone=truth, beside=truth)
            for name in ("target", "second", "fine")
        ),
        raw=(*COMMON, ESCAPES, *proofs),
    )


SLOW_RESOLVER = resolving(
    "resolver_slow",
    "The provider's resolver takes two and a half seconds for every name",
    SLOW_OK,
    Raw(
        what="it answers late",
        probe=lambda _: raw.answers(ISP_RESOLVER, TARGET, patience=4),
        expect=[(TARGET_AT,)],
    ),
    Raw(what="not at once", probe=plain(raw.answers, ISP_RESOLVER, TARGET), expect=[]),
    wait=2.5,
)
TRUNCATES = resolving(
    "resolver_truncates",
    "The provider's resolver sends everybody to TCP",
    SLOW_OK,
    Raw(what="nothing over UDP", probe=plain(raw.answers, ISP_RESOLVER, TARGET), expect=[()]),
    Raw(
        what="all over TCP",
        probe=lambda _: ask(ISP_RESOLVER, TARGET, tcp=True).of("A"),  # type: ignore[union-attr]
        expect=(TARGET_AT,),
    ),
    truncates=True,
)
TRUNCATES_ONLY = resolving(
    "resolver_truncates_without_tcp",
    "The provider's resolver sends everybody to TCP and does not speak it",
    Truth(works=False, label=Label.NETWORK_TROUBLE, alternatives=(Label.INCONCLUSIVE,)),
    Raw(what="nothing over UDP", probe=plain(raw.answers, ISP_RESOLVER, TARGET), expect=[()]),
    Raw(what="nor TCP", probe=lambda _: ask(ISP_RESOLVER, TARGET, tcp=True), expect=None),
    truncates=True,
    tcp=False,
)
ONE_PUBLIC_DEAD = resolving(
    "public_resolver_dead",
    "One of the two public resolvers is dead",
    OK,
    Raw(what="it is mute", probe=plain(raw.answers, PUBLIC_RESOLVERS[0], TARGET), expect=[]),
    at=PUBLIC_RESOLVERS[0],
    dead=True,
)
HOME_DEAD = Scenario(
    id="domestic_host_dead",
    title="The domestic host that comparisons lean on is down; the service is too",
    cause=Label.SERVER_FAULT,
    honest=True,
    internet=internet(
        Site(names=(HOME,), address="198.51.100.20", where=TWO_FAMILIES[0].where, health=Health.DOWN),
        Site(names=(SECOND,), address="203.0.113.11", health=Health.REFUSING),
    ),
    platforms=(
        Row(id="second", url=f"https://{SECOND}/", alone=EITHER, beside=FAULT, through=EITHER),
        Row(id="fine", url=f"https://{FINE}/"),
    ),
    raw=(*COMMON, Raw(what="refused", probe=plain(raw.connect, "203.0.113.11", 443), expect=Saw.REFUSED)),
)

SCENARIOS = (
    SATELLITE_NO_V6,
    WIFI_SLOW,
    GEO_LOSSY,
    GEO_NO_V6,
    DOWN_LOSSY,
    RESETS_WIFI,
    EXPIRED_CLOCK,
    STALLS,
    STALLS_DEEP,
    STALLS_SECOND,
    CRAWLS,
    EOF,
    THINKS,
    BUFFERBLOAT,
    MTU,
    SLOW_RESOLVER,
    TRUNCATES,
    TRUNCATES_ONLY,
    ONE_PUBLIC_DEAD,
    HOME_DEAD,
)
