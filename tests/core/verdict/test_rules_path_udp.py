"""A silent way over UDP: whether other UDP leaves the line, and what is said of it."""

from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import Story, failed, way
from tests.core.verdict.making import verdict
from tests.core.verdict.test_rules_path_entry import entry, health, page, said
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import Observation, PathDetail
from waythrough.model.step import Purpose, Step
from waythrough.model.tunnel import TunnelWord
from waythrough.model.verdict import Action, Confidence, Label, Locus, Stage, Verdict
from waythrough.verdict.gate import UDP_SHUT
from waythrough.verdict.network import masks
from waythrough.verdict.rules_path_protocol import CONTROL_ANSWERS
from waythrough.verdict.rules_path_udp import UDP_PASSES

SILENT = replace(verdict(Label.PATH_FAILURE, stage=Stage.HANDSHAKE), rule_id="path.tunnel_silent")
AGAIN = entry(Purpose.WAY_AGAIN, Stage.HANDSHAKE, Kind.TIMEOUT)
FAILED = health(Stage.HANDSHAKE, count=1)


def asked(name: Kind | None = Kind.TIMEOUT, quic: Kind | None = Kind.TIMEOUT) -> list[Observation]:
    """A name server and a QUIC server, both asked over UDP."""
    story: Story = way()
    for number, (step, end) in enumerate(((Step.RESOLVE, name), (Step.EXCHANGE, quic)), start=1):
        story.add(Purpose.WAY_UDP, step, f"n{number}.test", attempt=number, failure=failed(end))
    return story.seen


def told(*looks: list[Observation], was: Verdict = SILENT, **more: object) -> Verdict:
    return said(*looks, was=was, **{"failed": FAILED, "over_udp": True, **more})


@pytest.mark.parametrize(
    ("end", "action"), [(Kind.TIMEOUT, Action.DROP), (Kind.HOST_UNREACHABLE, Action.REFUSE)]
)
def test_a_line_on_which_nobody_answers_over_udp(end: Kind, action: Action) -> None:
    found = told(AGAIN, asked(end, end))
    assert (found.label, found.rule_id, found.qualifier) == (Label.UNTARGETED_BLOCKING, UDP_SHUT, "udp")
    assert (found.locus, found.confidence, found.action) == (Locus.DIRECT, Confidence.LIKELY, action)
    assert (found.stage, found.tries.seen, found.tries.of) == (Stage.HANDSHAKE, 2, 2)
    assert masks([found]) is None


def test_kinds_whose_server_is_silent_before_any_greeting_count_too() -> None:
    again = entry(Purpose.WAY_AGAIN, Stage.CONNECT, Kind.TIMEOUT)
    assert told(again, asked(), failed=health(Stage.CONNECT)).rule_id == UDP_SHUT


@pytest.mark.parametrize(
    "looks",
    [
        [AGAIN],
        [asked()],
        [AGAIN, asked()[:1]],
        [AGAIN, asked()[1:]],
        [AGAIN, asked(name=None)],
        [AGAIN, asked(name=Kind.SERVFAIL)],
        [AGAIN, asked(quic=Kind.NO_RESOURCES)],
        [entry(Purpose.WAY_AGAIN, Stage.HANDSHAKE, Kind.PROXY_MALFORMED), asked()],
        [page(Purpose.WAY_AGAIN), asked()],
        [page(Purpose.WAY_AGAIN), asked(quic=None)],
        [page(Purpose.WAY_AGAIN, tls=Kind.TIMEOUT), asked()],
    ],
    ids=[
        "nobody was asked",
        "silent once only",
        "names only",
        "QUIC only",
        "a name server answers",
        "a name server says that it fails",
        "own system",
        "the server answered",
        "it came back",
        "it came back and others answer",
        "it opened",
    ],
)
def test_less_than_that_leaves_the_ways_own_word(looks: list[list[Observation]]) -> None:
    assert told(*looks) == SILENT


def test_a_server_under_load_that_asks_for_a_cookie_is_not_silent() -> None:
    detail = PathDetail(hop=0, kind="wireguard", reply_text=TunnelWord.COOKIE)
    assert told([replace(each, detail=detail) for each in AGAIN], asked()) == SILENT


def test_a_troubled_line_tells_nothing_of_udp() -> None:
    assert told(AGAIN, asked(), line_fine=False) == SILENT


def test_ways_over_tcp_are_not_judged_by_udp() -> None:
    assert told(AGAIN, asked(), over_udp=False) == SILENT


def test_where_other_udp_passes_the_word_stays_and_says_so() -> None:
    looks = asked(quic=None)
    found = told(AGAIN, looks)
    assert found == replace(
        SILENT, params=(*SILENT.params, UDP_PASSES), evidence=(*SILENT.evidence, looks[-1].id)
    )
    beside = told(AGAIN, asked(), udp_carries=True)
    assert beside == replace(SILENT, params=(*SILENT.params, UDP_PASSES))


def test_a_server_that_answers_over_another_way_is_held_back_here() -> None:
    again = entry(Purpose.WAY_AGAIN, Stage.HANDSHAKE, Kind.TIMEOUT, 2)
    greeted = [
        *entry(Purpose.WAY_CONTROL, Stage.HANDSHAKE, None, hop=1),
        *entry(Purpose.WAY_CONTROL, Stage.DATA, Kind.TIMEOUT, hop=1),
    ]
    found = told(AGAIN, asked(quic=None), greeted, again)
    assert (found.label, found.rule_id, found.locus) == (
        Label.PROTOCOL_BLOCKING,
        CONTROL_ANSWERS,
        Locus.PATH_ENTRY,
    )
