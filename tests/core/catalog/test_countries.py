import builtins
from typing import Any

import pytest

from waythrough.catalog.countries import country_of


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("8.8.8.8", "us"),
        ("10.0.0.1", ""),
        ("127.0.0.1", ""),
        ("no address", ""),
        ("", ""),
    ],
)
def test_registers_tell_the_country_of_public_addresses_only(address: str, country: str) -> None:
    pytest.importorskip("iptocc")
    assert country_of(address) == country


def test_without_the_table_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "iptocc":
            raise ImportError(name)
        return whole(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert country_of("8.8.8.8") == ""
