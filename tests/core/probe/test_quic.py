from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.net.quic_server import HERE, NAME, Papers, h3_server, silent, udp_server
from tests.core.net.resolvers import Table
from tests.core.probe.street import steps
from waythrough.model.network import AddressPlan
from waythrough.model.step import Purpose, Step
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.probe.quic import QuicPlace, ask_name, ask_page, ask_path
from waythrough.probe.trace import About, RunClock, Trace
from waythrough.probe.walk import Line, Walk

PATIENT = Patience(soft=20.0, hard=30.0)
HASTY = Patience(soft=0.05, hard=0.2)


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    return Papers(tmp_path)


def walk(papers: Papers) -> Walk:
    line = Line(
        dialer=TcpDialer(), resolver=Table({}), trust=papers.trust, address_plan=AddressPlan(public=())
    )
    about = About(target="web:site.test:443", purpose=Purpose.HTTPS_RECORD)
    return Walk(trace=Trace(RunClock(), "p", "direct"), line=line, patience=PATIENT, about=about)


async def test_a_page_is_two_steps(papers: Papers) -> None:
    mine = walk(papers)
    async with h3_server(papers.chain()) as port:
        assert await ask_page(mine, Purpose.QUIC, QuicPlace(host=NAME, address=HERE, port=port), 2)
    assert steps(mine) == [("quic", "ok"), ("http", "ok")]
    assert {(each.purpose, each.attempt, each.host) for each in mine.trace.observations} == {
        (Purpose.QUIC, 2, NAME)
    }


async def test_a_foreign_name_counts_as_heard_when_the_server_still_hears_us(papers: Papers) -> None:
    mine = walk(papers)
    async with h3_server(papers.chain("other.test")) as port:
        at = QuicPlace(host="other.test", address=HERE, port=port)
        assert await ask_name(mine, Purpose.QUIC_TARGET_NAME, at, NAME, 1)
        assert await ask_name(mine, Purpose.QUIC_DUMMY, at, NAME, 1)
    assert steps(mine) == [("quic", "cert_name_mismatch"), ("exchange", "ok")] * 2
    assert [each.host for each in mine.trace.observations[:2]] == [NAME, "other.test"]


async def test_a_low_port_that_the_system_refuses_is_data(papers: Papers) -> None:
    mine = replace(walk(papers), patience=HASTY)
    async with udp_server(silent) as (port, heard):
        at = QuicPlace(host="other.test", address=HERE, port=port)
        assert not await ask_name(mine, Purpose.QUIC_LOW_PORT, at, NAME, 1)
    allowed = bool(heard.heard)
    assert steps(mine) == [("quic", "timeout" if allowed else "permission_denied")]
    assert all(each < 400 for each in heard.ports)


async def test_the_way_is_asked_without_a_name(papers: Papers) -> None:
    mine = walk(papers)
    async with h3_server(papers.chain()) as port:
        assert await ask_path(mine, Purpose.QUIC_VERSION, QuicPlace(host=NAME, address=HERE, port=port), 1)
    async with udp_server(silent) as (port, _):
        at = QuicPlace(host=NAME, address=HERE, port=port)
        assert not await ask_path(replace(mine, patience=HASTY), Purpose.QUIC_VERSION, at, 2)
    assert [(each.step, each.ok) for each in mine.trace.observations] == [
        (Step.EXCHANGE, True),
        (Step.EXCHANGE, False),
    ]
