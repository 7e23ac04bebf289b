from types import MappingProxyType

import pytest

from waythrough.model.path import FieldValue, PathSpec
from waythrough.paths.importing.cautions import ALTER_ID, BURNS, INSECURE, PLAIN, cautions_of
from waythrough.verdict.words import Text


def spec(kind: str, via: PathSpec | None = None, private: bool = False, **fields: FieldValue) -> PathSpec:
    return PathSpec(id="x", kind=kind, fields=MappingProxyType(fields), via=via, private=private)


@pytest.mark.parametrize(
    ("way", "told"),
    [
        (spec("trojan", security="tls"), ()),
        (spec("trojan", security="tls", insecure=True), (INSECURE,)),
        (spec("trojan", security="none"), (PLAIN,)),
        (spec("vless", security="none", encryption="mlkem"), ()),
        (spec("vless"), (PLAIN,)),
        (spec("vmess", security="none"), ()),
        (spec("vmess", security="none", cipher="zero"), (PLAIN,)),
        (spec("vmess", security="tls", cipher="none", alter_id=2), (ALTER_ID,)),
        (spec("tor", private=True), (BURNS,)),
        (spec("socks5", via=spec("anytls", insecure=True)), (INSECURE,)),
        (spec("socks5"), ()),
    ],
)
def test_what_the_fields_say_by_themselves(way: PathSpec, told: tuple[Text, ...]) -> None:
    assert cautions_of(way) == told
