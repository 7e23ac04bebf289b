import os

import pytest

from tests.core.wire.ech_configs import config, config_list
from waythrough.wire.ech import EchKey, read_ech_keys


def test_the_first_usable_key_is_taken() -> None:
    unknown = config(version=0xFE0A)
    strict = config(config_id=1, extensions=bytes((0x80, 1, 0, 0)))
    lax = config(b"Cover.Test", config_id=9, extensions=bytes((0x10, 1, 0, 1, 5)))
    key = read_ech_keys(config_list(unknown, strict, lax, config(config_id=10)))
    assert key == EchKey(config_id=9, kem=0x0020, suite=(1, 3), public_name="cover.test")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0",
        b"\0\5abc",
        config_list()[:-3],
        config_list(config(kem=0x7777)),
        config_list(config(key=bytes(31))),
        config_list(config(b"")),
        config_list(config(b"192.0.2.1")),
        config_list(config(b"a..b")),
        config_list(config(b"a_b.test")),
        config_list(config("é.test".encode())),
        config_list(config(b"a" * 64 + b".test")),
        config_list(config(suites=b"")),
    ],
)
def test_what_cannot_be_used_is_none(data: bytes) -> None:
    assert read_ech_keys(data) is None


def test_an_encapsulated_key_has_the_form_of_its_mechanism() -> None:
    curve = read_ech_keys(config_list(config(kem=0x0010, key=b"\4" + bytes(64))))
    plain = read_ech_keys(config_list())
    assert curve is not None
    assert plain is not None
    assert len(plain.encapsulated(os.urandom)) == 32
    assert curve.encapsulated(bytes) == b"\4" + bytes(64)
