"""What is learned of a way besides that it carries traffic, and what is never kept of it."""

from dataclasses import replace

import pytest

from tests.core.engine.town import Authority, page, plan, socks, town
from tests.core.net.resolvers import Table
from waythrough.engine.engine import Engine
from waythrough.engine.way_facts import facts_at_opening, ipv6_stays_outside
from waythrough.model.path import PathSpec
from waythrough.model.plain import to_plain
from waythrough.model.run import NamesAt, Run, WayFacts
from waythrough.net.tcp import TcpDialer
from waythrough.paths.base import OpenPath

SEEN_AS = "8.8.8.8"
LINE = Table({})


async def run_with(authority: Authority, body: bytes, **settings: bool) -> tuple[Run, int]:
    """A run whose profile has a page that tells visitors their address, and how often that was asked."""
    async with town(authority) as here:
        await here.site("news.test")
        port = await here.site("gone.test", page(authority.good, body))
        profile = replace(here.profile, trace=f"https://gone.test:{port}/")
        assert profile.trace in profile.contacts
        ways = (socks(await here.proxy()), socks(await here.proxy(), "second"))
        asked = plan(here.platform("news.test"), paths=ways)
        async with Engine(profile) as engine:
            run = await engine.run(asked)
        return run, len(here.visits["gone.test"])


async def test_the_country_is_kept_and_the_address_is_not(authority: Authority) -> None:
    pytest.importorskip("iptocc")
    run, asked = await run_with(authority, f"fl=1\nip={SEEN_AS}\nts=1.2\nloc=XX\n".encode())
    direct, way, second = run.paths
    assert direct.facts is None
    assert way.facts == second.facts == WayFacts(country="us", same_country=True, names=NamesAt.FAR_END)
    assert SEEN_AS not in str(to_plain(run)), (
        "an address that tells where the user is stays out of every report"
    )
    assert asked == 3, "once over each way and once directly"


@pytest.mark.parametrize("body", [b"hello", b"ip=nobody.example\n", b"ip=999.1.1.1\n"])
async def test_a_page_that_tells_nothing_leaves_the_country_open(authority: Authority, body: bytes) -> None:
    run, asked = await run_with(authority, body)
    assert run.paths[1].facts == WayFacts(names=NamesAt.FAR_END)
    assert asked == 2, "without a country of the far end there is nothing to compare"


async def test_ipv6_that_comes_out_goes_through(authority: Authority) -> None:
    run, _ = await run_with(authority, b"2001:db8::1\n")
    assert run.paths[1].facts == WayFacts(names=NamesAt.FAR_END, ipv6=True)


def opened(spec: PathSpec, *, own: bool = False, line: bool = False) -> WayFacts:
    resolver = LINE if line else Table({}) if own else None
    return facts_at_opening(spec, OpenPath(dialer=TcpDialer(), resolver=resolver), LINE)


def test_where_names_are_found() -> None:
    assert opened(socks(1)).names is NamesAt.FAR_END
    assert opened(socks(1), line=True).names is NamesAt.HERE
    assert opened(PathSpec(id="w", kind="wireguard")).names is NamesAt.TUNNEL
    assert opened(PathSpec(id="t", kind="tricks"), own=True).names is NamesAt.OWN_RESOLVER
    assert opened(PathSpec(id="t", kind="tricks"), line=True).names is NamesAt.HERE


def test_an_interface_asks_names_by_itself_and_is_named() -> None:
    spec = PathSpec(id="i", kind="interface", fields={"interface": "eth9"})
    way = OpenPath(dialer=TcpDialer(), resolver=Table({}), interface="eth9")
    assert facts_at_opening(spec, way, LINE) == WayFacts(names=NamesAt.OWN_RESOLVER, interface="eth9")


def test_a_check_that_is_switched_off_anywhere_in_a_chain_is_told() -> None:
    lax = PathSpec(id="v", kind="vless", fields={"security": "tls", "insecure": True})
    assert opened(lax).unchecked
    assert opened(replace(socks(1), via=lax)).unchecked
    assert not opened(socks(1)).unchecked
    assert not opened(PathSpec(id="v", kind="vless", fields={"insecure": True})).unchecked, "there is no TLS"


@pytest.mark.parametrize(
    ("kind", "allowed", "address", "outside"),
    [
        ("wireguard", "0.0.0.0/0, ::/0", "10.0.0.2/32", False),
        ("wireguard", "0.0.0.0/0", "10.0.0.2/32", True),
        ("wireguard", "", "10.0.0.2/32, fd00::2/128", False),
        ("wireguard", "", "10.0.0.2/32", None),
        ("socks5", "0.0.0.0/0", "10.0.0.2/32", None),
    ],
)
def test_what_a_tunnel_leaves_outside(kind: str, allowed: str, address: str, outside: bool | None) -> None:
    spec = PathSpec(id="w", kind=kind, fields={"allowed_ips": allowed, "address": address})
    assert ipv6_stays_outside(spec, line_has_ipv6=True) is outside
    assert ipv6_stays_outside(spec, line_has_ipv6=False) is None
