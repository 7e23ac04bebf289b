"""Neutral hosts are asked over one family; a host without an address of it is left out."""

from tests.core.engine.town import HERE, HERE6, NOBODY6, Authority, page
from tests.core.net.resolvers import Table
from tests.core.probe.street import served, steps, walk_over
from waythrough.model.step import Purpose
from waythrough.probe.families import ask_family
from waythrough.verdict.families import carried


async def test_each_host_is_asked_over_the_family_that_it_offers(authority: Authority) -> None:
    table = Table({"n1.test": (HERE, HERE6), "n2.test": (HERE,), "n3.test": (HERE, NOBODY6)})
    async with served(page(authority.good)) as port:
        walk = walk_over(authority, table=table)
        await ask_family(walk, [f"{name}:{port}" for name in ("n1.test", "n2.test", "n3.test")], 6)
    met = {each.target.rpartition(":")[0]: each for each in walk.trace.observations}
    assert {name: each.step.value for name, each in met.items()} == {
        "ipv6:n1.test": "tls",
        "ipv6:n2.test": "resolve",
        "ipv6:n3.test": "connect",
    }
    assert {each.purpose for each in walk.trace.observations} == {Purpose.NEUTRAL}
    assert carried(walk.trace.observations) == {6: True}


async def test_a_neutral_host_that_refuses_tls_still_took_the_connection(authority: Authority) -> None:
    table = Table({"n1.test": (HERE6,)})
    async with served(page(authority.intercepting)) as port:
        walk = walk_over(authority, table=table)
        await ask_family(walk, [f"n1.test:{port}"], 6)
    assert steps(walk)[-1] == ("tls", "cert_unknown_issuer")
    assert carried(walk.trace.observations) == {6: True}
