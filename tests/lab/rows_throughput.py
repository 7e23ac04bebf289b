"""Slow-downs and freezes: aimed at a name, at an address, at everybody, each with its benign twin."""

from dataclasses import replace
from statistics import median

from waythrough.model.run import Depth
from waythrough.model.verdict import Label, Locus

from . import raw, raw_speed
from .censor import COMMON, ESCAPES, FINE_ROW, NEUTRAL_AT, NEUTRAL_NAME, RESOLVES, blocked
from .packets import TCP
from .rules import Action, Delay, Freeze, Line, Lose, Match, Police, Residual, Rule, Scope, Shape, Way
from .scenario import OK, Raw, Row, Scenario, Truth
from .spec import DOMESTIC_NET, Page, Site
from .standard import BIG, OFFER, TARGET, TARGET_AT, internet
from .world import Lab

SAMPLE = 65536  # bytes of one sample here, so that a slow-down costs seconds and not minutes
QUICK_OFFER = replace(OFFER, more={"volume_size": SAMPLE})
URL = f"https://{TARGET}/"
SECOND_NEUTRAL = ("static.birch.example", "203.0.113.31")
LIKE_IT = "www.oaktarget.example"  # another site whose name merely contains the target's
LIKE_IT_AT = "203.0.113.13"
SLOW = Truth(works=True, label=Label.THROTTLING, locus=Locus.DIRECT)
DELAYED = replace(SLOW, qualifier="handshake")
PLAIN_OR_SLOW = Truth(works=True, label=Label.OK, alternatives=(Label.NETWORK_TROUBLE,))
FREEZE_AFTER = 18000


def big(size: int = BIG, **more: object) -> Site:
    """The target with a page of some size."""
    return Site(names=(TARGET,), address=TARGET_AT, page=Page(size=size), **more)  # type: ignore[arg-type]


def seconds(lab: Lab, address: str, name: str, *, tries: int = 1) -> float:
    """How long a page takes under a name at an address, at the median."""
    roots = lab.papers.root
    return median(raw_speed.seconds(address, name, roots) for _ in range(tries))


def slower(where: tuple[str, str], times: float = 3.0) -> Raw:
    """A page at this address, under this name, takes much longer than the neutral one."""
    address, name = where

    def probe(lab: Lab) -> bool:
        return seconds(lab, address, name) > times * seconds(lab, NEUTRAL_AT, NEUTRAL_NAME)

    return Raw(what=f"{name} at {address} is far slower than a neutral host", probe=probe, expect=True)


def throttle(
    name: str,
    title: str,
    action: Action,
    *,
    rows: tuple[str, ...],
    match: Match | None = None,
    **more: object,
) -> Scenario:
    """A slow-down aimed at the target's name, at whatever address."""
    values: dict[str, object] = {
        "id": name,
        "title": title,
        "cause": Label.THROTTLING,
        "rows": rows,
        "twin": "satellite",
        "depth": Depth.THOROUGH,
        "internet": internet(big()),
        "offer": QUICK_OFFER,
        "rules": (Rule(name="slow", match=match or Match(sni=("target.example",)), action=action),),
        "acts": ("slow",),
        "platforms": (Row(id="target", url=URL, alone=SLOW, beside=SLOW), FINE_ROW),
        "raw": (
            *COMMON,
            ESCAPES,
            RESOLVES,
            slower((TARGET_AT, TARGET)),
            slower((SECOND_NEUTRAL[1], TARGET)),
        ),
    }
    return Scenario(**(values | more))  # type: ignore[arg-type]


POLICER = throttle(
    "throttle_policer", "A policer lets 140 kbit/s through upon the name", Police(kbit=140), rows=("THR-01",)
)
ACKS = throttle(
    "throttle_acks",
    "The client's acknowledgements are lost upon the name",
    # A page of a few packets needs no acknowledgement, so the service opens; what is larger stops and starts.
    Lose(share=0.97, way=Way.UP, acks=True),
    rows=("THR-03",),
    internet=internet(),
    raw=(*COMMON, ESCAPES, RESOLVES, slower((SECOND_NEUTRAL[1], TARGET))),
)
LOSS = throttle(
    "throttle_loss",
    "Thirty percent of the packets are lost upon the name",
    Lose(share=0.3),
    rows=("THR-11",),
    offer=None,
    random="each packet of such a connection is lost with a chance of .3",
    repeats=5,
)
SUBSTRING = throttle(
    "throttle_substring",
    "Every name that contains the target's is slowed down",
    Police(kbit=140),
    rows=("THR-12",),
    match=Match(sni_contains=("target.example",)),
    internet=internet(big(), Site(names=(LIKE_IT,), address=LIKE_IT_AT, page=Page(size=BIG))),
    platforms=(
        Row(id="target", url=URL, alone=replace(SLOW, qualifier="substring"), beside=SLOW),
        Row(id="like_it", url=f"https://{LIKE_IT}/", alone=SLOW, beside=SLOW),
        FINE_ROW,
    ),
)
STICKY = Scenario(
    id="throttle_handshake",
    title="Upon the name everything is held back for a second, and the address keeps the penalty",
    cause=Label.THROTTLING,
    rows=("THR-04",),
    twin="satellite",
    depth=Depth.THOROUGH,
    internet=internet(big()),
    offer=QUICK_OFFER,
    rules=(
        Rule(
            name="slow",
            match=Match(sni=("target.example",)),
            action=Delay(seconds=0.5),
            residual=Residual(seconds=300, scope=Scope.ADDRESS),
        ),
    ),
    acts=("slow",),
    platforms=(Row(id="target", url=URL, alone=DELAYED, beside=DELAYED), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        slower((TARGET_AT, TARGET)),
        Raw(
            what="afterwards another name at the address is slow as well",
            probe=lambda lab: raw_speed.seconds(TARGET_AT, NEUTRAL_NAME, lab.papers.root) > 0.8,
            expect=True,
        ),
    ),
)

SATELLITE = Scenario(
    id="satellite",
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
        Row(id="target", url=URL, alone=PLAIN_OR_SLOW, beside=PLAIN_OR_SLOW, through=PLAIN_OR_SLOW),
        replace(FINE_ROW, alone=PLAIN_OR_SLOW, beside=PLAIN_OR_SLOW, through=PLAIN_OR_SLOW),
    ),
    raw=(
        Raw(
            what="the page comes in the end",
            probe=lambda lab: raw.status(
                raw.get(TARGET, address=TARGET_AT, roots=lab.papers.root, patience=40)
            ),
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
        Row(id="target", url=URL, alone=PLAIN_OR_SLOW, beside=PLAIN_OR_SLOW, through=PLAIN_OR_SLOW),
        replace(FINE_ROW, through=PLAIN_OR_SLOW),
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

_SLOW_SERVER = replace(OK, qualifier="")
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
        Row(id="target", url=URL, alone=_SLOW_SERVER, beside=_SLOW_SERVER, through=PLAIN_OR_SLOW),
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

FROZEN = blocked(Label.VOLUME_FREEZE)


def freezing(
    name: str, title: str, freeze: Freeze, site: Site, twin: str, rows: tuple[str, ...], truth: Truth = FROZEN
) -> Scenario:
    """Connections to the target's address that stop for good after some volume."""
    return Scenario(
        id=name,
        title=title,
        cause=Label.VOLUME_FREEZE,
        rows=rows,
        twin=twin,
        depth=Depth.THOROUGH,
        internet=internet(site),
        offer=QUICK_OFFER,
        rules=(Rule(name="freeze", match=Match(dst=(f"{TARGET_AT}/32",), protocol=TCP), action=freeze),),
        acts=("freeze",),
        platforms=(Row(id="target", url=URL, alone=truth, beside=truth), FINE_ROW),
        raw=(*COMMON, ESCAPES, RESOLVES),
    )


FREEZE_BYTES = freezing(
    "freeze_bytes",
    "A connection freezes after 18 KB from the server",
    Freeze(after=FREEZE_AFTER),
    big(),
    "slow_origin",
    ("THR-06",),
)
FREEZE_PACKETS = freezing(
    "freeze_packets",
    "A connection freezes after 25 packets of both sides",
    Freeze(packets=25),
    big(),
    "server_refuses_size",
    ("THR-07",),
    replace(FROZEN, qualifier="packets"),
)
FREEZE_UPLOAD = freezing(
    "freeze_upload",
    "A connection freezes after 18 KB from the client",
    Freeze(up=FREEZE_AFTER),
    big(),
    "server_refuses_size",
    ("THR-08",),
    replace(FROZEN, qualifier="upload"),
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
    raw=(*COMMON, ESCAPES, RESOLVES),
)

SCENARIOS = (
    POLICER,
    ACKS,
    LOSS,
    SUBSTRING,
    STICKY,
    SATELLITE,
    EVERYBODY,
    SLOW_ORIGIN,
    FREEZE_BYTES,
    FREEZE_PACKETS,
    FREEZE_UPLOAD,
    REFUSES_SIZE,
)
