"""What is told of ways while they open."""

import pytest

from waythrough.net import tor_bootstrap
from waythrough.paths import program
from waythrough.verdict.explain_opening import _DOING, opening_text, openings_text
from waythrough.verdict.words import translator


@pytest.mark.parametrize(
    ("share", "percent"), [(0.0, "0"), (0.453, "45"), (1.0, "100"), (7.0, "100"), (-1.0, "0")]
)
def test_the_share_is_a_whole_number(share: float, percent: str) -> None:
    assert str(opening_text("Connecting to Tor", share)) == f"Connecting to Tor ({percent} %)"


def test_what_the_kinds_say_is_known_to_the_translators() -> None:
    told = {program.STARTING, program.WAITING, tor_bootstrap.CONNECTING, tor_bootstrap.GREETING}
    assert told | {tor_bootstrap.LOADING, tor_bootstrap.BUILDING} == set(_DOING)
    persian = translator("fa")
    assert all(persian.render(text) != str(text) for text in _DOING.values())


def test_one_way_is_named_and_several_are_counted() -> None:
    assert str(openings_text(["Mine"], "else", 0.5)) == "Mine: else (50 %)"
    assert str(openings_text(["Mine", "Other"], "else", 0.5)) == "opening 2 ways"
