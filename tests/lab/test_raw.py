"""Scenarios prove themselves by plain sockets before any verdict is measured: here a few, all in the matrix."""

import pytest

from . import netns
from .matrix.job import looked
from .matrix.known import BY_ID
from .scenario import Scenario
from .world import world

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(bool(netns.why_not()), reason=netns.why_not() or "-"),
]


SAMPLE = ("dns_race", "address_icmp", "sni_silence", "block_page", "foreign_tls", "lossy", "captive_portal")


@pytest.mark.parametrize("scenario", [BY_ID[each] for each in SAMPLE], ids=lambda scenario: scenario.id)
def test_scenario_is_what_it_says(scenario: Scenario) -> None:
    with world(scenario, seed=7) as lab:
        with lab.client():
            found = {check.what: saw for check, saw in looked(lab)}
        done = lab.counts()
    assert found == {check.what: check.expect for check in scenario.raw}
    assert [act for act in scenario.acts if not done[act]] == []
