"""WireGuard tunnels, carried by this program itself: no administrator's rights, no interface, no route."""

from dataclasses import replace
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.paths.base import (
    ConfigError,
    Field,
    FieldType,
    Ground,
    Opening,
    OpenPath,
    Server,
    check_fields,
    number_of,
    secret_of,
    server_of,
    text_of,
)
from waythrough.paths.hosts import is_host
from waythrough.verdict.clause import clause
from waythrough.wire.wireguard.amnezia import BadSettingError, parse_amnezia
from waythrough.wire.wireguard.settings import (
    CHAINED_MTU,
    DEFAULT_MTU,
    NO_PSK,
    Peer,
    Settings,
    parse_addresses,
    parse_dns,
    parse_key,
    parse_networks,
    parse_peers,
)

FIELDS: Final = (
    Field(name="host", type=FieldType.HOST, label="Host", required=True),
    Field(name="port", type=FieldType.PORT, label="Port", required=True),
    Field(name="private_key", type=FieldType.SECRET, label="Private key", required=True),
    Field(name="address", type=FieldType.TEXT, label="Addresses inside the tunnel", required=True),
    Field(name="public_key", type=FieldType.TEXT, label="Public key of the server", required=True),
    Field(name="preshared_key", type=FieldType.SECRET, label="Preshared key"),
    Field(name="dns", type=FieldType.TEXT, label="DNS servers inside the tunnel"),
    Field(name="mtu", type=FieldType.NUMBER, label="MTU", least=576, most=9000),
    Field(name="keepalive", type=FieldType.NUMBER, label="Keepalive in seconds", most=65535),
    Field(name="allowed_ips", type=FieldType.LINES, label="Allowed IPs", advanced=True),
    Field(name="more_peers", type=FieldType.SECRET_LINES, label="Further peers", advanced=True),
    Field(name="amnezia", type=FieldType.LINES, label="AmneziaWG values", advanced=True),
)


class WireGuardKind:
    """WireGuard and AmneziaWG."""

    id = "wireguard"
    label = "WireGuard tunnel"
    short = "WireGuard"
    fields: tuple[Field, ...] = FIELDS

    def encrypts(self, spec: PathSpec) -> bool:
        return True

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)
        settings_of(spec)

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        first = server_of(spec, udp=True)
        try:
            more = _more_peers(spec)
        except ConfigError:
            return first
        return (*first, *(Server(host=peer.host, port=peer.port, udp=True) for peer in more))

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        if ground.datagrams is None:
            raise ConfigError(
                "path.no_udp",
                "the way in front cannot carry UDP, which WireGuard needs",
                todo="put another way in front, or none",
            )
        try:
            # an extra, which brings a library of 10 MB that only tunnels need
            from waythrough.net.wireguard_dial import TunnelDatagrams, TunnelDialer
            from waythrough.net.wireguard_open import Ladder
        except ModuleNotFoundError as error:
            raise ConfigError(
                "path.missing_package",
                clause("WireGuard needs the package “{name}”, which is not installed", name=error.name),
                todo="install waythrough with the extra “tunnels”",
            ) from error
        settings = settings_of(spec)
        if ground.hop:
            settings = replace(settings, mtu=min(settings.mtu, CHAINED_MTU))
        ladder = Ladder(
            settings=settings,
            datagrams=ground.datagrams,
            resolver=ground.entry_resolver,
            patience=ground.patience,
            hop=ground.hop,
            exit_dns=ground.exit_dns,
            told=lambda share, doing: ground.told(Opening(share=share, doing=doing)),
        )
        try:
            end, legs = await ladder.climb()
        except BadSettingError as error:
            raise _refused(error) from error
        return OpenPath(
            dialer=TunnelDialer(end),
            resolver=None,
            hops=ground.hop + 1,
            datagrams=TunnelDatagrams(end),
            legs=legs,
            closers=[end.tunnel.aclose],
        )


def settings_of(spec: PathSpec) -> Settings:
    """The tunnel that the fields describe. Raises ConfigError."""
    private_key, psk = secret_of(spec.fields, "private_key"), secret_of(spec.fields, "preshared_key")
    try:
        first = Peer(
            host=text_of(spec.fields, "host") or "",
            port=number_of(spec.fields, "port") or 0,
            public_key=parse_key(text_of(spec.fields, "public_key") or "", "public key"),
            preshared_key=parse_key(psk.reveal(), "preshared key") if psk and psk.reveal() else NO_PSK,
            allowed_ips=parse_networks(text_of(spec.fields, "allowed_ips") or ""),
            keepalive=number_of(spec.fields, "keepalive") or 0,
        )
        return Settings(
            private_key=parse_key(private_key.reveal() if private_key else "", "private key"),
            addresses=parse_addresses(text_of(spec.fields, "address") or ""),
            peers=(first, *_more_peers(spec)),
            dns=parse_dns(text_of(spec.fields, "dns") or ""),
            mtu=number_of(spec.fields, "mtu") or DEFAULT_MTU,
            amnezia=parse_amnezia(text_of(spec.fields, "amnezia") or ""),
        )
    except BadSettingError as error:
        raise _refused(error) from None


def _more_peers(spec: PathSpec) -> tuple[Peer, ...]:
    text = secret_of(spec.fields, "more_peers")
    try:
        peers = parse_peers(text.reveal() if text else "")
    except BadSettingError as error:
        raise _refused(error) from None
    for peer in peers:
        if not is_host(peer.host):
            todo = clause("write a host name or an address")
            raise ConfigError("path.bad_wireguard", "the host of a further peer cannot be used", todo=todo)
    return peers


def _refused(error: BadSettingError) -> ConfigError:
    return ConfigError("path.bad_wireguard", error.what, todo=error.todo)
