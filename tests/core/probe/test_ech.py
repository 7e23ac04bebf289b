from tests.core.engine.town import HERE, Authority, page, resets
from tests.core.net.faultserver import Behaviour, Peer, refusing
from tests.core.net.resolvers import Table, name_server, zone
from tests.core.probe.street import served, steps, walk_over
from tests.core.wire.ech_configs import config_list
from tests.core.wire.test_client_hello import extensions
from waythrough.model.step import Purpose
from waythrough.net.resolver_udp import UdpResolver
from waythrough.probe.ech import ask_hello, ask_record
from waythrough.wire.client_hello import ECH, ESNI
from waythrough.wire.ech import read_ech_keys

KEY = read_ech_keys(config_list())


def listening(authority: Authority, heard: list[bytes]) -> Behaviour:
    """Keeps each hello, then serves the usual page."""

    async def behave(peer: Peer) -> None:
        heard.append(await peer.peek_hello())
        await page(authority.good)(peer)

    return behave


async def test_each_kind_of_hello_is_what_it_is_called(authority: Authority) -> None:
    walk, heard = walk_over(authority), list[bytes]()
    kinds = (
        Purpose.ECH_NONE,
        Purpose.ECH_GREASE,
        Purpose.ECH_REAL,
        Purpose.ECH_PUBLIC,
        Purpose.ESNI_NONE,
        Purpose.ESNI,
    )
    async with served(listening(authority, heard)) as port:
        for kind in kinds:
            assert await ask_hello(walk, kind, "news.test", port, HERE, 1, KEY)
    seen = [extensions(each) for each in heard]
    names = [each[0][5:].decode() for each in seen]
    assert names == ["news.test", "news.test", "cover.test", "cover.test", "news.test", "news.test"]
    assert [ECH in each for each in seen] == [False, True, True, False, False, False]
    assert [ESNI in each for each in seen] == [False] * 5 + [True]
    assert steps(walk) == [("connect", "ok"), ("tls", "ok")] * 6
    assert walk.trace.observations[5].host == "cover.test"


async def test_a_hello_that_is_cut_and_a_port_that_is_closed(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(resets(authority.good, "cover.test")) as port:
        assert not await ask_hello(walk, Purpose.ECH_REAL, "news.test", port, HERE, 1, KEY)
    async with refusing() as closed:
        assert not await ask_hello(walk, Purpose.ECH_NONE, "news.test", closed.port, HERE, 1)
    assert steps(walk) == [("connect", "ok"), ("tls", "reset"), ("connect", "refused")]


async def test_a_record_is_one_observation(authority: Authority) -> None:
    walk = walk_over(authority)
    async with name_server(zone({("news.test", "HTTPS"): ('1 . alpn="h3"',)})) as server:
        seen = await ask_record(walk, "news.test", UdpResolver(HERE, server.port), 3)
    assert seen is not None
    [observation] = walk.trace.observations
    assert (observation.purpose, observation.attempt) == (Purpose.HTTPS_RECORD, 3)
    assert observation.detail == seen.detail
    assert await ask_record(walk, "news.test", Table({}), 4) is None
    assert len(walk.trace.observations) == 1
