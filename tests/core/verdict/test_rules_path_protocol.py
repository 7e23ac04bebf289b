"""A way whose manner of speaking is held back: shown by comparison only, and never more than likely."""

from dataclasses import replace

import pytest

from tests.core.verdict.making import verdict
from tests.core.verdict.test_rules_path_entry import entry, health, page, said
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import Observation, PathDetail
from waythrough.model.step import Purpose
from waythrough.model.tunnel import TunnelWord
from waythrough.model.verdict import Confidence, Label, Locus, Stage
from waythrough.verdict.facts import Attempt
from waythrough.verdict.rules_path_protocol import CONTROL_ANSWERS, PREFIX_HELPS

AGAIN, CONTROL, PREFIX = Purpose.WAY_AGAIN, Purpose.WAY_CONTROL, Purpose.WAY_PREFIX
MUTE = replace(verdict(Label.PATH_FAILURE, stage=Stage.HANDSHAKE), rule_id="path.unanswered")
GREETS = replace(MUTE, rule_id="path.handshake")


def mute(purpose: Purpose, attempt: int = 1) -> list[Observation]:
    """The server takes the connection, and what is asked through it gets no answer."""
    return page(purpose, attempt, tls=Kind.TIMEOUT)


def silent(attempt: int = 1, end: Kind = Kind.TIMEOUT) -> list[Observation]:
    return entry(AGAIN, Stage.HANDSHAKE, end, attempt)


FAILED_MUTE = tuple(Attempt(tuple(mute(Purpose.PATH_HEALTH, number))) for number in (1, 2))
FAILED = health(Stage.HANDSHAKE)


def test_first_bytes_that_look_known_are_answered() -> None:
    """PATH-20."""
    found = said(mute(AGAIN), page(PREFIX), page(PREFIX, 2), mute(AGAIN, 2), was=MUTE, failed=FAILED_MUTE)
    assert (found.label, found.rule_id, found.locus) == (
        Label.PROTOCOL_BLOCKING,
        PREFIX_HELPS,
        Locus.PATH_ENTRY,
    )
    assert (found.confidence, found.stage, found.tries.seen) == (Confidence.LIKELY, Stage.HANDSHAKE, 4)


@pytest.mark.parametrize(
    "looks",
    [
        [mute(AGAIN), page(PREFIX), mute(AGAIN, 2)],
        [mute(AGAIN), page(PREFIX), mute(PREFIX, 2), mute(AGAIN, 2)],
        [mute(AGAIN), page(PREFIX), page(PREFIX, 2), page(AGAIN, 2)],
    ],
    ids=["once only", "not each time", "it came back"],
)
def test_a_prefix_that_helps_by_chance_proves_nothing(looks: list[list[Observation]]) -> None:
    assert said(*looks, was=MUTE, failed=FAILED_MUTE) == MUTE


def test_a_prefix_that_helps_a_server_which_spoke_proves_nothing() -> None:
    spoke = entry(AGAIN, Stage.HANDSHAKE, Kind.PROXY_MALFORMED)
    assert said(spoke, page(PREFIX), page(PREFIX, 2), was=MUTE, failed=FAILED_MUTE) == MUTE


def test_a_server_that_answers_over_another_way_is_held_back_here() -> None:
    """PATH-22."""
    found = said(silent(), page(CONTROL), silent(2), was=GREETS, failed=FAILED)
    assert (found.label, found.rule_id) == (Label.PROTOCOL_BLOCKING, CONTROL_ANSWERS)
    again = said(mute(AGAIN), page(CONTROL), mute(AGAIN, 2), was=MUTE, failed=FAILED_MUTE)
    assert again.rule_id == CONTROL_ANSWERS
    greeted = [
        *entry(CONTROL, Stage.HANDSHAKE, None, hop=1),
        *entry(CONTROL, Stage.AUTH, Kind.PROXY_ERROR, hop=1),
    ]
    assert said(silent(), greeted, silent(2), was=GREETS, failed=FAILED).rule_id == CONTROL_ANSWERS
    reset = said(silent(1, Kind.RESET), page(CONTROL), silent(2, Kind.EOF), was=GREETS, failed=FAILED)
    assert reset.rule_id == CONTROL_ANSWERS


@pytest.mark.parametrize(
    "looks",
    [
        [silent(), silent(2)],
        [silent(), entry(CONTROL, Stage.HANDSHAKE, Kind.TIMEOUT, hop=1), silent(2)],
        [silent(), page(CONTROL), page(AGAIN, 2)],
        [silent(1, Kind.PROXY_MALFORMED), page(CONTROL), silent(2)],
        [mute(AGAIN), page(CONTROL), silent(2)],
    ],
    ids=["no control", "the control fails", "it came back", "it answered", "its targets fail"],
)
def test_without_that_comparison_it_stays_the_ways_own_failure(looks: list[list[Observation]]) -> None:
    assert said(*looks, was=GREETS, failed=FAILED) == GREETS


def test_a_troubled_line_proves_nothing() -> None:
    assert said(silent(), page(CONTROL), silent(2), was=GREETS, failed=FAILED, line_fine=False) == GREETS


def test_over_udp_silence_counts_before_any_connection_and_a_cookie_is_an_answer() -> None:
    at_once = entry(AGAIN, Stage.CONNECT, Kind.TIMEOUT)
    told = said(at_once, page(CONTROL), silent(2), was=GREETS, failed=FAILED, over_udp=True)
    assert told.rule_id == CONTROL_ANSWERS
    refused = entry(AGAIN, Stage.CONNECT, Kind.REFUSED)
    assert said(refused, page(CONTROL), silent(2), was=GREETS, failed=FAILED, over_udp=True) == GREETS
    detail = PathDetail(hop=0, kind="wireguard", reply_text=TunnelWord.COOKIE)
    cookie = [replace(each, detail=detail) for each in silent()]
    assert said(cookie, page(CONTROL), silent(2), was=GREETS, failed=FAILED, over_udp=True) == GREETS
