"""Ways that connect, and what their far ends do, or what is done to those."""

from dataclasses import replace

from waythrough.model.verdict import Label, Locus

from . import raw
from .censor import COMMON, ESCAPES, RESOLVES, blocked, page, plain, roots
from .raw import Saw
from .raw_tools import curl
from .rows_path import MINE, SOCKS, URL, curled, rows, with_ways
from .rules import Match, Reset, Rule
from .scenario import ESCAPE, OwnWay, Raw, Row, Scenario, Truth
from .spec import PROXY, PROXY_PORT, Authority, Health, Page, Proxy, Site
from .standard import FINE, NEUTRAL, OFFER, TARGET, TARGET_AT
from .world import Lab

LINK = f"socks5h://{MINE}:{PROXY_PORT}"
FINE_ROW = Row(id="fine", url=f"https://{FINE}/")

OPENS_TLS = Scenario(
    id="way_opens_tls",
    title="The proxy opens the TLS of every tunnel with an authority of its own",
    rows=("PATH-04",),
    cause=Label.TLS_MITM,
    internet=with_ways(Proxy(address=MINE, authority=Authority.FOREIGN)),
    acts=(f"exit opened {TARGET}",),
    ways=(SOCKS,),
    platforms=rows(Truth(works=False, label=Label.TLS_MITM, locus=Locus.PATH_EXIT)),
    raw=(
        *COMMON,
        ESCAPES,
        Raw(what="an unknown issuer", probe=curled(LINK), expect=(60, 0, 0)),
        Raw(
            what="the line shows the true one",
            probe=roots(raw.handshake, TARGET_AT, TARGET),
            expect=Saw.VALID,
        ),
    ),
)

SAME_CENSOR = Scenario(
    id="way_behind_same_censor",
    title="The proxy's far end lies behind the same censor as the line",
    rows=("PATH-15",),
    cause=Label.SNI_FILTERING,
    internet=with_ways(Proxy(address=MINE, censored=(TARGET,))),
    rules=(Rule(name="sni", match=Match(sni=(TARGET,)), action=Reset()),),
    acts=("sni", f"exit reset {TARGET}"),
    ways=(SOCKS,),
    platforms=(
        Row(
            id="target",
            url=URL,
            alone=blocked(Label.SNI_FILTERING),
            beside=blocked(Label.SNI_FILTERING),
            through={
                "mine": Truth(works=False, label=Label.SNI_FILTERING, locus=Locus.PATH_EXIT),
            },
        ),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="reset here", probe=roots(raw.handshake, TARGET_AT, TARGET), expect=Saw.RESET),
        Raw(what="reset there", probe=curled(LINK), expect=(35, 0, 0)),
    ),
)


def _refusing(page_: Page) -> Site:
    return Site(names=(TARGET,), address=TARGET_AT, refused=(f"{MINE}/32",), refusal=page_)


EXIT_REFUSED = Scenario(
    id="way_exit_refused",
    title="The service answers 403 to the proxy's far end, and to nobody else",
    rows=("PATH-16",),
    cause=Label.GEO_BLOCK,
    honest=True,
    internet=with_ways(Proxy(address=MINE), sites=(_refusing(Page(status=403, text="Forbidden")),)),
    acts=(f"403 {TARGET}",),
    ways=(SOCKS,),
    platforms=(
        Row(
            id="target",
            url=URL,
            through={"mine": Truth(works=False, label=Label.GEO_BLOCK, locus=Locus.PATH_EXIT)},
        ),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        Raw(what="403 there", probe=curled(LINK), expect=(0, 403, 0)),
        Raw(what="200 here", probe=page(TARGET, TARGET_AT), expect=200),
    ),
)

EXIT_CHALLENGED = replace(
    EXIT_REFUSED,
    id="way_exit_challenged",
    title="The service asks the proxy's far end to prove that it is a person",
    rows=("PATH-36",),
    cause=Label.ACCESS_CHALLENGE,
    internet=with_ways(
        Proxy(address=MINE),
        sites=(_refusing(Page(status=403, text="Just a moment...", headers={"cf-mitigated": "challenge"})),),
    ),
    platforms=(
        Row(
            id="target",
            url=URL,
            through={"mine": Truth(works=True, label=Label.ACCESS_CHALLENGE, locus=Locus.PATH_EXIT)},
        ),
        FINE_ROW,
    ),
)

CRAWLS = Scenario(
    id="way_crawls",
    title="The proxy passes 100 kbit/s, whatever is asked for",
    rows=("PATH-17",),
    twin="way_stops_long_pages",
    cause=Label.NETWORK_TROUBLE,
    honest=True,
    internet=with_ways(Proxy(address=MINE, pace=100)),
    ways=(SOCKS,),
    platforms=rows(Truth(works=True, label=Label.NETWORK_TROUBLE, locus=Locus.PATH)),
    raw=(
        *COMMON,
        ESCAPES,
        Raw(
            what="a long page takes seconds",
            probe=lambda lab: _slow(lab, LINK),
            expect=True,
        ),
        Raw(
            what="and none by the other proxy",
            probe=lambda lab: _slow(lab, f"socks5h://{PROXY}:{PROXY_PORT}"),
            expect=False,
        ),
    ),
)


def _slow(lab: Lab, link: str) -> bool:
    """Whether a page of 64 KB is not there within three seconds."""
    return curl(lab, f"https://{next(iter(NEUTRAL))}/", "--proxy", link, patience=3.0).code == 28


_down = Truth(works=False, label=Label.SERVER_FAULT, locus=Locus.SERVICE)
TARGET_DOWN = Scenario(
    id="way_fine_target_down",
    title="The proxy is healthy, the service is down for everybody",
    rows=("PATH-38",),
    cause=Label.SERVER_FAULT,
    honest=True,
    internet=with_ways(
        Proxy(address=MINE), sites=(Site(names=(TARGET,), address=TARGET_AT, health=Health.DOWN),)
    ),
    acts=(f"exit {TARGET}",),
    ways=(SOCKS,),
    platforms=(
        Row(id="target", url=URL, alone=_down, beside=_down, through={"mine": _down, ESCAPE: _down}),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        RESOLVES,
        Raw(what="silent here", probe=plain(raw.connect, TARGET_AT, 443), expect=Saw.SILENT),
        Raw(what="and there", probe=curled(LINK), expect=(97, 0, 0)),
        Raw(what="the proxy opens others", probe=curled(LINK, url=f"https://{FINE}/"), expect=(0, 200, 0)),
    ),
)

KNOWN = ("known.birch.example", "203.0.113.42")
KNOWN_PAGE = "<html><head><title>Known</title></head><body>All is well.</body></html>"
SCRIPT = "<script src='//ads.example/a.js'></script>"
WRITES = Scenario(
    id="way_writes_into_pages",
    title="The proxy puts a script into every plain page",
    rows=("PATH-41",),
    cause=Label.PATH_FAILURE,
    honest=True,
    internet=with_ways(
        Proxy(address=MINE, script=SCRIPT),
        sites=(
            Site(
                names=(KNOWN[0],),
                address=KNOWN[1],
                tls=False,
                page=Page(text=KNOWN_PAGE, headers={"Content-Type": "text/html"}),
            ),
        ),
    ),
    acts=("script",),
    ways=(SOCKS,),
    offer=replace(
        OFFER,
        canaries=(*OFFER.canaries, {"url": f"http://{KNOWN[0]}/", "status": 200, "text": KNOWN_PAGE}),
    ),
    platforms=rows(Truth(works=False, label=Label.PATH_FAILURE, locus=Locus.PATH_EXIT)),
    raw=(
        *COMMON,
        Raw(what="the page as it is", probe=lambda lab: _known(lab), expect=KNOWN_PAGE),
        Raw(
            what="the page as the proxy gives it",
            probe=lambda lab: _known(lab, "--proxy", LINK),
            expect=KNOWN_PAGE.replace("</body>", SCRIPT + "</body>"),
        ),
        Raw(what="TLS is left alone", probe=curled(LINK), expect=(0, 200, 0)),
    ),
)


def _known(lab: Lab, *options: str) -> str:
    return curl(lab, f"http://{KNOWN[0]}/", "--resolve", f"{KNOWN[0]}:80:{KNOWN[1]}", *options).body.strip()


SIX = {name: f"2001:db8:2::{30 + number}" for number, name in enumerate((*NEUTRAL, TARGET))}
FOUR_ONLY = Scenario(
    id="way_ipv4_only",
    title="The proxy is handed addresses of both families and carries IPv4 only",
    rows=("PATH-34",),
    cause=Label.PARTIAL,
    honest=True,
    internet=with_ways(
        Proxy(address=MINE, ipv6=False),
        sites=(
            Site(names=(TARGET,), address=TARGET_AT, more=(SIX[TARGET],)),
            *(
                Site(names=(name,), address=address, more=(SIX[name],), page=Page(size=65536))
                for name, address in NEUTRAL.items()
            ),
        ),
    ),
    ways=(OwnWay(name="mine", link=f"socks5://{MINE}:{PROXY_PORT}?dns=local"),),
    platforms=(
        Row(
            id="target",
            url=URL,
            through={
                "mine": Truth(works=True, label=Label.PARTIAL, locus=Locus.PATH, qualifier="ipv6"),
            },
        ),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        Raw(what="IPv6 here", probe=roots(raw.handshake, SIX[TARGET], TARGET), expect=Saw.VALID),
        Raw(
            what="not there",
            probe=curled(f"socks5://{MINE}:{PROXY_PORT}", "--resolve", f"{TARGET}:443:[{SIX[TARGET]}]"),
            expect=(97, 0, 0),
        ),
        Raw(
            what="IPv4 there",
            probe=curled(f"socks5://{MINE}:{PROXY_PORT}", "--resolve", f"{TARGET}:443:{TARGET_AT}"),
            expect=(0, 200, 0),
        ),
    ),
)

SCENARIOS = (
    FOUR_ONLY,
    OPENS_TLS,
    SAME_CENSOR,
    EXIT_REFUSED,
    EXIT_CHALLENGED,
    CRAWLS,
    TARGET_DOWN,
    WRITES,
)
