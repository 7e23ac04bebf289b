"""Looks at a way's own server leave nothing behind that names it."""

import pytest

from tests.core.engine.town import HERE, NEUTRALS, Authority, resets, town
from tests.core.net.faultserver import refusing
from tests.core.probe.street import PATIENCE, walk_over
from waythrough.model.failure import FailureKind
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Stage
from waythrough.net.socks import SocksDialer
from waythrough.net.tcp import TcpDialer
from waythrough.probe.way_entry import AT_ONCE, page_through, server_hello, together


async def test_pages_take_turns_among_the_neutral_hosts(authority: Authority) -> None:
    async with town(authority) as here:
        walk = walk_over(
            authority,
            dialer=SocksDialer(TcpDialer(), HERE, await here.proxy()),
            by_name=True,
            patience=PATIENCE,
        )
        assert await page_through(walk, here.profile, Purpose.WAY_AGAIN, 2)
        assert [len(here.visits[name]) for name in NEUTRALS] == [0, 1, 0]
        await together(walk, here.profile)
        assert sum(len(here.visits[name]) for name in NEUTRALS) == 1 + AT_ONCE
    crowd = {each.attempt for each in walk.trace.observations if each.purpose is Purpose.WAY_TOGETHER}
    assert crowd == set(range(1, AT_ONCE + 1))


@pytest.mark.parametrize(
    ("name", "end"), [("n1.test", None), ("proxy.example", FailureKind.RESET), ("other.example", "cert")]
)
async def test_a_hello_tells_how_it_ended_and_no_name(
    authority: Authority, name: str, end: FailureKind | str | None
) -> None:
    async with town(authority) as here:
        port = await here.site("news.test", resets(authority.good, "proxy.example"))
        walk = walk_over(authority, patience=PATIENCE)
        await server_hello(walk, TcpDialer(), HERE, port, name, Purpose.WAY_NAME, 1)
    seen = walk.trace.observations[-1]
    assert (seen.step, seen.stage, seen.host, seen.address) == (Step.PATH, Stage.TLS, "", "")
    kind = seen.failure.kind if seen.failure else None
    assert kind is end if end != "cert" else kind is FailureKind.CERT_NAME_MISMATCH
    assert name not in repr(walk.trace.observations)


async def test_a_hello_that_finds_no_server(authority: Authority) -> None:
    async with refusing() as closed:
        walk = walk_over(authority, patience=PATIENCE)
        await server_hello(walk, TcpDialer(), HERE, closed.port, "a.test", Purpose.WAY_NAME, 1)
    seen = walk.trace.observations[-1]
    assert (seen.stage, seen.failure and seen.failure.kind) == (Stage.CONNECT, FailureKind.REFUSED)
