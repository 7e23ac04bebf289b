"""Words for tunnels: every rule has a clause, a sentence and an advice, and silence is never explained away."""

from dataclasses import replace

import pytest

from tests.core.report.samples import PATHS
from tests.core.verdict.making import cell, verdict
from waythrough.model.run import CellStatus
from waythrough.model.verdict import Label, Stage
from waythrough.verdict.explain_cause import cause
from waythrough.verdict.explain_entry import entry_why
from waythrough.verdict.explain_path import path_advice, path_state
from waythrough.verdict.explain_tunnel import TUNNEL_ADVICE, TUNNEL_CAUSE, TUNNEL_WHY
from waythrough.verdict.explain_word import Word, word
from waythrough.verdict.path_words import BY_KIND, DATA_SILENT, JUNK_HELPED, TUNNEL_SILENT
from waythrough.verdict.rules_path_udp import UDP_PASSES
from waythrough.verdict.words import NOTHING

RULES = sorted({rule for words in BY_KIND.values() for rule in words.values()})


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_words(rule: str) -> None:
    said = replace(verdict(Label.PATH_FAILURE, stage=Stage.HANDSHAKE), rule_id=rule)
    info = replace(PATHS[1], usable=False, verdict=said)
    assert str(path_state(info)) == f"could not connect: {TUNNEL_WHY[rule]}"
    assert path_advice(info) == TUNNEL_ADVICE[rule]
    assert cause(cell(said, path="p", status=CellStatus.INFERRED)) == TUNNEL_CAUSE[rule]


def test_silence_has_four_causes_and_none_is_left_out() -> None:
    told = str(TUNNEL_CAUSE[TUNNEL_SILENT])
    assert all(part in told for part in ("filter", "off", "registered", "clock"))


def test_silence_on_a_line_that_lets_other_udp_pass_says_so() -> None:
    said = replace(verdict(Label.PATH_FAILURE, stage=Stage.HANDSHAKE), rule_id=TUNNEL_SILENT)
    told = str(cause(cell(replace(said, params=(UDP_PASSES,)), path="p", status=CellStatus.INFERRED)))
    assert told.startswith(str(TUNNEL_CAUSE[TUNNEL_SILENT]))
    assert "Other UDP gets through" in told
    connect = replace(said, stage=Stage.CONNECT, rule_id="path.connect", params=(UDP_PASSES,))
    assert "Other UDP gets through" in str(cause(cell(connect, path="p", status=CellStatus.INFERRED)))


def test_a_way_that_only_needs_meaningless_packets_ahead_works() -> None:
    said = replace(verdict(Label.PROTOCOL_BLOCKING), rule_id=JUNK_HELPED)
    assert word(cell(said, works=True, path="p")) is Word.WORKS
    assert entry_why(said) == NOTHING
    assert "AmneziaWG" in str(path_advice(replace(PATHS[1], usable=True, verdict=said)))


def test_data_that_is_dropped_is_no_fault_of_the_services() -> None:
    said = replace(verdict(Label.PROTOCOL_BLOCKING, stage=Stage.DATA), rule_id=DATA_SILENT)
    assert word(cell(said, path="p", status=CellStatus.INFERRED)) is Word.NOT_CONNECTED
