"""The web flow: pages, redirects, and addresses tried in turn."""

from tests.core.engine.town import HERE, Authority, answer, page
from tests.core.net.faultserver import Behaviour, Peer
from tests.core.net.resolvers import Table
from tests.core.probe.street import served, steps, walk_over, web_target
from waythrough.model.observation import HttpDetail
from waythrough.model.platform import PassRule
from waythrough.probe.walk import Walk
from waythrough.probe.web import LARGE_BODY, MAX_REDIRECTS, SMALL_BODY, fetch, web_flow


def redirecting(*locations: str) -> Behaviour:
    """Answers each request with the next redirect; the last one for ever; "" is the page."""
    left = list(locations)

    async def behave(peer: Peer) -> None:
        while b"\r\n\r\n" not in await peer.recv():
            continue
        location = left.pop(0) if len(left) > 1 else left[0]
        head = f"HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        await peer.send(head.encode() if location else answer())
        peer.fin()

    return behave


def statuses(walk: Walk) -> list[int | None]:
    return [each.detail.status for each in walk.trace.observations if isinstance(each.detail, HttpDetail)]


async def test_a_page_and_no_more(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(page(authority.good)) as port:
        await web_flow(walk, web_target(f"https://news.test:{port}/"))
    assert steps(walk) == [
        ("resolve", "ok"),
        ("connect", "ok"),
        ("tls", "ok"),
        ("http", "ok"),
        ("body", "ok"),
    ]


async def test_redirects_are_further_hops(authority: Authority) -> None:
    walk = walk_over(authority)
    async with (
        served(page(authority.good)) as safe,
        served(redirecting("/next", f"https://chat.test:{safe}/")) as port,
    ):
        await web_flow(walk, web_target(f"http://news.test:{port}/"))
    assert statuses(walk) == [302, 302, 200]
    assert [each.hop for each in walk.trace.observations if isinstance(each.detail, HttpDetail)] == [0, 1, 2]
    last = walk.trace.observations[-1]
    assert last.host == "chat.test"
    assert {each.target for each in walk.trace.observations} == {"web:news.test:443"}


async def test_a_circle_ends_after_eight_redirects(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(redirecting("/a", "/b", "/a", "/b", "/a", "/b", "/a", "/b", "/a", "/b")) as port:
        await web_flow(walk, web_target(f"http://news.test:{port}/"))
    assert statuses(walk) == [302] * (MAX_REDIRECTS + 1)
    assert steps(walk)[-1] == ("http", "too_many_redirects")


async def test_a_redirect_that_leads_nowhere_else_is_the_page(authority: Authority) -> None:
    for location in ("", "mailto:me@news.test"):
        walk = walk_over(authority)
        async with served(redirecting(location)) as port:
            await web_flow(walk, web_target(f"http://news.test:{port}/"))
        assert len(statuses(walk)) == 1
    walk = walk_over(authority)

    async def bare(peer: Peer) -> None:
        await peer.recv()
        await peer.send(answer(b"", "301 Moved"))
        peer.fin()

    async with served(bare) as port:
        await web_flow(walk, web_target(f"http://news.test:{port}/"))
        await web_flow(walk, web_target(f"http://news.test:{port}/x"))
    assert statuses(walk) == [301, 301]


async def test_the_second_address_is_tried_when_the_first_is_dead(authority: Authority) -> None:
    table = Table({"news.test": ("127.0.0.77", HERE)})
    walk = walk_over(authority, table=table)
    async with served(page(authority.good)) as port:
        assert await fetch(walk, f"https://news.test:{port}/") is not None
    assert steps(walk)[:3] == [("resolve", "ok"), ("connect", "refused"), ("connect", "ok")]
    assert [each.address for each in walk.trace.observations[1:3]] == ["127.0.0.77", HERE]


async def test_a_name_that_does_not_resolve_and_one_whose_addresses_are_all_dead(
    authority: Authority,
) -> None:
    walk = walk_over(authority, table=Table({"news.test": ("127.0.0.77",)}))
    assert await fetch(walk, "https://gone.test:9/") is None
    assert await fetch(walk, "https://news.test:9/") is None
    assert steps(walk) == [("resolve", "nxdomain"), ("resolve", "ok"), ("connect", "refused")]


async def test_a_given_address_is_used_in_place_of_the_names_own(authority: Authority) -> None:
    table, hosts = Table({}), list[bytes]()

    async def note(peer: Peer) -> None:
        hosts.append(await peer.recv())
        await peer.send(answer())
        peer.fin()

    walk = walk_over(authority, table=table)
    async with served(note) as port:
        url = f"http://news.test:{port}/"
        assert await fetch(walk, url, address=HERE, host_header="other.test") is not None
        assert await fetch(walk, url, address=HERE) is not None
    assert table.asked == []
    assert b"other.test" in hosts[0]
    assert b"news.test" not in hosts[0]
    assert b"news.test" in hosts[1]


async def test_a_rule_that_wants_more_bytes_reads_them(authority: Authority) -> None:
    assert SMALL_BODY < LARGE_BODY
    async with served(page(authority.good, b"x" * 30_000)) as port:
        for rule, enough in ((PassRule(), False), (PassRule(min_bytes=20_000), True)):
            walk = walk_over(authority)
            await web_flow(walk, web_target(f"https://news.test:{port}/", rule))
            body = walk.trace.observations[-1]
            assert (body.bytes_received >= 20_000) is enough
            assert body.ok
