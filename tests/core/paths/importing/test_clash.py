import pytest

from tests.core.paths.importing.corpus.everything import wrong
from waythrough.paths.base import ConfigError
from waythrough.paths.importing.clash import read_proxy


def test_every_sample_is_told_rightly() -> None:
    assert wrong("Clash") == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("snell", "Snell is not supported yet"),
        ("ssr", "ShadowsocksR is not supported yet"),
        ("newest-one", "“newest-one” is not supported yet"),
        ("with spaces", "this kind of way is not supported yet"),
    ],
)
def test_a_kind_that_is_not_read_is_named(kind: str, told: str) -> None:
    error = read_proxy({"type": kind, "server": "h.test", "port": 1})
    assert isinstance(error, ConfigError)
    assert error.what == told
