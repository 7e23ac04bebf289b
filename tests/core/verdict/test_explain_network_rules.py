"""Banners by rule: they name what was seen, not merely its label."""

from dataclasses import replace

import pytest

from tests.core.verdict.making import verdict
from waythrough.model.verdict import Label
from waythrough.verdict.explain_network import network_banner, network_banners
from waythrough.verdict.explain_network_rules import RULE_BANNERS


@pytest.mark.parametrize(
    ("rule", "label", "title"),
    [
        ("tls.large_hello", Label.NETWORK_TROUBLE, "Large greetings get lost on this network"),
        ("local.not_direct", Label.INCONCLUSIVE, "A VPN seems to be switched on"),
        ("local.network_changed", Label.INCONCLUSIVE, "joined another network"),
        ("local.own_resources", Label.INCONCLUSIVE, "no room for more connections"),
        ("local.no_roots", Label.INCONCLUSIVE, "Proofs of identity cannot be checked"),
        ("local.own_firewall", Label.LOCAL_INTERCEPTION, "lets no connection out"),
        ("ip.outage", Label.NO_INTERNET, "Most of the internet cannot be reached"),
        ("ip.family_dead", Label.NETWORK_TROUBLE, "IPv6 does not get through on this network; IPv4 does"),
        ("ip.large_packets_lost", Label.NETWORK_TROUBLE, "Large packets get lost on this line"),
        ("dns.others_unreachable", Label.OK, "Only this network's own name server can be asked"),
    ],
)
def test_the_rule_comes_before_the_label(rule: str, label: Label, title: str) -> None:
    assert title in str(network_banner(replace(verdict(label), rule_id=rule)).title)


def test_a_note_on_a_working_line_is_told_last_and_a_plain_ok_not_at_all() -> None:
    note = replace(verdict(Label.OK), rule_id="dns.others_unreachable")
    trouble = verdict(Label.NETWORK_TROUBLE)
    banners = network_banners((note, verdict(Label.OK), trouble, note))
    assert [each.mere_note for each in banners] == [False, True]


def test_two_troubles_of_one_label_are_both_told() -> None:
    dead = replace(verdict(Label.NETWORK_TROUBLE), rule_id="ip.family_dead")
    assert len(network_banners((dead, verdict(Label.NETWORK_TROUBLE)))) == 2


def test_only_what_hides_everything_masks() -> None:
    masking = {rule for rule, banner in RULE_BANNERS.items() if banner.masks}
    assert "ip.family_dead" not in masking
    assert {"local.not_direct", "local.no_roots", "ip.outage"} <= masking
