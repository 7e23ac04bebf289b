"""What is slow or refuses without anybody interfering: a satellite, a policy for all, a slow and a strict server."""

from dataclasses import replace

from waythrough.model.run import Depth
from waythrough.model.verdict import Label

from . import raw_speed
from .censor import COMMON, ESCAPES, FINE_ROW, NEUTRAL_AT, NEUTRAL_NAME, RESOLVES, page
from .rows_throughput import QUICK_OFFER, URL, answered, big, seconds
from .rules import Line, Match, Rule, Shape
from .scenario import OK, SLOW_OK, Raw, Row, Scenario
from .spec import DOMESTIC_NET, Page, Site
from .standard import BIG, TARGET, TARGET_AT, internet

SATELLITE = Scenario(
    id="satellite_thorough",
    title="A satellite line: 800 ms, 5 % loss, 80 kbit/s a connection",
    cause=Label.NETWORK_TROUBLE,
    rows=("BEN-08",),
    honest=True,
    depth=Depth.THOROUGH,
    internet=internet(big(20000)),
    offer=QUICK_OFFER,
    line=Line(rtt=0.8, loss=0.05, flow_kbit=80),
    acts=("lost",),
    platforms=(
        Row(id="target", url=URL, alone=SLOW_OK, beside=SLOW_OK, through=SLOW_OK),
        replace(FINE_ROW, alone=SLOW_OK, beside=SLOW_OK, through=SLOW_OK),
    ),
    raw=(
        Raw(
            what="the page comes in the end",
            probe=page(TARGET, TARGET_AT, patience=40),
            expect=200,
        ),
    ),
    lossy_too=False,
)
EVERYBODY = Scenario(
    id="throttle_everybody",
    title="All that is foreign is held to 256 kbit/s",
    cause=Label.NETWORK_TROUBLE,
    rows=("THR-10",),
    twin="satellite",
    honest=True,
    depth=Depth.THOROUGH,
    internet=internet(big()),
    offer=QUICK_OFFER,
    rules=(Rule(name="slow", match=Match(spare=(DOMESTIC_NET,)), action=Shape(kbit=256)),),
    acts=("slow",),
    platforms=(
        Row(id="target", url=URL, alone=SLOW_OK, beside=SLOW_OK, through=SLOW_OK),
        replace(FINE_ROW, through=SLOW_OK),
    ),
    raw=(
        Raw(
            what="a neutral host is as slow as the target",
            probe=lambda lab: (
                0.5 < seconds(lab, TARGET_AT, TARGET) / seconds(lab, NEUTRAL_AT, NEUTRAL_NAME) < 2
            ),
            expect=True,
        ),
    ),
)

SLOW_ORIGIN = Scenario(
    id="slow_origin",
    title="The server takes eight seconds and then paces its page, to everybody",
    cause=Label.OK,
    rows=("BEN-25",),
    honest=True,
    depth=Depth.THOROUGH,
    internet=internet(Site(names=(TARGET,), address=TARGET_AT, page=Page(size=BIG, wait=8.0, pace=40.0))),
    offer=QUICK_OFFER,
    platforms=(
        Row(id="target", url=URL, alone=OK, beside=OK, through=SLOW_OK),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        RESOLVES,
        Raw(
            what="slow directly",
            probe=lambda lab: raw_speed.seconds(TARGET_AT, TARGET, lab.papers.root) > 8,
            expect=True,
        ),
    ),
)

REFUSES_SIZE = Scenario(
    id="server_refuses_size",
    title="The server refuses large requests with 431",
    cause=Label.OK,
    rows=("BEN-32",),
    honest=True,
    depth=Depth.THOROUGH,
    internet=internet(Site(names=(TARGET,), address=TARGET_AT, page=Page(size=BIG, most=3000, over=431))),
    offer=QUICK_OFFER,
    platforms=(Row(id="target", url=URL), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="a long request gets no answer that serves", probe=answered(4096), expect=0),
        Raw(what="short ones are served", probe=answered(0), expect=40),
    ),
)

SCENARIOS = (SATELLITE, EVERYBODY, SLOW_ORIGIN, REFUSES_SIZE)
