"""Somebody with no way at all: three platforms censored in three ways, one down by itself."""

import json

import jsonschema
import pytest

import waythrough_resources
from tests.e2e.program import Ended, Program, Served
from waythrough.model.verdict import Label


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The home in which one check was made; the tests read what it told and what it left."""
    return Program(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def ended(home: Program, served: Served) -> Ended:
    asked = ("chirper", "friendbook", "harbour", "quillpad")
    return home("check", *asked, *served.network, "--depth", "quick", "--output", home.home / "report.json")


def test_true_words_and_a_next_step(home: Program, ended: Ended) -> None:
    assert ended.code == 1, ended.told
    found = json.loads((home.home / "report.json").read_text("utf-8"))
    jsonschema.validate(found, json.loads(waythrough_resources.read_text("schema/report-1.json")))
    labels = {cell["platform_id"]: cell["verdict"]["label"] for cell in found["cells"]}
    assert labels == {
        "chirper": Label.SNI_FILTERING,
        "friendbook": Label.DNS_TAMPERING,
        "harbour": Label.BLOCK_PAGE,
        "quillpad": Label.SERVER_FAULT,
    }
    assert all(cell["works"] is False for cell in found["cells"])
    assert found["recommendation"]["advice"] == "none_opens"
    table = ended.out
    assert "Practice network" in table
    assert "it is the name that is filtered" in table
    assert "gave a false address" in table
    assert "a notice that does not come from the service" in table
    assert "reported a fault of its own (HTTP 503)" in table
    assert "Add a VPN or proxy that you trust and check again" in table
    assert "waythrough explain last chirper" in table
    assert "no control" not in table


@pytest.mark.usefixtures("ended")
def test_the_reasons_can_be_read_afterwards(home: Program) -> None:
    told = home("explain", "last", "Chirper", "direct")
    assert told.code == 0, told.err
    assert "Chirper is probably blocked on this network" in told.out
    assert "tls.sni_matrix" in told.out
    assert "spoke as tls.sni_matrix: sni_filtering, likely" in told.out
    assert "The name of the service at a neutral address" in told.out  # the observation that carries it
