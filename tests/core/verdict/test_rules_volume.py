"""Connections that stop after a certain amount of bytes, and slow or lossy ones that only look so."""

import pytest

from tests.core.verdict.facts_factory import (
    NEUTRAL_HOST,
    SITE,
    Page,
    Story,
    cell,
    facts,
    judged,
    open_way,
    way,
)
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Purpose
from waythrough.model.verdict import Action, Confidence, Label, Locus
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_volume import freeze, upload_freeze

LARGE = Page(body=b"x" * 48_000)


def frozen(*counts: int, end: Kind | Failure = Kind.TIMEOUT) -> Story:
    story = Story().line(SITE).doh(SITE)
    for number, count in enumerate(counts, 1):
        story.tried(page=Page(cut=end, stopped_at=count), attempt=number)
    return story


CONTROL = way().tried("", page=LARGE)


@pytest.mark.parametrize("end", [Kind.TIMEOUT, Failure(kind=Kind.BODY_CUT, text="timeout")])
def test_three_fresh_connections_that_stop_alike_beside_a_control_that_gets_more(end: Kind | Failure) -> None:
    """THR-06."""
    said = judged(frozen(16_384, 17_000, 15_900, end=end), CONTROL)
    assert (said.label, said.confidence, said.action) == (
        Label.VOLUME_FREEZE,
        Confidence.LIKELY,
        Action.FREEZE,
    )
    assert (said.tries.seen, said.tries.of) == (3, 3)
    assert ("bytes", "17000") in said.params


def test_one_or_two_freezes_are_not_called_so() -> None:
    assert judged(frozen(16_384, 16_384), CONTROL).label is not Label.VOLUME_FREEZE
    assert judged(frozen(16_384), CONTROL).label is Label.INCONCLUSIVE


@pytest.mark.parametrize("counts", [(16_000, 40_000, 8_000), (900, 900, 900), (200_000, 200_000, 200_000)])
def test_unlike_or_unusual_counts_are_loss_or_pacing(counts: tuple[int, ...]) -> None:
    assert isinstance(freeze(facts(frozen(*counts), CONTROL)), NotThis)


@pytest.mark.parametrize("controls", [(), (open_way(),)])
def test_without_a_control_that_gets_more_the_origin_may_pace(controls: tuple[Story, ...]) -> None:
    assert isinstance(freeze(facts(frozen(16_384, 16_384, 16_384), *controls)), NotThis)


def test_a_body_that_the_server_ends_early_does_not_freeze() -> None:
    story = frozen(16_384, 16_384, 16_384, end=Failure(kind=Kind.BODY_CUT, text="eof"))
    assert isinstance(freeze(facts(story, CONTROL)), NotThis)


def test_a_page_that_came_through_once_does_not_freeze() -> None:
    story = frozen(16_384, 16_384, 16_384).tried(page=LARGE, attempt=4)
    assert isinstance(freeze(facts(story, CONTROL)), NotThis)


def test_connections_that_broke_before_the_page_do_not_freeze() -> None:
    story = Story().line(SITE).doh(SITE).tries(3, tls=Kind.TIMEOUT)
    assert isinstance(freeze(facts(story, CONTROL)), NotThis)


def neutral(story: Story, *counts: int, end: Kind | None = None) -> Story:
    """Neutral objects over the same line."""
    for number, count in enumerate(counts, 1):
        story.moved(Purpose.PACE_CONTROL, received=count, attempt=number, host=NEUTRAL_HOST, fails=end)
    return story


def test_neutral_objects_that_get_further_are_enough_to_call_it_likely() -> None:
    said = judged(neutral(frozen(16_384, 16_384, 16_384), 65_536, 65_536, 65_536))
    assert (said.label, said.confidence, said.trigger) == (Label.VOLUME_FREEZE, Confidence.LIKELY, "volume")
    assert ("controls", "3/3") in said.params


@pytest.mark.parametrize("counts", [(65_536, 65_536), (65_536, 65_536, 65_536, 9_000)])
def test_fewer_than_three_of_three_neutral_objects_are_not_enough(counts: tuple[int, ...]) -> None:
    assert isinstance(freeze(facts(neutral(frozen(16_384, 16_384, 16_384), *counts))), NotThis)


def test_a_small_page_opens_while_large_objects_freeze() -> None:
    story = neutral(Story().line(SITE).tried(), 65_536, 65_536, 65_536)
    for number in range(1, 4):
        story.moved(Purpose.PACE, received=18_000, attempt=number, fails=Kind.TIMEOUT)
    story.moved(Purpose.SMALL, received=300)
    said = judged(story)
    assert said.label is Label.VOLUME_FREEZE
    assert ("small", "passes") in said.params
    assert cell(story).works is False


def test_not_even_a_small_object_comes() -> None:
    story = neutral(frozen(16_384, 16_384, 16_384), 65_536, 65_536, 65_536)
    story.moved(Purpose.SMALL, received=0, fails=Kind.TIMEOUT)
    assert ("small", "fails") in judged(story).params


def test_another_name_at_the_same_address_gets_through() -> None:
    story = neutral(frozen(16_384, 16_384, 16_384), 65_536, 65_536, 65_536)
    story.moved(Purpose.PACE_OTHER_NAME, received=65_536)
    assert judged(story).trigger == "sni"


def test_short_answers_stop_after_far_fewer_bytes_when_packets_are_counted() -> None:
    """THR-07."""
    story = neutral(frozen(16_384, 16_384, 16_384), 65_536, 65_536, 65_536)
    story.moved(Purpose.SMALL_STEPS, received=2_000, requests=8, fails=Kind.TIMEOUT)
    assert judged(story).qualifier == "packets"


@pytest.mark.parametrize(("runs", "freezes"), [(2, True), (1, False), (0, False)])
def test_a_limit_of_packets_stops_pages_at_unlike_bytes(runs: int, freezes: bool) -> None:
    story = neutral(frozen(16_384, 8_300, 12_400), 65_536, 65_536, 65_536)
    for number in range(1, runs + 1):
        story.moved(Purpose.SMALL_STEPS, received=900, requests=8, attempt=number, fails=Kind.TIMEOUT)
    assert (judged(story).label is Label.VOLUME_FREEZE) is freezes


def test_runs_of_short_answers_of_which_one_comes_through_prove_no_limit() -> None:
    story = neutral(frozen(16_384, 8_300, 12_400), 65_536, 65_536, 65_536)
    story.moved(Purpose.SMALL_STEPS, received=900, requests=8, fails=Kind.TIMEOUT)
    story.moved(Purpose.SMALL_STEPS, received=4_000, requests=30, attempt=2)
    assert isinstance(freeze(facts(story)), NotThis)


def test_a_freeze_of_bytes_lets_many_short_answers_through() -> None:
    story = neutral(frozen(16_384, 16_384, 16_384), 65_536, 65_536, 65_536)
    story.moved(Purpose.SMALL_STEPS, received=4_000, requests=30)
    assert judged(story).qualifier == ""


def test_a_server_that_stops_at_a_place_of_its_page_is_not_cut() -> None:
    """What the connection carried before the page would count towards a limit."""
    story = neutral(frozen(16_384, 16_384, 16_384), 65_536, 65_536, 65_536)
    story.moved(Purpose.SMALL_STEPS, received=21_000, requests=30, fails=Kind.TIMEOUT)
    said = freeze(facts(story))
    assert isinstance(said, NotThis)
    assert "page itself" in said.why
    assert cell(story).verdict.label is Label.INCONCLUSIVE


def test_another_connection_that_got_further_excuses() -> None:
    story = neutral(frozen(16_384, 16_384, 16_384), 65_536, 65_536, 65_536)
    story.moved(Purpose.PACE, received=60_000)
    assert isinstance(freeze(facts(story)), NotThis)


def test_a_server_that_stops_for_everybody_is_not_cut() -> None:
    other = way()
    other.tried("", page=Page(cut=Kind.TIMEOUT, stopped_at=16_384))
    story = neutral(frozen(16_384, 16_384, 16_384), 65_536, 65_536, 65_536)
    assert isinstance(freeze(facts(story, other)), NotThis)


def test_neutral_hosts_that_fail_in_the_same_minute_excuse() -> None:
    story = neutral(frozen(16_384, 16_384, 16_384), 65_536, 65_536, 65_536)
    story.still_there(tls=Kind.TIMEOUT)
    assert isinstance(freeze(facts(story)), NotThis)


def test_a_way_on_which_everything_stops_is_cut_itself() -> None:
    """PATH-24."""
    over = way()
    for number in range(1, 4):
        over.tried("", page=Page(cut=Kind.TIMEOUT, stopped_at=16_384), attempt=number)
    neutral(over, 16_300, 16_500, end=Kind.TIMEOUT)
    direct = Story().line(SITE).tried(page=LARGE)
    said = judged(over, direct)
    assert (said.label, said.locus) == (Label.VOLUME_FREEZE, Locus.PATH_ENTRY)
    assert judged(direct, over).label is Label.OK
    # A way that stops by itself is no witness against the line.
    line = neutral(frozen(16_384, 16_384, 16_384), 65_536, 65_536, 65_536)
    assert judged(line, over).label is Label.VOLUME_FREEZE


def test_a_target_that_stops_over_a_way_is_cut_at_its_far_end() -> None:
    over = way()
    for number in range(1, 4):
        over.tried("", page=Page(cut=Kind.TIMEOUT, stopped_at=16_384), attempt=number)
    neutral(over, 65_536, 65_536, 65_536)
    assert judged(over).locus is Locus.PATH_EXIT


def sending(*counts: int, status: int | None = None, end: Kind | None = Kind.TIMEOUT) -> Story:
    """A page that opens, and uploads that end after so many bytes."""
    story = Story().line(SITE).tried()
    for number, count in enumerate(counts, 1):
        story.moved(Purpose.UPLOAD, received=900, sent=count, attempt=number, status=status, fails=end)
    return story


def taking(story: Story, *counts: int, end: Kind | None = None) -> Story:
    for number, count in enumerate(counts, 1):
        story.moved(
            Purpose.UPLOAD_CONTROL, received=900, sent=count, attempt=number, host=NEUTRAL_HOST, fails=end
        )
    return story


def test_uploads_that_stop_alike_while_neutral_hosts_take_more() -> None:
    """THR-08."""
    said = judged(taking(sending(17_000, 17_400, 16_800), 70_000, 70_000, 70_000))
    assert (said.label, said.qualifier, said.tries.seen, said.tries.of) == (
        Label.VOLUME_FREEZE,
        "upload",
        3,
        3,
    )
    assert ("bytes", "17400") in said.params


@pytest.mark.parametrize("status", [400, 413, 431])
def test_a_server_that_refuses_large_requests_says_so_itself(status: int) -> None:
    """BEN-32."""
    story = taking(sending(8_000, 8_000, 8_000, status=status, end=None), 70_000, 70_000, 70_000)
    said = upload_freeze(facts(story))
    assert isinstance(said, NotThis)
    assert "server itself" in said.why


@pytest.mark.parametrize(
    "story",
    [
        sending(17_000, 17_000),
        sending(17_000, 17_000, 17_000, end=Kind.EOF),
        sending(17_000, 40_000, 17_000),
        sending(17_000, 17_000, 17_000),
        taking(sending(17_000, 17_000, 17_000), 70_000, 70_000),
        taking(sending(17_000, 17_000, 17_000), 9_000, 9_000, 9_000, end=Kind.TIMEOUT),
    ],
    ids=["two", "ended", "unlike", "no control", "two controls", "controls stop too"],
)
def test_other_ends_of_uploads_accuse_nobody(story: Story) -> None:
    assert isinstance(upload_freeze(facts(story)), NotThis)
    assert judged(story).label is Label.OK
