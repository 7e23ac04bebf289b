"""What the verdict adds to a step."""

import pytest

from tests.core.verdict.making import cell, verdict
from waythrough.model.verdict import Action, Label, Layer, Verdict
from waythrough.verdict.explain_steps_verdict import told_by_verdict


@pytest.mark.parametrize(
    ("of", "walk", "well", "status", "state"),
    [
        (verdict(Label.DNS_TAMPERING), "address", True, None, "problem"),
        (verdict(Label.DNS_TAMPERING, action=Action.DROP), "address", False, None, None),
        (verdict(Label.LOCAL_INTERCEPTION, layer=Layer.DNS), "address", True, None, "warning"),
        (verdict(Label.DNS_TAMPERING), "reach", True, None, "warning"),
        (verdict(Label.DNS_TAMPERING), "reach", False, None, None),
        (verdict(Label.TLS_MITM), "safe_line", False, None, "problem"),
        (verdict(Label.DNS_TAMPERING), "safe_line", False, None, "stopped"),
        (verdict(Label.SNI_FILTERING), "safe_line", False, None, None),
        (verdict(Label.BLOCK_PAGE), "page", True, 200, "problem"),
        (verdict(Label.GEO_BLOCK), "page", True, 451, "problem"),
        (verdict(Label.ACCESS_CHALLENGE), "page", True, 403, "warning"),
        (verdict(Label.THROTTLING), "page", True, 200, "warning"),
        (verdict(Label.SERVER_FAULT), "page", True, 503, "problem"),
        (verdict(Label.SERVER_FAULT), "page", True, None, "problem"),
        (verdict(Label.SERVER_FAULT), "page", False, None, None),
        (verdict(Label.INCONCLUSIVE), "page", True, 403, "problem"),
        (verdict(Label.INCONCLUSIVE), "page", True, 200, "problem"),
        (verdict(Label.GEO_BLOCK), "page", True, None, "problem"),
        (verdict(Label.PARTIAL, qualifier="tls_mitm"), "safe_line", False, None, "problem"),
        (verdict(Label.OK), "way", True, None, None),
    ],
)
def test_states(of: Verdict, walk: str, well: bool, status: int | None, state: str | None) -> None:
    told = told_by_verdict(cell(of), walk, well, status)
    assert (None if told is None else told[0]) == state
