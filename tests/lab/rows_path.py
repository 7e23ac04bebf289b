"""Ways that fail by themselves, or on the line to their own server."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from waythrough.model.verdict import Label, Locus, Stage

from . import raw
from .censor import COMMON, ESCAPES, RESOLVES, page, plain, roots
from .local import Local
from .packets import TCP
from .raw import Saw
from .raw_tools import curl
from .rules import Drop, DropLarge, Forge, Freeze, Match, Reset, Rule
from .scenario import ESCAPE, OK, OwnWay, Raw, Row, Scenario, Truth
from .spec import PROXY, PROXY_PORT, Health, Internet, Page, Proxy, Site, Speech
from .standard import DOH, ERRATIC, FINE, FINE_AT, ISP_RESOLVER, TARGET, TARGET_AT, internet
from .world import Lab

MINE, BACK = "203.0.113.201", "203.0.113.202"
WEB_PORT = 8080
AT_MINE = (f"{MINE}/32",)
SOCKS = OwnWay(name="mine", link=f"socks5://{MINE}:{PROXY_PORT}")
URL = f"https://{TARGET}/"
FAILS = Truth(works=False, label=Label.PATH_FAILURE)


def with_ways(*proxies: Proxy, sites: tuple[Site, ...] = ()) -> Internet:
    """The standard internet with proxies of the client's own besides the escaping one."""
    return internet(*sites, proxies=(Proxy(), *proxies))


def rows(
    truth: Truth, *names: str, alone: Truth | None = None, url: str = URL, fine: bool = True
) -> tuple[Row, ...]:
    """Two platforms that open directly, and the same truth of both over the client's own ways."""
    over = dict.fromkeys(names or (SOCKS.name,), truth)
    here = dict.fromkeys(over, alone) if alone else {}
    pages = (("target", url), *((("fine", f"https://{FINE}/"),) if fine else ()))
    return tuple(Row(id=name, url=at, through=over, through_alone=here) for name, at in pages)


def curled(link: str, *options: str, url: str = URL) -> Callable[[Lab], tuple[int, int, int]]:
    """What curl comes to through a proxy: its exit code, the page's status, the proxy's own."""

    def probe(lab: Lab) -> tuple[int, int, int]:
        found = curl(lab, url, "--proxy", link, *options)
        return found.code, found.status, found.connect_status

    return probe


REFUSED = Scenario(
    id="way_refused",
    title="Nothing listens any more where the proxy was",
    rows=("PATH-01",),
    cause=Label.PATH_FAILURE,
    honest=True,
    internet=with_ways(Proxy(address=MINE, health=Health.REFUSING)),
    ways=(SOCKS,),
    platforms=rows(replace(FAILS, stage=Stage.CONNECT)),
    raw=(*COMMON, Raw(what="closed", probe=plain(raw.connect, MINE, PROXY_PORT), expect=Saw.REFUSED)),
)

OFF = Scenario(
    id="way_off",
    title="The proxy's machine is switched off",
    rows=("PATH-02",),
    twin="way_blocked",
    cause=Label.PATH_FAILURE,
    honest=True,
    internet=with_ways(Proxy(address=MINE, health=Health.DOWN)),
    ways=(SOCKS,),
    platforms=rows(replace(FAILS, stage=Stage.CONNECT)),
    raw=(*COMMON, Raw(what="silent", probe=plain(raw.connect, MINE, PROXY_PORT), expect=Saw.SILENT)),
)

_WEB = f"http://{MINE}:{WEB_PORT}"
WRONG_PASSWORD = Scenario(
    id="way_wrong_password",
    title="The proxies want another password than the one given",
    rows=("PATH-03",),
    cause=Label.PATH_FAILURE,
    honest=True,
    internet=with_ways(
        Proxy(address=MINE, user="me", password="right"),
        Proxy(address=MINE, port=WEB_PORT, speech=Speech.HTTP, user="me", password="right"),
    ),
    ways=(
        OwnWay(name="mine", link=f"socks5://me:wrong@{MINE}:{PROXY_PORT}"),
        OwnWay(name="web", link=f"http://me:wrong@{MINE}:{WEB_PORT}"),
    ),
    platforms=rows(replace(FAILS, stage=Stage.AUTH), "mine", "web"),
    raw=(
        *COMMON,
        Raw(what="407", probe=curled(_WEB, "--proxy-user", "me:wrong"), expect=(56, 0, 407)),
        Raw(what="right", probe=curled(_WEB, "--proxy-user", "me:right"), expect=(0, 200, 200)),
    ),
)

OWN_PAGE = Scenario(
    id="way_own_page",
    title="The proxy's own rules keep it from carrying one service, and it says so with a page of its own",
    rows=("PATH-05",),
    twin="geo_451",
    cause=Label.PATH_FAILURE,
    honest=True,
    internet=with_ways(Proxy(address=MINE, port=WEB_PORT, speech=Speech.HTTP, denied=(TARGET,))),
    ways=(OwnWay(name="mine", link=_WEB),),
    acts=(f"denied {TARGET}",),
    platforms=(
        Row(id="target", url=URL, through={"mine": replace(FAILS, qualifier="this_target")}),
        Row(id="fine", url=f"https://{FINE}/"),
    ),
    raw=(
        *COMMON,
        Raw(what="403 of its own", probe=curled(_WEB), expect=(56, 0, 403)),
        Raw(what="it carries others", probe=curled(_WEB, url=f"https://{FINE}/"), expect=(0, 200, 200)),
    ),
)

NO_CONNECT = Scenario(
    id="way_no_connect",
    title="The proxy carries plain pages only",
    rows=("PATH-33",),
    cause=Label.PATH_FAILURE,
    honest=True,
    internet=with_ways(
        Proxy(address=MINE, port=WEB_PORT, speech=Speech.HTTP, connect=405),
        Proxy(address=BACK, port=WEB_PORT, speech=Speech.HTTP, connect=501),
    ),
    ways=(OwnWay(name="mine", link=_WEB), OwnWay(name="other", link=f"http://{BACK}:{WEB_PORT}")),
    platforms=rows(replace(FAILS, stage=Stage.REQUEST), "mine", "other"),
    raw=(
        *COMMON,
        Raw(what="no tunnel", probe=curled(_WEB), expect=(56, 0, 405)),
        Raw(what="plain pages", probe=curled(_WEB, url=f"http://{TARGET}/"), expect=(0, 301, 0)),
    ),
)

CHAIN = Scenario(
    id="way_chain_second_dead",
    title="Of two proxies in a row the second is switched off",
    rows=("PATH-39",),
    cause=Label.PATH_FAILURE,
    honest=True,
    internet=with_ways(Proxy(address=MINE), Proxy(address=BACK, health=Health.DOWN)),
    ways=(
        OwnWay(name="mine", link=f"socks5://{MINE}:{PROXY_PORT} -> socks5://{BACK}:{PROXY_PORT}"),
        OwnWay(name="first", link=f"socks5://{MINE}:{PROXY_PORT}"),
    ),
    acts=(f"exit {BACK}",),
    platforms=rows(replace(FAILS, stage=Stage.EXIT_CONNECT)),
    raw=(
        *COMMON,
        Raw(what="the first is open", probe=plain(raw.connect, MINE, PROXY_PORT), expect=Saw.OPEN),
        Raw(
            what="the second is not reached",
            probe=curled(f"socks5h://{MINE}:{PROXY_PORT}", url=f"http://{BACK}:{PROXY_PORT}/"),
            expect=(97, 0, 0),
        ),
    ),
)

BLOCKED = Scenario(
    id="way_blocked",
    title="The provider drops everything to the proxy's address",
    rows=("PATH-08",),
    twin="way_off",
    cause=Label.IP_BLOCKING,
    internet=with_ways(Proxy(address=MINE)),
    rules=(Rule(name="drop", match=Match(dst=AT_MINE), action=Drop()),),
    acts=("drop",),
    ways=(SOCKS,),
    platforms=rows(
        Truth(works=False, label=Label.IP_BLOCKING, locus=Locus.PATH_ENTRY, stage=Stage.CONNECT),
        alone=FAILS,
    ),
    raw=(
        *COMMON,
        Raw(what="silent here", probe=plain(raw.connect, MINE, PROXY_PORT), expect=Saw.SILENT),
        Raw(
            what="the escaping proxy reaches it: an answer comes, though none of HTTP",
            probe=curled(f"socks5h://{PROXY}:{PROXY_PORT}", url=f"http://{MINE}:{PROXY_PORT}/"),
            expect=(1, 0, 0),
        ),
    ),
)

PROXY_NAME = "proxy.maple.example"
MISNAMED = Scenario(
    id="way_misnamed",
    title="The name of the proxy gets a forged address",
    rows=("PATH-26",),
    cause=Label.DNS_TAMPERING,
    internet=with_ways(Proxy(address=MINE, names=(PROXY_NAME,))),
    rules=(Rule(name="forge", match=Match(qname=(PROXY_NAME,)), action=Forge((ERRATIC,), swallow=True)),),
    acts=("forge",),
    ways=(OwnWay(name="mine", link=f"socks5://{PROXY_NAME}:{PROXY_PORT}"),),
    platforms=rows(Truth(works=False, label=Label.DNS_TAMPERING, locus=Locus.PATH_ENTRY)),
    raw=(
        *COMMON,
        Raw(what="a lie", probe=plain(raw.answers, ISP_RESOLVER, PROXY_NAME), expect=[(ERRATIC,)]),
        Raw(
            what="the truth",
            probe=lambda lab: raw.doh(DOH[1][1], DOH[1][1], PROXY_NAME, lab.papers.root),
            expect=(MINE,),
        ),
        Raw(what="nobody there", probe=plain(raw.connect, ERRATIC, PROXY_PORT), expect=Saw.REFUSED),
        Raw(
            what="it works at its address",
            probe=curled(f"socks5h://{MINE}:{PROXY_PORT}"),
            expect=(0, 200, 0),
        ),
    ),
)

LARGE_LOST = Scenario(
    id="way_large_packets_lost",
    title="On the way to the proxy every packet of more than 1280 bytes gets lost without a word",
    rows=("PATH-13",),
    twin="way_stops_long_pages",
    cause=Label.NETWORK_TROUBLE,
    honest=True,
    internet=with_ways(Proxy(address=MINE)),
    rules=(Rule(name="large", match=Match(dst=AT_MINE, protocol=TCP), action=DropLarge(over=1280)),),
    acts=("large",),
    ways=(SOCKS,),
    platforms=rows(Truth(works=False, label=Label.NETWORK_TROUBLE, locus=Locus.PATH)),
    raw=(
        *COMMON,
        ESCAPES,
        Raw(
            what="a short plain page passes",
            probe=curled(f"socks5h://{MINE}:{PROXY_PORT}", url="http://detect.birch.example/success.txt"),
            expect=(0, 200, 0),
        ),
        Raw(
            what="a handshake stalls",
            probe=curled(f"socks5h://{MINE}:{PROXY_PORT}", "-m", "3"),
            expect=(28, 0, 0),
        ),
    ),
)

STOPS = Scenario(
    id="way_stops_long_pages",
    title="Connections to the proxy's hoster fall silent after 16 KB",
    rows=("PATH-24",),
    cause=Label.VOLUME_FREEZE,
    internet=with_ways(
        Proxy(address=MINE), sites=(Site(names=(TARGET,), address=TARGET_AT, page=Page(size=65536)),)
    ),
    rules=(Rule(name="freeze", match=Match(dst=AT_MINE, protocol=TCP), action=Freeze(after=16384)),),
    acts=("freeze",),
    ways=(SOCKS,),
    platforms=(
        *rows(Truth(works=False, label=Label.VOLUME_FREEZE, locus=Locus.PATH_ENTRY), fine=False),
        Row(id="fine", url=f"https://{FINE}/"),
    ),
    raw=(
        *COMMON,
        RESOLVES,
        Raw(what="the page is long", probe=page(TARGET, TARGET_AT), expect=200),
        Raw(
            what="it stalls through the proxy",
            probe=curled(f"socks5h://{MINE}:{PROXY_PORT}", "-m", "3"),
            expect=(28, 200, 0),
        ),
        Raw(
            what="short pages pass",
            probe=curled(f"socks5h://{MINE}:{PROXY_PORT}", url=f"https://{FINE}/"),
            expect=(0, 200, 0),
        ),
    ),
)

CROWDED = Scenario(
    id="way_crowded",
    title="As soon as four connections to the proxy are open at once, the next ones fall silent",
    rows=("PATH-23",),
    cause=Label.PROTOCOL_BLOCKING,
    internet=with_ways(Proxy(address=MINE, port=443, names=(PROXY_NAME,), speech=Speech.HTTPS)),
    rules=(Rule(name="parallel", match=Match(dst=AT_MINE, parallel=4), action=Drop()),),
    acts=(),
    ways=(OwnWay(name="mine", link=f"https://{PROXY_NAME}:443"),),
    platforms=tuple(
        Row(
            id=name,
            url=f"https://www.{name}.example/",
            through={
                "mine": Truth(
                    works=True, label=Label.PROTOCOL_BLOCKING, locus=Locus.PATH_ENTRY, qualifier="parallel"
                )
            },
        )
        for name in ("target", "second", "fine", "erratic", "oak", "home")
    ),
    raw=(
        *COMMON,
        Raw(
            what="one connection passes",
            probe=lambda lab: _at_once(lab, 1),
            expect=[Saw.VALID],
        ),
    ),
)

NAME_CUT = Scenario(
    id="way_name_cut",
    title="Handshakes with the name of the proxy are torn",
    cause=Label.SNI_FILTERING,
    internet=with_ways(Proxy(address=MINE, port=443, names=(PROXY_NAME,), speech=Speech.HTTPS)),
    rules=(Rule(name="sni", match=Match(sni=(PROXY_NAME,)), action=Reset()),),
    acts=("sni",),
    ways=(OwnWay(name="mine", link=f"https://{PROXY_NAME}:443"),),
    platforms=rows(Truth(works=False, label=Label.SNI_FILTERING, locus=Locus.PATH_ENTRY, stage=Stage.TLS)),
    raw=(
        *COMMON,
        Raw(what="torn", probe=roots(raw.handshake, MINE, PROXY_NAME), expect=Saw.RESET),
        Raw(what="torn elsewhere", probe=roots(raw.handshake, FINE_AT, PROXY_NAME), expect=Saw.RESET),
        Raw(what="other names pass", probe=roots(raw.handshake, MINE, FINE), expect=Saw.OTHER_NAME),
    ),
)


def _at_once(lab: Lab, count: int) -> list[Saw]:
    """How handshakes with the proxy end that are begun at the same moment and held open."""
    with ThreadPoolExecutor(count) as pool:
        looks = [pool.submit(raw.handshake, MINE, PROXY_NAME, lab.papers.root, 3.0) for _ in range(count)]
        return [look.result() for look in looks]


_MASKED = Truth(works=None, label=Label.INCONCLUSIVE, network=Label.INCONCLUSIVE)
INSIDE_VPN = Scenario(
    id="way_inside_vpn",
    title="Another VPN carries everything already, and the proxy is not reached through it",
    rows=("PATH-30",),
    twin="way_blocked",
    cause=Label.INCONCLUSIVE,
    internet=with_ways(Proxy(address=MINE)),
    rules=(Rule(name="drop", match=Match(dst=AT_MINE), action=Drop()),),
    acts=("drop",),
    local=Local(vpn="wg0"),
    ways=(SOCKS,),
    platforms=tuple(
        Row(
            id=name,
            url=f"https://{host}/",
            alone=_MASKED,
            beside=_MASKED,
            through={"mine": _MASKED, ESCAPE: replace(OK, network=Label.INCONCLUSIVE)},
        )
        for name, host in (("target", TARGET), ("fine", FINE))
    ),
    raw=(*COMMON, Raw(what="silent", probe=plain(raw.connect, MINE, PROXY_PORT), expect=Saw.SILENT)),
)

SCENARIOS = (
    REFUSED,
    OFF,
    WRONG_PASSWORD,
    OWN_PAGE,
    NO_CONNECT,
    CHAIN,
    BLOCKED,
    MISNAMED,
    LARGE_LOST,
    STOPS,
    CROWDED,
    NAME_CUT,
    INSIDE_VPN,
)
