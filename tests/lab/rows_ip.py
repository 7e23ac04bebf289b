"""Rows of the address layer: closed addresses, ports and prefixes, and frontiers that meet everything foreign."""

from waythrough.model.verdict import Label, Locus

from . import raw
from .censor import (
    AT_TARGET,
    COMMON,
    ESCAPES,
    FINE_ROW,
    NEUTRAL_AT,
    NEUTRAL_NAME,
    RESOLVES,
    UNCLEAR,
    blocked,
    censored,
    page,
    plain,
    roots,
)
from .packets import TCP
from .raw import Saw
from .rules import Drop, Match, Reset, Rule
from .scenario import Raw, Row, Scenario, Truth
from .spec import ABROAD_NET, ABROAD_NET6, Page, Site
from .standard import (
    BIG,
    FINE,
    FINE_AT,
    HOME,
    HOME_AT,
    NEUTRAL,
    SECOND_AT,
    TARGET,
    TARGET_AT,
    internet,
)

TARGET_AT6 = "2001:db8:2:a::10"
TARGET_TOO_AT = "203.0.113.110"  # a second address of the target
NEUTRAL6 = {name: f"2001:db8:2:b::{number}" for number, name in enumerate(NEUTRAL, 1)}
ABROAD = (ABROAD_NET, ABROAD_NET6)
TWO_FAMILIES = (
    Site(names=(TARGET,), address=TARGET_AT, more=(TARGET_AT6,)),
    *(
        Site(names=(name,), address=NEUTRAL[name], more=(at,), page=Page(size=BIG))
        for name, at in NEUTRAL6.items()
    ),
)
IP_BLOCKED = blocked(Label.IP_BLOCKING)


def frontier(label: Label, name: str = "target", *, way_too: bool = True, qualifier: str = "") -> Row:
    """A row that says nothing of its own, since a rule for everybody explains it; `way_too`: the proxy's as well."""
    truth = Truth(works=None, label=label, network=label, qualifier=qualifier)
    url = f"https://www.{name}.example/"
    return Row(
        id=name,
        url=url,
        alone=truth,
        beside=truth,
        through=truth if way_too else Truth(works=True, label=Label.OK),
    )


V6_SHOWN = (
    Raw(what="IPv6 is carried", probe=plain(raw.connect, TARGET_AT6, 443), expect=Saw.OPEN),
    Raw(
        what="neutral hosts open over IPv6",
        probe=roots(raw.handshake, NEUTRAL6[NEUTRAL_NAME], NEUTRAL_NAME),
        expect=Saw.VALID,
    ),
)

NULL_ROUTE = Scenario(
    id="null_route",
    title="A whole prefix of both families goes nowhere",
    rows=("IP-04",),
    twin="server_down",
    cause=Label.IP_BLOCKING,
    internet=internet(*TWO_FAMILIES),
    rules=(Rule(name="prefix", match=Match(dst=("203.0.113.10/31", "2001:db8:2:a::/64")), action=Drop()),),
    acts=("prefix",),
    platforms=(censored(UNCLEAR, IP_BLOCKED), censored(UNCLEAR, IP_BLOCKED, name="second"), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        *(
            Raw(what=f"{at} is silent", probe=plain(raw.connect, at, 443), expect=Saw.SILENT)
            for at in (TARGET_AT, TARGET_AT6, SECOND_AT)
        ),
        V6_SHOWN[1],
    ),
)

PORT_443 = Scenario(
    id="port_443",
    title="One port of an address is closed",
    rows=("IP-05",),
    twin="own_firewall",
    cause=Label.IP_BLOCKING,
    internet=internet(),
    rules=(Rule(name="port", match=Match(dst=AT_TARGET, port=443, protocol=TCP), action=Drop()),),
    acts=("port",),
    platforms=(
        censored(UNCLEAR, Truth(works=False, label=Label.IP_BLOCKING, locus=Locus.DIRECT, qualifier="port")),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="443 is silent", probe=plain(raw.connect, TARGET_AT, 443), expect=Saw.SILENT),
        Raw(what="80 is open", probe=plain(raw.connect, TARGET_AT, 80), expect=Saw.OPEN),
    ),
)

ALL_443_RESET = Scenario(
    id="all_443_reset",
    title="Every SYN to port 443 abroad is answered with resets",
    rows=("IP-06",),
    twin="server_refusing",
    cause=Label.UNTARGETED_BLOCKING,
    internet=internet(),
    rules=(Rule(name="443", match=Match(dst=ABROAD, port=443, protocol=TCP), action=Reset(copies=3)),),
    acts=("443",),
    platforms=tuple(
        frontier(Label.UNTARGETED_BLOCKING, name, way_too=False, qualifier="port")
        for name in ("target", "fine")
    ),
    raw=(
        Raw(what="443 abroad refuses", probe=plain(raw.connect, FINE_AT, 443), expect=Saw.REFUSED),
        Raw(what="and a neutral one", probe=plain(raw.connect, NEUTRAL_AT, 443), expect=Saw.REFUSED),
        Raw(what="80 abroad is open", probe=plain(raw.connect, FINE_AT, 80), expect=Saw.OPEN),
        Raw(what="443 at home is open", probe=roots(raw.handshake, HOME_AT, HOME), expect=Saw.VALID),
        Raw(what="the proxy opens it", probe=page(FINE), expect=200),
    ),
)

V4_BLOCKED = Scenario(
    id="v4_blocked_v6_open",
    title="The IPv4 address is closed, the IPv6 one is not",
    rows=("IP-08",),
    twin="ipv6_broken",
    cause=Label.IP_BLOCKING,
    internet=internet(*TWO_FAMILIES),
    rules=(Rule(name="v4", match=Match(dst=AT_TARGET), action=Drop()),),
    acts=("v4",),
    platforms=(
        censored(
            Truth(works=True, label=Label.PARTIAL),
            Truth(works=True, label=Label.PARTIAL, qualifier="ip_blocking", findings=(Label.IP_BLOCKING,)),
        ),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        *V6_SHOWN,
        Raw(what="IPv4 is silent", probe=plain(raw.connect, TARGET_AT, 443), expect=Saw.SILENT),
        Raw(what="IPv6 serves", probe=page(TARGET, TARGET_AT6), expect=200),
    ),
)

CIDR_ALLOWLIST = Scenario(
    id="cidr_allowlist",
    title="Only domestic prefixes are served; foreign servers take connections and nothing more",
    rows=("IP-11",),
    twin="upstream_outage",
    cause=Label.UNTARGETED_BLOCKING,
    internet=internet(),
    rules=(
        Rule(name="data", match=Match(dst=ABROAD, protocol=TCP, any_payload=True), action=Drop()),
        Rule(name="datagrams", match=Match(dst=ABROAD, protocol=17), action=Drop()),
    ),
    acts=("data",),
    platforms=tuple(frontier(Label.UNTARGETED_BLOCKING, name) for name in ("target", "fine")),
    raw=(
        Raw(what="a connection abroad opens", probe=plain(raw.connect, FINE_AT, 443), expect=Saw.OPEN),
        Raw(what="no hello is answered", probe=roots(raw.handshake, FINE_AT, FINE), expect=Saw.SILENT),
        Raw(
            what="neither a neutral one",
            probe=roots(raw.handshake, NEUTRAL_AT, NEUTRAL_NAME),
            expect=Saw.SILENT,
        ),
        Raw(what="home opens", probe=roots(raw.handshake, HOME_AT, HOME), expect=Saw.VALID),
    ),
)

SHUTDOWN = Scenario(
    id="shutdown",
    title="Everything international is dropped, domestic sites work",
    rows=("IP-12",),
    twin="cable_out",
    cause=Label.UNTARGETED_BLOCKING,
    internet=internet(),
    rules=(Rule(name="abroad", match=Match(dst=ABROAD), action=Drop()),),
    acts=("abroad",),
    platforms=tuple(frontier(Label.UNTARGETED_BLOCKING, name) for name in ("target", "fine")),
    raw=(
        Raw(what="silence abroad", probe=plain(raw.connect, FINE_AT, 443), expect=Saw.SILENT),
        Raw(what="and on 80", probe=plain(raw.connect, NEUTRAL_AT, 80), expect=Saw.SILENT),
        RESOLVES,
        Raw(what="home opens", probe=roots(raw.handshake, HOME_AT, HOME), expect=Saw.VALID),
    ),
)

ANY_NAME = Scenario(
    id="endpoint_any_name",
    title="TLS to one of two addresses of a service is dropped, whatever the name",
    rows=("IP-16",),
    twin="server_refusing",
    cause=Label.IP_BLOCKING,
    internet=internet(Site(names=(TARGET,), address=TARGET_AT, more=(TARGET_TOO_AT,))),
    rules=(
        Rule(name="hello", match=Match(dst=AT_TARGET, port=443, protocol=TCP, any_hello=True), action=Drop()),
    ),
    acts=("hello",),
    platforms=(censored(UNCLEAR.widened(Label.CONN_INTERFERENCE), IP_BLOCKED), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        Raw(what="the address accepts", probe=plain(raw.connect, TARGET_AT, 443), expect=Saw.OPEN),
        Raw(what="its name is lost there", probe=roots(raw.handshake, TARGET_AT, TARGET), expect=Saw.SILENT),
        Raw(what="a neutral one too", probe=roots(raw.handshake, TARGET_AT, NEUTRAL_NAME), expect=Saw.SILENT),
        Raw(what="its sibling serves", probe=page(TARGET, TARGET_TOO_AT), expect=200),
        Raw(
            what="the name passes elsewhere",
            probe=roots(raw.handshake, NEUTRAL_AT, TARGET),
            expect=Saw.OTHER_NAME,
        ),
    ),
)

SCENARIOS = (
    NULL_ROUTE,
    PORT_443,
    ALL_443_RESET,
    V4_BLOCKED,
    CIDR_ALLOWLIST,
    SHUTDOWN,
    ANY_NAME,
)
