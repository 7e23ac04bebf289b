"""Causes of interference in words: where and how, never who."""

from dataclasses import replace

import pytest

from tests.core.verdict.making import verdict
from waythrough.model.verdict import CENSOR_LABELS, Action, Label, Layer, Locus, Verdict
from waythrough.verdict.explain_cause_block import BLOCK_CAUSES, gives_no_address


def test_every_label_that_accuses_has_a_cause() -> None:
    assert set(BLOCK_CAUSES) == CENSOR_LABELS - {Label.THROTTLING}


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (verdict(Label.DNS_TAMPERING, action=Action.DROP, failure="timeout"), "This network swallows the question"),
        (verdict(Label.DNS_TAMPERING, action=Action.REFUSE, failure="dns_refused"), "refuses to give it"),
        (verdict(Label.DNS_TAMPERING, action=Action.INJECT, failure="nxdomain"), "has no address"),
        (verdict(Label.DNS_TAMPERING, action=Action.INJECT, qualifier="injected"), "ahead of the true answer"),
        (verdict(Label.DNS_TAMPERING, action=Action.INJECT, address="10.10.34.36"), "(10.10.34.36)"),
        (verdict(Label.DNS_TAMPERING, qualifier="policy"), "by rule"),
        (verdict(Label.DNS_TAMPERING, locus=Locus.PATH_EXIT), "The network behind this way gave a false address"),
        (verdict(Label.IP_BLOCKING, action=Action.DROP), "get no answer"),
        (verdict(Label.IP_BLOCKING, action=Action.RESET), "turned away at once"),
        (verdict(Label.IP_BLOCKING, qualifier="endpoint"), "whatever name is asked for"),
        (verdict(Label.IP_BLOCKING, qualifier="port"), "another port there answers"),
        (verdict(Label.SNI_FILTERING, action=Action.RESET), "is cut the moment the name"),
        (verdict(Label.SNI_FILTERING, action=Action.DROP), "no answer comes any more"),
        (verdict(Label.SNI_FILTERING, action=Action.INJECT), "a foreign answer"),
        (verdict(Label.SNI_FILTERING, qualifier="residual"), "then none did for a while"),
        (verdict(Label.SNI_FILTERING, qualifier="sometimes", tries=(6, 8)), "6 of 8 connections broke"),
        (verdict(Label.HTTP_FILTERING, qualifier="sometimes", tries=(6, 8)), "6 of 8 connections broke"),
        (verdict(Label.CONN_INTERFERENCE, qualifier="sometimes", tries=(6, 8)), "no accident of the line"),
        (replace(verdict(Label.HTTP_FILTERING), trigger="keyword"), "Without that word"),
        (verdict(Label.BLOCK_PAGE, qualifier="behind_front"), "Not your line is filtered"),
        (verdict(Label.HTTP_FILTERING), "unencrypted"),
        (verdict(Label.CONN_INTERFERENCE, action=Action.DROP), "goes silent"),
        (verdict(Label.CONN_INTERFERENCE, action=Action.RESET), "is cut"),
        (verdict(Label.BLOCK_PAGE, action=Action.REDIRECT, got="notice.example"), "notice.example"),
        (verdict(Label.BLOCK_PAGE, action=Action.INJECT), "In place of the page came a notice"),
        (verdict(Label.TLS_MITM, issuer="CN=Other"), "issued by CN=Other"),
        (verdict(Label.TLS_MITM, locus=Locus.PATH_EXIT), "put in on this way"),
        (verdict(Label.VOLUME_FREEZE), "about the same small amount"),
        (verdict(Label.QUIC_BLOCKING), "(QUIC) does not get through."),
        (replace(verdict(Label.QUIC_BLOCKING, tries=(5, 8)), rule_id="quic.mixed"), "failed in 5 of 8 tries"),
        (verdict(Label.QUIC_BLOCKING, qualifier="sni"), "it is the name that is filtered"),
        (verdict(Label.QUIC_BLOCKING, qualifier="endpoint"), "a fault of the service looks alike"),
        (verdict(Label.QUIC_BLOCKING, qualifier="all_udp443"), "close it on purpose"),
        (verdict(Label.ECH_BLOCKING), "ECH"),
        (verdict(Label.ECH_BLOCKING, layer=Layer.DNS), "leaves out the key"),
        (replace(verdict(Label.ECH_BLOCKING), rule_id="ech.forerunner"), "ESNI"),
        (verdict(Label.PROTOCOL_BLOCKING), "whatever server"),
        (verdict(Label.PROTOCOL_BLOCKING, qualifier="fingerprint"), "of a browser the service opens."),
        (verdict(Label.PROTOCOL_BLOCKING, qualifier="parallel"), "One connection at a time passes."),
        (verdict(Label.UNTARGETED_BLOCKING), "not only this service"),
    ],
)  # fmt: skip
def test_each_shape_in_its_own_words(of: Verdict, told: str) -> None:
    assert told in str(BLOCK_CAUSES[of.label](of))


def test_interception_says_that_nothing_was_sent() -> None:
    assert str(BLOCK_CAUSES[Label.TLS_MITM](verdict(Label.TLS_MITM))).endswith("no page request was sent.")


def test_suppressed_and_false_answers_are_told_apart() -> None:
    assert gives_no_address(verdict(Label.DNS_TAMPERING, action=Action.INJECT, failure="nodata"))
    assert not gives_no_address(verdict(Label.DNS_TAMPERING, action=Action.INJECT, failure=""))
