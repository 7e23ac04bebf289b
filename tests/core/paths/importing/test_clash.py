from tests.core.paths.importing.corpus.everything import wrong


def test_every_sample_is_told_rightly() -> None:
    assert wrong("Clash") == []
