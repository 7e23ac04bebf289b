"""WireGuard by the system's own means, in a namespace: for those who have root and want the kernel's speed."""

from collections.abc import Callable
from dataclasses import dataclass

from waythrough.model.path import PathSpec
from waythrough.net.base import DialError
from waythrough.net.datagram import UdpDialer
from waythrough.net.inside import inside_dialer
from waythrough.net.namespace import can_make_namespaces
from waythrough.net.rights import is_administrator, missing_programs, on_linux
from waythrough.net.wireguard_backend import Found, NoBackendError
from waythrough.net.wireguard_system import KIND, SystemTunnel
from waythrough.paths.base import ConfigError, Field, Ground, Opening, OpenPath, Server, check_fields
from waythrough.paths.wireguard import FIELDS, WireGuardKind, settings_of
from waythrough.verdict.clause import clause
from waythrough.wire.wireguard.amnezia import PLAIN

_ROOTLESS = clause("use the kind “wireguard”, which needs nothing of that")


@dataclass(frozen=True, slots=True)
class WireGuardSystemKind:
    """Opt-in: Linux and root. The system's routes stay as they are. `look` finds what is installed."""

    id: str = KIND
    label: str = "WireGuard tunnel of the system"
    short: str = "WireGuard (system)"
    fields: tuple[Field, ...] = FIELDS
    look: Callable[[], Found] = Found.here

    def encrypts(self, spec: PathSpec) -> bool:
        return True

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)
        if settings_of(spec).amnezia != PLAIN:
            raise ConfigError("path.system_amnezia", "the system does not know AmneziaWG", todo=_ROOTLESS)
        if spec.via is not None:
            what = clause("a tunnel of the system starts from this computer's own line")
            raise ConfigError("path.system_behind", what, todo=_ROOTLESS)

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        return WireGuardKind().servers(spec)

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        found = self.look()
        _need(ground, found)
        settings = settings_of(spec)

        def told(share: float) -> None:
            ground.told(Opening(share=share, doing="building up the tunnel"))

        tunnel = SystemTunnel(
            settings=settings, resolver=ground.resolver, patience=ground.patience, told=told, found=found
        )
        try:
            namespace = await tunnel.open()
        except DialError:
            raise
        except NoBackendError as error:
            what = clause("this system can make no WireGuard interface ({text})", text=error.text)
            todo = (
                clause("{todo}, or {rootless}", todo=error.todo, rootless=_ROOTLESS)
                if error.todo
                else _ROOTLESS
            )
            raise ConfigError("path.system_wireguard", what, todo=todo) from None
        except OSError as error:
            what = clause("no network namespace could be made for it")
            raise ConfigError("path.no_namespace", what, todo=_ROOTLESS) from error
        servers = tuple(map(str, settings.dns)) or ground.exit_dns
        dialer = inside_dialer(namespace, tunnel.device, servers, kind=KIND, hop=ground.hop)
        return OpenPath(
            dialer=dialer,
            resolver=None,
            hops=ground.hop + 1,
            datagrams=dialer,
            legs=tunnel.legs,
            closers=[tunnel.aclose],
        )


def _need(ground: Ground, found: Found) -> None:
    """Refuse where it cannot be. Raises ConfigError."""
    if not isinstance(ground.datagrams, UdpDialer) or ground.names_go_on:
        what = clause("a tunnel of the system starts from this computer's own line")
        raise ConfigError("path.system_behind", what, todo=_ROOTLESS)
    if not on_linux() or not is_administrator() or not can_make_namespaces():
        what = clause("a tunnel of the system needs Linux and administrator's rights")
        raise ConfigError("path.system_rights", what, todo=_ROOTLESS)
    # without wg the kernel alone can do for simple tunnels, by a package
    no_wg = () if found.wg or found.package else ("wg",)
    if absent := (*missing_programs("ip"), *no_wg):
        what = clause("not installed: {names}", names=", ".join(absent))
        todo = clause("install iproute2 and wireguard-tools, or {rootless}", rootless=_ROOTLESS)
        raise ConfigError("path.system_programs", what, todo=todo)
