"""What counts as an open host and as a known page."""

from tests.core.verdict.test_network import CANARIES, NOW, ONE, PORTAL, TWO, canary, neutral
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Purpose
from waythrough.verdict.gate import GateFacts, fell_silent, opened


def gate(*groups: tuple) -> GateFacts:  # type: ignore[type-arg]
    flat = tuple(each for group in groups for each in group)
    return GateFacts(observations=flat, canaries=CANARIES, wall_at_start=NOW)


def test_a_host_is_open_by_a_validated_page() -> None:
    facts = gate(neutral("n1.test"), neutral("n2.test", tls=Kind.RESET), canary(ONE))
    assert [opened(each) for each in facts.attempts(Purpose.NEUTRAL).values()] == [True, False]
    assert [opened(each) for each in facts.attempts(Purpose.CANARY).values()] == [False]


def test_only_pages_exactly_as_known_are_known() -> None:
    assert (
        len(gate(canary(ONE), canary(TWO, PORTAL), canary("http://other.test/", PORTAL)).known_pages()) == 1
    )


def test_a_connection_falls_silent_once_it_stands() -> None:
    ends = (
        neutral("n1.test", tls=Kind.TIMEOUT),
        neutral("n2.test", http=Kind.TIMEOUT),
        neutral("n3.test", connect=Kind.TIMEOUT),
        neutral("n4.test", tls=Kind.RESET),
        neutral("n5.test"),
    )
    assert [fell_silent(each[-1]) for each in ends] == [True, True, False, False, False]
