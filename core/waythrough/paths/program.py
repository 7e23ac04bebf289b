"""Any program that opens a proxy on this computer: started by us, waited for, used, and ended."""

import os
import re
import shlex
import time
from pathlib import Path
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.net.answering import HOST, ProxyWord, free_port, is_taken, speaks
from waythrough.net.base import Dialer, DialError
from waythrough.net.child_dialer import ChildDialer, child_leg, ended_failure
from waythrough.net.http_connect import HttpConnectDialer
from waythrough.net.private_folder import PrivateFolder
from waythrough.net.process import Child, ChildEndedError, Command, becomes
from waythrough.net.programs import find_program
from waythrough.net.socks import SocksDialer
from waythrough.net.tcp import TcpDialer
from waythrough.paths.base import (
    ConfigError,
    Field,
    FieldType,
    Ground,
    MissingHereError,
    Opening,
    OpenPath,
    Server,
    check_fields,
    number_of,
    secret_of,
    text_of,
)
from waythrough.verdict.clause import clause

KIND: Final = "program"
READY_SECONDS: Final = 30
STARTING: Final = "Starting the program"
WAITING: Final = "Waiting for the program"
# What programs of a user need to find their settings and keys; no proxy variables.
_OWN: Final = ("HOME", "USER", "LOGNAME", "SSH_AUTH_SOCK", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "APPDATA")
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
            what = clause("a program connects by itself, so nothing can be put in front of it")
            raise ConfigError("path.program_via", what, todo="tell the program itself which proxy to use")
        command = str(spec.fields["command"])
        words_of(command)
        places = set(_PLACE.findall(command))
        if unknown := places - set(_PLACES):
            what = clause("the command has a place {{{unknown}}} that is not known", unknown=min(unknown))
            raise ConfigError("path.program_place", what, todo="use {port} and {config} only")
        if "config" in places and not secret_of(spec.fields, "config"):
            what = clause("the command wants {{config}}, but there is no configuration")
            raise ConfigError("path.program_config", what, todo="fill in “config”, or name a file of yours")
        if "port" not in places and "port" not in spec.fields:
            what = clause("nothing says on which port the program opens its proxy")
            raise ConfigError(
                "path.program_port", what, todo="fill in “port”, or write {port} in the command"
            )

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        return ()

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        started = time.monotonic()
        ground.told(Opening(share=0.0, doing=STARTING))
        given = spec.fields.get("port")
        port = given if isinstance(given, int) else free_port()
        if await is_taken(port):
            what = clause("another program uses the port on which this one is to open its proxy")
            raise ConfigError("path.program_taken", what, todo="end that program, or choose another port")
        folder = PrivateFolder()
        try:
            child = await self._start(spec, folder, port)
        except BaseException:
            folder.remove()
            raise
        try:
            await self._ready(spec, child, port, started, ground)
            dialer = ChildDialer(_proxy(spec, port, ground), child, kind=KIND, hop=ground.hop)
        except BaseException:
            await _end(child, folder)
            raise

        async def close() -> None:
            await _end(child, folder)

        leg = child_leg(KIND, ground.hop, started, None)
        return OpenPath(dialer=dialer, resolver=None, hops=ground.hop + 1, legs=(leg,), closers=[close])

    async def _start(self, spec: PathSpec, folder: PrivateFolder, port: int) -> Child:
        config = secret_of(spec.fields, "config")
        places = {"port": str(port), "config": ""}
        if config is not None:
            places["config"] = str(folder.write("config", config.reveal()))
        words = words_of(str(spec.fields["command"]))
        program = needed_program(words[0])
        arguments = [_PLACE.sub(lambda found: places[found[1]], word) for word in words[1:]]
        command = Command(
            arguments=(str(program), *arguments),
            environment={name: os.environ[name] for name in _OWN if name in os.environ},
            secrets=_lines_of(config),
            family=True,
        )
        try:
            return await Child.start(command)
        except OSError as error:
            what = clause("the program of the command cannot be started")
            todo = clause("start it by hand to see why")
            raise ConfigError("path.program_start", what, todo=todo) from error

    async def _ready(self, spec: PathSpec, child: Child, port: int, started: float, ground: Ground) -> None:
        """Wait until the proxy answers. Raises DialError."""
        seconds = number_of(spec.fields, "ready_seconds") or READY_SECONDS
        word: ProxyWord = "http" if spec.fields["proxy"] == "http" else "socks5"

        async def answers() -> bool:
            share = min(0.95, (time.monotonic() - started) / seconds)
            ground.told(Opening(share=share, doing=WAITING))
            return await speaks(port, word)

        try:
            await child.until(becomes(answers), seconds)
        except ChildEndedError as error:
            failure = ended_failure(error.code, error.tail, _lines_of(secret_of(spec.fields, "config")))
        except TimeoutError:
            text = "nothing listens on its port"
            if await is_taken(port):
                text = f"what listens on its port is no {word.upper()} proxy"
            failure = Failure(kind=FailureKind.PROGRAM_LATE, text=text)
        else:
            return
        raise DialError((child_leg(KIND, ground.hop, started, failure),))


def _proxy(spec: PathSpec, port: int, ground: Ground) -> Dialer:
    """The program's own proxy, which takes names."""
    if spec.fields["proxy"] == "http":
        return HttpConnectDialer(TcpDialer(), HOST, port, hop=ground.hop)
    return SocksDialer(TcpDialer(), HOST, port, hop=ground.hop)


async def _end(child: Child, folder: PrivateFolder) -> None:
    try:
        await child.stop()
    finally:
        folder.remove()


def _lines_of(secret: Secret | None) -> tuple[str, ...]:
    """What must not be shown of a configuration: each line that is long enough to be told from chance."""
    text = secret.reveal() if secret is not None else ""
    return tuple(line.strip() for line in text.splitlines() if len(line.strip()) >= 6)


def words_of(command: str) -> list[str]:
    """The words of a command. Raises ConfigError."""
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        what = clause("the command cannot be read")
        raise ConfigError("path.program_command", what, todo="close its quotation marks")
    return words


def told_command(spec: PathSpec) -> str:
    """The command as it is shown to the user before it runs for the first time."""
    return text_of(spec.fields, "command") or ""


def needed_program(word: str) -> Path:
    """The program that a command begins with. Raises ConfigError."""
    program = find_program(word)
    if program is None:
        what = clause("the program of the command is not there")
        raise MissingHereError("path.program_missing", what, todo="install it, or write its whole path")
    return program
