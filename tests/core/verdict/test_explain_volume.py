"""Words for slow-downs and freezes."""

from dataclasses import replace

import pytest

from tests.core.verdict.making import cell, verdict
from waythrough.model.verdict import Label
from waythrough.verdict.explain_volume import freeze, speed, throttling


@pytest.mark.parametrize(
    ("qualifier", "proof", "told"),
    [
        ("", "name", "Another server becomes as slow"),
        ("", "other_name", "quick as soon as another name is sent"),
        ("", "other_way", "Over another way the same server is quick."),
        ("substring", "name", "merely contain it"),
        ("handshake", "name", "the beginning of each connection"),
    ],
)
def test_what_proves_a_slow_down_and_its_form(qualifier: str, proof: str, told: str) -> None:
    text = str(throttling(cell(verdict(Label.THROTTLING, qualifier=qualifier, proof=proof), works=True)))
    assert text.startswith("It loads far slower than comparable services")
    assert told in text


def test_a_slow_down_without_details() -> None:
    assert str(throttling(cell(verdict(Label.THROTTLING), works=True))).endswith("on the same line.")
    assert "does not finish" in str(throttling(cell(verdict(Label.THROTTLING), works=False)))


def test_a_freeze_names_its_amount_and_what_it_counts() -> None:
    bare = freeze(verdict(Label.VOLUME_FREEZE))
    assert str(bare).endswith("elsewhere the same amount passes.")
    assert "about 16 KB." in str(freeze(verdict(Label.VOLUME_FREEZE, bytes="16384")))
    assert "packets that are counted" in str(freeze(verdict(Label.VOLUME_FREEZE, qualifier="packets")))
    up = str(freeze(verdict(Label.VOLUME_FREEZE, qualifier="upload", bytes="17864")))
    assert "What is sent is no longer answered" in up
    assert "about 17 KB." in up


def test_a_freeze_that_depends_on_the_name() -> None:
    of = replace(verdict(Label.VOLUME_FREEZE), trigger="sni")
    assert "Under another name the same server sends all of it." in str(freeze(of))


def test_a_page_that_works_tells_how_much_was_tested() -> None:
    assert str(speed(verdict(Label.OK))) == ""
    assert "Up to 256 KB came through" in str(speed(verdict(Label.OK, tested="256")))
    assert "its server may be slow" in str(speed(verdict(Label.OK, slow_server="yes")))
