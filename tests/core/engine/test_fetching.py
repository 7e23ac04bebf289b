"""A subscription is fetched over the way that was named, and nothing about it is asked of the line."""

import pytest

from tests.core.engine.town import Authority, Town, page, socks, town
from waythrough.engine.fetching import MOST, fetch
from waythrough.model.errors import WaythroughError

BODY = b"trojan://pw@h.test:443\n"


async def served(here: Town, authority: Authority, body: bytes = BODY, status: str = "200 OK") -> str:
    port = await here.site("news.test", page(authority.good, body, status))
    return f"https://news.test:{port}/sub"


async def test_over_a_way_its_far_end_asks_for_the_name(authority: Authority) -> None:
    async with town(authority) as here:
        url = await served(here, authority)
        way = socks(await here.proxy())
        assert await fetch(here.profile, url, way) == BODY
        assert here.asked("news.test") == 0, "the proxy of this town asks a table of its own"


async def test_over_the_line_where_no_way_is_named(authority: Authority) -> None:
    async with town(authority) as here:
        assert await fetch(here.profile, await served(here, authority), None) == BODY


async def test_what_goes_wrong_is_told_without_the_address(authority: Authority) -> None:
    async with town(authority) as here:
        url = await served(here, authority, status="404 Not Found")
        for address, way, told in (
            (url, None, "status 404"),
            (url.replace("news.test", "nobody.test"), None, "does not answer"),
            (url, socks(9), "does not"),
        ):
            with pytest.raises(WaythroughError, match=told) as caught:
                await fetch(here.profile, address, way)
            assert "news.test" not in str(caught.value)


async def test_too_large_an_answer_is_left(authority: Authority) -> None:
    async with town(authority) as here:
        url = await served(here, authority, b"x" * (MOST + 1))
        with pytest.raises(WaythroughError, match="larger"):
            await fetch(here.profile, url, None)


@pytest.mark.parametrize(
    "url", ["http://news.test/", "ftp://x", "https://", "https://a b/", "https://h:x/", ""]
)
async def test_only_encrypted_addresses_are_asked(authority: Authority, url: str) -> None:
    async with town(authority) as here:
        with pytest.raises(WaythroughError, match="https"):
            await fetch(here.profile, url, None)
