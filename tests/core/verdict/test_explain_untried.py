from dataclasses import replace

import pytest

from tests.core.verdict.making import cell
from waythrough.model.run import CellStatus, PathInfo
from waythrough.model.verdict import Confidence, Label, Locus, Verdict
from waythrough.verdict.explain_advice import advice
from waythrough.verdict.explain_cause import cause
from waythrough.verdict.explain_headline import headline
from waythrough.verdict.explain_names import Naming
from waythrough.verdict.explain_path import path_advice, path_short, path_state
from waythrough.verdict.explain_untried import SOMETHING_MISSING, UNTRIED, UNTRIED_REASONS, untried
from waythrough.verdict.explain_word import Word, word, word_text
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
    assert state.startswith("not tested here: its server answers" if asked else "not tested here: ")
    assert path_short(way).template == "not tested here"
    assert path_advice(way).template
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


def test_a_box_of_such_a_way_says_the_same_and_holds_nothing_against_it() -> None:
    """SIP003: a plugin that is not installed here says nothing about the server."""
    missing = replace(
        VERDICT,
        reason=SOMETHING_MISSING,
        params=(("got", "the plugin is not installed"), ("todo", "install it")),
    )
    way = replace(info(""), verdict=missing)
    box = cell(missing, None, path="x", status=CellStatus.INFERRED)
    assert (word(box), str(word_text(box))) == (Word.NOT_CHECKED, "Not tested here")
    state = "not tested here: the plugin is not installed"
    assert str(path_state(way)) == state
    assert str(cause(box)) == f"This way was {state}."
    names = Naming(paths={"x": "Office"}, platforms={"a": "A"})
    assert str(advice(box, None, names)) == str(path_advice(way)) == "What to do: install it."
    assert str(headline(box, "A", "Office")).startswith("Office cannot be tested on this computer")
