"""What a page says about the visitor's own address, read and forgotten."""

import pytest

from tests.core.engine.town import Authority, page, plain
from tests.core.probe.street import served, walk_over
from waythrough.model.observation import Observation
from waythrough.probe.exit_address import exit_address

SEEN_AS = "198.51.100.7"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"fl=1\nh=x\nip=198.51.100.7\nts=1\n", SEEN_AS),
        (b"198.51.100.7", SEEN_AS),
        (b"ip=2001:DB8::1\r\n", "2001:db8::1"),
        (b"ts=1.2\nip=198.51.100.7\n", SEEN_AS),
        (b"1.2.3\n", ""),
        (b"<html>198.51.100.7</html>", ""),
        (b"", ""),
    ],
)
async def test_the_address_is_read_and_nothing_is_kept(authority: Authority, body: bytes, found: str) -> None:
    counted: list[Observation] = []
    walk = walk_over(authority, sink=counted.append)
    async with served(page(authority.good, body)) as port:
        assert await exit_address(walk, f"https://news.test:{port}/") == found
    assert walk.trace.observations == []
    assert sum(each.bytes_received for each in counted) > 0, "its traffic counts all the same"
    assert SEEN_AS not in repr(counted)
    assert {(each.host, each.address, each.detail) for each in counted} == {("", "", None)}


async def test_only_a_safe_line_tells_the_truth(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(plain(b"ip=198.51.100.7\n")) as port:
        assert await exit_address(walk, f"http://news.test:{port}/") == ""
    async with served(page(authority.intercepting, b"ip=198.51.100.7\n")) as port:
        assert await exit_address(walk, f"https://news.test:{port}/") == ""
    async with served(page(authority.good, b"ip=198.51.100.7\n", "403 Forbidden")) as port:
        assert await exit_address(walk, f"https://news.test:{port}/") == ""
