"""Which tries the QUIC leg makes, on real servers of loopback."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.core.net.quic_server import HERE, Papers, h3_server, silent, udp_server
from tests.core.net.resolvers import Table
from waythrough.engine.quic_leg import QuicLeg
from waythrough.model.network import AddressPlan
from waythrough.model.step import Purpose
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.probe.quic import QuicPlace
from waythrough.probe.trace import About, RunClock, Trace
from waythrough.probe.walk import Line, Walk
from waythrough.verdict.rules_quic import ENOUGH_WHEN_MIXED

NEUTRALS = ("oak.test", "elm.test")


@dataclass
class Street:
    """A target and neutral hosts, some of them silent."""

    leg: QuicLeg

    async def measured(self) -> Counter[tuple[Purpose, str]]:
        """How many tries were made at each host, by purpose; one with several steps counts once."""
        await self.leg.measure()
        seen = self.leg.walk.trace.observations
        return Counter(
            (purpose, host)
            for purpose, _, host in {(each.purpose, each.attempt, self._host(each.port)) for each in seen}
        )

    def _host(self, port: int) -> str:
        return next(each.host for each in (self.leg.at, *self.leg.places) if each.port == port)


@asynccontextmanager
async def street(folder: Path, *mute: str, hosts: tuple[str, ...] = NEUTRALS) -> AsyncIterator[Street]:
    papers = Papers(folder)
    async with AsyncExitStack() as stack:
        places = []
        for number, host in enumerate(("news.test", *hosts)):
            if host in mute:
                port, _ = await stack.enter_async_context(udp_server(silent))
            else:
                port = await stack.enter_async_context(h3_server(papers.chain(host)))
            # Addresses of their own, as the leg tells servers apart by them.
            places.append(QuicPlace(host=host, address=HERE if not number else "::ffff:127.0.0.1", port=port))
        line = Line(
            dialer=TcpDialer(), resolver=Table({}), trust=papers.trust, address_plan=AddressPlan(public=())
        )
        walk = Walk(
            trace=Trace(RunClock(), "news", "direct"),
            line=line,
            patience=Patience(soft=0.5, hard=0.8),
            about=About(target="web:news.test:443", purpose=Purpose.HTTPS_RECORD),
        )
        yield Street(QuicLeg(walk=walk, at=places[0], places=places[1:]))


async def test_a_leg_that_works_costs_one_neutral_page_and_three_of_its_own(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        assert await here.measured() == {
            (Purpose.QUIC, "news.test"): 3,
            (Purpose.QUIC_NEUTRAL, "oak.test"): 1,
        }


async def test_after_silence_everything_is_compared_and_the_witness_speaks_last(tmp_path: Path) -> None:
    async with street(tmp_path, "news.test") as here:
        assert await here.measured() == {
            (Purpose.QUIC, "news.test"): 3,
            (Purpose.QUIC_NEUTRAL, "oak.test"): 2,
            (Purpose.QUIC_NEUTRAL, "elm.test"): 1,
            (Purpose.QUIC_VERSION, "news.test"): 2,
            (Purpose.QUIC_VERSION_NEUTRAL, "oak.test"): 2,
            (Purpose.QUIC_NEUTRAL_NAME, "news.test"): 2,
            (Purpose.QUIC_LARGE, "elm.test"): 2,
            (Purpose.QUIC_DUMMY, "elm.test"): 2,
            (Purpose.QUIC_LOW_PORT, "elm.test"): 2,
            (Purpose.QUIC_TARGET_NAME, "elm.test"): 2,
        }
        order = [each.purpose for each in here.leg.walk.trace.observations]
    assert order[0] is order[-1] is Purpose.QUIC_NEUTRAL
    assert order.index(Purpose.QUIC_DUMMY) < order.index(Purpose.QUIC_TARGET_NAME)


async def test_where_no_neutral_host_answers_only_the_ways_are_asked(tmp_path: Path) -> None:
    async with street(tmp_path, "news.test", *NEUTRALS) as here:
        tries = await here.measured()
    assert tries[Purpose.QUIC_NEUTRAL, "oak.test"] == tries[Purpose.QUIC_NEUTRAL, "elm.test"] == 1
    assert tries[Purpose.QUIC_VERSION, "news.test"] == 2
    assert (Purpose.QUIC_TARGET_NAME, "elm.test") not in tries


async def test_without_neutral_hosts_only_the_target_is_asked(tmp_path: Path) -> None:
    async with street(tmp_path, "news.test", hosts=()) as here:
        assert await here.measured() == {(Purpose.QUIC, "news.test"): 3}


async def test_what_goes_both_ways_is_tried_often_on_both_sides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with street(tmp_path) as here:
        real, tries = QuicLeg._target, iter((False, True, True))

        async def shaky(leg: QuicLeg) -> bool:
            return await real(leg) and next(tries, True)

        monkeypatch.setattr(QuicLeg, "_target", shaky)
        seen = await here.measured()
    assert min(seen[Purpose.QUIC, "news.test"], seen[Purpose.QUIC_NEUTRAL, "oak.test"]) == ENOUGH_WHEN_MIXED
