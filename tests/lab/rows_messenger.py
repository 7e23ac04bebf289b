"""Rows of messengers: services of many servers, of which any suffices or all are needed."""

from dataclasses import replace

from waythrough.model.platform import FlowKind, Platform, Role, RollUp, Target
from waythrough.model.verdict import Label

from . import raw
from .censor import COMMON, FINE_ROW, UNCLEAR, blocked, plain
from .packets import TCP
from .raw import Saw
from .rules import Drop, Match, Reset, Rule
from .scenario import Raw, Row, Scenario, Truth
from .spec import Authority, Port, Site, Talk
from .standard import internet

CENTRES = tuple(f"203.0.113.{number}" for number in range(131, 137))
CHATS = {f"e{number}.chatter.example": f"203.0.113.{140 + number}" for number in range(1, 5)}
PARTS = {
    name: f"203.0.113.{number}"
    for number, name in enumerate(
        ("chat.signals.example", "storage.signals.example", "find.signals.example", "calls.signals.example"),
        151,
    )
}
HELLO = b"POST / HTTP/1.1\r\nHost: dc\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def _centre(address: str, port: int) -> Target:
    return Target(
        role=Role.CHAT, flow=FlowKind.TCP, host=address, port=port, send=HELLO, expect=b"HTTP/1.", group="dc"
    )


TELEGRAPH = Platform(
    id="telegraph",
    names={"en": "Telegraph"},
    targets=tuple(_centre(each, port) for port in (443, 80) for each in CENTRES),
)
CHATTER = Platform(
    id="chatter",
    names={"en": "Chatter"},
    targets=tuple(
        Target(role=Role.CHAT, flow=FlowKind.TCP, host=name, port=port, group="chat")
        for port in (443, 5222)
        for name in CHATS
    ),
)
SIGNALS = Platform(
    id="signals",
    names={"en": "Signals"},
    targets=tuple(
        Target(role=Role.API, flow=FlowKind.TCP, host=name, port=443, tls=True, roots="messenger")
        for name in PARTS
    ),
    roll_up=RollUp.ALL_OF,
)
_ANSWER = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
_CENTRE_SITES = tuple(
    Site(
        names=(f"dc{number}.telegraph.example",),
        address=address,
        tls=False,
        ports=(Port(number=443, talk=Talk.ANSWER, greeting=_ANSWER),),
    )
    for number, address in enumerate(CENTRES, 1)
)
_OPEN = Raw(what="one data centre answers", probe=plain(raw.connect, CENTRES[-1], 443), expect=Saw.OPEN)

CENTRES_SUBSET = Scenario(
    id="telegram_dc_subset",
    title="Five of the six data centres of a messenger are closed",
    rows=("IP-14",),
    twin="server_down",
    cause=Label.IP_BLOCKING,
    internet=internet(*_CENTRE_SITES),
    rules=(
        Rule(name="centres", match=Match(dst=tuple(f"{each}/32" for each in CENTRES[:5])), action=Drop()),
    ),
    acts=("centres",),
    platforms=(
        Row(
            id="telegraph",
            platform=TELEGRAPH,
            alone=Truth(works=True, label=Label.PARTIAL),
            beside=Truth(
                works=True, label=Label.PARTIAL, qualifier="ip_blocking", findings=(Label.IP_BLOCKING,)
            ),
        ),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        _OPEN,
        Raw(what="the others are silent", probe=plain(raw.connect, CENTRES[0], 443), expect=Saw.SILENT),
    ),
)
ALL_CENTRES = replace(
    CENTRES_SUBSET,
    id="telegram_dc_all",
    title="All six data centres of a messenger are closed",
    rules=(Rule(name="centres", match=Match(dst=tuple(f"{each}/32" for each in CENTRES)), action=Drop()),),
    platforms=(
        Row(id="telegraph", platform=TELEGRAPH, alone=UNCLEAR, beside=blocked(Label.IP_BLOCKING)),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        Raw(what="all are silent", probe=plain(raw.connect, CENTRES[5], 443), expect=Saw.SILENT),
    ),
)

CHAT_PORT = Scenario(
    id="whatsapp_5222",
    title="One of the two ports of every chat server is closed",
    rows=("IP-15",),
    twin="own_firewall",
    cause=Label.IP_BLOCKING,
    internet=internet(
        *(Site(names=(name,), address=at, ports=(Port(number=5222),)) for name, at in CHATS.items())
    ),
    rules=(
        Rule(
            name="5222",
            match=Match(dst=tuple(f"{at}/32" for at in CHATS.values()), port=5222, protocol=TCP),
            action=Drop(),
        ),
    ),
    acts=("5222",),
    platforms=(Row(id="chatter", platform=CHATTER), FINE_ROW),
    raw=(
        *COMMON,
        Raw(what="5222 is silent", probe=plain(raw.connect, "203.0.113.141", 5222), expect=Saw.SILENT),
        Raw(what="443 is open", probe=plain(raw.connect, "203.0.113.141", 443), expect=Saw.OPEN),
    ),
)

_IN_PART = Truth(works=False, label=Label.PARTIAL, qualifier="sni_filtering")
ONE_SERVICE = Scenario(
    id="signal_one_service",
    title="One of four services of a messenger is reset by its name",
    rows=("TLS-23",),
    cause=Label.SNI_FILTERING,
    internet=internet(
        *(Site(names=(name,), address=at, authority=Authority.PRIVATE) for name, at in PARTS.items())
    ),
    rules=(Rule(name="sni", match=Match(sni=("storage.signals.example",)), action=Reset()),),
    acts=("sni",),
    platforms=(Row(id="signals", platform=SIGNALS, alone=_IN_PART, beside=_IN_PART), FINE_ROW),
    raw=(
        *COMMON,
        Raw(
            what="the other services have certificates of their own authority",
            probe=lambda lab: raw.handshake(
                PARTS["chat.signals.example"], "chat.signals.example", lab.papers.roots[Authority.PRIVATE]
            ),
            expect=Saw.VALID,
        ),
        Raw(
            what="the one is reset",
            probe=lambda lab: raw.handshake(
                PARTS["storage.signals.example"],
                "storage.signals.example",
                lab.papers.roots[Authority.PRIVATE],
            ),
            expect=Saw.RESET,
        ),
    ),
)

SCENARIOS = (CENTRES_SUBSET, ALL_CENTRES, CHAT_PORT, ONE_SERVICE)
