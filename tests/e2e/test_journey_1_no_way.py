"""Somebody with no way at all: three platforms censored in three ways, one down by itself."""

import json

import jsonschema

import waythrough_resources
from tests.e2e.program import Program, Served
from waythrough.model.verdict import Label


def test_true_words_and_a_next_step(program: Program, served: Served) -> None:
    report = program.home / "report.json"
    asked = ("chirper", "friendbook", "harbour", "quillpad")
    ended = program("check", *asked, *served.network, "--depth", "quick", "--output", report)
    assert ended.code == 1, ended.told
    found = json.loads(report.read_text("utf-8"))
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


def test_the_reasons_can_be_read_afterwards(program: Program, served: Served) -> None:
    program("check", "chirper", *served.network, "--depth", "quick", "-q")
    ended = program("explain", "last", "Chirper", "direct")
    assert ended.code == 0, ended.err
    assert "Chirper is probably blocked on this network" in ended.out
    assert "tls.sni_matrix" in ended.out
    assert "spoke as tls.sni_matrix: sni_filtering, likely" in ended.out
    assert "The name of the service at a neutral address" in ended.out  # the observation that carries it
