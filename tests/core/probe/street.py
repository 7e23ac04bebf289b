"""A walk over real loopback sockets: one line, one table of names, one trace."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_network

from tests.core.engine.town import HERE, NAMES, Authority
from tests.core.net.faultserver import Behaviour, serving
from tests.core.net.resolvers import Table
from waythrough.model.network import AddressPlan
from waythrough.model.observation import Observation
from waythrough.model.platform import FlowKind, PassRule, Role, Target
from waythrough.model.step import Purpose
from waythrough.net.base import Dialer
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.probe.trace import About, RunClock, Trace
from waythrough.probe.walk import Line, Walk

PATIENCE = Patience(soft=1, hard=20)
HOME = AddressPlan(public=(ip_network("127.0.0.0/8"), ip_network("::ffff:127.0.0.0/104")))


def walk_over(
    authority: Authority,
    *,
    table: Table | None = None,
    dialer: Dialer | None = None,
    by_name: bool = False,
    patience: Patience = PATIENCE,
    sink: Callable[[Observation], None] | None = None,
) -> Walk:
    """A walk of the target's own purpose; `by_name`: names go to the far end."""
    names = table or Table(dict.fromkeys(NAMES, (HERE,)))
    return Walk(
        trace=Trace(RunClock(), "news", "direct", sink),
        line=Line(
            dialer=dialer or TcpDialer(),
            resolver=None if by_name else names,
            trust=Trust(roots=authority.file, os_roots=authority.file),
            address_plan=HOME,
        ),
        patience=patience,
        about=About(target="web:news.test:443", purpose=Purpose.TARGET),
    )


def web_target(url: str, rule: PassRule | None = None) -> Target:
    host, _, port = url.split("/")[2].partition(":")
    return Target(
        role=Role.WEB, flow=FlowKind.WEB, host=host, port=int(port or 443), url=url, rule=rule or PassRule()
    )


@asynccontextmanager
async def served(behaviour: Behaviour) -> AsyncIterator[int]:
    """The port of a server with this behaviour."""
    async with serving(behaviour) as server:
        yield server.port


def steps(walk: Walk) -> list[tuple[str, str]]:
    """What was walked, and how each step ended."""
    return [
        (each.step.value, each.failure.kind.value if each.failure else "ok")
        for each in walk.trace.observations
    ]
