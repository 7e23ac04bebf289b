"""Tor, on its own or by a bridge: a `tor` process of our own for each opening."""

import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg
from waythrough.net.child_dialer import ChildDialer, child_leg, ended_failure
from waythrough.net.local_proxy import LocalProxy
from waythrough.net.loopback import HOST
from waythrough.net.process import ChildEndedError
from waythrough.net.socks import SocksDialer
from waythrough.net.tcp import TcpDialer
from waythrough.net.tor import TorPlan, TorProcess
from waythrough.net.tor_bootstrap import CONNECTING, Bootstrapping, Entry
from waythrough.net.tor_screen import MANY, TorScreen
from waythrough.net.tor_transports import (
    TransportMissingError,
    TransportProgram,
    find_tor,
    transport_programs,
)
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
    secret_of,
)
from waythrough.verdict.clause import clause
from waythrough.wire.tor_bridge import VANILLA, BridgeLine, BridgeLineError, parse_bridge
from waythrough.wire.tor_control import ControlError

BRIDGE: Final = "bridge"


class TorKind:
    """The Tor network. `bridge` is one bridge line; without one Tor's public relays are contacted.

    `options` are lines of torrc that lead into another network than the public one.
    """

    id = "tor"
    label = "Tor"
    short = "Tor"
    # several lines, because a snowflake line is longer than a field of one line may be
    fields: tuple[Field, ...] = (Field(name=BRIDGE, type=FieldType.SECRET_LINES, label="Bridge line"),)

    def __init__(self, *options: str) -> None:
        self._options = options

    def encrypts(self, spec: PathSpec) -> bool:
        return True

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)
        bridge_of(spec)

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        try:
            bridge = bridge_of(spec)
        except ConfigError:
            return ()
        server = bridge.server if bridge is not None else None
        return (Server(host=server[0], port=server[1]),) if server is not None else ()

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        bridge = bridge_of(spec)
        program = needed_tor()
        transports = _transports(bridge, program)
        closers: list[Callable[[], Awaitable[None]]] = []
        opened = OpenPath(dialer=ground.dialer, resolver=None, hops=ground.hop + 1, closers=closers)
        try:
            await self._screen(spec, bridge, program, ground)
            upstream = await _upstream(ground, closers)
            plan = TorPlan(
                program=program,
                bridges=(bridge,) if bridge is not None else (),
                transports=transports,
                upstream=upstream,
                options=self._options,
            )
            tor = await _started(plan, ground.hop)
            closers.append(tor.aclose)
            opened.legs = await _bootstrap(tor, bridge, ground)
            opened.dialer = _dialer(tor, await tor.socks_port(), ground.hop)
        except ControlError as error:
            await opened.aclose()
            failure = Failure(kind=FailureKind.PROGRAM_ENDED, text=str(error))
            raise DialError((child_leg(self.id, ground.hop, time.monotonic(), failure),)) from error
        except BaseException:
            await opened.aclose()
            raise
        return opened

    async def _screen(self, spec: PathSpec, bridge: BridgeLine | None, program: Path, ground: Ground) -> None:
        """With many bridges in a run, ask those that are alike together. Raises DialError for one that is off."""
        planned = [each for each in _alike(ground, bridge) if _has_program(each, program)]
        if bridge is None or spec.via is not None or len(planned) < MANY or not _plain(ground):
            return

        async def start(bridges: tuple[BridgeLine, ...]) -> TorProcess:
            names = frozenset(each.transport for each in bridges) - {VANILLA}
            transports = transport_programs(names, program)
            plan = TorPlan(program=program, bridges=bridges, transports=transports, options=self._options)
            return await TorProcess.start(plan)

        started = time.monotonic()
        ground.told(Opening(share=0.0, doing=CONNECTING))
        failure = await ground.shared.one(TorScreen, TorScreen).look(bridge, planned, start)
        if failure is not None:
            leg = child_leg(self.id, ground.hop, started, failure, Stage.CONNECT)
            host, port = bridge.server or ("", 0)
            raise DialError((replace(leg, host=host, port=port),))


def _alike(ground: Ground, bridge: BridgeLine | None) -> list[BridgeLine]:
    """The bridges of the run that can be asked together: those that have addresses of their own."""
    if bridge is None or bridge.dummy:
        return []
    found: list[BridgeLine] = []
    for each in ground.shared.ways:
        if each.kind == TorKind.id and each.via is None:
            with suppress(ConfigError):
                other = bridge_of(each)
                if other is not None and not other.dummy:
                    found.append(other)
    return found


def _has_program(bridge: BridgeLine, tor: Path) -> bool:
    try:
        _transports(bridge, tor)
    except ConfigError:
        return False
    return True


def _plain(ground: Ground) -> bool:
    """Whether it stands on the plain line, where any program may go by itself."""
    return isinstance(ground.dialer, TcpDialer) and ground.dialer.plain


async def _upstream(ground: Ground, closers: list[Callable[[], Awaitable[None]]]) -> LocalProxy | None:
    """The way in front, as a proxy for Tor and its transports; None on the plain line."""
    if _plain(ground):
        return None
    proxy = await LocalProxy.start(
        ground.dialer,
        resolver=ground.entry_resolver,
        datagrams=ground.datagrams,
        patience=ground.patience,
    )
    closers.append(proxy.aclose)
    return proxy


async def _started(plan: TorPlan, hop: int) -> TorProcess:
    """Tor with its network still off. Raises ConfigError, DialError."""
    started = time.monotonic()
    try:
        return await TorProcess.start(plan)
    except ChildEndedError as error:
        failure = ended_failure(error.code, error.tail)
    except TimeoutError:
        failure = Failure(kind=FailureKind.PROGRAM_LATE, text="tor does not open its control port")
    except OSError as error:
        what = clause("the program “tor” cannot be started")
        raise ConfigError("path.tor_start", what, todo="start it by hand to see why") from error
    raise DialError((child_leg(TorKind.id, hop, started, failure),))


async def _bootstrap(tor: TorProcess, bridge: BridgeLine | None, ground: Ground) -> tuple[Leg, ...]:
    host, port = (bridge.server if bridge is not None else None) or ("", 0)
    entry = Entry(
        host=host,
        port=port,
        hop=ground.hop,
        single=bridge is not None,
        fronted=bridge is not None and bridge.dummy,
    )

    def told(share: float, doing: str) -> None:
        ground.told(Opening(share=share, doing=doing))

    return await Bootstrapping(tor=tor, entry=entry, told=told).run()


def _dialer(tor: TorProcess, port: int, hop: int) -> ChildDialer:
    """Tor's own proxy, by a log-in that keeps these circuits apart from all others."""
    socks = SocksDialer(
        TcpDialer(),
        HOST,
        port,
        user=secrets.token_hex(8),
        password=Secret(secrets.token_hex(8)),
        hop=hop,
        kind=TorKind.id,
    )
    return ChildDialer(socks, tor.child, kind=TorKind.id, hop=hop)


def _transports(bridge: BridgeLine | None, program: Path) -> tuple[TransportProgram, ...]:
    """The programs that speak to the bridge. Raises ConfigError."""
    if bridge is None or bridge.transport == VANILLA:
        return ()
    try:
        return transport_programs(frozenset({bridge.transport}), program)
    except TransportMissingError as error:
        what = clause(
            "the program for bridges of the kind “{transport}” is not installed", transport=bridge.transport
        )
        if error.package:
            raise MissingHereError(
                "path.tor_transport",
                what,
                todo=clause("install the package “{package}”", package=error.package),
            ) from error
        what = clause("this computer knows no program for bridges of this kind")
        raise MissingHereError("path.tor_transport", what, todo="use another bridge") from error


def bridge_of(spec: PathSpec) -> BridgeLine | None:
    """The bridge of a way, None for plain Tor. Raises ConfigError."""
    secret = secret_of(spec.fields, BRIDGE)
    text = secret.reveal().strip() if secret is not None else ""
    if not text:
        return None
    if "\n" in text:
        todo = clause("give each bridge line a way of its own")
        raise ConfigError("path.tor_bridges", "there is more than one bridge line", todo=todo)
    try:
        return parse_bridge(text)
    except BridgeLineError as error:
        what = clause("the bridge line cannot be used: {error}", error=error)
        raise ConfigError("path.tor_bridge", what, todo="paste the line as you were given it") from error


def needed_tor() -> Path:
    """The program that carries these ways. Raises ConfigError."""
    program = find_tor()
    if program is None:
        todo = clause("install the package “tor”")
        raise MissingHereError("path.tor_missing", "the program “tor” is not installed", todo=todo)
    return program
