from waythrough.model.tunnel import TunnelWord


def test_words_are_short_and_closed() -> None:
    assert all(word.isascii() and word.replace("_", "").isalpha() for word in TunnelWord)
    assert len({word.value for word in TunnelWord}) == len(TunnelWord)
