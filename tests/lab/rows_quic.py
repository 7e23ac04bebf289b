"""Rows of QUIC: filters of HTTP/3 beside a page that opens over TCP, and the honest states that look like them."""

from waythrough.model.run import Depth
from waythrough.model.verdict import Label

from .packets import UDP
from .quic_world import (
    BOTH_OPEN,
    COVER,
    H3_AT,
    H3_NAME,
    QUIET,
    VALID,
    WITH_H3,
    look,
    looks,
    quick,
    rows,
)
from .raw_tools import quic
from .rules import Drop, Match, Residual, Rule, Way
from .scenario import Raw, Row, Scenario
from .spec import Service, Site
from .standard import FINE, TARGET, TARGET_AT

NAME = ("target.example",)
BLOCKED = rows(Label.QUIC_BLOCKING)
CLEAN = rows()
SILENT_THERE = Raw(what="the target is silent over QUIC", probe=look(TARGET, TARGET_AT), expect=QUIET)

BY_NAME = Scenario(
    id="quic_by_name",
    title="QUIC Initials with the name are decrypted; what the client sends then is lost, for three minutes",
    cause=Label.QUIC_BLOCKING,
    rows=("QUIC-02",),
    twin="no_h3",
    depth=Depth.THOROUGH,
    internet=quick(),
    offer=WITH_H3,
    rules=(
        Rule(
            name="quic sni",
            match=Match(sni=NAME, protocol=UDP, port=443, high_port=True),
            action=Drop(Way.UP),
            residual=Residual(seconds=180),
        ),
    ),
    acts=("quic sni",),
    platforms=BLOCKED,
    raw=(
        *BOTH_OPEN,
        Raw(
            what="the name is met with silence at a neutral server too",
            probe=lambda lab: quic("203.0.113.36", TARGET, lab.papers.root),
            expect=QUIET,
        ),
        Raw(
            what="and then that server is silent for its own name",
            probe=look("h3.birch.example", "203.0.113.36"),
            expect=QUIET,
        ),
        SILENT_THERE,
    ),
)

VERSION_1 = Scenario(
    id="quic_version_1",
    title="Large datagrams of QUIC version 1 are lost, whoever they are for",
    cause=Label.QUIC_BLOCKING,
    rows=("QUIC-03",),
    twin="no_h3",
    depth=Depth.THOROUGH,
    internet=quick(),
    offer=WITH_H3,
    rules=(
        Rule(
            name="version 1",
            match=Match(quic_version=1, size_from=1001, protocol=UDP, port=443),
            action=Drop(),
        ),
    ),
    acts=("version 1",),
    platforms=BLOCKED,
    raw=(
        *BOTH_OPEN[:-1],
        Raw(what="a neutral host is silent over QUIC", probe=look(H3_NAME, H3_AT), expect=QUIET),
        SILENT_THERE,
    ),
)

ENDPOINT = Scenario(
    id="quic_endpoint",
    title="All datagrams to the target's address are lost, TCP is untouched",
    cause=Label.QUIC_BLOCKING,
    rows=("QUIC-04",),
    twin="quiet_h3",
    depth=Depth.THOROUGH,
    internet=quick(),
    offer=WITH_H3,
    rules=(Rule(name="udp", match=Match(dst=(f"{TARGET_AT}/32",), protocol=UDP), action=Drop()),),
    acts=("udp",),
    platforms=BLOCKED,
    raw=(
        *BOTH_OPEN,
        SILENT_THERE,
        Raw(
            what="so it is for another name",
            probe=look(H3_NAME, TARGET_AT),
            expect=QUIET,
        ),
    ),
)

FAILS_OPEN = Scenario(
    id="quic_fails_open",
    title="A filter of QUIC names under load lets some connections go",
    cause=Label.QUIC_BLOCKING,
    rows=("QUIC-05",),
    depth=Depth.THOROUGH,
    internet=quick(),
    offer=WITH_H3,
    rules=(Rule(name="quic sni", match=Match(sni=NAME, protocol=UDP, port=443, chance=0.6), action=Drop()),),
    acts=("quic sni",),
    random="each connection with the name is lost with probability 0.6; the finding needs 4 of 8 or more",
    repeats=3,
    platforms=CLEAN,
    raw=(
        *BOTH_OPEN,
        Raw(what="it goes both ways", probe=looks(TARGET, TARGET_AT, 8), expect={QUIET, VALID}),
    ),
)

FIRST_DATAGRAM = Scenario(
    id="quic_first_datagram",
    title="Only the first datagram of a flow is looked at for the name",
    cause=Label.QUIC_BLOCKING,
    rows=("QUIC-07",),
    twin="no_h3",
    depth=Depth.THOROUGH,
    internet=quick(),
    offer=WITH_H3,
    rules=(
        Rule(
            name="first datagram",
            match=Match(sni=NAME, protocol=UDP, port=443, first_datagram=True),
            action=Drop(),
        ),
    ),
    acts=("first datagram",),
    platforms=BLOCKED,
    raw=(*BOTH_OPEN, SILENT_THERE),
)

ALL_CLOSED = Scenario(
    id="quic_all_closed",
    title="No datagram passes to port 443, as in many a guest network",
    cause=Label.QUIC_BLOCKING,
    twin="no_h3",
    depth=Depth.THOROUGH,
    internet=quick(),
    offer=WITH_H3,
    rules=(Rule(name="udp 443", match=Match(port=443, protocol=UDP), action=Drop()),),
    acts=("udp 443",),
    platforms=BLOCKED,
    raw=(
        *BOTH_OPEN[:-1],
        Raw(what="a neutral host is silent over QUIC", probe=look(H3_NAME, H3_AT), expect=QUIET),
        SILENT_THERE,
    ),
)

NO_H3 = Scenario(
    id="no_h3",
    title="The target speaks no HTTP/3 and says so",
    cause=Label.OK,
    rows=("BEN-20",),
    honest=True,
    depth=Depth.THOROUGH,
    internet=quick(Site(names=(TARGET,), address=TARGET_AT)),
    offer=WITH_H3,
    platforms=CLEAN,
    raw=(
        *BOTH_OPEN,
        Raw(
            what="the target refuses QUIC",
            probe=look(TARGET, TARGET_AT),
            expect=QUIET,
        ),
    ),
)

QUIET_H3 = Scenario(
    id="quiet_h3",
    title="The target offers HTTP/3 where it does not serve it",
    cause=Label.OK,
    honest=True,
    depth=Depth.THOROUGH,
    internet=quick(
        Site(names=(TARGET,), address=TARGET_AT, quiet_h3=True, service=Service(alpn=("h3", "h2")))
    ),
    offer=WITH_H3,
    platforms=CLEAN,
    raw=BOTH_OPEN,
)

ALL_GREEN = Scenario(
    id="all_green",
    title="Everything works: names, pages, HTTP/3, hidden names",
    cause=Label.OK,
    rows=("BEN-37",),
    honest=True,
    depth=Depth.THOROUGH,
    internet=quick(),
    offer=WITH_H3,
    platforms=(*CLEAN[:1], Row(id="fine", url=f"https://{FINE}/")),
    raw=(
        *BOTH_OPEN,
        Raw(what="the target answers over QUIC", probe=look(TARGET, TARGET_AT), expect=VALID),
        Raw(what="so it does for its public name", probe=look(COVER, TARGET_AT), expect=VALID),
    ),
)

SCENARIOS = (
    BY_NAME,
    VERSION_1,
    ENDPOINT,
    FAILS_OPEN,
    FIRST_DATAGRAM,
    ALL_CLOSED,
    NO_H3,
    QUIET_H3,
    ALL_GREEN,
)
