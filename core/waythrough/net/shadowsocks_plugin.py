"""Runs a plugin of Shadowsocks (SIP003): a program that wraps the stream to the server, on ports of loopback."""

import socket
import time
from pathlib import Path
from typing import Final, Self

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.secret import Secret
from waythrough.net.answering import free_port
from waythrough.net.base import DialError
from waythrough.net.child_dialer import child_leg, ended_failure
from waythrough.net.deadline import Patience
from waythrough.net.entry import Entry
from waythrough.net.forwarder import Forwarder
from waythrough.net.loopback import HOST
from waythrough.net.process import Child, ChildEndedError, Command, becomes

READY_SECONDS: Final = 15.0
KIND: Final = "shadowsocks"
_OPTION_LEAST: Final = 6  # characters of an option that is masked in what the plugin says


class Plugin:
    """A plugin that runs. It connects to a port of ours, which leads to the server over any way.

    So it resolves nothing and goes by no other way; `port` is where it takes our streams.
    """

    def __init__(self, child: Child, forwarder: Forwarder, port: int) -> None:
        self.child = child
        self.port = port
        self._forwarder = forwarder

    @classmethod
    async def start(cls, program: Path, options: Secret | None, entry: Entry, patience: Patience) -> Self:
        """Start a plugin and wait until it listens. Raises DialError, OSError."""
        started, port = time.monotonic(), free_port()
        forwarder = await Forwarder.start(entry, patience)
        try:
            child = await Child.start(_command(program, options, forwarder.port, port))
        except BaseException:
            await forwarder.aclose()
            raise
        plugin = cls(child, forwarder, port)
        try:
            await plugin._ready(options, started, entry.hop)
        except BaseException:
            await plugin.aclose()
            raise
        return plugin

    async def aclose(self) -> None:
        """End it with all that goes through; safe to call twice."""
        try:
            await self.child.stop()
        finally:
            await self._forwarder.aclose()

    async def _ready(self, options: Secret | None, started: float, hop: int) -> None:
        async def listens() -> bool:
            return _is_bound(self.port)

        try:
            await self.child.until(becomes(listens), READY_SECONDS)
            return
        except ChildEndedError as error:
            failure = ended_failure(error.code, error.tail, _masked(options))
        except TimeoutError:
            failure = Failure(kind=FailureKind.PROGRAM_LATE, text="the plugin does not listen on its port")
        raise DialError((child_leg(KIND, hop, started, failure),))


def _command(program: Path, options: Secret | None, remote: int, local: int) -> Command:
    environment = {
        "SS_REMOTE_HOST": HOST,
        "SS_REMOTE_PORT": str(remote),
        "SS_LOCAL_HOST": HOST,
        "SS_LOCAL_PORT": str(local),
        "SS_PLUGIN_OPTIONS": options.reveal() if options else "",
    }
    return Command(arguments=(str(program),), environment=environment, secrets=_masked(options))


def _masked(options: Secret | None) -> tuple[str, ...]:
    """What must not be shown of the options: each value that is long enough to be told from chance."""
    parts = options.reveal().split(";") if options else []
    values = [part.partition("=")[2] or part for part in parts]
    return tuple(value for value in values if len(value) >= _OPTION_LEAST)


def _is_bound(port: int) -> bool:
    """Whether somebody has the port. Nothing connects to it: the plugin would at once connect to the server."""
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False
