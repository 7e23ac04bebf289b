"""Words for ways whose own server is blocked, off, or usable only under a condition."""

from dataclasses import replace

import pytest

from tests.core.report.samples import PATHS
from tests.core.verdict.making import cell, verdict
from waythrough.model.run import CellStatus
from waythrough.model.verdict import Label, Locus, Stage, Verdict
from waythrough.model.way_word import WayWord
from waythrough.verdict.explain_cause import cause
from waythrough.verdict.explain_entry import ALTERS, about_entry, entry_advice, entry_why, other_udp
from waythrough.verdict.explain_path import path_advice, path_cause, path_state
from waythrough.verdict.explain_word import Word, word
from waythrough.verdict.rules_path_bulk import spared
from waythrough.verdict.rules_path_udp import UDP_PASSES
from waythrough.verdict.words import NOTHING

WAY = PATHS[1]


def ruled(rule_id: str, label: Label) -> Verdict:
    return replace(verdict(label, locus=Locus.PATH_ENTRY, stage=Stage.CONNECT), rule_id=rule_id)


BLOCKED = ruled("path.control_reaches", Label.IP_BLOCKING)


def test_a_way_that_is_blocked_says_so_in_its_place_and_blames_no_service() -> None:
    info = replace(WAY, usable=False, verdict=BLOCKED, stage=Stage.CONNECT)
    assert str(path_state(info)) == "could not connect: this network probably blocks its server"
    assert str(path_advice(info)).startswith("Ask whoever runs it")
    behind = cell(BLOCKED, path="p", status=CellStatus.INFERRED)
    assert word(behind) is Word.NOT_CONNECTED
    assert "most likely this network blocks it" in str(cause(behind))


@pytest.mark.parametrize(
    ("rule_id", "label", "shown"),
    [
        ("path.misnamed", Label.DNS_TAMPERING, Word.NOT_CONNECTED),
        ("path.name_filtered", Label.SNI_FILTERING, Word.NOT_CONNECTED),
        ("path.large_packets_lost", Label.NETWORK_TROUBLE, Word.NOT_CONNECTED),
        ("path.off_for_all", Label.PATH_FAILURE, Word.NOT_CONNECTED),
        *((f"path.{each}", Label.PATH_FAILURE, Word.NOT_CONNECTED) for each in WayWord),
        ("ip.only_web_ports", Label.UNTARGETED_BLOCKING, Word.NOT_CONNECTED),
        ("path.udp_shut", Label.UNTARGETED_BLOCKING, Word.NOT_CONNECTED),
        ("path.prefix_helps", Label.PROTOCOL_BLOCKING, Word.NOT_CONNECTED),
        ("path.control_answers", Label.PROTOCOL_BLOCKING, Word.NOT_CONNECTED),
        ("path.same_server", Label.PATH_FAILURE, Word.NOT_CONNECTED),
        (ALTERS, Label.PATH_FAILURE, Word.NOT_SAFE),
    ],
)
def test_every_cause_has_a_word_a_sentence_and_an_advice(rule_id: str, label: Label, shown: Word) -> None:
    said = ruled(rule_id, label)
    assert word(cell(said, path="p")) is shown
    assert cause(cell(said, path="p")) == path_cause(said) != NOTHING
    assert entry_advice(said) != NOTHING


@pytest.mark.parametrize("rule_id", ["path.wants_rest", "path.log_ins_refused"])
def test_a_way_that_was_not_tried_is_neither_good_nor_bad(rule_id: str) -> None:
    said = spared(rule_id)
    info = replace(WAY, usable=None, verdict=said)
    assert str(path_state(info)).startswith("not tried: its server")
    assert path_advice(info) != NOTHING
    behind = replace(cell(said, path="p", status=CellStatus.INFERRED), works=None)
    assert word(behind) not in (Word.WORKS, Word.NOT_CONNECTED, Word.BLOCKED)
    assert "was not tried" in str(cause(behind))


def test_a_way_that_carries_one_connection_at_a_time_works() -> None:
    said = ruled("path.parallel", Label.PROTOCOL_BLOCKING)
    assert word(cell(said, works=True, path="p")) is Word.WORKS
    assert (entry_why(said), about_entry(said)) == (NOTHING, True)
    info = replace(WAY, usable=True, verdict=said)
    assert str(path_state(info)) == "connected"
    assert "multiplexing" in str(path_advice(info))


def test_other_verdicts_are_told_elsewhere() -> None:
    assert not about_entry(verdict(Label.OK))
    assert entry_advice(verdict(Label.OK)) == entry_why(verdict(Label.OK)) == NOTHING


def test_the_server_of_a_chain_is_named() -> None:
    said = verdict(
        Label.PATH_FAILURE,
        stage=Stage.EXIT_CONNECT,
        locus=Locus.PATH,
        failure="exit_timeout",
        hop="2",
        hops="2",
    )
    info = replace(WAY, usable=False, verdict=said)
    assert str(path_state(info)) == "could not connect: at server 2 of 2: its server was not reached"
    assert "at server 2 of 2" in str(path_cause(said))
    inner = replace(said, stage=Stage.AUTH, params=(("failure", "proxy_auth"), ("hop", "1"), ("hops", "2")))
    assert "at server 1 of 2: wrong or missing user name" in str(path_cause(inner))


def test_where_other_udp_gets_through_every_silence_over_udp_says_so() -> None:
    for rule_id in ("path.tunnel_silent", "path.connect"):
        silent = ruled(rule_id, Label.PATH_FAILURE)
        passing = replace(silent, params=(UDP_PASSES,))
        assert other_udp(silent) == NOTHING
        assert str(path_cause(passing)) == f"{path_cause(silent)} {other_udp(passing)}"


@pytest.mark.parametrize(("name", "typed"), [("Berlin", "Berlin"), ("SSH 1", '"SSH 1"'), ("", "NAME")])
def test_the_command_that_confirms_a_key_names_the_way(name: str, typed: str) -> None:
    said = ruled("path.host_key_unknown", Label.PATH_FAILURE)
    info = replace(WAY, name=name, usable=False, verdict=said)
    assert str(path_advice(info)).endswith(f"or by: waythrough paths trust {typed}")
