"""Networks that close ports, whoever listens on them: the escaping proxy is shut out as well."""

from dataclasses import replace

from waythrough.model.verdict import Label, Stage

from . import raw
from .censor import page, plain
from .packets import TCP
from .raw import Saw
from .rows_path import FAILS, MINE, SOCKS, WEB_PORT, rows, with_ways
from .rules import Drop, Match, Reset, Rule
from .scenario import ESCAPE, OwnWay, Raw, Scenario
from .spec import PROXY_PORT, Proxy, Speech
from .standard import NEUTRAL, NEUTRAL_PORTS, TARGET, TARGET_AT

WEB_ONLY = Match(protocol=TCP, spare_ports=(80, 443))
CLOSED = replace(
    FAILS,
    label=Label.UNTARGETED_BLOCKING,
    alternatives=(Label.PATH_FAILURE,),
    qualifier="port",
    stage=Stage.CONNECT,
)
_OTHERS = tuple((name, NEUTRAL[name], port) for name, port in NEUTRAL_PORTS.items())


def _shut(saw: Saw) -> tuple[Raw, ...]:
    return (
        Raw(what="the way", probe=plain(raw.connect, MINE, PROXY_PORT), expect=saw),
        *(
            Raw(what=f"{name} on {port}", probe=plain(raw.connect, at, port), expect=saw)
            for name, at, port in _OTHERS
        ),
    )


ONLY_WEB_PORTS = Scenario(
    id="only_web_ports",
    title="A guest network lets nothing out but ports 80 and 443",
    rows=("PATH-37",),
    cause=Label.UNTARGETED_BLOCKING,
    internet=with_ways(Proxy(address=MINE), Proxy(address=MINE, port=443, speech=Speech.HTTP)),
    rules=(Rule(name="ports", match=WEB_ONLY, action=Drop()),),
    acts=("ports",),
    ways=(SOCKS, OwnWay(name="web", link=f"http://{MINE}:443")),
    platforms=rows(CLOSED, SOCKS.name, ESCAPE),
    notes=(Label.UNTARGETED_BLOCKING,),
    raw=(
        *_shut(Saw.SILENT),
        Raw(what="pages open", probe=page(TARGET, TARGET_AT), expect=200),
        Raw(what="a way on 443", probe=plain(raw.connect, MINE, 443), expect=Saw.OPEN),
    ),
)

ONLY_WEB_PORTS_RESET = replace(
    ONLY_WEB_PORTS,
    id="only_web_ports_reset",
    title="The same, and the network refuses at once",
    rules=(Rule(name="ports", match=WEB_ONLY, action=Reset()),),
    raw=(
        *_shut(Saw.REFUSED),
        Raw(what="pages open", probe=page(TARGET, TARGET_AT), expect=200),
    ),
)

ONE_PORT = Scenario(
    id="one_port_closed",
    title="The network closes the usual port of proxies and no other",
    twin="only_web_ports",
    cause=Label.PATH_FAILURE,
    internet=with_ways(Proxy(address=MINE), Proxy(address=MINE, port=WEB_PORT, speech=Speech.HTTP)),
    rules=(Rule(name="ports", match=Match(protocol=TCP, port=PROXY_PORT), action=Drop()),),
    acts=("ports",),
    ways=(SOCKS, OwnWay(name="web", link=f"http://{MINE}:{WEB_PORT}")),
    platforms=rows(replace(FAILS, alternatives=(Label.IP_BLOCKING,)), SOCKS.name, ESCAPE),
    raw=(
        Raw(what="the way", probe=plain(raw.connect, MINE, PROXY_PORT), expect=Saw.SILENT),
        *(
            Raw(what=f"{name} on {port}", probe=plain(raw.connect, at, port), expect=Saw.OPEN)
            for name, at, port in _OTHERS
        ),
    ),
)

SCENARIOS = (ONLY_WEB_PORTS, ONLY_WEB_PORTS_RESET, ONE_PORT)
