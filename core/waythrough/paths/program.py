"""Any program that opens a proxy on this computer: started by us, waited for, used, and ended."""

import re
import shlex
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.paths.base import (
    ConfigError,
    Field,
    FieldType,
    Ground,
    OpenPath,
    Server,
    check_fields,
    secret_of,
    text_of,
)

KIND: Final = "program"
READY_SECONDS: Final = 30
_FIELDS: Final = (
    Field(name="command", type=FieldType.TEXT, label="Command", required=True),
    Field(name="proxy", type=FieldType.CHOICE, label="Proxy", choices=("socks5", "http"), required=True),
    Field(name="port", type=FieldType.PORT, label="Port"),
    Field(name="config", type=FieldType.SECRET_LINES, label="Configuration file", advanced=True),
    Field(
        name="ready_seconds",
        type=FieldType.NUMBER,
        label="Seconds until it is ready",
        least=1,
        most=600,
        advanced=True,
    ),
)
_PLACE: Final = re.compile(r"\{(\w*)\}")
_PLACES: Final = ("config", "port")


class ProgramKind:
    """A program of the user's choice. `command` is split into words like in a shell, but no shell ever runs it.

    `{port}` becomes the port where the proxy is expected, `{config}` the path of a file with the text of `config`.
    What the program does with what it is given is unknown, so nobody is told that it encrypts.
    """

    id = KIND
    label = "Program"
    short = "Program"
    fields: tuple[Field, ...] = _FIELDS

    def encrypts(self, spec: PathSpec) -> bool:
        return False

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)
        if spec.via is not None:
            what = "a program connects by itself, so nothing can be put in front of it"
            raise ConfigError("path.program_via", what, todo="tell the program itself which proxy to use")
        command = str(spec.fields["command"])
        words_of(command)
        places = set(_PLACE.findall(command))
        if unknown := places - set(_PLACES):
            what = f"the command has a place {{{min(unknown)}}} that is not known"
            raise ConfigError("path.program_place", what, todo="use {port} and {config} only")
        if "config" in places and not secret_of(spec.fields, "config"):
            what = "the command wants {config}, but there is no configuration"
            raise ConfigError("path.program_config", what, todo="fill in “config”, or name a file of yours")
        if "port" not in places and "port" not in spec.fields:
            what = "nothing says on which port the program opens its proxy"
            raise ConfigError(
                "path.program_port", what, todo="fill in “port”, or write {port} in the command"
            )

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        return ()

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        raise ConfigError(
            "path.program_missing", "the program cannot be started here", todo="use another way"
        )


def words_of(command: str) -> list[str]:
    """The words of a command. Raises ConfigError."""
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        what = "the command cannot be read"
        raise ConfigError("path.program_command", what, todo="close its quotation marks")
    return words


def told_command(spec: PathSpec) -> str:
    """The command as it is shown to the user before it runs for the first time."""
    return text_of(spec.fields, "command") or ""
