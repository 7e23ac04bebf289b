from tests.core.paths.howto.ways import ways, words
from waythrough.paths.howto.base import System
from waythrough.paths.howto.guide import guide


def test_services_that_opened_are_what_to_try() -> None:
    made = guide(ways()["tor"], "Tor", System.LINUX, ("Telegram", "YouTube"))
    assert "Telegram and YouTube" in words(made)
