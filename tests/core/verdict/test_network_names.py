"""What is noted about names on the whole line, without a word against anybody."""

from dataclasses import replace

from tests.core.verdict.facts_factory import SITE, Ends, Story
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import Observation
from waythrough.model.step import Purpose
from waythrough.model.verdict import Label
from waythrough.verdict.network_names import OTHERS_UNREACHABLE, others_unreachable


def heard(*ends: Ends) -> list[Observation]:
    story = Story()
    for end in ends:
        story.asked("udp:9.9.9.9", *(() if end else (SITE,)), fails=end)
    return story.seen


def test_resolvers_that_are_all_silent_are_noted_and_nobody_is_accused() -> None:
    """DNS-11: company and guest networks do that too."""
    found = others_unreachable(heard(Kind.TIMEOUT, Kind.REFUSED))
    assert found is not None
    assert (found.label, found.rule_id, found.tries.seen) == (Label.OK, OTHERS_UNREACHABLE, 2)
    assert not found.accuses


def test_one_that_answers_whatever_it_says_leaves_nothing_to_note() -> None:
    assert others_unreachable(heard(Kind.TIMEOUT, None)) is None
    assert others_unreachable(heard(Kind.TIMEOUT, Kind.SERVFAIL)) is None
    assert others_unreachable(heard(Kind.TIMEOUT)) is None, "one alone may simply be down"
    own = [replace(each, purpose=Purpose.TARGET) for each in heard(Kind.TIMEOUT, Kind.TIMEOUT)]
    assert others_unreachable(own) is None
