from types import MappingProxyType

import pytest

from waythrough.model.path import FieldValue, PathSpec
from waythrough.paths.importing.links import parse_spec
from waythrough_desktop.presenters.way_words import seen_by_provider


@pytest.mark.parametrize(
    ("insecure", "told"),
    [(True, "encrypted, but its server's certificate is not checked"), (False, "")],
)
def test_an_unchecked_certificate_is_told_as_what_it_is(insecure: bool, told: str) -> None:
    fields: dict[str, FieldValue] = {"host": "192.0.2.1", "port": 443, "insecure": insecure}
    shown = seen_by_provider(PathSpec(id="h", kind="hysteria2", fields=MappingProxyType(fields)))
    assert shown.startswith(told)
    assert bool(shown) is bool(told)


def test_a_plain_proxy_hides_nothing() -> None:
    assert "provider can still see" in seen_by_provider(parse_spec("socks5://192.0.2.1:1080"))
    near = parse_spec("socks5://127.0.0.1:1080")
    assert "program on this computer" in seen_by_provider(near)
    assert not seen_by_provider(near, practice=True)
