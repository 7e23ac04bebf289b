"""Plain requests that a censor answers, tears or swallows, and a notice that came in behind a service's own front."""

from dataclasses import replace

from waythrough.model.verdict import Label, Locus

from . import raw
from .censor import COMMON, ESCAPES, FINE_ROW, RESOLVES, blocked, censored, page, plain
from .raw import Saw
from .rules import Action, Drop, Match, Notice, Reset, Residual, Rule
from .scenario import Raw, Row, Scenario, Truth
from .spec import CLIENT, DOMESTIC_NET, Page, Site
from .standard import CANARY_204, CANARY_TEXT, FINE, SECOND, SECOND_AT, TARGET, TARGET_AT, internet
from .world import Lab

PLAIN_URL = f"http://{TARGET}/"
SITES = (
    Site(names=(TARGET,), address=TARGET_AT, tls=False, pages={"/search?q=picnic": Page(text="Baskets")}),
    Site(names=(SECOND,), address=SECOND_AT, tls=False),
)
BOTH = Match(host=("target.example", "second.example"))


def answer(status: str, body: str, *headers: str) -> bytes:
    """A whole answer as a box on the way would write it."""
    lines = (f"HTTP/1.1 {status}", "Content-Type: text/html", *headers, f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "Connection: close", "", body)).encode()


def _host(address: str, name: str, path: str = "/") -> object:
    return raw.status(raw.get(name, path, address=address))


def _torn(row: str, title: str, action: Action, expect: Saw) -> Scenario:
    truth = blocked(Label.HTTP_FILTERING)
    return Scenario(
        id=row.lower().replace("-", "_"),
        rows=(row,),
        title=title,
        cause=Label.HTTP_FILTERING,
        internet=internet(*SITES),
        rules=(Rule(name="host", match=Match(host=("target.example",)), action=action),),
        acts=("host",),
        platforms=(censored(truth, truth, url=PLAIN_URL), FINE_ROW),
        raw=(
            *COMMON,
            RESOLVES,
            Raw(what="the request breaks", probe=plain(_host, TARGET_AT, TARGET), expect=expect),
            Raw(what="also elsewhere", probe=plain(_host, CANARY_TEXT[1], TARGET), expect=expect),
            Raw(what="another Host is served", probe=plain(_host, TARGET_AT, FINE), expect=200),
            Raw(what="the proxy gets it", probe=lambda _: raw.status(raw.get(TARGET)), expect=200),
        ),
    )


def _notice(row: str, title: str, response: bytes, status: int, *, twin: str = "") -> Scenario:
    truth = blocked(Label.BLOCK_PAGE)
    return Scenario(
        id=row.lower().replace("-", "_"),
        rows=(row,),
        title=title,
        cause=Label.BLOCK_PAGE,
        twin=twin,
        internet=internet(*SITES),
        rules=(Rule(name="notice", match=BOTH, action=Notice(response)),),
        acts=("notice",),
        platforms=(
            censored(truth, truth, url=PLAIN_URL),
            censored(truth, truth, name="second", url=f"http://{SECOND}/"),
            FINE_ROW,
        ),
        raw=(
            *COMMON,
            RESOLVES,
            Raw(what="the notice comes", probe=plain(_host, TARGET_AT, TARGET), expect=status),
            Raw(what="for an unrelated name too", probe=plain(_host, SECOND_AT, SECOND), expect=status),
            Raw(what="also from elsewhere", probe=plain(_host, CANARY_204[1], TARGET), expect=status),
            Raw(what="another Host is served", probe=plain(_host, TARGET_AT, FINE), expect=200),
            Raw(what="the proxy gets the page", probe=lambda _: raw.status(raw.get(TARGET)), expect=200),
        ),
    )


HTTP_01 = _torn("HTTP-01", "A plain request is reset upon its Host", Reset(), Saw.RESET)
HTTP_06 = _torn("HTTP-06", "A plain request is lost upon its Host", Drop(), Saw.SILENT)
HTTP_02 = _notice(
    "HTTP-02",
    "A redirect to a notice stands in for the page",
    answer("302 Found", "", "Location: http://notice.provider.example/?u=www.target.example"),
    302,
)
HTTP_03 = _notice(
    "HTTP-03",
    "A notice with status 200 stands in for the page",
    answer("200 OK", "<html><title>Notice</title><body>Closed by decision 12 of the court.</body></html>"),
    200,
)
HTTP_04 = _notice(
    "HTTP-04",
    "A 403 with a frame from a private address",
    answer(
        "403 Forbidden",
        "<html><head><title>M1-8</title></head><body>"
        '<iframe src="http://10.10.34.34?type=Invalid Site&policy=MainPolicy" width="100%"></iframe></body></html>',
    ),
    403,
)
HTTP_05 = _notice(
    "HTTP-05",
    "A 451 that names an order of a court",
    answer("451 Unavailable For Legal Reasons", "<html><body>Blocked by order of the court.</body></html>"),
    451,
)

_KEYWORD = "/search?q=picnic"


def _keyword(lab: Lab) -> list[object]:
    return [
        _host(SECOND_AT, TARGET),
        _host(TARGET_AT, TARGET, _KEYWORD),
        _host(CANARY_204[1], CANARY_204[0], _KEYWORD),
    ]


# While the penalty lasts one request of four comes through: it opens now and then.
_NOW_AND_THEN = replace(blocked(Label.HTTP_FILTERING), works=None)
HTTP_07 = Scenario(
    id="http_07",
    rows=("HTTP-07",),
    title="A word in the address is reset, and three of four connections for a minute and a half after it",
    cause=Label.HTTP_FILTERING,
    internet=internet(*SITES),
    rules=(
        Rule(
            name="word",
            match=Match(keyword=("picnic",)),
            action=Reset(),
            residual=Residual(seconds=90.0, chance=0.75),
        ),
    ),
    acts=("word",),
    random="the residual penalty meets three of four connections",
    repeats=3,
    platforms=(
        censored(_NOW_AND_THEN, _NOW_AND_THEN, url=f"http://{TARGET}{_KEYWORD}"),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        RESOLVES,
        Raw(what="bare, with the word, elsewhere", probe=_keyword, expect=[200, Saw.RESET, Saw.RESET]),
    ),
)

# Known by a phrase of the seed set: the service's front passes on what was put into its own supply line.
_SUPPLIED = Page(
    text="<html><title>Notice</title><body>The requested URL has been blocked as per the directions received "
    "from Department of Telecommunications, Government of India.</body></html>"
)
_BEHIND = Truth(works=False, label=Label.BLOCK_PAGE, locus=Locus.SERVICE)
HTTP_12 = Scenario(
    id="http_12",
    rows=("HTTP-12",),
    title="A network of fronts serves a notice that it got from its own supply line",
    cause=Label.BLOCK_PAGE,
    internet=internet(
        Site(names=(TARGET,), address=TARGET_AT, refused=(f"{CLIENT}/32", DOMESTIC_NET), refusal=_SUPPLIED)
    ),
    acts=(f"hit {TARGET}",),
    platforms=(Row(id="target", url=f"https://{TARGET}/", alone=_BEHIND, beside=_BEHIND), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="200 inside verified TLS", probe=page(TARGET, TARGET_AT), expect=200),
    ),
)

SCENARIOS = (HTTP_01, HTTP_02, HTTP_03, HTTP_04, HTTP_05, HTTP_06, HTTP_07, HTTP_12)
