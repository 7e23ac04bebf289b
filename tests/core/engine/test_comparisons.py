"""The A/B pairs: what is asked where, in which order, and what is left alone once a penalty lingers."""

import pytest

from tests.core.engine.town import HERE, Authority, page, reset
from tests.core.net.faultserver import Peer, TlsPeer
from tests.core.probe.street import served, walk_over, web_target
from waythrough.engine.comparisons import Comparisons
from waythrough.model.observation import TlsDetail
from waythrough.model.step import Purpose, Step
from waythrough.probe.differential import Neutral
from waythrough.probe.walk import Walk


def order(walk: Walk, step: Step) -> list[Purpose]:
    return [each.purpose for each in walk.trace.observations if each.step is step]


def comparisons(
    walk: Walk,
    url: str,
    *,
    at: int = 0,
    late: bool = False,
    answered: bool = False,
    spent: set[str] | None = None,
) -> Comparisons:
    """Two canaries and two neutral hosts at one port."""
    return Comparisons(
        walk=walk,
        failing=web_target(url),
        address=HERE,
        late=late,
        answered=answered,
        spent=set() if spent is None else spent,
        neutral=Neutral(host="n1.test", port=at, address=HERE) if at else None,
        witness=Neutral(host="n2.test", port=at, address=HERE),
        plain=Neutral(host="c1.test", port=at, address=HERE) if at else None,
        other_plain=Neutral(host="c2.test", port=at, address=HERE),
    )


async def test_a_certificate_is_an_answer_that_no_penalty_follows(authority: Authority) -> None:
    walk, spent = walk_over(authority), set[str]()
    async with served(page(authority.intercepting)) as site, served(page(authority.good)) as neutral:
        await comparisons(
            walk, f"https://news.test:{site}/", at=neutral, answered=True, spent=spent
        ).of_names(1)
    assert order(walk, Step.TLS) == [Purpose.NEUTRAL_NAME, Purpose.TARGET_NAME]
    assert spent == set()


async def test_uncensored_names_go_first_and_last(authority: Authority) -> None:
    walk, spent = walk_over(authority), set[str]()
    async with served(reset) as site, served(page(authority.good)) as neutral:
        await comparisons(walk, f"https://news.test:{site}/", at=neutral, spent=spent).of_names(1)
    assert order(walk, Step.TLS) == [
        Purpose.BASELINE_BEFORE,
        Purpose.NEUTRAL_NAME,
        Purpose.TARGET_NAME,
        Purpose.BASELINE_AFTER,
    ]
    names = [each.host for each in walk.trace.observations if each.step is Step.TLS]
    assert names == ["n2.test", "n1.test", "news.test", "n2.test"]
    assert spent == set()


async def test_a_neutral_host_that_suffers_is_not_used_again(authority: Authority) -> None:
    """After the target's name the server takes no name any more."""
    seen: list[bytes] = []

    async def grudging(peer: Peer) -> None:
        seen.append(await peer.peek_hello())
        if any(b"news.test" in each for each in seen):
            peer.reset()
        else:
            await page(authority.good)(peer)

    walk, spent = walk_over(authority), set[str]()
    async with served(reset) as site, served(grudging) as neutral:
        compare = comparisons(walk, f"https://news.test:{site}/", at=neutral, spent=spent)
        await compare.of_names(1)
        assert spent == {"n1.test"}
        await compare.of_names(2)
    assert order(walk, Step.TLS)[4:] == [Purpose.NEUTRAL_NAME]


async def test_a_neutral_host_that_takes_no_foreign_name_is_spared(authority: Authority) -> None:
    walk, spent = walk_over(authority), set[str]()
    async with served(reset) as site, served(reset) as neutral:
        await comparisons(walk, f"https://news.test:{site}/", at=neutral, spent=spent).of_names(1)
    assert order(walk, Step.TLS) == [Purpose.BASELINE_BEFORE, Purpose.NEUTRAL_NAME]
    assert spent == set()


async def test_after_the_handshake_pages_are_compared(authority: Authority) -> None:
    """The neutral host proves itself by resuming its own session under each name."""
    walk = walk_over(authority)
    async with served(reset) as site, served(page(authority.good)) as neutral:
        await comparisons(walk, f"https://news.test:{site}/", at=neutral, late=True).of_names(1)
    pages = [Purpose.BASELINE_BEFORE, Purpose.TARGET_NAME, Purpose.BASELINE_AFTER]
    assert order(walk, Step.HTTP) == pages
    resumed = [
        (each.host, each.ok)
        for each in walk.trace.observations
        if isinstance(each.detail, TlsDetail) and each.detail.resumed
    ]
    assert resumed == [("n2.test", True), ("news.test", True), ("n2.test", True)]


async def test_a_host_without_sessions_cannot_be_asked_for_pages(authority: Authority) -> None:
    async def hello_only(peer: Peer) -> None:
        """The handshake and nothing after it, not even a ticket."""
        first = TlsPeer(peer, authority.good)
        await peer.send(first.first_flight(await peer.hello()))
        await peer.recv()
        peer.fin()

    walk = walk_over(authority)
    async with served(reset) as site, served(hello_only) as neutral:
        await comparisons(walk, f"https://news.test:{site}/", at=neutral, late=True).of_names(1)
    assert order(walk, Step.HTTP) == []


@pytest.mark.parametrize("url", ["http://news.test:{0}/", "http://news.test:{0}/a?x=1"])
async def test_hosts_and_paths_of_plain_pages(authority: Authority, url: str) -> None:
    heads: list[bytes] = []

    async def note(peer: Peer) -> None:
        head = await peer.recv()
        heads.append(head.split(b"\r\n")[0][4:-9] + b" " + head.lower().split(b"host: ")[1].split(b"\r")[0])
        peer.reset()

    walk = walk_over(authority)
    async with served(note) as port:
        await comparisons(walk, url.format(port), at=port).of_hosts(1)
    bare = [b"/ c1.test", b"/ c1.test", b"/ news.test"]
    full = [
        b"/ c1.test",
        b"/ news.test",
        b"/a?x=1 c1.test",
        b"/ c2.test",
        b"/a?x=1 c2.test",
        b"/a?x=1 news.test",
    ]
    asked = [each.replace(f":{port}".encode(), b"") for each in heads]
    assert asked == (bare if url.endswith("/") else full)


async def test_without_neutral_hosts_nothing_is_compared(authority: Authority) -> None:
    walk = walk_over(authority)
    compare = comparisons(walk, "https://news.test/")
    await compare.of_names(1)
    await compare.of_hosts(1)
    assert walk.trace.observations == []


async def test_split_hellos_with_the_uncensored_name_first(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(page(authority.good)) as port:
        url = f"https://news.test:{port}/"
        await comparisons(walk, url, at=port).of_split_hellos()
        await comparisons(walk, url, at=port, late=True).of_split_hellos()
        await comparisons(walk, url).of_split_hellos()
    assert order(walk, Step.TLS) == [Purpose.SPLIT_NEUTRAL, Purpose.SPLIT_HELLO]
