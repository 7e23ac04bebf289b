"""Known and long pages through a way."""

from dataclasses import replace

import pytest

from tests.core.engine.town import CANARY, Authority, page, plain, silence, town
from tests.core.net.faultserver import Behaviour
from tests.core.probe.street import walk_over
from waythrough.model.network import Canary
from waythrough.model.step import Purpose, Step
from waythrough.net.deadline import Patience
from waythrough.probe.way_carriage import CANARIES, known_page, long_page, told, way_families


def test_pages_of_html_are_asked_first_and_empty_ones_never() -> None:
    bare = Canary(url="http://a.test/", status=204)
    text = Canary(url="http://b.test/", status=200, text="success")
    html = Canary(url="http://c.test/", status=200, text="<p>success</p>")
    assert told((bare, text, html)) == (html, text)
    assert len(told((text, html, text, html))) == CANARIES


@pytest.mark.parametrize(
    ("canary", "fine"),
    [
        (plain(), True),
        (plain(b"success, and more"), False),
        (plain(b"not allowed", "403 Forbidden"), True),
        (silence, True),
    ],
    ids=["as known", "changed", "refused", "silent"],
)
async def test_only_a_complete_page_with_its_status_can_be_changed(
    authority: Authority, canary: Behaviour, fine: bool
) -> None:
    async with town(authority, canary=canary) as here:
        walk = walk_over(authority, patience=Patience(soft=0.3, hard=0.6))
        known = Canary(url=f"http://127.0.0.1:{here.ports[CANARY]}/", status=200, text="success")
        assert await known_page(walk, known, 1) is fine
    assert {each.purpose for each in walk.trace.observations} == {Purpose.CANARY}


async def test_a_long_page_is_read_far(authority: Authority) -> None:
    async with town(authority, neutral=page(authority.good, b"x" * 30_000)) as here:
        walk = walk_over(authority)
        body = await long_page(walk, here.profile, 2)
        assert body is not None
        assert (body.step, body.bytes_received) == (Step.BODY, 30_000)
        dead = replace(here.profile, neutral_hosts=("gone.test:9",))
        assert await long_page(walk, dead, 1) is None


async def test_hosts_are_asked_at_their_addresses_of_one_family(authority: Authority) -> None:
    async with town(authority) as here:
        walk = walk_over(authority)
        hosts = here.profile.neutral_hosts
        await way_families(walk, hosts, 4)
        await way_families(walk, hosts, 6)
    ends = [(each.attempt, each.step) for each in walk.trace.observations if each.step is not Step.RESOLVE]
    assert sorted(ends) == [(4, Step.CONNECT), (4, Step.CONNECT), (4, Step.TLS), (4, Step.TLS)]
