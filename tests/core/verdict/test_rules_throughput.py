"""Aimed slow-downs and everything that is merely slow."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import NEUTRAL_HOST, SITE, Story, facts, judged, open_way, way
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Purpose
from waythrough.model.verdict import Action, Confidence, Label, Locus, Verdict
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.facts_volume import samples
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_throughput import compare, plateau, slow_so_far, throttled

SLOW, QUICK = 16_000.0, 1_500_000.0
THERE = "other-neutral.test"


def slow(rates: Sequence[float] = (SLOW,) * 5, quick: Sequence[float] = (QUICK,) * 5) -> Story:
    """A page that opens, and pairs against a neutral host."""
    story = Story().line(SITE).doh(SITE).tried()
    for number, rate in enumerate(rates, 1):
        story.moved(Purpose.PACE, rate, attempt=number)
    for number, rate in enumerate(quick, 1):
        story.moved(Purpose.PACE_CONTROL, rate, attempt=number, host=NEUTRAL_HOST)
    return story


def named(story: Story, rates: Sequence[float] = (SLOW,) * 5, before: float = QUICK) -> Story:
    """A second neutral server, first under its own name, then under the target's."""
    story.moved(Purpose.PACE_CONTROL, before, attempt=20, host=THERE)
    for number, rate in enumerate(rates, 1):
        story.moved(Purpose.PACE_NAME, rate, attempt=number, host=THERE)
    return story


def refused(story: Story, *others: Story) -> str:
    said = throttled(facts(story, *others))
    assert isinstance(said, NotThis)
    return said.why


def param(verdict: Verdict, name: str) -> str:
    return dict(verdict.params)[name]


def test_the_name_slows_down_a_neutral_server_too() -> None:
    """THR-01."""
    said = judged(named(slow()))
    assert (said.label, said.confidence, said.action, said.locus, said.trigger) == (
        Label.THROTTLING,
        Confidence.LIKELY,
        Action.SHAPE,
        Locus.DIRECT,
        "sni",
    )
    assert (said.tries.seen, said.tries.of, param(said, "times"), param(said, "kbit")) == (5, 5, "94", "128")
    assert param(said, "proof") == "name"
    assert said.qualifier == ""


def test_a_slow_server_is_slow_in_every_pair_and_yet_accuses_nobody() -> None:
    """BEN-25."""
    said = judged(named(slow(), (QUICK, QUICK)))
    assert said.label is Label.OK
    assert (param(said, "slow_server"), param(said, "tested")) == ("yes", "64")
    assert "nothing shows that its server is not" in refused(named(slow(), (QUICK, QUICK)))
    assert "nothing shows" in refused(slow())


def test_the_same_server_is_quick_under_another_name() -> None:
    story = slow()
    for number in range(1, 4):
        story.moved(Purpose.PACE_OTHER_NAME, QUICK, attempt=number)
    assert param(judged(story), "proof") == "other_name"


def test_the_same_server_is_quick_over_another_way() -> None:
    other = open_way()
    for number in range(1, 4):
        other.moved(Purpose.PACE, QUICK, attempt=number)
    said = judged(slow(), other)
    assert (param(said, "proof"), said.trigger) == ("other_way", "")


@pytest.mark.parametrize("rate", [SLOW, SLOW * 2])
def test_a_way_that_is_as_slow_proves_nothing(rate: float) -> None:
    other = open_way()
    for number in range(1, 4):
        other.moved(Purpose.PACE, rate, attempt=number)
    assert "nothing shows" in refused(slow(), other)
    assert "nothing shows" in refused(slow(), open_way())


def test_three_pairs_never_accuse() -> None:
    """Exact p of 3 against 3 is .05."""
    assert isinstance(throttled(facts(named(slow((SLOW,) * 3, (QUICK,) * 3), (SLOW,) * 3))), NotThis)


def test_a_line_that_is_slow_for_all_is_not_aimed() -> None:
    """THR-10, BEN-08."""
    assert "not excluded" in refused(named(slow((SLOW,) * 5, (SLOW * 1.5,) * 5)))


def test_without_a_neutral_host_nothing_is_said() -> None:
    assert "not measured" in refused(slow(quick=()))
    assert "not measured" in refused(slow(rates=()))


def test_a_target_without_a_large_object_is_judged_by_its_name_alone() -> None:
    story = slow(())
    said = judged(named(story))
    assert (said.label, param(said, "proof")) == (Label.THROTTLING, "name")
    assert "no large object" in refused(named(slow(()), (SLOW,) * 3))


def test_a_neutral_server_that_is_slow_by_itself_proves_nothing() -> None:
    assert "nothing shows" in refused(named(slow(), before=SLOW))


def test_a_single_neutral_host_serves_as_both() -> None:
    story = slow()
    for number in range(1, 6):
        story.moved(Purpose.PACE_NAME, SLOW, attempt=number, host=NEUTRAL_HOST)
    assert judged(story).label is Label.THROTTLING


def test_an_invented_name_that_contains_the_targets_tells_the_form_of_the_trigger() -> None:
    """THR-12."""
    story = named(slow())
    story.moved(Purpose.PACE_CONTROL, QUICK, attempt=21, host="third-neutral.test")
    for number in range(1, 4):
        story.moved(Purpose.PACE_FORM, SLOW, attempt=number, host="third-neutral.test")
    assert judged(story).qualifier == "substring"


def test_a_slow_start_and_late_handshakes_are_told_by_the_handshakes() -> None:
    story = Story().line(SITE).tried()
    for number in range(1, 6):
        story.moved(Purpose.PACE, SLOW, attempt=number, handshake=2.0)
        story.moved(Purpose.PACE_CONTROL, QUICK, attempt=number, host=NEUTRAL_HOST)
        story.moved(Purpose.PACE_OTHER_NAME, QUICK, attempt=number)
    assert judged(story).qualifier == "handshake"


def late(handshake: float = 2.0, connect: float = 0.02, control: float = 0.05) -> Story:
    """Pairs whose bytes come alike, with handshakes of the target that take long."""
    story = Story().line(SITE).tried()
    for number in range(1, 6):
        story.moved(Purpose.PACE, attempt=number, handshake=handshake, connect=connect)
        story.moved(Purpose.PACE_CONTROL, attempt=number, handshake=control, host=NEUTRAL_HOST)
    return story


def test_handshakes_held_back_while_connections_are_as_quick_as_others() -> None:
    """THR-04."""
    story = late()
    story.moved(Purpose.PACE_CONTROL, attempt=20, handshake=0.05, host=THERE)
    for number in range(1, 6):
        story.moved(Purpose.PACE_NAME, attempt=number, handshake=2.0, host=THERE)
    said = judged(story)
    assert (said.label, said.qualifier, said.rule_id) == (
        Label.THROTTLING,
        "handshake",
        "volume.throttled_handshake",
    )
    assert param(said, "times") == "40"


def test_late_handshakes_of_the_same_server_under_another_name() -> None:
    quick, slow_too = late(), late()
    for number in range(1, 4):
        quick.moved(Purpose.PACE_OTHER_NAME, attempt=number, handshake=0.05)
        slow_too.moved(Purpose.PACE_OTHER_NAME, attempt=number, handshake=2.0)
    assert param(judged(quick), "proof") == "other_name"
    assert "nothing shows" in refused(slow_too)


def test_late_handshakes_over_another_way() -> None:
    other = open_way()
    for number in range(1, 4):
        other.moved(Purpose.PACE, attempt=number, handshake=0.1)
    assert param(judged(late(), other), "proof") == "other_way"


def test_a_far_server_has_late_handshakes_and_late_connections() -> None:
    assert "not excluded" in refused(late(connect=0.4))


def test_no_connection_at_all_compares_with_nothing() -> None:
    def broken(story: Story) -> TargetFacts:
        found = facts(story)
        seen = tuple(each for each in found.observations if each.step.value != "connect")
        return replace(found, observations=seen)

    assert isinstance(throttled(broken(late())), NotThis)


def test_medians_that_lie_far_apart_are_a_reason_to_look_closer() -> None:
    one = slow((SLOW,), (QUICK,))
    mine, control = samples(facts(one), Purpose.PACE), samples(facts(one), Purpose.PACE_CONTROL)
    assert slow_so_far(mine, control)
    assert not compare(mine, control).slow
    assert not slow_so_far((), control)
    assert slow_so_far(samples(facts(late()), Purpose.PACE), samples(facts(late()), Purpose.PACE_CONTROL))


def even(rate: int, seconds: int) -> tuple[tuple[float, int], ...]:
    return tuple((tenth / 10, 15_360 + rate * tenth // 10) for tenth in range(1, seconds * 10))


@pytest.mark.parametrize(
    ("marks", "is_one"),
    [
        (even(17_000, 8), True),
        (even(500_000, 8), False),
        (even(17_000, 2), False),
        (((0.5, 16_000), (1.5, 17_000), (2.5, 90_000), (3.5, 91_000), (4.5, 200_000)), False),
        (((0.5, 9_000),), False),
    ],
)
def test_an_even_low_rate_is_support(marks: tuple[tuple[float, int], ...], is_one: bool) -> None:
    story = Story().tried().moved(Purpose.PACE, marks=marks, received=marks[-1][1])
    assert plateau(facts(story)) is is_one


def test_an_even_low_rate_is_told_beside_the_proof() -> None:
    story = named(slow())
    story.moved(Purpose.PACE, marks=even(17_000, 8), received=140_000, attempt=6)
    assert param(judged(story), "plateau") == "yes"


def test_over_a_way_it_happens_at_its_far_end() -> None:
    story = way().tried("")
    for each in named(slow()).seen[5:]:
        if each.purpose is not Purpose.TARGET:
            story.seen.append(replace(each, path_id=story.path, address=""))
    assert judged(story).locus is Locus.PATH_EXIT


def test_samples_that_broke_count_as_tries() -> None:
    story = named(slow())
    story.tried(connect=Kind.TIMEOUT, purpose=Purpose.PACE, attempt=6)
    said = judged(story)
    assert (said.label, said.tries.seen, said.tries.of) == (Label.THROTTLING, 5, 6)
