"""A way's own failure and its far end: nothing is said of a platform while the way itself fails."""

from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import HOST, SITE, Page, Story, cell, facts, judged, way
from tests.core.verdict.making import verdict
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import ConnectDetail, Observation, PathDetail
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import CENSOR_LABELS, Confidence, Label, Locus, Stage, Tries
from waythrough.model.way_word import WayWord
from waythrough.verdict.facts import Attempt
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_path import (
    burdened,
    helped_by_junk,
    own_failure,
    path_verdict,
    unreachable_from_exit,
)

OPEN_LINE = Story().line(SITE).tried()


@pytest.mark.parametrize(
    ("stage", "end", "locus"),
    [
        (Stage.RESOLVE, Kind.NXDOMAIN, Locus.PATH_ENTRY),
        (Stage.CONNECT, Kind.REFUSED, Locus.PATH_ENTRY),
        (Stage.CONNECT, Kind.TIMEOUT, Locus.PATH_ENTRY),
        (Stage.TLS, Kind.CERT_UNKNOWN_ISSUER, Locus.PATH),
        (Stage.HANDSHAKE, Kind.PROXY_MALFORMED, Locus.PATH),
        (Stage.AUTH, Kind.PROXY_AUTH, Locus.PATH),
        (Stage.CONFIG, Kind.BAD_CONFIG, Locus.PATH),
    ],
)
def test_a_broken_way_names_its_stage_and_accuses_nobody(stage: Stage, end: Kind, locus: Locus) -> None:
    """PATH-01 to PATH-03."""
    said = judged(way(healthy=False).entry(stage, end), OPEN_LINE)
    assert (said.label, said.stage, said.locus) == (Label.PATH_FAILURE, stage, locus)
    assert said.rule_id == f"path.{stage}"
    assert said.confidence is Confidence.LIKELY
    assert ("failure", end.value) in said.params
    assert ("hop", "1") in said.params


def test_a_code_a_second_client_or_a_repeat_confirms() -> None:
    said = judged(way().entry(Stage.AUTH, Failure(kind=Kind.PROXY_AUTH, code=407), reply=407))
    assert (said.confidence, ("reply", "407") in said.params) == (Confidence.CONFIRMED, True)
    agreed = judged(way().entry(Stage.HANDSHAKE, Kind.PROXY_MALFORMED, agreed=True))
    assert agreed.confidence is Confidence.CONFIRMED
    twice = way().entry(Stage.CONNECT, Kind.TIMEOUT).entry(Stage.CONNECT, Kind.TIMEOUT, attempt=2)
    assert judged(twice).confidence is Confidence.CONFIRMED


@pytest.mark.parametrize("word", WayWord)
def test_a_word_of_our_own_says_more_than_the_stage(word: WayWord) -> None:
    story = way(healthy=False).entry(Stage.HANDSHAKE, Kind.CERT_NAME_MISMATCH)
    detail = PathDetail(hop=0, kind="ssh", reply_text=f"{word} SHA256:abc")
    story.seen[-1] = replace(story.seen[-1], detail=detail)
    said = judged(story, OPEN_LINE)
    assert (said.rule_id, said.stage) == (f"path.{word}", Stage.HANDSHAKE)
    assert "SHA256" not in repr(said.params)


def test_a_healthy_proxy_that_refuses_this_target_alone() -> None:
    """PATH-05: its own rule, never a block of the platform."""
    denied = way().entry(Stage.REQUEST, Failure(kind=Kind.PROXY_DENIED, code=2), reply=2)
    said = judged(denied, OPEN_LINE)
    assert (said.label, said.qualifier, said.stage) == (Label.PATH_FAILURE, "this_target", Stage.REQUEST)
    sick = way(healthy=None).entry(Stage.REQUEST, Kind.PROXY_ERROR)
    assert judged(sick).qualifier == ""


def test_a_proxy_that_carried_the_target_before_does_not_refuse_it() -> None:
    story = way().tried("").entry(Stage.REQUEST, Kind.PROXY_DENIED, attempt=2)
    story.entry(Stage.REQUEST, Kind.PROXY_DENIED, attempt=3)
    assert isinstance(own_failure(facts(story)), NotThis)
    assert judged(story, OPEN_LINE).label not in CENSOR_LABELS


@pytest.mark.parametrize(
    ("stage", "end"),
    [
        (Stage.EXIT_DNS, Kind.EXIT_DNS),
        (Stage.EXIT_CONNECT, Kind.EXIT_REFUSED),
        (Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT),
        (Stage.EXIT_CONNECT, Kind.EXIT_UNREACHABLE),
    ],
)
def test_a_far_end_that_cannot_reach_the_target_is_not_explained_further(stage: Stage, end: Kind) -> None:
    """One platform fails over a healthy way: its exit, the exit's country or the server, nobody knows."""
    said = judged(way().entry(stage, end), OPEN_LINE)
    assert (said.label, said.reason, said.locus) == (
        Label.INCONCLUSIVE,
        "exit_cannot_reach",
        Locus.PATH_EXIT,
    )
    assert ("host", HOST) in said.params
    assert said.stage is stage


def test_a_far_end_that_reached_the_target_once_is_not_the_matter() -> None:
    story = way().entry(Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT).tried("", tls=Kind.RESET, attempt=2)
    assert isinstance(unreachable_from_exit(facts(story)), NotThis)


def test_the_direct_line_has_no_entry_and_no_far_end() -> None:
    story = facts(Story().line(SITE).tried(connect=Kind.TIMEOUT))
    assert isinstance(own_failure(story), NotThis)
    assert isinstance(unreachable_from_exit(story), NotThis)


@pytest.mark.parametrize("end", [Kind.EXIT_TIMEOUT, Kind.EXIT_REFUSED])
def test_a_server_of_a_chain_that_the_one_before_cannot_reach_is_named(end: Kind) -> None:
    """PATH-39."""
    said = judged(way(hops=2).entry(Stage.EXIT_CONNECT, end), OPEN_LINE)
    assert (said.label, said.stage) == (Label.PATH_FAILURE, Stage.EXIT_CONNECT)
    assert dict(said.params) == {"failure": end.value, "reply": "", "hop": "2", "hops": "2"}
    vague = judged(way(hops=2).entry(Stage.REQUEST, Kind.PROXY_ERROR), OPEN_LINE)
    assert (vague.label, vague.qualifier, dict(vague.params)["hop"]) == (Label.PATH_FAILURE, "", "2")


def test_the_last_server_of_a_chain_is_its_far_end() -> None:
    story = way(hops=1).entry(Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT)
    assert judged(story, OPEN_LINE).label is Label.INCONCLUSIVE


def test_a_connection_to_the_first_server_of_a_chain_is_its_first() -> None:
    story = way(hops=2)
    story.add(
        Purpose.TARGET,
        Step.PATH,
        HOST,
        stage=Stage.CONNECT,
        failure=Failure(kind=Kind.TIMEOUT),
        detail=ConnectDetail(family=4),
    )
    assert dict(judged(story, OPEN_LINE).params)["hop"] == "1"


def test_what_burdens_a_way_is_said_of_what_opens_over_it() -> None:
    slow = verdict(Label.NETWORK_TROUBLE, locus=Locus.PATH, rate="12")
    said = judged(way(found=slow).tried(""), OPEN_LINE)
    assert (said.label, said.locus, dict(said.params)["rate"]) == (
        Label.NETWORK_TROUBLE,
        Locus.PATH,
        "12",
    )
    assert cell(way(found=slow).tried("")).works is True
    alters = verdict(Label.PATH_FAILURE, locus=Locus.PATH_EXIT)
    assert cell(way(found=alters).tried("")).works is False
    seldom = (
        way(found=slow).tried("").tried("", tls=Kind.RESET, attempt=2).tried("", tls=Kind.RESET, attempt=3)
    )
    assert isinstance(burdened(facts(seldom)), NotThis)


def test_a_way_that_stops_long_pages_is_named_for_those_only() -> None:
    """PATH-24."""
    found = verdict(Label.VOLUME_FREEZE, locus=Locus.PATH_ENTRY, bytes="16384")
    cut = way(found=found).tries(3, "", page=Page(cut=Kind.TIMEOUT, stopped_at=16_384))
    said = judged(cut, OPEN_LINE)
    assert (said.label, said.locus, said.tries.seen) == (Label.VOLUME_FREEZE, Locus.PATH_ENTRY, 3)
    assert dict(said.params) == {"host": HOST, "bytes": "16384"}
    assert judged(way(found=found).tried(""), OPEN_LINE).label is Label.OK
    assert judged(way(found=found).tried("", tls=Kind.RESET), OPEN_LINE).label is not Label.VOLUME_FREEZE


def test_a_missing_family_burdens_only_what_has_addresses_of_it() -> None:
    found = verdict(Label.PARTIAL, locus=Locus.PATH, qualifier="ipv6")
    both = way(found=found).line(SITE, "2001:db8:2::1").tried(SITE)
    assert judged(both, OPEN_LINE).label is Label.PARTIAL
    assert cell(both).works is True
    assert judged(way(found=found).line(SITE).tried(SITE), OPEN_LINE).label is Label.OK


# Tunnels --------------------------------------------------------------------------------------------------


def tunnel(*steps: tuple[Stage, Kind | None, str]) -> list[Observation]:
    """What was walked to open a tunnel: stage, failure and word of each step."""
    seen = []
    for stage, end, words in steps:
        (last,) = way().entry(stage, end).seen[-1:]
        seen.append(replace(last, detail=PathDetail(hop=0, kind="wireguard", reply_text=words)))
    return seen


SILENT_STEP = (Stage.HANDSHAKE, Kind.TIMEOUT, "silent")


def test_silence_is_the_ways_own_failure_and_data_that_never_comes_is_not() -> None:
    """PATH-10, PATH-11."""
    silent = path_verdict((Attempt(tuple(tunnel(SILENT_STEP, SILENT_STEP))),), Tries(seen=1, of=1))
    assert (silent.label, silent.rule_id, silent.confidence) == (
        Label.PATH_FAILURE,
        "path.tunnel_silent",
        Confidence.LIKELY,
    )
    walked = tunnel((Stage.HANDSHAKE, None, "answered"), (Stage.DATA, Kind.TIMEOUT, "data_silent"))
    dropped = path_verdict((Attempt(tuple(walked)),), Tries(seen=1, of=1))
    assert (dropped.label, dropped.rule_id, dropped.locus, dropped.confidence) == (
        Label.PROTOCOL_BLOCKING,
        "path.data_silent",
        Locus.PATH_ENTRY,
        Confidence.LIKELY,
    )


def test_a_greeting_that_passes_behind_junk_only_is_filtered() -> None:
    """PATH-09."""
    helped = helped_by_junk(tunnel(SILENT_STEP, SILENT_STEP, (Stage.HANDSHAKE, None, "junk_helped")))
    assert helped is not None
    assert (helped.label, helped.locus, helped.tries.seen) == (Label.PROTOCOL_BLOCKING, Locus.PATH_ENTRY, 2)
    assert helped_by_junk(tunnel(SILENT_STEP, (Stage.HANDSHAKE, None, "port_helped"))) is None
    assert helped_by_junk(tunnel((Stage.HANDSHAKE, None, "answered"))) is None
    assert helped_by_junk(tunnel(SILENT_STEP)) is None
    assert helped_by_junk([]) is None
