"""What is gathered of a way's own server."""

from tests.core.verdict.test_rules_path_entry import WAS, entry, health, page
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Purpose
from waythrough.model.verdict import Stage
from waythrough.verdict.path_facts import EntryFacts

AGAIN = Purpose.WAY_AGAIN


def test_tries_made_afterwards_count_as_well() -> None:
    again = entry(AGAIN, Stage.CONNECT, Kind.TIMEOUT)
    facts = EntryFacts(verdict=WAS, failed=health(count=2), looks=tuple(again))
    assert (len(facts.still_failing), facts.came_back) == (3, False)
    back = EntryFacts(verdict=WAS, failed=health(count=2), looks=(*again, *page(AGAIN, 2)))
    assert (len(back.still_failing), back.came_back) == (3, True)
    assert not EntryFacts(verdict=WAS, failed=health()).came_back
