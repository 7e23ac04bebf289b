"""Pages that are refused, slow, elsewhere or asked for proof by the service itself: nobody interferes."""

from waythrough.model.run import Depth
from waythrough.model.verdict import Label, Locus

from . import raw
from .censor import COMMON, ESCAPES, FINE_ROW, RESOLVES, page, roots
from .raw_tls import end_of
from .rules import Drop, Match, Reset, Rule
from .scenario import EITHER, FAULT, GEO, OK, Raw, Row, Scenario, Truth
from .spec import CLIENT, DOMESTIC_NET, Page, Paper, Site
from .standard import NEUTRAL, TARGET, TARGET_AT, internet

URL = f"https://{TARGET}/"
HERE = (f"{CLIENT}/32", DOMESTIC_NET)


def served(
    row: str,
    title: str,
    site: Site,
    alone: Truth,
    proofs: tuple[Raw, ...],
    *,
    variant: str = "",
    beside: Truth | None = None,
    through: Truth = OK,
    cause: Label | None = None,
    url: str = URL,
    depth: Depth = Depth.STANDARD,
) -> Scenario:
    """A service that behaves so by itself."""
    return Scenario(
        id=row.lower().replace("-", "_") + (f"_{variant}" if variant else ""),
        rows=(row,),
        title=title,
        cause=cause or alone.label,
        honest=True,
        depth=depth,
        internet=internet(site),
        platforms=(Row(id="target", url=url, alone=alone, beside=beside or alone, through=through), FINE_ROW),
        raw=(*COMMON, RESOLVES, *proofs),
    )


def _status(status: int, *, everywhere: bool = False) -> tuple[Raw, ...]:
    here = Raw(what="the answer inside verified TLS", probe=page(TARGET, TARGET_AT), expect=status)
    there = Raw(what="and elsewhere", probe=page(TARGET), expect=status)
    return (here, there if everywhere else ESCAPES)


def _refusing(status: int, text: str, **headers: str) -> Site:
    return Site(
        names=(TARGET,),
        address=TARGET_AT,
        refused=HERE,
        refusal=Page(status=status, text=text, headers={k.replace("_", "-"): v for k, v in headers.items()}),
    )


ASKED = Truth(works=True, label=Label.ACCESS_CHALLENGE, locus=Locus.SERVICE)

REFUSALS = (
    served("BEN-05", "451 to this country", _refusing(451, "Unavailable in your region."), GEO, _status(451)),
    served(
        "BEN-06",
        "403 with the front's error 1009",
        _refusing(403, "<title>Access denied</title>error code: 1009", server="cloudflare"),
        GEO,
        _status(403),
    ),
    served(
        "BEN-06",
        "403 with a distribution's words about the country",
        _refusing(
            403,
            "The Amazon CloudFront distribution is configured to block access from your country.",
            x_cache="Error from cloudfront",
        ),
        GEO,
        _status(403),
        variant="distribution",
    ),
    served(
        "BEN-15",
        "A page that asks for a proof",
        _refusing(403, "<title>Just a moment...</title>", cf_mitigated="challenge"),
        ASKED,
        _status(403),
    ),
    served(
        "BEN-16", "Too many requests", _refusing(429, "Slow down.", retry_after="30"), ASKED, _status(429)
    ),
    served(
        "BEN-16",
        "Too many requests, with a challenge",
        _refusing(429, "Slow down.", cf_mitigated="challenge"),
        ASKED,
        _status(429),
        variant="challenge",
    ),
    served(
        "BEN-16",
        "The front's error 1015",
        _refusing(403, "<title>Rate limited</title>error code: 1015"),
        ASKED,
        _status(403),
        variant="front",
    ),
)

FAULTS = tuple(
    served(
        "BEN-17",
        f"{status} for everybody",
        Site(names=(TARGET,), address=TARGET_AT, page=Page(status=status, text="<title>Error</title>")),
        FAULT,
        _status(status, everywhere=True),
        variant="" if status == 502 else str(status),
        through=FAULT,
    )
    for status in (502, 503, 521, 522)
)

ALERTS = tuple(
    served(
        "BEN-18",
        f"The service itself ends the handshake with alert {alert}",
        Site(names=(TARGET,), address=TARGET_AT, alert=alert),
        EITHER,
        (
            Raw(
                what="an alert",
                probe=lambda lab: end_of(TARGET_AT, TARGET, lab.papers.root).startswith("alert "),
                expect=True,
            ),
        ),
        variant="" if alert == 112 else str(alert),
        beside=FAULT,
        through=FAULT.widened(Label.INCONCLUSIVE),
        cause=Label.SERVER_FAULT,
    )
    for alert in (112, 40)
)

BEN_21 = served(
    "BEN-21",
    "The certificate ran out",
    Site(names=(TARGET,), address=TARGET_AT, paper=Paper.EXPIRED),
    EITHER,
    (Raw(what="expired", probe=roots(end_of, TARGET_AT, TARGET), expect="expired"),),
    beside=FAULT,
    through=FAULT,
    cause=Label.SERVER_FAULT,
)

BEN_13 = served(
    "BEN-13",
    "Plain HTTP leads to the safe line",
    Site(names=(TARGET,), address=TARGET_AT),
    OK,
    (
        Raw(
            what="301",
            probe=lambda _: raw.status(raw.get(TARGET, address=TARGET_AT)),
            expect=301,
        ),
    ),
    url=f"http://{TARGET}/",
)

CONSENT = "consent.target.example"
BEN_22 = Scenario(
    id="ben_22",
    rows=("BEN-22",),
    title="The service leads to its own page of consent",
    cause=Label.OK,
    honest=True,
    internet=internet(
        Site(
            names=(TARGET,),
            address=TARGET_AT,
            page=Page(status=302, headers={"Location": f"https://{CONSENT}/?next=1"}),
        ),
        Site(names=(CONSENT,), address="203.0.113.14"),
    ),
    platforms=(Row(id="target", url=URL), FINE_ROW),
    raw=(
        *COMMON,
        RESOLVES,
        Raw(what="it leads on", probe=page(TARGET, TARGET_AT), expect=302),
        Raw(what="to a page", probe=page(CONSENT, "203.0.113.14"), expect=200),
    ),
)

BEN_25 = served(
    "BEN-25",
    "Eight seconds to the first byte, then 40 KB a second, for everybody",
    Site(names=(TARGET,), address=TARGET_AT, page=Page(size=30000, wait=8.0, pace=40.0)),
    OK,
    (
        Raw(
            what="it comes in the end",
            probe=page(TARGET, TARGET_AT, patience=15.0),
            expect=200,
        ),
    ),
)

BEN_32 = served(
    "BEN-32",
    "Requests of more than 2 KB are turned away",
    Site(names=(TARGET,), address=TARGET_AT, page=Page(size=2000, most=2048)),
    OK,
    (ESCAPES,),
    depth=Depth.THOROUGH,
)

CONTROL_HOST = next(iter(NEUTRAL))
BEN_34 = Scenario(
    id="ben_34",
    rows=("BEN-34",),
    title="The hosts that comparisons lean on are themselves blocked; the service is down",
    cause=Label.INCONCLUSIVE,
    internet=internet(Site(names=(TARGET,), address=TARGET_AT, alert=80)),
    rules=(
        Rule(name="control", match=Match(sni=tuple(NEUTRAL)[:2]), action=Reset()),
        Rule(name="way", match=Match(dst=("203.0.113.200/32",)), action=Drop()),
    ),
    acts=("control",),
    platforms=(
        Row(
            id="target",
            url=URL,
            alone=Truth(works=False, label=Label.INCONCLUSIVE),
            beside=Truth(works=False, label=Label.INCONCLUSIVE),
            through=Truth(works=False, label=Label.PATH_FAILURE, alternatives=(Label.IP_BLOCKING,)),
        ),
        Row(
            id="fine",
            url="https://www.fine.example/",
            through=Truth(works=False, label=Label.PATH_FAILURE, alternatives=(Label.IP_BLOCKING,)),
        ),
    ),
    raw=(
        RESOLVES,
        Raw(
            what="a neutral host is torn",
            probe=roots(end_of, NEUTRAL[CONTROL_HOST], CONTROL_HOST),
            expect="reset",
        ),
        Raw(what="others open", probe=page("www.fine.example", "203.0.113.12"), expect=200),
    ),
)

SCENARIOS = (*REFUSALS, *FAULTS, *ALERTS, BEN_13, BEN_21, BEN_22, BEN_25, BEN_32, BEN_34)
