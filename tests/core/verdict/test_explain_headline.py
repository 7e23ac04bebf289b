"""The headline of a cell."""

from dataclasses import replace

import pytest

from tests.core.verdict.making import cell, verdict
from waythrough.model.run import Cell, CellStatus
from waythrough.model.verdict import Confidence, Label, Layer, Locus, Verdict
from waythrough.verdict.explain_headline import headline


def _told(of: Cell) -> str:
    return str(headline(of, "X (Twitter)", "Berlin"))


@pytest.mark.parametrize(
    ("of", "works", "direct", "over_way"),
    [
        (verdict(Label.OK), True, "X (Twitter) opens directly", "X (Twitter) opens with Berlin"),
        (
            verdict(Label.SNI_FILTERING),
            False,
            "X (Twitter) is blocked on this network",
            "X (Twitter) is blocked with Berlin",
        ),
        (
            verdict(Label.IP_BLOCKING, sure=Confidence.LIKELY),
            False,
            "X (Twitter) is probably blocked on this network",
            "X (Twitter) is probably blocked with Berlin",
        ),
        (
            verdict(Label.TLS_MITM),
            False,
            "The connection to X (Twitter) is not safe on this network",
            "The connection to X (Twitter) is not safe with Berlin",
        ),
        (
            verdict(Label.GEO_BLOCK),
            False,
            "X (Twitter) refuses visitors from here",
            "X (Twitter) refuses visitors who come through Berlin",
        ),
        (
            verdict(Label.PATH_FAILURE),
            False,
            "X (Twitter) could not be tried",
            "Berlin did not connect, so X (Twitter) could not be tried",
        ),
    ],
)
def test_directly_and_over_a_way(of: Verdict, works: bool, direct: str, over_way: str) -> None:
    assert _told(cell(of, works)) == direct
    assert _told(cell(of, works, path="p")) == over_way


def test_a_block_behind_the_far_end_says_so() -> None:
    sure = verdict(Label.SNI_FILTERING, locus=Locus.PATH_EXIT)
    likely = verdict(Label.SNI_FILTERING, locus=Locus.PATH_EXIT, sure=Confidence.LIKELY)
    assert _told(cell(sure, path="p")) == "X (Twitter) is blocked in the network behind Berlin"
    assert _told(cell(likely, path="p")) == "X (Twitter) is probably blocked in the network behind Berlin"


@pytest.mark.parametrize(
    ("layer", "told"),
    [
        (Layer.HTTP, "X (Twitter) is down by itself, it is not your network"),
        (Layer.TLS, "X (Twitter) has a fault of its own, it is not your network"),
        (Layer.DNS, "The address of X (Twitter) exists nowhere, it is not your network"),
    ],
)
def test_a_service_that_is_down(layer: Layer, told: str) -> None:
    assert _told(cell(verdict(Label.SERVER_FAULT, layer=layer))) == told


def test_a_way_that_refuses_one_service() -> None:
    denied = verdict(Label.PATH_FAILURE, qualifier="this_target")
    assert _told(cell(denied, path="p")) == "X (Twitter) is not let through by Berlin"


def test_a_bug_is_called_a_bug() -> None:
    broken = cell(verdict(Label.INCONCLUSIVE, reason="bug"), None, status=CellStatus.ERROR)
    assert _told(broken) == "The check of X (Twitter) failed because of a fault in this program"


def test_one_family_is_named() -> None:
    partly = replace(verdict(Label.PARTIAL, works="6"), rule_id="ip.one_family")
    assert str(headline(cell(partly, True), "A", "P")) == "A opens directly over IPv6 only"
