from dataclasses import replace

import pytest

from waythrough.model.run import PathInfo
from waythrough.model.verdict import Confidence, Label, Locus, Verdict
from waythrough.verdict.explain_cause import REASONS
from waythrough.verdict.explain_path import path_advice, path_short, path_state
from waythrough.verdict.explain_untried import UNTRIED, UNTRIED_CAUSE, UNTRIED_REASONS, untried
from waythrough.verdict.words import NOTHING

VERDICT = Verdict(label=Label.INCONCLUSIVE, rule_id=UNTRIED, confidence=Confidence.NONE, locus=Locus.LOCAL)


def info(reason: str) -> PathInfo:
    return PathInfo(
        id="x", kind="openvpn", name="Office", usable=None, verdict=replace(VERDICT, reason=reason)
    )


@pytest.mark.parametrize("reason", sorted(UNTRIED_REASONS))
def test_such_a_way_is_said_not_to_be_tested(reason: str) -> None:
    way = info(reason)
    state = path_state(way).template
    asked = "sing_box" not in reason
    assert state.startswith("not tested: its server answers" if asked else "not tested: ")
    assert path_short(way).template == "not tested"
    assert path_advice(way).template
    assert (REASONS[reason] is UNTRIED_CAUSE) is asked
    assert ("server" in state) is asked
    assert untried(way.verdict)


def test_other_ways_are_not_spoken_of() -> None:
    assert not untried(None)
    assert not untried(replace(VERDICT, rule_id="path.connect"))
    waiting = PathInfo(id="x", kind="socks5", name="x", usable=None)
    assert path_state(waiting).template == "not tried yet"
    assert path_advice(waiting) is NOTHING


def test_a_build_without_utls_is_told_by_that_name() -> None:
    way = info("untried_sing_box_utls")
    assert "without uTLS, which REALITY" in str(path_state(way))
    assert str(path_advice(way)).startswith("Install a sing-box with uTLS")
