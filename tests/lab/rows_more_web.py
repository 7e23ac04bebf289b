"""Odd but honest services: whatever their manner, they work, or are to blame themselves."""

from collections.abc import Sequence
from dataclasses import replace

from waythrough.model.run import Depth
from waythrough.model.verdict import Label

from .censor import COMMON, FINE_ROW
from .endings import Ending
from .raw_tls import end_of
from .raw_tools import curl
from .scenario import EITHER, FAULT, Raw, Row, Scenario
from .spec import Page, Site
from .standard import NEUTRAL, internet
from .world import Lab

NEUTRAL_NAME = next(iter(NEUTRAL))
ELSEWHERE = "start.elsewhere.example"
FRONT_DOOR = "home.elsewhere.example"
COOKIES = {f"Set-Cookie-{number}": "a" * 1000 for number in range(24)}


def name_of(service: str) -> str:
    """The host of a service of this module."""
    return f"www.{service}.example"


def at(number: int) -> str:
    """An address that no standard server has."""
    return f"203.0.113.{100 + number}"


def sites(*services: tuple[str, Page], first: int = 0, **more: object) -> tuple[Site, ...]:
    """A site for each service with its front page."""
    return tuple(
        Site(names=(name_of(name),), address=at(first + number), page=front, **more)  # type: ignore[arg-type]
        for number, (name, front) in enumerate(services)
    )


def moved(url: str, status: int = 301, **headers: str) -> Page:
    """A redirect."""
    return Page(status=status, headers={"Location": url, **headers})


def curled(service: str, *options: str, url: str = "") -> Raw:
    """curl opens the service without an error and follows where it leads."""

    def probe(lab: Lab) -> bool:
        return curl(lab, url or f"https://{name_of(service)}/", "-L", "--compressed", *options).code == 0

    return Raw(what=f"curl opens {service}", probe=probe, expect=True)


ANSWERS = sites(
    ("empty", Page()),
    ("nocontent", Page(status=204)),
    ("missing", Page(status=404, text="<title>Not here</title>")),
    ("gone", Page(status=410, text="<title>Gone</title>")),
    ("teapot", Page(status=418, text="<title>Teapot</title>")),
    ("heads", Page(size=2000, headers=COOKIES)),
    ("chunked", Page(size=30000, ending=Ending.CHUNKED)),
    ("packed", Page(size=30000, ending=Ending.GZIP)),
    ("endless", Page(size=30000, ending=Ending.CLOSE)),
    ("curt", Page(size=30000, ending=Ending.HANG_UP)),
    ("early", Page(size=2000, hints=True)),
)
TORN = sites(("torn", Page(size=30000, ending=Ending.RESET)))
HANDSHAKES = (
    *sites(("twelve", Page(size=2000)), first=20, tls12=True),
    *sites(("second2", Page(size=2000)), first=21, h2=True),
    *sites(("slowtls", Page(size=2000)), first=22, tls_wait=3.0),
    *sites(("strict", Page(size=2000)), first=23, alert=112, alert_names=()),
    *sites(("strict40", Page(size=2000)), first=24, alert=40, alert_names=()),
)
CHAIN = (
    Site(names=(name_of("chain"),), address=at(30), page=moved(f"https://{ELSEWHERE}/a", 308)),
    Site(names=(ELSEWHERE,), address=at(31), page=moved(f"https://{FRONT_DOOR}/b?c=1", 303)),
    Site(names=(FRONT_DOOR,), address=at(32)),
)


def odd(
    id_: str, title: str, made: Sequence[Site], *urls: str, depth: Depth = Depth.STANDARD, url: str = ""
) -> Scenario:
    """Services that all work, each in its manner."""
    names = tuple(one.names[0].split(".")[1] for one in made if one.names[0].startswith("www."))
    return Scenario(
        id=id_,
        title=title,
        cause=Label.OK,
        honest=True,
        depth=depth,
        internet=internet(*made),
        platforms=(
            *(Row(id=name, url=url or f"https://{name_of(name)}/") for name in names),
            FINE_ROW,
        ),
        raw=(*COMMON, *(curled(name, url=url) for name in names)),
    )


ODD_ANSWERS = odd(
    "odd_answers",
    "Empty pages, none, heavy heads, bodies without length, ends without goodbye: all work",
    ANSWERS,
)
# On a line with losses the reset takes back what is still under way: its pages then really break.
ODD_END = replace(odd("odd_end", "A page whose end is a reset: it works", TORN), lossy_too=False)
ODD_HANDSHAKES = odd(
    "odd_handshakes",
    "TLS 1.2 only, HTTP/2, three seconds of thought, alerts to strangers: all work",
    HANDSHAKES,
)
ODD_CHAIN = odd(
    "odd_chain",
    "From plain to safe to another domain to a third host",
    CHAIN,
    url=f"http://{name_of('chain')}/",
)

STRICT_SHARED = Scenario(
    id="strict_shared_address",
    title="Two services behind one address that answers only to its own names; one of them is broken",
    cause=Label.SERVER_FAULT,
    honest=True,
    internet=internet(
        Site(
            names=(name_of("tenant"), name_of("closed")),
            address=at(40),
            alert=112,
            alert_names=("www.closed.example", NEUTRAL_NAME, ""),
        ),
    ),
    platforms=(
        Row(id="tenant", url=f"https://{name_of('tenant')}/"),
        Row(id="closed", url=f"https://{name_of('closed')}/", alone=EITHER, beside=FAULT, through=EITHER),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        curled("tenant"),
        Raw(
            what="the other gets an alert",
            probe=lambda lab: end_of(at(40), name_of("closed"), lab.papers.root).startswith("alert "),
            expect=True,
        ),
    ),
)

LOOP = Scenario(
    id="redirect_loops",
    title="A service that leads to itself for ever, and one that leads nowhere",
    cause=Label.SERVER_FAULT,
    honest=True,
    internet=internet(
        *sites(
            ("loop", moved(f"https://{name_of('loop')}/", 302)),
            ("pingpong", moved(f"https://{name_of('pongping')}/", 302)),
            ("pongping", moved(f"https://{name_of('pingpong')}/", 302)),
            ("astray", moved("https://www.nowhere.invalid/", 302)),
            first=50,
        )
    ),
    platforms=(
        # A page that leads to itself is how a service asks for cookies: its own answer, and no refusal.
        Row(id="loop", url=f"https://{name_of('loop')}/"),
        *(
            Row(id=name, url=f"https://{name_of(name)}/", alone=EITHER, beside=EITHER, through=EITHER)
            for name in ("pingpong", "astray")
        ),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        Raw(
            what="curl gives up after fifty",
            probe=lambda lab: curl(lab, f"https://{name_of('loop')}/", "-L").code,
            expect=47,
        ),
        Raw(
            what="curl finds no host",
            probe=lambda lab: curl(lab, f"https://{name_of('astray')}/", "-L").code,
            expect=6,
        ),
    ),
)

SCENARIOS = (ODD_ANSWERS, ODD_HANDSHAKES, ODD_CHAIN, STRICT_SHARED, LOOP, ODD_END)
