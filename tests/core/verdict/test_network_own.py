"""The own side of the line is named before anybody else's, and it accuses nobody."""

from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import SITE, Story, cert, target
from tests.core.verdict.test_network import CANARIES, NOW, ONE, TWO, all_neutral, canary, neutral, say, seen
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import Observation
from waythrough.model.step import Purpose
from waythrough.model.verdict import CENSOR_LABELS, Confidence, Label
from waythrough.verdict.gate import GateFacts
from waythrough.verdict.network import masks, network_verdicts


def test_a_line_through_a_tunnel_is_not_judged() -> None:
    """LOC-09."""
    seen = tuple(each for group in all_neutral() for each in group)
    facts = GateFacts(observations=seen, canaries=CANARIES, wall_at_start=NOW, tunnel="wg0")
    said = network_verdicts(facts)
    assert [(each.label, each.reason) for each in said] == [(Label.INCONCLUSIVE, "not_direct")]
    assert ("interface", "wg0") in said[0].params
    assert masks(said) is said[0]
    assert network_verdicts(replace(facts, tunnel="")) == ()


def test_a_system_that_lets_nothing_out_is_the_own_firewall() -> None:
    """LOC-04."""
    denied = Kind.PERMISSION_DENIED
    said = say(*all_neutral(connect=denied), canary(ONE, connect=denied), canary(TWO, connect=denied))
    assert [(each.label, each.confidence) for each in said] == [
        (Label.LOCAL_INTERCEPTION, Confidence.CONFIRMED)
    ]
    assert masks(said) is said[0]


@pytest.mark.parametrize("first", [Kind.NO_RESOURCES, None])
def test_without_descriptors_or_ports_nothing_is_measured(first: Kind | None) -> None:
    """LOC-11: one host that was reached before the last descriptor went leaves the line to be judged."""
    spent = Kind.NO_RESOURCES
    home = neutral("home.test", Purpose.DOMESTIC, connect=first)
    said = say(*all_neutral(connect=spent), home)
    assert not {each.label for each in said} & CENSOR_LABELS
    if first is not None:
        assert [(each.label, each.reason) for each in said] == [(Label.INCONCLUSIVE, "instrument")]
        assert masks(said) is said[0]


@pytest.mark.parametrize("issuers", [("CA 0", "CA 1", "CA 2"), ("CA", "CA", "CA")])
def test_issuers_that_no_store_knows_are_a_defect_of_the_instrument(issuers: tuple[str, ...]) -> None:
    """LOC-15."""
    hosts = [
        neutral(
            f"n{n}.test",
            tls=Kind.CERT_UNKNOWN_ISSUER,
            leaf=cert(f"n{n}.test", issuer=name),
            os_trusted=False,
        )
        for n, name in enumerate(issuers)
    ]
    said = say(*hosts, canary(ONE), canary(TWO))
    assert [(each.label, each.reason) for each in said] == [(Label.INCONCLUSIVE, "instrument")]
    assert masks(said) is said[0]


def test_bad_certificates_of_unlike_issuers_say_nothing_of_the_line() -> None:
    hosts = [
        neutral(f"n{n}.test", tls=kind, leaf=cert(f"n{n}.test", issuer=f"CA {n}"))
        for n, kind in enumerate((Kind.CERT_SELF_SIGNED, Kind.CERT_UNKNOWN_ISSUER))
    ]
    assert say(*hosts, canary(ONE)) == ()


MADE_UP = "198.18.0.7"


@pytest.mark.parametrize("end", [Kind.TIMEOUT, None])
def test_addresses_of_this_computers_making_mean_that_another_program_carries_everything(
    end: Kind | None,
) -> None:
    """LOC-13: the program may carry the traffic well; what is seen is then its way out."""
    hosts = [told(f"n{number}.test", MADE_UP, end) for number in range(3)]
    said = say(*hosts)
    assert [(each.label, each.rule_id) for each in said] == [
        (Label.LOCAL_INTERCEPTION, "local.stand_in_addresses")
    ]
    assert masks(said) is said[0]
    assert ("address", MADE_UP) in said[0].params


def test_one_such_answer_among_true_ones_means_nothing() -> None:
    hosts = [told("n1.test", MADE_UP, None), told("n2.test", SITE, None), told("n3.test", SITE, None)]
    assert say(*hosts) == ()
    assert masks(say(told("n1.test", MADE_UP, None))) is None


def told(name: str, address: str, end: Kind | None) -> tuple[Observation, ...]:
    story = Story(target(f"https://{name}/")).line(address, name=name).tried(address, host=name, connect=end)
    return seen(Purpose.NEUTRAL, name, story)
