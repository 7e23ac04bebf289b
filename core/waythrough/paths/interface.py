"""One interface of this computer: the line beside a VPN that is on, or the VPN itself."""

from dataclasses import dataclass

from waythrough.model.path import PathSpec
from waythrough.net.datagram import UdpDialer
from waythrough.net.interfaces import has_interface
from waythrough.net.own_interfaces import device_of
from waythrough.net.resolver import InTurnResolver, bare_resolver
from waythrough.net.sockets import BoundSockets
from waythrough.net.tcp import TcpDialer
from waythrough.paths.base import (
    ConfigError,
    Field,
    FieldType,
    Ground,
    OpenPath,
    Server,
    check_fields,
    text_of,
)
from waythrough.verdict.clause import clause
from waythrough.wire.socks import literal_address


@dataclass(frozen=True, slots=True)
class InterfaceKind:
    """Leaves by one interface only, names included.

    The system's resolver cannot be told by which interface to ask, so the run's public resolvers are asked instead.
    """

    id: str = "interface"
    label: str = "network interface"
    short: str = "Interface"
    fields: tuple[Field, ...] = (
        Field(name="interface", type=FieldType.TEXT, label="Interface or local address", required=True),
    )

    def encrypts(self, spec: PathSpec) -> bool:
        return False  # a VPN would, but nothing says that this is one

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)
        if spec.via is not None:
            what = clause("an interface of this computer cannot stand behind another way")
            raise ConfigError("path.interface_behind", what, todo="put it first")

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        return ()

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        name = text_of(spec.fields, "interface") or ""
        if not has_interface(name):
            what = clause("this computer has no interface or address of that name at the moment")
            raise ConfigError("path.no_interface", what, todo="see “waythrough paths interfaces”")
        if not ground.exit_dns:
            what = clause("the system's resolver cannot be asked by one interface only")
            raise ConfigError("path.interface_dns", what, todo="name a resolver: --resolver 9.9.9.9")
        device = device_of(name)  # an address alone only names the sender, routes would still decide
        sockets = BoundSockets(name, device)
        dialer = TcpDialer(sockets=sockets)
        return OpenPath(
            dialer=dialer,
            resolver=InTurnResolver(
                *(bare_resolver(each, dialer, sockets=sockets) for each in ground.exit_dns)
            ),
            hops=ground.hop,
            interface=device or ("" if literal_address(name) else name),  # an own address is not for reports
            datagrams=UdpDialer(sockets=sockets),
        )
