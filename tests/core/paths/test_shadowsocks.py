import base64
from types import MappingProxyType

import pytest

from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError, Server
from waythrough.paths.registry import check, encrypts_to_exit, kind, servers
from waythrough.paths.shadowsocks import prefix_bytes
from waythrough.paths.shadowsocks import with_prefix as dressed

KEY = base64.b64encode(bytes(range(16))).decode()


def spec(**changes: FieldValue) -> PathSpec:
    fields: dict[str, FieldValue] = {
        "host": "ss.test", "port": 8388, "method": "aes-256-gcm", "password": Secret("s3cret-word"),
    }  # fmt: skip
    return PathSpec(id="x", kind="shadowsocks", fields=MappingProxyType({**fields, **changes}))


@pytest.mark.parametrize(
    "method", [name for name in kind("shadowsocks").fields[2].choices if "2022" not in name]
)
def test_every_method_of_the_first_kind_takes_any_password(method: str) -> None:
    check(spec(method=method))


def test_the_methods_of_2022_take_keys() -> None:
    check(spec(method="2022-blake3-aes-128-gcm", password=Secret(KEY)))
    check(spec(method="2022-blake3-aes-128-gcm", password=Secret(f"{KEY}:{KEY}")))


@pytest.mark.parametrize(
    ("changes", "message_id"),
    [
        ({"method": "rc4-md5"}, "path.old_method"),
        ({"method": "aes-256-cfb"}, "path.old_method"),
        ({"method": "chacha20-ietf"}, "path.old_method"),
        ({"method": "none"}, "path.plain_method"),
        ({"method": "rot13"}, "path.bad_field"),
        ({"method": 5}, "path.bad_field"),
        ({"password": ""}, "path.missing_field"),
        ({"method": "2022-blake3-aes-256-gcm", "password": Secret(KEY)}, "path.bad_key"),
        ({"method": "2022-blake3-aes-128-gcm", "password": Secret("s3cret-word")}, "path.bad_key"),
        ({"method": "2022-blake3-aes-128-gcm", "password": Secret(f"{KEY}:s3cret")}, "path.bad_key"),
        ({"method": "2022-blake3-chacha20-poly1305", "password": Secret(f"{KEY}:{KEY}")}, "path.bad_key"),
        ({"prefix": "%16%03" * 13}, "path.long_prefix"),
        ({"method": "aes-128-gcm", "prefix": "GET%20/a%20HTTP"}, "path.long_prefix"),
        ({"plugin_options": Secret("obfs=http")}, "path.options_alone"),
    ],
)
def test_what_cannot_work_is_refused_without_the_password(
    changes: dict[str, FieldValue], message_id: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        check(spec(**changes))
    assert caught.value.message_id == message_id
    assert caught.value.todo
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("POST%20", b"POST "),
        ("%16%03%01%00%C2%A8%01%01", b"\x16\x03\x01\x00\xa8\x01\x01"),  # as Outline writes it
        ("%16%03%01%00%A8%01%01", b"\x16\x03\x01\x00\xa8\x01\x01"),  # byte by byte
    ],
)
def test_a_prefix_is_read_as_outline_writes_it(text: str, raw: bytes) -> None:
    assert prefix_bytes(text) == raw
    check(spec(prefix=text))


def test_its_one_server_is_told_and_it_hides_what_goes_through() -> None:
    assert servers(spec()) == (Server(host="ss.test", port=8388),)
    assert encrypts_to_exit(spec())


def test_a_way_can_begin_as_tls_does() -> None:
    known = dressed(spec(method="aes-128-gcm"))
    assert known is not None
    check(known)
    assert prefix_bytes(str(known.fields["prefix"])) == b"\x16\x03\x01\x00\xa8\x01\x01"
    assert dressed(known) is None, "its own prefix stays"
    assert dressed(PathSpec(id="x", kind="socks5", fields={})) is None
