"""Countries as they are: several rules at once over several services."""

from collections.abc import Callable
from dataclasses import replace

from waythrough.model.verdict import Label

from . import raw
from .censor import COMMON, FINE_ROW, NOTICE_PAGE, UNCLEAR, blocked, page, plain, roots
from .packets import TCP
from .raw import Saw
from .raw_tls import end_of
from .rules import Close, Drop, Forge, Freeze, Lie, Match, Notice, Redirect, Reset, Residual, Rule
from .scenario import OK, Raw, Row, Scenario, Truth
from .spec import (
    NOTICE,
    NXDOMAIN,
    Authority,
    Interceptor,
    Internet,
    Page,
    Say,
    Site,
)
from .standard import (
    BIG,
    DOH,
    ERRATIC,
    ISP_RESOLVER,
    SECOND_AT,
    TARGET,
    TARGET_AT,
    internet,
)

OPENER = "198.51.100.98"
THIRD, THIRD_AT = "www.third.example", "203.0.113.14"
FOURTH, FOURTH_AT = "www.fourth.example", "203.0.113.15"
AT = {"target": TARGET_AT, "second": SECOND_AT, "third": THIRD_AT, "fourth": FOURTH_AT}
DNS = blocked(Label.DNS_TAMPERING)
DNS_ALONE = blocked(Label.DNS_TAMPERING, Label.INCONCLUSIVE, locus=None)
SNI = blocked(Label.SNI_FILTERING)
HTTP = blocked(Label.HTTP_FILTERING)
IP = blocked(Label.IP_BLOCKING)
FROZEN = blocked(Label.VOLUME_FREEZE)
MITM = blocked(Label.TLS_MITM)
PAGE = blocked(Label.BLOCK_PAGE)
PAGE_ALONE = blocked(Label.BLOCK_PAGE, Label.HTTP_FILTERING)
NAME = "www.{}.example"


def site(name: str, **more: object) -> Site:
    """One of the services of this module."""
    return Site(names=(NAME.format(name),), address=AT[name], **more)  # type: ignore[arg-type]


def row(
    name: str, alone: Truth, beside: Truth | None = None, *, scheme: str = "https", through: Truth = OK
) -> Row:
    """The row of a service."""
    url = f"{scheme}://{NAME.format(name)}/"
    return Row(id=name, url=url, alone=alone, beside=beside or alone, through=through)


def ends(name: str, expect: str) -> Raw:
    """How a handshake for a service at its own address ends."""
    return Raw(what=f"{name} ends so", probe=roots(end_of, AT[name], NAME.format(name)), expect=expect)


def opens(name: str) -> Raw:
    """The proxy opens a service."""
    return Raw(what=f"the proxy opens {name}", probe=page(NAME.format(name)), expect=200)


def told(name: str, *answers: tuple[str, ...], at: str = ISP_RESOLVER) -> Raw:
    """What a resolver says of a service."""
    return Raw(what=f"{at} on {name}", probe=plain(raw.answers, at, NAME.format(name)), expect=list(answers))


def by_host(name: str, expect: object, read: Callable[[object], object] = raw.status) -> Raw:  # type: ignore[assignment]
    """What comes of a plain request for a service."""
    return Raw(
        what=f"plain {name}",
        probe=lambda _: read(raw.get(NAME.format(name), address=AT[name])),
        expect=expect,
    )


def sni(*names: str) -> Match:
    """Hellos for services."""
    return Match(sni=tuple(f"{name}.example" for name in names))


def profile(
    id_: str,
    title: str,
    cause: Label,
    net: Internet,
    rules: tuple[Rule, ...],
    rows: tuple[Row, ...],
    *proofs: Raw,
    **more: object,
) -> Scenario:
    """Several rules at once; one service is left alone."""
    values: dict[str, object] = {
        "id": id_,
        "title": title,
        "cause": cause,
        "internet": net,
        "rules": rules,
        "acts": tuple(rule.name for rule in rules),
        "platforms": (*rows, FINE_ROW),
        "raw": (*COMMON, *proofs),
        "raw_in_turn": True,
    }
    return Scenario(**(values | more))  # type: ignore[arg-type]


THREE = (site("third", tls=False), site("fourth"))
CN = profile(
    "profile_cn",
    "Forged addresses on the path and resets for one name, resets with a memory for another, for a third by Host",
    Label.DNS_TAMPERING,
    internet(*THREE),
    (
        Rule(
            name="forge",
            match=Match(qname=("target.example",)),
            action=Forge(lies=(Lie(addresses=(ERRATIC,)), Lie(addresses=("203.0.113.67",), delay=0.04))),
        ),
        Rule(name="sni", match=sni("target"), action=Reset(copies=3)),
        Rule(name="memory", match=sni("second"), action=Reset(copies=3), residual=Residual(seconds=30)),
        Rule(name="host", match=Match(host=("third.example",)), action=Reset(copies=3)),
    ),
    (
        row(
            "target",
            blocked(Label.DNS_TAMPERING, Label.SNI_FILTERING, Label.INCONCLUSIVE, locus=None),
            blocked(Label.DNS_TAMPERING, Label.SNI_FILTERING),
        ),
        row(
            "second",
            blocked(Label.SNI_FILTERING, Label.CONN_INTERFERENCE),
            SNI.widened(Label.CONN_INTERFERENCE),
        ),
        row("third", HTTP, scheme="http"),
        row("fourth", OK),
    ),
    told("target", (ERRATIC,), (TARGET_AT,), ("203.0.113.67",)),
    ends("target", "reset"),
    by_host("third", Saw.RESET, lambda got: got),
    opens("target"),
    opens("second"),
    ends("second", "reset"),
)
RU = profile(
    "profile_ru",
    "Encrypted resolvers cut by name, one name lost after six packets, one address frozen, one refused",
    Label.SNI_FILTERING,
    internet(site("second", page=Page(size=BIG)), site("third"), site("fourth", page=Page(size=BIG))),
    (
        Rule(name="doh", match=Match(sni=tuple(name for name, _ in DOH)), action=Reset()),
        Rule(name="late", match=sni("target"), action=Drop(after=6)),
        Rule(name="freeze", match=Match(dst=(f"{SECOND_AT}/32",), protocol=TCP), action=Freeze(18000)),
        Rule(name="refuse", match=Match(dst=(f"{THIRD_AT}/32",), protocol=TCP), action=Reset()),
    ),
    (
        row("target", blocked(Label.SNI_FILTERING, Label.CONN_INTERFERENCE)),
        row("second", blocked(Label.VOLUME_FREEZE, Label.INCONCLUSIVE, locus=None), FROZEN),
        row("third", UNCLEAR, IP),
        row("fourth", OK),
    ),
    Raw(what="DoH is cut", probe=roots(raw.doh, DOH[0][1], DOH[0][0], TARGET), expect=Saw.RESET),
    Raw(
        what="second stops",
        probe=lambda lab: (
            8000 < raw.bytes_before_silence(SECOND_AT, NAME.format("second"), lab.papers.root) < 18000
        ),
        expect=True,
    ),
    Raw(what="no page of target", probe=page(TARGET, TARGET_AT), expect=Saw.SILENT),
    Raw(what="third is refused", probe=plain(raw.connect, THIRD_AT, 443), expect=Saw.REFUSED),
    opens("target"),
    opens("second"),
    opens("third"),
)
IR = profile(
    "profile_ir",
    "A private address for one name, resets for it as well; a page put in for another; a third lost with its address",
    Label.DNS_TAMPERING,
    internet(site("second", tls=False), site("third")),
    (
        Rule(
            name="forge", match=Match(qname=("target.example",)), action=Forge(("10.10.34.34",), swallow=True)
        ),
        Rule(name="sni", match=sni("target"), action=Drop()),
        Rule(name="host", match=Match(host=("second.example",)), action=Notice(NOTICE_PAGE)),
        Rule(name="third", match=sni("third"), action=Drop(), residual=Residual(seconds=20)),
    ),
    (
        row(
            "target",
            blocked(Label.DNS_TAMPERING, Label.SNI_FILTERING, locus=None),
            blocked(Label.DNS_TAMPERING, Label.SNI_FILTERING),
        ),
        row(
            "second",
            blocked(Label.HTTP_FILTERING, Label.BLOCK_PAGE, Label.INCONCLUSIVE),
            PAGE_ALONE,
            scheme="http",
        ),
        row(
            "third",
            blocked(Label.SNI_FILTERING, Label.CONN_INTERFERENCE, Label.INCONCLUSIVE, locus=None),
            SNI.widened(Label.CONN_INTERFERENCE),
        ),
    ),
    ends("target", "silent"),
    told("target", ("10.10.34.34",)),
    by_host("second", 403),
    opens("target"),
    opens("third"),
    ends("third", "silent"),
)
KZ = profile(
    "profile_kz",
    "A national root for two names, silence for a third",
    Label.TLS_MITM,
    replace(
        internet(site("third")),
        interceptors=(
            Interceptor(
                address=OPENER, names=("target.example", "second.example"), authority=Authority.STATE
            ),
        ),
    ),
    (
        Rule(name="led", match=sni("target", "second"), action=Redirect(OPENER)),
        Rule(name="drop", match=sni("third"), action=Drop()),
    ),
    (row("target", MITM), row("second", MITM), row("third", SNI)),
    ends("target", "untrusted"),
    ends("third", "silent"),
    opens("target"),
    opens("third"),
)
IN = profile(
    "profile_in",
    "The provider denies one name, hangs up on another, and answers for a third with a page of its own",
    Label.DNS_TAMPERING,
    internet(site("third", tls=False), says={"target.example": NXDOMAIN}),
    (
        Rule(name="end", match=sni("second"), action=Close()),
        Rule(name="host", match=Match(host=("third.example",)), action=Notice(NOTICE_PAGE)),
    ),
    (
        row("target", DNS_ALONE, DNS),
        row("second", SNI),
        row(
            "third",
            blocked(Label.HTTP_FILTERING, Label.BLOCK_PAGE, Label.INCONCLUSIVE),
            PAGE_ALONE,
            scheme="http",
        ),
    ),
    told("target", ("rcode 3",)),
    ends("second", "eof"),
    by_host("third", 403),
    opens("target"),
    opens("second"),
)
EU = profile(
    "profile_eu",
    "The provider leads one name to a notice and denies another; an address of two services is closed for a match",
    Label.DNS_TAMPERING,
    internet(
        Site(names=(THIRD, FOURTH), address=THIRD_AT),
        lies={TARGET: (NOTICE,)},
        says={"second.example": Say(rcode=5, ede=16, ede_text="court order")},
    ),
    (Rule(name="match", match=Match(dst=(f"{THIRD_AT}/32",)), action=Drop()),),
    (
        row("target", DNS),
        row("second", DNS_ALONE, DNS),
        row("third", UNCLEAR, IP),
        row("fourth", UNCLEAR, IP),
    ),
    told("target", (NOTICE,)),
    told("second", ("rcode 5",)),
    Raw(what="silence", probe=plain(raw.connect, THIRD_AT, 443), expect=Saw.SILENT),
    opens("target"),
    opens("third"),
    opens("fourth"),
)

SCENARIOS = (CN, RU, IR, KZ, IN, EU)
