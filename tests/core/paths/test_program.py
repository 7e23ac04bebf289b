"""A program as a kind of way: what is refused before anything is started."""

from types import MappingProxyType

import pytest

from waythrough.model.path import DIRECT, FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError
from waythrough.paths.program import ProgramKind, told_command

KIND = ProgramKind()


def way(command: str, via: PathSpec | None = None, **fields: FieldValue) -> PathSpec:
    given: dict[str, FieldValue] = {"command": command, "proxy": "socks5", **fields}
    return PathSpec(id="p", kind="program", fields=MappingProxyType(given), via=via)


def test_what_can_be_started_is_accepted() -> None:
    for each in (
        way("tool -p {port}"),
        way("tool", port=1080),
        way("tool -c {config} -p {port}", config=Secret("a = 1"), ready_seconds=5),
        way("'my tool' \"-p {port}\""),
    ):
        KIND.check(each)
        assert KIND.servers(each) == ()
        assert not KIND.encrypts(each)
        assert told_command(each) == each.fields["command"]


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (way(""), "path.missing_field"),
        (way("tool '{port}"), "path.program_command"),
        (way("   ", port=1), "path.program_command"),
        (way("tool {user}", port=1), "path.program_place"),
        (way("tool {config} {port}"), "path.program_config"),
        (way("tool"), "path.program_port"),
        (way("tool {port}", via=DIRECT), "path.program_via"),
        (way("tool {port}", ready_seconds=0), "path.bad_field"),
        (way("tool {port}", proxy="socks4"), "path.bad_field"),
    ],
)
def test_what_cannot_be_started_is_refused(refused: PathSpec, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        KIND.check(refused)
    assert caught.value.message_id == message
