"""The word of a cell: the table of words, and what must never be mixed up."""

from dataclasses import replace

import pytest

from tests.core.verdict.making import cell, verdict
from waythrough.model.run import CellStatus
from waythrough.model.verdict import Confidence, Label, Locus
from waythrough.verdict.explain_word import LOOK, OPENS, WORD_MEANING, WORD_TEXT, Word, opens, word
from waythrough.verdict.words import translator

CONFIRMED, LIKELY, NONE = Confidence.CONFIRMED, Confidence.LIKELY, Confidence.NONE


@pytest.mark.parametrize(
    ("label", "sure", "works", "expected"),
    [
        (Label.OK, CONFIRMED, True, Word.WORKS),
        (Label.QUIC_BLOCKING, LIKELY, True, Word.WORKS),
        (Label.ECH_BLOCKING, LIKELY, True, Word.WORKS),
        (Label.VOLUME_FREEZE, LIKELY, True, Word.WORKS),
        (Label.THROTTLING, LIKELY, True, Word.SLOW),
        (Label.NETWORK_TROUBLE, LIKELY, True, Word.SLOW),
        (Label.ACCESS_CHALLENGE, CONFIRMED, True, Word.ASKS_CHECK),
        (Label.PARTIAL, LIKELY, False, Word.PARTLY),
        (Label.PARTIAL, LIKELY, True, Word.PARTLY),
        (Label.DNS_TAMPERING, CONFIRMED, False, Word.BLOCKED),
        (Label.DNS_TAMPERING, LIKELY, False, Word.LIKELY_BLOCKED),
        (Label.IP_BLOCKING, CONFIRMED, False, Word.BLOCKED),
        (Label.SNI_FILTERING, LIKELY, False, Word.LIKELY_BLOCKED),
        (Label.HTTP_FILTERING, CONFIRMED, False, Word.BLOCKED),
        (Label.CONN_INTERFERENCE, LIKELY, False, Word.LIKELY_BLOCKED),
        (Label.BLOCK_PAGE, CONFIRMED, False, Word.BLOCKED),
        (Label.VOLUME_FREEZE, LIKELY, False, Word.LIKELY_BLOCKED),
        (Label.PROTOCOL_BLOCKING, CONFIRMED, False, Word.BLOCKED),
        (Label.UNTARGETED_BLOCKING, CONFIRMED, False, Word.BLOCKED),
        (Label.THROTTLING, LIKELY, False, Word.LIKELY_BLOCKED),
        (Label.SNI_FILTERING, NONE, False, Word.DOES_NOT_OPEN),
        (Label.QUIC_BLOCKING, CONFIRMED, False, Word.DOES_NOT_OPEN),
        (Label.TLS_MITM, LIKELY, False, Word.NOT_SAFE),
        (Label.TLS_MITM, CONFIRMED, None, Word.NOT_SAFE),
        (Label.GEO_BLOCK, CONFIRMED, False, Word.REFUSED),
        (Label.SERVER_FAULT, LIKELY, False, Word.SERVICE_DOWN),
        (Label.PATH_FAILURE, CONFIRMED, False, Word.NOT_CONNECTED),
        (Label.NETWORK_TROUBLE, LIKELY, False, Word.DOES_NOT_OPEN),
        (Label.INCONCLUSIVE, NONE, False, Word.DOES_NOT_OPEN),
        (Label.ACCESS_CHALLENGE, CONFIRMED, False, Word.DOES_NOT_OPEN),
        (Label.INCONCLUSIVE, NONE, None, Word.UNCLEAR),
        (Label.DNS_TAMPERING, LIKELY, None, Word.UNCLEAR),
        (Label.LOCAL_INTERCEPTION, CONFIRMED, False, Word.CHANGED_HERE),
        (Label.CAPTIVE_PORTAL, CONFIRMED, None, Word.NOT_CHECKED),
    ],
)  # fmt: skip
def test_table_of_words(label: Label, sure: Confidence, works: bool | None, expected: Word) -> None:
    assert word(cell(verdict(label, sure=sure), works)) is expected


def test_a_service_that_takes_few_connections_at_once_works() -> None:
    assert word(cell(verdict(Label.ACCESS_CHALLENGE, qualifier="connections"), True)) is Word.WORKS


@pytest.mark.parametrize("label", [Label.NO_INTERNET, Label.UNTARGETED_BLOCKING, Label.LOCAL_INTERCEPTION])
def test_what_is_masked_was_not_checked(label: Label) -> None:
    assert word(cell(verdict(label), None, status=CellStatus.MASKED)) is Word.NOT_CHECKED


def test_a_bug_is_unclear_and_a_stop_is_not_checked() -> None:
    bug = verdict(Label.INCONCLUSIVE, reason="bug", sure=NONE)
    assert word(cell(bug, None, status=CellStatus.ERROR)) is Word.UNCLEAR
    assert word(cell(bug, False, status=CellStatus.ERROR)) is Word.UNCLEAR
    assert word(cell(bug, None, status=CellStatus.INTERRUPTED)) is Word.NOT_CHECKED
    assert word(cell(verdict(Label.OK), True, status=CellStatus.INTERRUPTED)) is Word.WORKS


def test_a_part_that_is_read_by_others_makes_the_whole_not_safe() -> None:
    assert word(cell(verdict(Label.PARTIAL, qualifier="tls_mitm"))) is Word.NOT_SAFE


def test_a_healthy_way_that_refuses_one_service_is_not_unconnected() -> None:
    denied = verdict(Label.PATH_FAILURE, qualifier="this_target", locus=Locus.PATH)
    assert word(cell(denied, path="p")) is Word.DOES_NOT_OPEN


def test_every_word_has_text_meaning_and_a_look_of_its_own() -> None:
    assert set(WORD_TEXT) == set(WORD_MEANING) == set(LOOK) == set(Word)
    assert len({look.shape for look in LOOK.values()}) == len(Word)
    assert sorted(look.severity for look in LOOK.values()) == list(range(len(Word)))
    assert max(LOOK[each].severity for each in OPENS) < min(LOOK[each].severity for each in set(Word) - OPENS)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_no_two_words_read_alike(language: str) -> None:
    texts = {translator(language).render(text) for text in WORD_TEXT.values()}
    assert len(texts) == len(Word)


def test_what_opens_in_part_is_of_use_only_where_it_works() -> None:
    assert opens(cell(verdict(Label.PARTIAL), True))
    assert not opens(cell(verdict(Label.PARTIAL), False))
    assert opens(cell(verdict(Label.OK), True))


def test_nobody_is_called_a_listener_before_the_second_look() -> None:
    shown = cell(verdict(Label.TLS_MITM), False)
    assert word(shown) is Word.NOT_SAFE
    assert word(replace(shown, preliminary=True)) is Word.DOES_NOT_OPEN
    part = replace(cell(verdict(Label.PARTIAL, qualifier=Label.TLS_MITM), True), preliminary=True)
    assert word(part) is Word.PARTLY
