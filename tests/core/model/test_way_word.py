import pytest

from waythrough.model.way_word import WayWord, way_word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("unanswered", WayWord.UNANSWERED),
        ("host_key_unknown SHA256:abc", WayWord.HOST_KEY_UNKNOWN),
        ("host_key_changed", WayWord.HOST_KEY_CHANGED),
        ("unanswered_too", None),
        ("connection refused", None),
        ("", None),
    ],
)
def test_only_our_own_words_are_read(text: str, word: WayWord | None) -> None:
    assert way_word(text) is word
