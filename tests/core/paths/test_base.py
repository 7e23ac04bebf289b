from types import MappingProxyType

import pytest

from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.net.tcp import TcpDialer
from waythrough.paths.base import ConfigError, FieldType, OpenPath, check_fields, secret_of, text_of
from waythrough.paths.registry import kind

GOOD: dict[str, FieldValue] = {"host": "proxy.test", "port": 1080}


def spec(**changes: FieldValue) -> PathSpec:
    return PathSpec(id="x", kind="socks5", fields=MappingProxyType({**GOOD, **changes}))


def test_good_fields_pass() -> None:
    check_fields(kind("socks5"), spec())
    check_fields(kind("socks5"), spec(user="otto", password=Secret("pässword"), local_dns=True))


@pytest.mark.parametrize(
    ("changes", "message_id"),
    [
        ({"hots": "x"}, "path.unknown_field"),
        ({"host": ""}, "path.missing_field"),
        ({"host": "a b"}, "path.bad_field"),
        ({"host": 5}, "path.bad_field"),
        ({"host": "Proxy.Test"}, "path.bad_field"),
        ({"port": 0}, "path.bad_field"),
        ({"port": 65536}, "path.bad_field"),
        ({"port": "1080"}, "path.bad_field"),
        ({"port": True}, "path.bad_field"),
        ({"user": "u" * 256}, "path.bad_field"),
        ({"user": "a\nb"}, "path.bad_field"),
        ({"password": "plain text"}, "path.bad_field"),
        ({"password": Secret("p" * 256)}, "path.bad_field"),
        ({"local_dns": "yes"}, "path.bad_field"),
    ],
)
def test_bad_fields_are_refused_with_a_hint_and_without_their_value(
    changes: dict[str, FieldValue], message_id: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        check_fields(kind("socks5"), spec(**changes))
    assert caught.value.message_id == message_id
    assert caught.value.todo
    assert "plain text" not in str(caught.value)


def test_secrets_are_marked() -> None:
    assert [field.name for field in kind("socks5").fields if field.secret] == ["password"]
    assert [field.type for field in kind("socks5").fields if field.required] == [
        FieldType.HOST,
        FieldType.PORT,
    ]


def test_fields_by_type() -> None:
    fields: dict[str, FieldValue] = {"user": "otto", "empty": "", "port": 5, "password": Secret("x")}
    assert text_of(fields, "user") == "otto"
    assert text_of(fields, "empty") is None
    assert text_of(fields, "port") is None
    assert secret_of(fields, "password") == Secret("x")
    assert secret_of(fields, "user") is None


async def test_a_way_is_closed_in_reverse_and_once() -> None:
    closed: list[int] = []

    async def close(number: int) -> None:
        closed.append(number)

    way = OpenPath(dialer=TcpDialer(), resolver=None, closers=[lambda: close(1), lambda: close(2)])
    await way.aclose()
    await way.aclose()
    assert closed == [2, 1]
