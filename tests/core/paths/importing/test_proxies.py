import pytest

from tests.core.paths.importing.corpus.everything import wrong
from waythrough.paths.importing.base import Rejected
from waythrough.paths.importing.recognise import recognised


def test_every_sample_is_told_rightly() -> None:
    assert wrong("proxy links", "host:port lists") == []


@pytest.mark.parametrize(
    ("link", "message_id"),
    [
        ("https://t.me/proxy?server=h.test&port=443&secret=ee", "path.unsupported_kind"),
        ("https://shop.test/api/v1/client/subscribe?token=abc", "path.needs_fetch"),
        ("https://shop.test/sub/abc", "path.needs_fetch"),
        ("https://page.test/subway/tokens", "path.web_address"),
    ],
)
def test_addresses_on_the_web_are_told_by_what_is_behind_them(link: str, message_id: str) -> None:
    for text in (link, f"My dear friend, take this one: {link}", f"Here it comes, my friend:\n{link}\n"):
        (told,) = recognised(text, "x").items
        assert isinstance(told, Rejected)
        assert told.message_id == message_id
        assert ("Telegram" in told.reason) == ("t.me" in link)
        assert ("--url" in told.todo) == (message_id == "path.needs_fetch")
