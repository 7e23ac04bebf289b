"""Questions that tell who answers: what is asked of whom, in which order, and under which purpose it is kept."""

from tests.core.engine.town import HERE, Authority, plain
from tests.core.net.resolvers import Table, name_server, silent, zone
from tests.core.probe.street import served, walk_over
from waythrough.model.network import RFC7050_NAME
from waythrough.model.step import Purpose
from waythrough.net.resolver_udp import UdpResolver
from waythrough.probe import names
from waythrough.probe.walk import Walk


def kept(walk: Walk) -> list[tuple[Purpose, str, bool]]:
    return [(each.purpose, each.host, each.ok) for each in walk.trace.observations]


async def test_each_question_is_kept_under_its_purpose(authority: Authority) -> None:
    walk = walk_over(authority)
    table = Table({"news.test": (HERE,), "n1.test": (HERE,), "who.test": (HERE,), RFC7050_NAME: (HERE,)})
    await names.ask_raw(walk, "news.test", table)
    await names.ask_control(walk, "n1.test", table, 3)
    await names.ask_whoami(walk, "who.test", (table, table))
    await names.ask_unchecked(walk, "news.test", (table,))
    await names.ask_prefix(walk, table)
    assert kept(walk) == [
        (Purpose.RAW, "news.test", True),
        (Purpose.NAME_CONTROL, "n1.test", True),
        (Purpose.WHOAMI, "who.test", True),
        (Purpose.WHOAMI, "who.test", True),
        (Purpose.UNCHECKED, "news.test", True),
        (Purpose.PREFIX, RFC7050_NAME, True),
    ]
    assert walk.trace.observations[1].attempt == 3


async def test_where_no_resolver_is_both_names_are_asked(authority: Authority) -> None:
    walk = walk_over(authority)
    forged = zone({("news.test", "A"): ("192.0.2.9",)})
    async with name_server(lambda q: forged(q) if "news" in str(q.question[0].name) else silent(q)) as box:
        await names.ask_deaf(walk, "news.test", "n1.test", UdpResolver(HERE, box.port))
    assert sorted(kept(walk)) == [(Purpose.DEAF, "n1.test", False), (Purpose.DEAF, "news.test", True)]


async def test_the_uncensored_name_is_shown_to_a_notice_first_and_alone_where_nothing_serves(
    authority: Authority,
) -> None:
    walk = walk_over(authority)
    async with served(plain(b"closed")) as port:
        await names.look_at_landing(walk, f"news.test:{port}", f"n1.test:{port}", HERE)
    hosts = [each.host for each in walk.trace.observations]
    assert list(dict.fromkeys(hosts)) == ["n1.test", "news.test"]
    walk = walk_over(authority)
    await names.look_at_landing(walk, "news.test:9", "n1.test:9", "127.0.0.66")
    assert {each.host for each in walk.trace.observations} == {"n1.test"}
    await names.look_at_landing(walk, HERE, "n1.test", HERE)
    assert len(walk.trace.observations) == 1, "an address has no name to ask for"
