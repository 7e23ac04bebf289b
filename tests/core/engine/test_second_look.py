"""After a failure: the measurements that tell its cause, repeated as deep as asked, on a real loopback town."""

import ssl

import pytest

from tests.core.engine.town import HERE, Authority, page, plain, plan, reset, resets, socks, town
from tests.core.net.faultserver import Behaviour, Peer
from tests.core.net.resolvers import name_server, zone
from waythrough.engine.second_look import ROUNDS
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import FlowKind, Platform, Role, Target
from waythrough.model.run import Cell, Depth
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import CENSOR_LABELS, Confidence, Label


def count(cell: Cell, purpose: Purpose, step: Step) -> int:
    return sum(each.purpose is purpose and each.step is step for each in cell.observations)


@pytest.mark.parametrize("depth", [Depth.QUICK, Depth.STANDARD])
async def test_a_broken_handshake_is_compared_by_name(authority: Authority, depth: Depth) -> None:
    async with town(authority) as here:
        await here.site("news.test", resets(authority.good, "news.test"))
        way = socks(await here.proxy())
        _, run = await here.run(plan(here.platform("news.test"), paths=(way,), depth=depth))
    cell = run.cell("news", DIRECT_ID)
    assert count(cell, Purpose.NEUTRAL_NAME, Step.TLS) == ROUNDS[depth]
    assert count(cell, Purpose.TARGET_NAME, Step.TLS) == ROUNDS[depth]
    assert count(cell, Purpose.TARGET, Step.TLS) == ROUNDS[depth]
    assert count(cell, Purpose.NEUTRAL, Step.TLS) >= 1
    assert cell.verdict.label not in CENSOR_LABELS, "the name passes elsewhere, and no way opens it"


async def test_a_name_that_every_server_of_the_town_resets_is_filtered(authority: Authority) -> None:
    """The censor stands before the neutral hosts as well."""
    censored = resets(authority.good, "news.test")
    async with town(authority, neutral=censored) as here:
        await here.site("news.test", censored)
        here.platform("news.test")
        _, run = await here.run(plan(here.platform("news.test"), depth=Depth.STANDARD))
    verdict = run.cell("news", DIRECT_ID).verdict
    assert (verdict.label, verdict.confidence) == (Label.SNI_FILTERING, Confidence.LIKELY)


def spares_browsers(context: ssl.SSLContext) -> Behaviour:
    """Resets the hellos of OpenSSL by their first cipher; a browser's list begins otherwise."""

    async def behave(peer: Peer) -> None:
        hello = await peer.peek_hello()
        if hello[78:80] == b"\x13\x02":
            peer.reset()
        else:
            await page(context)(peer)

    return behave


async def test_a_server_that_only_browsers_reach_works(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test", spares_browsers(authority.good))
        _, run = await here.run(plan(here.platform("news.test"), depth=Depth.STANDARD))
    cell = run.cell("news", DIRECT_ID)
    assert count(cell, Purpose.BROWSER_HELLO, Step.HTTP) == 2
    assert count(cell, Purpose.TARGET, Step.TLS) == ROUNDS[Depth.STANDARD] + 1, (
        "ours is tried once more after it"
    )
    assert (cell.works, cell.verdict.label, cell.verdict.qualifier) == (
        True,
        Label.PROTOCOL_BLOCKING,
        "fingerprint",
    )


async def test_a_plain_page_is_asked_of_a_neutral_server_too(authority: Authority) -> None:
    notice = b"<title>blocked by order</title>"

    async def censored(peer: Peer) -> None:
        request = await peer.recv()
        body = notice if b"news.test" in request else b"success"
        head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        await peer.send(head.encode() + body)
        peer.fin()

    async with town(authority, canary=censored) as here:
        port = await here.site("news.test", censored)
        page = Target(
            role=Role.WEB, flow=FlowKind.WEB, host="news.test", port=port, url=f"http://news.test:{port}/"
        )
        _, run = await here.run(plan(Platform(id="news", names={"en": "News"}, targets=(page,))))
    cell = run.cell("news", DIRECT_ID)
    assert (cell.verdict.label, cell.works) == (Label.BLOCK_PAGE, False)
    assert count(cell, Purpose.TARGET_HOST, Step.HTTP) >= 1
    assert count(cell, Purpose.OTHER_HOST, Step.HTTP) >= 1


async def test_a_plain_page_of_the_service_itself_is_no_notice(authority: Authority) -> None:
    async with town(authority) as here:
        port = await here.site("news.test", plain(b"<title>news</title>"))
        page = Target(
            role=Role.WEB, flow=FlowKind.WEB, host="news.test", port=port, url=f"http://news.test:{port}/"
        )
        _, run = await here.run(plan(Platform(id="news", names={"en": "News"}, targets=(page,))))
    assert run.cell("news", DIRECT_ID).verdict.label is Label.OK


async def test_plain_requests_that_break_are_compared_by_host(authority: Authority) -> None:
    async with town(authority) as here:
        port = await here.site("news.test", reset)
        page = Target(
            role=Role.WEB, flow=FlowKind.WEB, host="news.test", port=port, url=f"http://news.test:{port}/"
        )
        _, run = await here.run(plan(Platform(id="news", names={"en": "News"}, targets=(page,))))
    cell = run.cell("news", DIRECT_ID)
    assert count(cell, Purpose.OTHER_HOST, Step.HTTP) == 1
    assert count(cell, Purpose.TARGET_HOST, Step.HTTP) == 1
    assert cell.verdict.label not in CENSOR_LABELS


async def test_a_false_address_is_compared_with_other_resolvers(authority: Authority) -> None:
    """The line's resolver names an address where nothing listens; another one names the site."""
    async with town(authority) as here:
        await here.site("news.test")
        lies = dict(here.records) | {("news.test", "A"): ("127.0.0.66",)}
        async with name_server(zone(lies)) as liar:
            here.first_resolver = f"{HERE}:{liar.port}"
            way = socks(await here.proxy())
            _, run = await here.run(plan(here.platform("news.test"), paths=(way,), depth=Depth.STANDARD))
    cell = run.cell("news", DIRECT_ID)
    assert count(cell, Purpose.COMPARE, Step.RESOLVE) >= 1
    assert count(cell, Purpose.ADDRESS, Step.TLS) >= 1
    control = run.cell("news", "way")
    asked = [each for each in control.observations if each.purpose is Purpose.ADDRESS]
    assert asked, "the control was asked for the very address"
    assert {each.address for each in asked} == {"127.0.0.66"}
    assert cell.verdict.label is not Label.IP_BLOCKING, "nothing listens there for anybody"
    assert set(cell.evidence) <= {each.id for every in run.cells.values() for each in every.observations}
