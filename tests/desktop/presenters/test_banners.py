"""What concerns the whole line is one banner with one action, whose button has words."""

import pytest

from waythrough.model.run import Advice, Recommendation
from waythrough.model.verdict import Confidence, Label, Locus, Verdict
from waythrough_desktop.presenters import lines
from waythrough_desktop.presenters.state import Act, Card, Phase
from waythrough_desktop.views.card_view import act_text

ACTIONS = {
    Label.NO_INTERNET: Act.CHECK,
    Label.CAPTIVE_PORTAL: Act.SIGN_IN,
    Label.CLOCK_SKEW: Act.SET_CLOCK,
    Label.LOCAL_INTERCEPTION: Act.CHECK,
    Label.UNTARGETED_BLOCKING: Act.ADD_WAY,
}


def shown(label: Label, *, judged: bool) -> tuple[Card, Card | None]:
    verdict = Verdict(
        label=label,
        rule_id="line.invented",
        confidence=Confidence.CONFIRMED,
        locus=Locus.LOCAL,
        qualifier="masking" if label is Label.CLOCK_SKEW else "",
    )
    advice = Advice.NONE_OPENS if judged else Advice.NOT_TESTED
    return lines.card(
        lines.CardView(
            phase=Phase.DONE,
            services=2,
            ways=1,
            network=(verdict,),
            recommendation=Recommendation(advice=advice),
            text=None,
            interrupted=True,
            best=None,
            done=1,
            cells=4,
            elapsed=3.0,
            error=None,
        )
    )


@pytest.mark.parametrize("label", ACTIONS)
def test_the_banner_takes_the_place_of_the_advice_where_nothing_was_judged(label: Label) -> None:
    card, note = shown(label, judged=False)
    assert card.acts == (ACTIONS[label],)
    assert card.text
    assert act_text(card.acts[0])
    assert note is None


@pytest.mark.parametrize("label", ACTIONS)
def test_the_banner_stands_beside_an_advice_without_moving_the_rows(label: Label) -> None:
    _card, note = shown(label, judged=True)
    assert note is not None
    assert note.acts == (ACTIONS[label],)
