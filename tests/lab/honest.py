"""Eight troubles that look like censorship and are none: not one label may accuse anybody."""

from dataclasses import replace

from waythrough.model.run import Depth
from waythrough.model.verdict import Label

from . import raw
from .censor import COMMON, ESCAPES, FINE_ROW, RESOLVES, page, plain, roots
from .packets import TCP, UDP
from .raw import Saw
from .raw_tools import quic
from .rules import Line, Match, Redirect, Reset, Rule
from .scenario import EITHER, FAULT, GEO, SLOW_OK, Raw, Row, Scenario, Truth
from .spec import CLIENT, DOMESTIC_NET, PORTAL, PROXY, PROXY_PORT, Health, Paper, Site
from .standard import (
    CANARY_204,
    CANARY_TEXT,
    DOH,
    FINE,
    FINE_AT,
    HOME,
    HOME_AT,
    ISP_RESOLVER,
    NEUTRAL,
    OFFER,
    PUBLIC_RESOLVERS,
    TARGET,
    TARGET_AT,
    internet,
    six,
)
from .world import Lab

UNCLEAR = Truth(works=False, label=Label.INCONCLUSIVE)
URL = f"https://{TARGET}/"


def _masked(label: Label) -> tuple[Row, ...]:
    """Two rows that say nothing of their own, since the whole line is in trouble."""
    truth = Truth(works=None, label=label, network=label)
    ids = (("target", URL), ("fine", f"https://{FINE}/"))
    return tuple(Row(id=name, url=url, alone=truth, beside=truth, through=truth) for name, url in ids)


def _server(name: str, title: str, health: Health, expect: Saw, by_proxy: Saw, row: str) -> Scenario:
    """A server that nobody can reach; from inside alone that looks like a closed address."""
    cells = Row(id="target", url=URL, alone=UNCLEAR, beside=FAULT, through=EITHER)
    return Scenario(
        id=name,
        title=title,
        cause=Label.SERVER_FAULT,
        honest=True,
        internet=internet(Site(names=(TARGET,), address=TARGET_AT, health=health)),
        rows=(row,),
        platforms=(cells, FINE_ROW),
        raw=(
            *COMMON,
            RESOLVES,
            Raw(what="443 is closed", probe=plain(raw.connect, TARGET_AT, 443), expect=expect),
            Raw(what="80 is closed", probe=plain(raw.connect, TARGET_AT, 80), expect=expect),
            Raw(what="the proxy fares no better", probe=page(TARGET), expect=by_proxy),
        ),
    )


SERVER_DOWN = _server("server_down", "The server is down", Health.DOWN, Saw.SILENT, Saw.SILENT, "BEN-01")
SERVER_REFUSING = _server(
    "server_refusing", "The server refuses", Health.REFUSING, Saw.REFUSED, Saw.REFUSED, "BEN-02"
)

CERT_EXPIRED = Scenario(
    id="cert_expired",
    title="The service let its certificate expire",
    cause=Label.SERVER_FAULT,
    honest=True,
    internet=internet(Site(names=(TARGET,), address=TARGET_AT, paper=Paper.EXPIRED)),
    platforms=(Row(id="target", url=URL, alone=EITHER, beside=FAULT, through=FAULT), FINE_ROW),
    raw=(
        *COMMON,
        RESOLVES,
        Raw(what="expired", probe=roots(raw.handshake, TARGET_AT, TARGET), expect=Saw.EXPIRED),
        Raw(what="expired by the proxy too", probe=page(TARGET), expect=Saw.EXPIRED),
    ),
)

GEO_451 = Scenario(
    id="geo_451",
    title="The service refuses this country with 451",
    cause=Label.GEO_BLOCK,
    honest=True,
    internet=internet(Site(names=(TARGET,), address=TARGET_AT, refused=(f"{CLIENT}/32", DOMESTIC_NET))),
    acts=(f"451 {TARGET}",),
    platforms=(
        Row(id="target", url=URL, alone=GEO.widened(Label.INCONCLUSIVE), beside=GEO),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="451 inside verified TLS", probe=page(TARGET, TARGET_AT), expect=451),
    ),
)


def _thrice(lab: Lab) -> list[int | Saw]:
    pages = (raw.get(TARGET, address=TARGET_AT, roots=lab.papers.root, patience=30) for _ in range(3))
    return [raw.status(page) for page in pages]


LOSSY = Scenario(
    id="lossy",
    title="5 % of the packets are lost each way, 300 ms of round trip",
    cause=Label.NETWORK_TROUBLE,
    honest=True,
    internet=internet(),
    line=Line(loss=0.05, rtt=0.3),
    acts=("lost",),
    platforms=tuple(
        Row(id=name, url=f"https://www.{name}.example/", alone=SLOW_OK, beside=SLOW_OK, through=SLOW_OK)
        for name in ("target", "second", "fine")
    ),
    raw=(
        Raw(
            what="every page comes in the end",
            probe=_thrice,
            expect=[200, 200, 200],
        ),
        Raw(
            what="so does the proxy's",
            probe=page(FINE, patience=30),
            expect=200,
        ),
        Raw(
            what="of forty questions some are lost, most are answered",
            probe=lambda _: 20 < len(raw.flood(ISP_RESOLVER, FINE, 40)) < 40,
            expect=True,
        ),
    ),
)

_NO_DNS = Truth(works=False, label=Label.NETWORK_TROUBLE)
DEAD_RESOLVER = Scenario(
    id="dead_resolver",
    title="The provider's resolver is dead",
    cause=Label.NETWORK_TROUBLE,
    honest=True,
    internet=internet(dead_resolver=True),
    acts=(f"asked {ISP_RESOLVER}",),
    platforms=tuple(
        Row(id=name, url=f"https://www.{name}.example/", alone=_NO_DNS, beside=_NO_DNS)
        for name in ("target", "fine")
    ),
    raw=(
        *COMMON,
        ESCAPES,
        Raw(what="it is mute for the target", probe=plain(raw.answers, ISP_RESOLVER, TARGET), expect=[]),
        Raw(what="and for a domestic name", probe=plain(raw.answers, ISP_RESOLVER, HOME), expect=[]),
        Raw(
            what="a public one answers",
            probe=plain(raw.answers, PUBLIC_RESOLVERS[0], TARGET),
            expect=[(TARGET_AT,)],
        ),
        Raw(what="so does DoH", probe=roots(raw.doh, DOH[0][1], DOH[0][0], TARGET), expect=(TARGET_AT,)),
    ),
)

_NOT_PORTAL = (f"{PORTAL}/32", f"{ISP_RESOLVER}/32")
CAPTIVE_PORTAL = Scenario(
    id="captive_portal",
    title="A login page stands before the whole line",
    rows=("BEN-07",),
    cause=Label.CAPTIVE_PORTAL,
    honest=True,
    internet=internet(lies={"*": (PORTAL,)}),
    rules=(
        Rule(
            name="dns", match=Match(port=53, protocol=UDP, spare=_NOT_PORTAL), action=Redirect(ISP_RESOLVER)
        ),
        Rule(name="web", match=Match(port=80, protocol=TCP, spare=_NOT_PORTAL), action=Redirect(PORTAL)),
        Rule(name="rest", match=Match(spare=_NOT_PORTAL), action=Reset()),
    ),
    acts=("dns", "web", "rest"),
    platforms=_masked(Label.CAPTIVE_PORTAL),
    raw=(
        Raw(
            what="every name is the portal's",
            probe=lambda _: {at: raw.answers(at, TARGET) for at in (ISP_RESOLVER, *PUBLIC_RESOLVERS)},
            expect={at: [(PORTAL,)] for at in (ISP_RESOLVER, *PUBLIC_RESOLVERS)},
        ),
        Raw(
            what="both canaries lead to the portal",
            probe=lambda _: {raw.status(raw.get(name, address=at)) for name, at in (CANARY_204, CANARY_TEXT)},
            expect={302},
        ),
        Raw(what="443 refuses abroad", probe=plain(raw.connect, FINE_AT, 443), expect=Saw.REFUSED),
        Raw(what="and at home", probe=plain(raw.connect, HOME_AT, 443), expect=Saw.REFUSED),
        Raw(what="and the proxy", probe=plain(raw.connect, PROXY, PROXY_PORT), expect=Saw.REFUSED),
    ),
)

CABLE_OUT = Scenario(
    id="cable_out",
    title="The cable is out",
    rows=("LOC-06",),
    cause=Label.NO_INTERNET,
    honest=True,
    internet=internet(),
    cable=False,
    platforms=_masked(Label.NO_INTERNET),
    raw=(
        Raw(what="no route abroad", probe=plain(raw.connect, FINE_AT, 443), expect=Saw.NO_ROUTE),
        Raw(what="no route at home", probe=plain(raw.connect, HOME_AT, 443), expect=Saw.NO_ROUTE),
        Raw(what="no route to the proxy", probe=plain(raw.connect, PROXY, PROXY_PORT), expect=Saw.NO_ROUTE),
        Raw(
            what="no route to the resolver",
            probe=lambda _: raw.seen(lambda: raw.reach_resolver(ISP_RESOLVER)),
            expect=Saw.NO_ROUTE,
        ),
    ),
)

LINE_DEAD = replace(
    CABLE_OUT,
    id="line_dead",
    title="The link is up, but nothing comes back: the cable is out one device further",
    rows=(),
    cable=True,
    line=Line(loss=1.0),
    acts=("lost",),
    raw=(
        Raw(what="silence abroad", probe=plain(raw.connect, FINE_AT, 443), expect=Saw.SILENT),
        Raw(what="silence at home", probe=plain(raw.connect, HOME_AT, 443), expect=Saw.SILENT),
        Raw(what="no answer from any resolver", probe=plain(raw.answers, ISP_RESOLVER, FINE), expect=[]),
    ),
)

HONEST = (
    SERVER_DOWN,
    SERVER_REFUSING,
    CERT_EXPIRED,
    GEO_451,
    LOSSY,
    DEAD_RESOLVER,
    CAPTIVE_PORTAL,
    CABLE_OUT,
)

HAPPY = Scenario(
    id="happy",
    title="Everything works, over both families, TCP and QUIC",
    cause=Label.OK,
    honest=True,
    rows=("BEN-37",),
    internet=internet(dual=True, h3=True),
    depth=Depth.THOROUGH,
    offer=replace(OFFER, more={"quic_hosts": list(NEUTRAL)}),
    platforms=(Row(id="target", url=URL), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="IPv6 opens", probe=plain(raw.connect, six(TARGET_AT), 443), expect=Saw.OPEN),
        Raw(what="QUIC opens", probe=roots(quic, TARGET_AT, TARGET), expect="valid"),
    ),
)

EXTRA = (LINE_DEAD, HAPPY)
