"""The words that sealed texts are packed with."""

import hashlib

from waythrough.store.seal_words import WORDS_2


def test_they_never_change_since_sealed_texts_need_them() -> None:
    assert (
        hashlib.sha256(WORDS_2).hexdigest()
        == "fb8b4c45e4d17ad87269508d2c028b4ec3074a28f0cb8154482f38c8cc9f4850"
    )
