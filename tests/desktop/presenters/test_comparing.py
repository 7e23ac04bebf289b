"""A comparison as it is shown."""

from dataclasses import replace

from tests.core.verdict.compared import blocked, made, run
from waythrough.model.verdict import Label
from waythrough_desktop.presenters.comparing import compare_state
from waythrough_desktop.theme import ToneName

NOW = 1_800_000_000.0 + 60


def test_words_stand_before_and_after() -> None:
    before = replace(run("before", x_p1=blocked()), started=1_800_000_000.0 - 60)
    state = compare_state(run(telegram_direct=blocked()), before, NOW)
    assert state.sides[0].startswith("today")
    closed, opened = state.changes
    assert closed.text == "Telegram no longer opens directly"
    assert closed.before is not None
    assert closed.after is not None
    assert (closed.before.text, closed.after.text) == ("Works", "Blocked")
    assert (closed.icon, closed.tone) == ("octagon_filled", ToneName.RED)
    assert opened.after is not None
    assert opened.after.text == "Works"
    assert state.same == "16 boxes are as before"
    assert state.same_boxes == (
        "Direct – Works: Signal, Wikipedia, YouTube, GitHub and X",
        "Berlin – Works: Telegram, Signal, Wikipedia, YouTube and GitHub",
        "Vienna – Works: Telegram, Signal, Wikipedia, YouTube, GitHub and X",
    )


def test_where_the_word_stayed_there_is_no_arrow() -> None:
    state = compare_state(run("b", x_direct=blocked()), run(x_direct=made(Label.DNS_TAMPERING, False)), NOW)
    (change,) = state.changes
    assert change.before is None
    assert change.after is None
