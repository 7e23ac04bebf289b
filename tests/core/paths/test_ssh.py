from types import MappingProxyType

import pytest

from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError, Server
from waythrough.paths.registry import check, encrypts_to_exit, servers

PINNED = "SHA256:" + "a" * 43


def spec(**changes: FieldValue) -> PathSpec:
    fields: dict[str, FieldValue] = {"host": "ssh.test", "port": 22, "user": "otto"}
    return PathSpec(id="x", kind="ssh", fields=MappingProxyType({**fields, **changes}))


def test_a_password_a_key_or_the_agent_suffices() -> None:
    check(spec(password=Secret("s3cret-word")))
    check(spec(private_key=Secret("-----BEGIN"), passphrase=Secret("s3cret-word")))
    check(spec(agent=True, host_key=PINNED))


@pytest.mark.parametrize(
    ("changes", "message_id"),
    [
        ({}, "path.no_login"),
        ({"agent": False}, "path.no_login"),
        ({"user": "", "agent": True}, "path.missing_field"),
        ({"password": Secret("s3cret-word"), "passphrase": Secret("x")}, "path.passphrase_alone"),
        ({"agent": True, "host_key": "MD5:00:11"}, "path.bad_fingerprint"),
        ({"agent": True, "host_key": "SHA256:short"}, "path.bad_fingerprint"),
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


def test_its_one_server_is_told_and_it_hides_what_goes_through() -> None:
    assert servers(spec(agent=True)) == (Server(host="ssh.test", port=22),)
    assert encrypts_to_exit(spec(agent=True))
