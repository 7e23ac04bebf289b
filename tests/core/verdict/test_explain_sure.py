"""How sure a verdict is."""

from dataclasses import replace

import pytest

from tests.core.verdict.making import cell, verdict
from waythrough.model.run import Cell, CellStatus
from waythrough.model.verdict import Confidence, Label, Layer
from waythrough.verdict.explain_sure import CONFIDENCE_TEXT, level, sureness
from waythrough.verdict.explain_word import THIS_TARGET

LIKELY = Confidence.LIKELY


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (
            cell(verdict(Label.SNI_FILTERING, tries=(3, 3))),
            (
                "Confirmed: what was seen has no other explanation among those that were tested."
                " 3 tries, same result each time. It holds for this network at this time."
            ),
        ),
        (
            cell(verdict(Label.SNI_FILTERING, sure=LIKELY, tries=(2, 3))),
            (
                "Likely: the signs point to it, but they do not prove it."
                " Seen in 2 of 3 tries. It holds for this network at this time."
            ),
        ),
        (
            cell(verdict(Label.OK, tries=(1, 1)), True),
            "Confirmed: it was opened. It was tried once.",
        ),
        (
            cell(verdict(Label.OK, sure=LIKELY), True),
            "Likely: it opened, but not everything could be verified.",
        ),
        (cell(verdict(Label.GEO_BLOCK, layer=Layer.HTTP)), "Confirmed: the service itself said so"),
        (cell(verdict(Label.SERVER_FAULT, layer=Layer.IP)), "Confirmed: what was seen"),
        (cell(verdict(Label.PATH_FAILURE)), "Confirmed: it was measured."),
        (cell(verdict(Label.PARTIAL, sure=LIKELY, tries=(1, 2))), "Likely: the signs point to it"),
        (
            cell(verdict(Label.INCONCLUSIVE, reason="mixed", tries=(1, 3))),
            "Unclear. Try again: a flickering line",
        ),
        (cell(verdict(Label.SNI_FILTERING, sure=Confidence.NONE)), "Unclear."),
        (cell(verdict(Label.OK), None, status=CellStatus.MASKED), "Nothing is claimed"),
        (cell(verdict(Label.OK), None, status=CellStatus.ERROR), "Unclear. A fault in this program"),
    ],
)
def test_in_words(of: Cell, told: str) -> None:
    assert str(sureness(of)).startswith(told)


def test_parts_are_not_counted_as_tries() -> None:
    assert "of 2" not in str(sureness(cell(verdict(Label.PARTIAL, tries=(1, 2)))))


def test_bars() -> None:
    assert level(cell(verdict(Label.OK), True)) is Confidence.CONFIRMED
    assert level(cell(verdict(Label.SNI_FILTERING, sure=LIKELY))) is LIKELY
    assert level(cell(verdict(Label.SNI_FILTERING), None)) is Confidence.NONE
    assert level(cell(verdict(Label.INCONCLUSIVE))) is Confidence.NONE
    assert set(CONFIDENCE_TEXT) == set(Confidence)


def test_a_certificate_that_proved_it_is_not_called_no_proof() -> None:
    lied = replace(verdict(Label.DNS_TAMPERING, sure=LIKELY), rule_id="dns.lie")
    told = str(sureness(cell(lied)))
    assert "the service proved itself at another address" in told
    assert "do not prove" not in told


def test_what_a_way_refuses_is_no_word_of_the_service() -> None:
    told = str(sureness(cell(verdict(Label.PATH_FAILURE, qualifier=THIS_TARGET), path="p")))
    assert told.startswith("The way itself gave this answer")


def test_one_family_was_seen_even_where_the_cause_is_not_known() -> None:
    partly = replace(
        verdict(Label.PARTIAL, sure=Confidence.NONE, reason="no_control"), rule_id="ip.one_family"
    )
    assert str(sureness(cell(partly, True))).startswith("It was measured; why it is so is not proven.")
    likely = replace(partly, confidence=Confidence.LIKELY)
    assert str(sureness(cell(likely, True))).startswith("Likely:")


def test_what_opens_now_and_then_is_unclear_in_word_and_sentence() -> None:
    """The bars say "Unclear", so the sentence beside them does not call it likely."""
    flapping = cell(verdict(Label.CONN_INTERFERENCE, sure=Confidence.LIKELY, tries=(5, 9)), None)
    assert level(flapping) is Confidence.NONE
    assert str(sureness(flapping)).startswith("Unclear. Seen in 5 of 9 tries.")
