import pytest

from tests.core.paths.importing.corpus.everything import wrong
from waythrough.paths.importing.bridges import bridge_in
from waythrough.paths.importing.recognise import recognised

PRINT = "2B280B23E1107BB62ABFC40DDCC8824814F80A72"
BRIDGES = (
    f"obfs4 192.0.2.77:443 {PRINT} cert=abc iat-mode=0",
    f"198.51.100.7:9001 {PRINT}",
    f"webtunnel [2001:db8::1]:443 {PRINT} url=https://wt.example/abc ver=0.0.1",
    f"snowflake 192.0.2.3:80 {PRINT}",
)


def test_every_sample_is_told_rightly() -> None:
    assert wrong("bridge lines") == []


@pytest.mark.parametrize(
    "before", ["", "1) ", "1. ", "- ", "> 2) ", "1)", "Berlin=", "Мост: ", "try this one: Bridge "]
)
@pytest.mark.parametrize("bridge", BRIDGES)
def test_a_bridge_among_words_is_never_taken_for_a_proxy(before: str, bridge: str) -> None:
    """A proxy's hello sent to a bridge would give it away to whoever watches."""
    found = recognised(f"Hello, here is what I have\n{before}{bridge}\n", "mail.txt")
    assert [(each.line, each.spec.kind, each.spec.private) for each in found.imported] == [(2, "tor", True)]
    assert not found.rejected


def test_words_about_bridges_hold_none() -> None:
    assert bridge_in("the obfs4 bridge at 192.0.2.77:443 is gone") == ""
