"""Rows that concern the line as a whole: outages, weather, families that are broken, boxes that answer for all."""

import errno
import os
import subprocess
import time
from dataclasses import replace

from waythrough.model.run import Depth
from waythrough.model.verdict import Label

from . import raw
from .censor import (
    COMMON,
    ESCAPES,
    FINE_ROW,
    NEUTRAL_NAME,
    RESOLVES,
    UNCLEAR,
    blocked,
    censored,
    page,
    plain,
    roots,
)
from .local import Event, Local
from .packets import TCP
from .raw import Saw
from .rows_ip import ABROAD, NEUTRAL6, TARGET_AT6, TWO_FAMILIES, frontier
from .rules import Drop, End, Line, Match, Police, Pretend, Rule, Unreachable, Why
from .scenario import OK, SLOW_OK, Raw, Row, Scenario, Truth
from .spec import ABROAD_NET6, Health, Page, Site, Where
from .standard import (
    BIG,
    FINE_AT,
    HOME,
    HOME_AT,
    OFFER,
    QUIET_ADDRESS,
    TARGET,
    TARGET_AT,
    internet,
)
from .world import Lab

HOME_TOO, HOME_TOO_AT = "www.post.example", "198.51.100.21"
FLAKY = Truth(works=True, label=Label.OK, alternatives=(Label.NETWORK_TROUBLE, Label.INCONCLUSIVE))


def rows(truth: Truth, *names: str) -> tuple[Row, ...]:
    """Rows that are all of one truth, over whatever way."""
    return tuple(
        Row(id=name, url=f"https://www.{name}.example/", alone=truth, beside=truth, through=truth)
        for name in names
    )


TERMINATING_BOX = Scenario(
    id="terminating_box",
    title="A box completes TCP for everybody and hangs up on those that are not allowed",
    rows=("TCP-06",),
    cause=Label.CONN_INTERFERENCE,
    internet=internet(),
    rules=(
        Rule(
            name="pretend",
            match=Match(dst=(f"{TARGET_AT}/32", f"{QUIET_ADDRESS}/32"), protocol=TCP),
            action=Pretend(End.FIN),
        ),
    ),
    acts=("pretend",),
    platforms=(censored(UNCLEAR, blocked(Label.CONN_INTERFERENCE)), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="the address accepts", probe=plain(raw.connect, TARGET_AT, 443), expect=Saw.OPEN),
        Raw(what="so does one of nobody", probe=plain(raw.connect, QUIET_ADDRESS, 443), expect=Saw.OPEN),
    ),
)

_V6_RAW = (
    *COMMON,
    ESCAPES,
    Raw(what="IPv4 serves", probe=page(TARGET, TARGET_AT), expect=200),
)
IPV6_SILENT = Scenario(
    id="ipv6_broken",
    title="IPv6 is offered, but goes nowhere for anybody",
    rows=("BEN-09",),
    cause=Label.NETWORK_TROUBLE,
    honest=True,
    internet=internet(*TWO_FAMILIES),
    rules=(Rule(name="v6", match=Match(dst=(ABROAD_NET6,)), action=Drop()),),
    acts=("v6",),
    platforms=rows(OK, "target", "fine"),
    raw=(
        *_V6_RAW,
        Raw(what="IPv6 is silent", probe=plain(raw.connect, TARGET_AT6, 443), expect=Saw.SILENT),
        Raw(
            what="for neutral hosts too",
            probe=plain(raw.connect, NEUTRAL6[NEUTRAL_NAME], 443),
            expect=Saw.SILENT,
        ),
    ),
)
IPV6_UNREACHABLE = replace(
    IPV6_SILENT,
    id="ipv6_unreachable",
    title="IPv6 is offered, but has no route",
    rules=(Rule(name="v6", match=Match(dst=(ABROAD_NET6,)), action=Unreachable(Why.NETWORK)),),
    raw=(
        *_V6_RAW,
        Raw(what="IPv6 has no route", probe=plain(raw.connect, TARGET_AT6, 443), expect=Saw.NO_ROUTE),
    ),
)

OUTAGE = Scenario(
    id="upstream_outage",
    title="The provider lost its transit: everything foreign and half of the domestic sites are gone",
    rows=("BEN-10",),
    cause=Label.NO_INTERNET,
    honest=True,
    internet=internet(Site(names=(HOME_TOO,), address=HOME_TOO_AT, where=Where.DOMESTIC, health=Health.DOWN)),
    offer=replace(OFFER, domestic_hosts=(HOME, HOME_TOO)),
    rules=(Rule(name="abroad", match=Match(dst=ABROAD), action=Drop()),),
    acts=("abroad",),
    platforms=tuple(frontier(Label.NO_INTERNET, name) for name in ("target", "fine")),
    raw=(
        Raw(what="silence abroad", probe=plain(raw.connect, FINE_AT, 443), expect=Saw.SILENT),
        Raw(what="home opens", probe=roots(raw.handshake, HOME_AT, HOME), expect=Saw.VALID),
        Raw(what="half of home", probe=plain(raw.connect, HOME_TOO_AT, 443), expect=Saw.SILENT),
    ),
)

SATELLITE = Scenario(
    id="satellite",
    title="800 ms of round trip, 5 % of loss, 80 kbit/s for each connection",
    rows=("BEN-08",),
    cause=Label.NETWORK_TROUBLE,
    honest=True,
    internet=internet(),
    line=Line(rtt=0.8, loss=0.05, flow_kbit=80),
    acts=("lost",),
    platforms=rows(SLOW_OK, "target", "second", "fine"),
    notes=(Label.NETWORK_TROUBLE,),
    raw=(
        Raw(
            what="the page comes in the end",
            probe=page(TARGET, TARGET_AT, patience=30),
            expect=200,
        ),
    ),
    lossy_too=False,
)

MOODY = {Saw.OPEN, Saw.SILENT}
LONG_ENOUGH_S = 3.0  # longer than from one burst to the next


def _moods(_lab: Lab) -> set[Saw]:
    """How connections to a sound server end while the line's weather goes round once."""
    end, seen = time.monotonic() + LONG_ENOUGH_S, set[Saw]()
    while time.monotonic() < end:
        seen.add(raw.connect(FINE_AT, 443, patience=0.3))
    return seen


FLAKY_WIFI = Scenario(
    id="flaky_wifi",
    title="Bursts of loss and torn connections",
    rows=("BEN-29",),
    cause=Label.NETWORK_TROUBLE,
    honest=True,
    internet=internet(),
    line=Line(outage=1.0, outage_every=2.5, resets=0.05),  # dense, so that a short check meets several bursts
    acts=("outage",),
    depth=Depth.THOROUGH,
    platforms=rows(FLAKY, "target", "second", "fine"),
    raw=(Raw(what="within one burst and the next it both opens and is silent", probe=_moods, expect=MOODY),),
    random="about one connection in ten is torn, two fifths of the time nothing passes",
    repeats=4,
    lossy_too=False,
)

ALL_SLOW = Scenario(
    id="all_foreign_slow",
    title="All foreign traffic is policed to 256 kbit/s",
    rows=("THR-10",),
    twin="satellite",
    cause=Label.NETWORK_TROUBLE,
    internet=internet(
        *(
            Site(names=(f"www.{name}.example",), address=at, page=Page(size=BIG))
            for name, at in (("target", TARGET_AT), ("fine", FINE_AT))
        )
    ),
    rules=(Rule(name="police", match=Match(dst=ABROAD), action=Police(kbit=256, shared=True)),),
    acts=("police",),
    honest=True,
    platforms=rows(SLOW_OK, "target", "fine"),
    raw=(
        Raw(
            what="the page comes in the end",
            probe=page(TARGET, TARGET_AT, patience=30),
            expect=200,
        ),
    ),
)

OWN_FIREWALL = Scenario(
    id="own_firewall",
    title="The own system lets nothing out",
    rows=("LOC-04",),
    cause=Label.LOCAL_INTERCEPTION,
    honest=True,
    internet=internet(),
    local=Local(routes=("prohibit 198.51.100.0/24", "prohibit 203.0.113.0/24")),
    platforms=tuple(frontier(Label.LOCAL_INTERCEPTION, name) for name in ("target", "fine")),
    raw=(),
    lossy_too=False,
)

VPN = Scenario(
    id="vpn_active",
    title="Everything goes out through a VPN",
    rows=("LOC-09",),
    cause=Label.INCONCLUSIVE,
    honest=True,
    internet=internet(),
    local=Local(vpn="wg0"),
    platforms=tuple(frontier(Label.INCONCLUSIVE, name, way_too=False) for name in ("target", "fine")),
    raw=(Raw(what="it carries", probe=page(TARGET, TARGET_AT), expect=200),),
)


def _no_port(_: Lab) -> int:
    """The error with which the system refuses a connection."""
    try:
        raw.dial(FINE_AT, 443).close()
    except OSError as error:
        return error.errno or 0
    return 0


NO_PORTS = Scenario(
    id="no_ports_left",
    title="Another program holds every port that the own system may connect from",
    rows=("LOC-11",),
    cause=Label.INCONCLUSIVE,
    honest=True,
    internet=internet(),
    local=Local(ports=(61000, 61063), held=True),
    platforms=tuple(frontier(Label.INCONCLUSIVE, name) for name in ("target", "fine")),
    raw=(
        RESOLVES,
        Raw(what="no port to connect from", probe=_no_port, expect=errno.EADDRNOTAVAIL),
    ),
    lossy_too=False,
)

NO_ROOTS = Scenario(
    id="no_roots",
    title="The list of authorities is missing",
    rows=("LOC-15",),
    cause=Label.INCONCLUSIVE,
    honest=True,
    internet=internet(),
    local=Local(no_roots=True),
    platforms=tuple(frontier(Label.INCONCLUSIVE, name) for name in ("target", "fine")),
    raw=(Raw(what="the certificates are good", probe=page(TARGET, TARGET_AT), expect=200),),
)


def _other_gateway(lab: Lab) -> None:
    """The machine joins another network: its packets go to another gateway from now on."""
    lab.run_in_client(_ROUTE)


_ROUTE = ["ip", "route", "replace", "default", "via", "10.73.0.1", "dev", "tun0", "onlink"]

NETWORK_CHANGED = Scenario(
    id="network_changed",
    title="The machine joins another network while it measures",
    rows=("LOC-17",),
    cause=Label.INCONCLUSIVE,
    internet=internet(),
    rules=(Rule(name="address", match=Match(dst=(f"{TARGET_AT}/32",)), action=Drop()),),
    acts=("address",),
    local=Local(events=(Event(do=_other_gateway, counter="address", after=0.2),)),
    platforms=(
        censored(Truth(works=None, label=Label.INCONCLUSIVE), Truth(works=None, label=Label.INCONCLUSIVE)),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        RESOLVES,
        Raw(what="the address is silent", probe=plain(raw.connect, TARGET_AT, 443), expect=Saw.SILENT),
    ),
    lossy_too=False,
)

STOPPED_S = 12


def _sleep(_: Lab) -> None:
    """This process stands still for a while, and what it waited for has timed out when it goes on."""
    pid = os.getpid()
    subprocess.Popen(["sh", "-c", f"kill -STOP {pid}; sleep {STOPPED_S}; kill -CONT {pid}"])


SLEEP = Scenario(
    id="sleep_resume",
    title="The machine sleeps while it measures",
    rows=("LOC-14",),
    cause=Label.INCONCLUSIVE,
    honest=True,
    internet=internet(),
    line=Line(rtt=0.3),
    local=Local(events=(Event(do=_sleep, after=1.0),)),
    platforms=rows(Truth(works=True, label=Label.OK, alternatives=(Label.INCONCLUSIVE,)), "target", "fine"),
    raw=COMMON,
    lossy_too=False,
)

YEAR = 365.25 * 86400.0


def clock(name: str, late: float, title: str) -> Scenario:
    """A client whose clock is ahead of the internet by so many seconds."""
    return Scenario(
        id=name,
        title=title,
        rows=("LOC-01",),
        cause=Label.CLOCK_SKEW,
        honest=True,
        internet=replace(internet(), late=late),
        platforms=tuple(frontier(Label.CLOCK_SKEW, each) for each in ("target", "fine")),
        raw=(),
    )


CLOCK_BACK = clock("clock_three_years_back", -3 * YEAR, "The clock is three years back")
CLOCK_AHEAD = replace(
    clock("clock_ahead", 70 * 86400.0, "The clock is ahead by more than a certificate's life"),
)
CLOCK_TWO_DAYS = replace(
    CLOCK_BACK,
    id="clock_two_days_ahead",
    title="The clock is two days ahead, within the life of every certificate",
    internet=replace(internet(), late=2 * 86400.0),
    platforms=rows(OK, "target", "fine"),
)

SCENARIOS = (
    TERMINATING_BOX,
    IPV6_SILENT,
    IPV6_UNREACHABLE,
    OUTAGE,
    SATELLITE,
    FLAKY_WIFI,
    ALL_SLOW,
    OWN_FIREWALL,
    VPN,
    NO_PORTS,
    NO_ROOTS,
    NETWORK_CHANGED,
    SLEEP,
    CLOCK_BACK,
    CLOCK_AHEAD,
    CLOCK_TWO_DAYS,
)
