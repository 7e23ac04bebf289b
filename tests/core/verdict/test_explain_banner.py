"""What a banner asks for."""

from waythrough.verdict.explain_banner import ACTION_TEXT, Banner, BannerAction
from waythrough.verdict.words import msg


def test_every_action_has_words() -> None:
    assert set(ACTION_TEXT) == set(BannerAction)


def test_a_note_asks_for_nothing() -> None:
    note = Banner(title=msg("a"), sentence=msg("b"), action=BannerAction.CHECK_AGAIN, tone="blue")
    trouble = Banner(title=msg("a"), sentence=msg("b"), action=BannerAction.SET_CLOCK)
    assert (note.mere_note, trouble.mere_note) == (True, False)
    assert str(trouble.action_text) == "Set the clock, then check again"
