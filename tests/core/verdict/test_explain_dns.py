"""Words for verdicts on names that are no plain case of their label."""

from dataclasses import replace
from typing import Any

import pytest

from tests.core.verdict.making import cell, verdict
from waythrough.model.path import DIRECT_ID
from waythrough.model.verdict import Action, Label, Locus
from waythrough.verdict.explain_advice import advice
from waythrough.verdict.explain_cause import cause, verdict_cause
from waythrough.verdict.explain_dns import name_cause
from waythrough.verdict.explain_names import Naming


@pytest.mark.parametrize(
    ("rule", "label", "told"),
    [
        ("dns.zone_fault", Label.SERVER_FAULT, "signatures"),
        ("ip.dead_addresses", Label.SERVER_FAULT, "for your region"),
        ("local.stand_in_addresses", Label.LOCAL_INTERCEPTION, "every name"),
        ("local.stand_in_address", Label.LOCAL_INTERCEPTION, "this name"),
        ("local.stale_part", Label.INCONCLUSIVE, "taken away"),
        ("dns.injection", Label.DNS_TAMPERING, "invented"),
        ("dns.others_unreachable", Label.OK, "own can be asked"),
    ],
)
def test_a_rule_with_words_of_its_own(rule: str, label: Label, told: str) -> None:
    said = verdict_cause(replace(verdict(label), rule_id=rule))
    assert told in str(said)


def test_a_dead_name_for_which_answers_are_invented() -> None:
    gone = replace(verdict(Label.SERVER_FAULT), rule_id="dns.gone")
    assert name_cause(gone) is None
    assert "invented" in str(verdict_cause(replace(gone, qualifier="injected")))


@pytest.mark.parametrize(
    ("params", "qualifier", "told"),
    [
        ({"words": "court order 7"}, "policy", "“court order 7”"),
        ({}, "policy", "by rule."),
        ({"alias": "notice.isp.test"}, "block_page injected", "notice (notice.isp.test)"),
        ({}, "block_page", "There stands a notice that"),
        ({}, "redirected", "one and the same"),
    ],
)
def test_the_means_are_named(params: dict[str, Any], qualifier: str, told: str) -> None:
    said = verdict(Label.DNS_TAMPERING, action=Action.INJECT, qualifier=qualifier, **params)
    assert told in str(cause(cell(said)))


def test_a_way_that_was_given_a_false_address_is_to_look_up_names_itself() -> None:
    said = verdict(Label.DNS_TAMPERING, locus=Locus.LOCAL, action=Action.INJECT)
    todo = advice(cell(said, path="way"), None, Naming())
    assert "look up names itself" in str(todo)
    assert "look up names" not in str(
        advice(cell(verdict(Label.DNS_TAMPERING), path=DIRECT_ID), None, Naming())
    )
