"""Slow-downs aimed at a name and freezes aimed at an address; their benign twins are in `rows_benign_speed`."""

from collections.abc import Callable
from dataclasses import replace
from statistics import median

from waythrough.model.run import Depth
from waythrough.model.verdict import Label, Locus

from . import raw_speed
from .censor import COMMON, ESCAPES, FINE_ROW, NEUTRAL_AT, NEUTRAL_NAME, RESOLVES, blocked
from .packets import TCP
from .rules import Action, Delay, Freeze, Lose, Match, Police, Residual, Rule, Scope, Way
from .scenario import Raw, Row, Scenario, Truth
from .spec import Page, Site
from .standard import BIG, OFFER, TARGET, TARGET_AT, internet, target
from .world import Lab

SAMPLE = 65536  # bytes of one sample here, so that a slow-down costs seconds and not minutes
QUICK_OFFER = replace(OFFER, more={"volume_size": SAMPLE})
URL = f"https://{TARGET}/"
SECOND_NEUTRAL = ("static.birch.example", "203.0.113.31")
LIKE_IT = "www.oaktarget.example"  # another site whose name merely contains the target's
LIKE_IT_AT = "203.0.113.13"
SLOW = Truth(works=True, label=Label.THROTTLING, locus=Locus.DIRECT)
DELAYED = replace(SLOW, qualifier="handshake")
FREEZE_AFTER = 18000


def big(size: int = BIG, **more: object) -> Site:
    """The target with a page of some size."""
    return target(page=Page(size=size), **more)


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

FROZEN = blocked(Label.VOLUME_FREEZE)


def freezing(
    name: str, title: str, freeze: Freeze, *proofs: Raw, twin: str, row: str, truth: Truth = FROZEN
) -> Scenario:
    """Connections to the target's address that stop for good after some volume."""
    return Scenario(
        id=name,
        title=title,
        cause=Label.VOLUME_FREEZE,
        rows=(row,),
        twin=twin,
        depth=Depth.THOROUGH,
        internet=internet(big()),
        offer=QUICK_OFFER,
        rules=(Rule(name="freeze", match=Match(dst=(f"{TARGET_AT}/32",), protocol=TCP), action=freeze),),
        acts=("freeze",),
        platforms=(Row(id="target", url=URL, alone=truth, beside=truth), FINE_ROW),
        raw=(*COMMON, ESCAPES, RESOLVES, *proofs),
    )


def answered(padding: int, address: str = TARGET_AT, name: str = TARGET) -> Callable[[Lab], int]:
    """How many requests with so much padding are answered on one connection, of at most forty."""
    return lambda lab: raw_speed.answers(address, name, lab.papers.root, padding=padding)


NEUTRAL_ANSWERS = Raw(
    what="a neutral host answers all forty",
    probe=answered(3000, NEUTRAL_AT, NEUTRAL_NAME),
    expect=40,
)
FREEZE_BYTES = freezing(
    "freeze_bytes",
    "A connection freezes after 18 KB from the server",
    Freeze(after=FREEZE_AFTER),
    Raw(
        what="three connections stop before 18 KB",
        probe=lambda lab: [
            0 < raw_speed.stops(TARGET_AT, TARGET, lab.papers.root) <= FREEZE_AFTER for _ in range(3)
        ],
        expect=[True, True, True],
    ),
    Raw(what="many short requests are answered", probe=answered(3000), expect=40),
    Raw(
        what="a neutral page of the same size comes whole",
        probe=lambda lab: raw_speed.stops(NEUTRAL_AT, NEUTRAL_NAME, lab.papers.root),
        expect=0,
    ),
    twin="slow_origin",
    row="THR-06",
)
FREEZE_PACKETS = freezing(
    "freeze_packets",
    "A connection freezes after 25 packets of both sides",
    Freeze(packets=25),
    Raw(
        what="a page stops",
        probe=lambda lab: raw_speed.stops(TARGET_AT, TARGET, lab.papers.root) > 0,
        expect=True,
    ),
    Raw(what="so do the shortest answers", probe=lambda lab: answered(0)(lab) < 20, expect=True),
    NEUTRAL_ANSWERS,
    twin="server_refuses_size",
    row="THR-07",
    truth=replace(FROZEN, qualifier="packets"),
)
FREEZE_UPLOAD = freezing(
    "freeze_upload",
    "A connection freezes after 18 KB from the client",
    Freeze(up=FREEZE_AFTER),
    Raw(
        what="the page comes whole",
        probe=lambda lab: raw_speed.stops(TARGET_AT, TARGET, lab.papers.root),
        expect=0,
    ),
    Raw(what="long requests stop to be answered", probe=lambda lab: answered(3000)(lab) < 7, expect=True),
    Raw(what="short ones do not", probe=answered(0), expect=40),
    NEUTRAL_ANSWERS,
    twin="server_refuses_size",
    row="THR-08",
    truth=replace(FROZEN, qualifier="upload"),
)

SCENARIOS = (POLICER, ACKS, LOSS, SUBSTRING, STICKY, FREEZE_BYTES, FREEZE_PACKETS, FREEZE_UPLOAD)
