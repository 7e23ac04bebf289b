"""The ten actions of a censor, each with the words that honest evidence allows."""

from collections.abc import Callable
from functools import partial

from waythrough.model.verdict import Label, Locus

from . import raw
from .packets import TCP
from .raw import Saw
from .rules import Drop, Forge, Freeze, Match, Notice, Redirect, Reset, Rule, Unreachable
from .scenario import Raw, Row, Scenario, Truth
from .spec import INTERCEPTOR, NOTICE, Page, Site
from .standard import (
    BIG,
    DOH,
    ERRATIC,
    FINE,
    FINE_AT,
    ISP_RESOLVER,
    NEUTRAL,
    PUBLIC_RESOLVERS,
    SECOND,
    SECOND_AT,
    TARGET,
    TARGET_AT,
    internet,
)
from .world import Lab

NEUTRAL_NAME, NEUTRAL_AT = next(iter(NEUTRAL.items()))
FINE_ROW = Row(id="fine", url=f"https://{FINE}/")
FREEZE_AFTER = 16384
NOTICE_PAGE = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: 99\r\n\r\n"
    b"<html><head><title>Notice</title></head><body>Closed by order 17-4 of the regulator.</body></html>\n"
)


def blocked(label: Label, *alternatives: Label, locus: Locus | None = Locus.DIRECT) -> Truth:
    """The truth of a direct cell that a censor closes."""
    return Truth(works=False, label=label, alternatives=alternatives, locus=locus)


UNCLEAR = Truth(works=False, label=Label.INCONCLUSIVE)
"""Without a control a silent or refusing address looks the same whether a censor or the server does it."""


def _three_stops(lab: Lab) -> list[bool]:
    """Whether each of three connections fell silent in the last 6 KB before the limit."""
    stops = [raw.bytes_before_silence(TARGET_AT, TARGET, lab.papers.root) for _ in range(3)]
    return [FREEZE_AFTER - 6000 < stop <= FREEZE_AFTER for stop in stops]


def censored(alone: Truth, beside: Truth, *, name: str = "target", url: str = "") -> Row:
    """The row of a censored platform."""
    return Row(id=name, url=url or f"https://www.{name}.example/", alone=alone, beside=beside)


def roots(function: Callable[..., object], *arguments: str) -> Callable[[Lab], object]:
    """A probe that is given the lab's trusted root as its last argument."""
    return lambda lab: function(*arguments, lab.papers.root)


def plain(function: Callable[..., object], *arguments: object) -> Callable[[Lab], object]:
    """A probe that needs nothing of the lab."""
    return lambda _: partial(function, *arguments)()


def page(
    name: str, address: str = "", *, path: str = "/", patience: float = raw.PATIENCE_S
) -> Callable[[Lab], object]:
    """The status of a page over TLS, at an address or through the proxy."""
    return lambda lab: raw.status(
        raw.get(name, path, address=address, roots=lab.papers.root, patience=patience)
    )


COMMON = (
    Raw(what="another platform opens", probe=page(FINE, FINE_AT), expect=200),
    Raw(what="a neutral host opens", probe=roots(raw.handshake, NEUTRAL_AT, NEUTRAL_NAME), expect=Saw.VALID),
    Raw(what="the proxy opens the other platform", probe=page(FINE), expect=200),
)
ESCAPES = Raw(what="the proxy opens the target", probe=page(TARGET), expect=200)
RESOLVES = Raw(
    what="the provider's resolver is honest",
    probe=plain(raw.answers, ISP_RESOLVER, TARGET),
    expect=[(TARGET_AT,)],
)
DOH_HONEST = Raw(
    what="DoH is honest", probe=roots(raw.doh, DOH[1][1], DOH[1][1], TARGET), expect=(TARGET_AT,)
)
VALID_THERE = Raw(what="the true address is fine", probe=page(TARGET, TARGET_AT), expect=200)
AT_TARGET = (f"{TARGET_AT}/32",)
BOTH = (f"{TARGET_AT}/32", f"{SECOND_AT}/32")

DNS_RACE = Scenario(
    id="dns_race",
    title="A forged DNS answer overtakes the true one",
    cause=Label.DNS_TAMPERING,
    internet=internet(),
    rules=(Rule(name="forge", match=Match(qname=("target.example",)), action=Forge((ERRATIC,))),),
    acts=("forge",),
    platforms=(censored(blocked(Label.DNS_TAMPERING), blocked(Label.DNS_TAMPERING)), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        DOH_HONEST,
        VALID_THERE,
        *(
            Raw(
                what=f"{at}: the lie first, then the truth",
                probe=plain(raw.answers, at, TARGET),
                expect=answers,
            )
            for at, answers in ((at, [(ERRATIC,), (TARGET_AT,)]) for at in (ISP_RESOLVER, *PUBLIC_RESOLVERS))
        ),
        Raw(
            what="other names get one answer",
            probe=plain(raw.answers, ISP_RESOLVER, FINE),
            expect=[(FINE_AT,)],
        ),
        Raw(
            what="the false host is another",
            probe=roots(raw.handshake, ERRATIC, TARGET),
            expect=Saw.OTHER_NAME,
        ),
    ),
)

DNS_LIE = Scenario(
    id="dns_lie",
    title="The provider's resolver lies",
    cause=Label.DNS_TAMPERING,
    internet=internet(lies={TARGET: (NOTICE,)}),
    acts=(f"lie {TARGET}",),
    platforms=(censored(blocked(Label.DNS_TAMPERING), blocked(Label.DNS_TAMPERING)), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        DOH_HONEST,
        VALID_THERE,
        Raw(what="the provider lies", probe=plain(raw.answers, ISP_RESOLVER, TARGET), expect=[(NOTICE,)]),
        Raw(
            what="a public resolver is honest",
            probe=plain(raw.answers, PUBLIC_RESOLVERS[0], TARGET),
            expect=[(TARGET_AT,)],
        ),
        Raw(
            what="no TLS at the false address", probe=roots(raw.handshake, NOTICE, TARGET), expect=Saw.REFUSED
        ),
        Raw(
            what="a notice at the false address",
            probe=lambda _: raw.status(raw.get(TARGET, address=NOTICE)),
            expect=200,
        ),
    ),
)


def address_scenario(
    name: str, title: str, action: Drop | Unreachable | Reset, expect: Saw, *rows: str
) -> Scenario:
    """An address that the censor closes in one of three manners."""
    return Scenario(
        id=name,
        title=title,
        cause=Label.IP_BLOCKING,
        rows=rows,
        internet=internet(),
        rules=(Rule(name="address", match=Match(dst=AT_TARGET), action=action),),
        acts=("address",),
        platforms=(censored(UNCLEAR, blocked(Label.IP_BLOCKING)), FINE_ROW),
        raw=(
            *COMMON,
            ESCAPES,
            RESOLVES,
            Raw(what="443 is closed", probe=plain(raw.connect, TARGET_AT, 443), expect=expect),
            Raw(what="80 is closed", probe=plain(raw.connect, TARGET_AT, 80), expect=expect),
        ),
    )


ADDRESS_DROP = address_scenario("address_drop", "Packets to the address vanish", Drop(), Saw.SILENT, "IP-01")
ADDRESS_ICMP = address_scenario(
    "address_icmp", "The address is refused by ICMP", Unreachable(), Saw.UNREACHABLE
)
ADDRESS_RST = address_scenario("address_rst", "The SYN is answered by RST", Reset(), Saw.REFUSED, "IP-02")


def sni_scenario(name: str, title: str, action: Drop | Reset, expect: Saw) -> Scenario:
    """A ClientHello for the name that the censor does not let through, at whatever address."""
    return Scenario(
        id=name,
        title=title,
        cause=Label.SNI_FILTERING,
        internet=internet(),
        rules=(Rule(name="sni", match=Match(sni=("target.example",)), action=action),),
        acts=("sni",),
        platforms=(censored(blocked(Label.SNI_FILTERING), blocked(Label.SNI_FILTERING)), FINE_ROW),
        raw=(
            *COMMON,
            ESCAPES,
            RESOLVES,
            Raw(what="the address accepts", probe=plain(raw.connect, TARGET_AT, 443), expect=Saw.OPEN),
            Raw(what="name at its address", probe=roots(raw.handshake, TARGET_AT, TARGET), expect=expect),
            Raw(
                what="name at a neutral address",
                probe=roots(raw.handshake, NEUTRAL_AT, TARGET),
                expect=expect,
            ),
            Raw(
                what="neutral name at the address",
                probe=roots(raw.handshake, TARGET_AT, NEUTRAL_NAME),
                expect=Saw.OTHER_NAME,
            ),
        ),
    )


SNI_RST = sni_scenario("sni_rst", "A connection is reset upon its SNI", Reset(), Saw.RESET)
SNI_SILENCE = sni_scenario("sni_silence", "A connection falls silent upon its SNI", Drop(), Saw.SILENT)

_HTTP_SITES = (
    Site(names=(TARGET,), address=TARGET_AT, tls=False),
    Site(names=(SECOND,), address=SECOND_AT, tls=False),
)
_NOTICE_ALONE = blocked(Label.BLOCK_PAGE, Label.HTTP_FILTERING)
BLOCK_PAGE = Scenario(
    id="block_page",
    title="A block page stands in for plain HTTP",
    cause=Label.BLOCK_PAGE,
    internet=internet(*_HTTP_SITES),
    rules=(
        Rule(
            name="notice", match=Match(host=("target.example", "second.example")), action=Notice(NOTICE_PAGE)
        ),
    ),
    acts=("notice",),
    platforms=(
        censored(_NOTICE_ALONE, blocked(Label.BLOCK_PAGE), url=f"http://{TARGET}/"),
        censored(_NOTICE_ALONE, blocked(Label.BLOCK_PAGE), name="second", url=f"http://{SECOND}/"),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        RESOLVES,
        Raw(
            what="the notice comes whole",
            probe=lambda _: raw.get(TARGET, address=TARGET_AT),
            expect=(403, NOTICE_PAGE.partition(b"\r\n\r\n")[2]),
        ),
        Raw(
            what="the same for an unrelated name",
            probe=lambda _: raw.get(SECOND, address=SECOND_AT),
            expect=(403, NOTICE_PAGE.partition(b"\r\n\r\n")[2]),
        ),
        Raw(
            what="another Host at the address is served",
            probe=lambda _: raw.status(raw.get(FINE, address=TARGET_AT)),
            expect=200,
        ),
        Raw(what="the proxy gets the page", probe=lambda _: raw.status(raw.get(TARGET)), expect=200),
    ),
)

FOREIGN_TLS = Scenario(
    id="foreign_tls",
    title="TLS is opened with a foreign certificate",
    cause=Label.TLS_MITM,
    internet=internet(),
    rules=(
        Rule(
            name="intercept",
            match=Match(dst=BOTH, port=443, protocol=TCP),
            action=Redirect(INTERCEPTOR),
        ),
    ),
    acts=("intercept",),
    platforms=(
        censored(blocked(Label.TLS_MITM, Label.INCONCLUSIVE), blocked(Label.TLS_MITM)),
        censored(blocked(Label.TLS_MITM, Label.INCONCLUSIVE), blocked(Label.TLS_MITM), name="second"),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="a foreign chain", probe=roots(raw.handshake, TARGET_AT, TARGET), expect=Saw.UNTRUSTED),
        Raw(what="and at the second", probe=roots(raw.handshake, SECOND_AT, SECOND), expect=Saw.UNTRUSTED),
        Raw(
            what="which the interceptor's root signed",
            probe=lambda lab: raw.handshake(TARGET_AT, TARGET, lab.papers.foreign_root),
            expect=Saw.VALID,
        ),
    ),
)

_BIG_SITE = Site(names=(TARGET,), address=TARGET_AT, page=Page(size=BIG), pages={"/small": Page(size=500)})
FREEZE = Scenario(
    id="freeze_16k",
    title="A connection freezes after 16 KB",
    cause=Label.VOLUME_FREEZE,
    internet=internet(_BIG_SITE),
    rules=(Rule(name="freeze", match=Match(dst=AT_TARGET, protocol=TCP), action=Freeze(FREEZE_AFTER)),),
    acts=("freeze",),
    platforms=(
        censored(
            blocked(Label.INCONCLUSIVE, Label.VOLUME_FREEZE, Label.CONN_INTERFERENCE, locus=None),
            blocked(Label.VOLUME_FREEZE, Label.CONN_INTERFERENCE),
        ),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(
            what="it stops near 16 KB, three times alike",
            probe=_three_stops,
            expect=[True, True, True],
        ),
        Raw(
            what="a small page comes whole",
            probe=page(TARGET, TARGET_AT, path="/small"),
            expect=200,
        ),
        Raw(
            what="a neutral host of the same size comes whole",
            probe=roots(raw.bytes_before_silence, NEUTRAL_AT, NEUTRAL_NAME),
            expect=0,
        ),
    ),
)

CENSOR = (
    DNS_RACE,
    DNS_LIE,
    ADDRESS_DROP,
    ADDRESS_ICMP,
    ADDRESS_RST,
    SNI_RST,
    SNI_SILENCE,
    BLOCK_PAGE,
    FOREIGN_TLS,
    FREEZE,
)
