import pytest

from waythrough.model.verdict import (
    CENSOR_LABELS,
    NETWORK_LABELS,
    Action,
    Confidence,
    Label,
    Layer,
    Locus,
    Stage,
    Tries,
    Verdict,
)


def test_the_labels_are_the_closed_set_of_25() -> None:
    assert len(Label) == 25
    assert len(CENSOR_LABELS) == 13
    assert {
        Label.CAPTIVE_PORTAL,
        Label.NO_INTERNET,
        Label.CLOCK_SKEW,
        Label.LOCAL_INTERCEPTION,
    } == NETWORK_LABELS - CENSOR_LABELS


@pytest.mark.parametrize(
    "label",
    [
        Label.OK,
        Label.PARTIAL,
        Label.GEO_BLOCK,
        Label.ACCESS_CHALLENGE,
        Label.SERVER_FAULT,
        Label.INCONCLUSIVE,
    ],
)
def test_honest_labels_accuse_nobody(label: Label) -> None:
    verdict = Verdict(label=label, rule_id="a.b", confidence=Confidence.LIKELY, locus=Locus.SERVICE)
    assert not verdict.accuses


@pytest.mark.parametrize("label", sorted(CENSOR_LABELS))
def test_the_others_accuse(label: Label) -> None:
    assert Verdict(label=label, rule_id="a.b", confidence=Confidence.LIKELY, locus=Locus.DIRECT).accuses


def test_the_words_of_a_verdict_are_those_of_the_plan() -> None:
    assert [each.value for each in Layer] == [
        "local",
        "dns",
        "ip",
        "tcp",
        "tls",
        "http",
        "quic",
        "volume",
        "path",
    ]
    assert {each.value for each in Action} == {
        "drop",
        "reset",
        "fin",
        "inject",
        "intercept",
        "refuse",
        "alert",
        "redirect",
        "shape",
        "freeze",
    }
    assert {each.value for each in Locus} == {"local", "direct", "path_entry", "path", "path_exit", "service"}
    assert {each.value for each in Confidence} == {"confirmed", "likely", "none"}
    assert [each.value for each in Stage] == (
        [
            "config",
            "resolve",
            "connect",
            "tls",
            "handshake",
            "auth",
            "request",
            "exit_dns",
            "exit_connect",
            "data",
        ]
    )


def test_one_of_one_unless_counted() -> None:
    verdict = Verdict(label=Label.OK, rule_id="a.b", confidence=Confidence.NONE, locus=Locus.DIRECT)
    assert verdict.tries == Tries(seen=1, of=1)
