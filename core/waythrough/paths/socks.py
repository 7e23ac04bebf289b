"""SOCKS4, SOCKS4a and SOCKS5 proxies."""

from waythrough.model.path import PathSpec
from waythrough.net.socks import SocksDialer, SocksVersion
from waythrough.net.socks_udp import SocksDatagrams
from waythrough.paths.base import (
    ConfigError,
    Field,
    FieldType,
    Ground,
    OpenPath,
    Server,
    check_fields,
    secret_of,
    server_of,
    text_of,
)

_HOST = Field(name="host", type=FieldType.HOST, label="Host", required=True)
_PORT = Field(name="port", type=FieldType.PORT, label="Port", required=True)
_USER = Field(name="user", type=FieldType.TEXT, label="User")
_PASSWORD = Field(name="password", type=FieldType.SECRET, label="Password")
_LOCAL_DNS = Field(name="local_dns", type=FieldType.FLAG, label="Resolve names on this computer")


class SocksKind:
    """One version of SOCKS. Version 4 carries addresses only, so names are resolved on this side."""

    def __init__(self, version: SocksVersion) -> None:
        self.version: SocksVersion = version
        self.id = f"socks{version}"
        self.label = f"SOCKS{version} proxy"
        self.short = f"SOCKS{version}"
        password = (_PASSWORD,) if version == "5" else ()
        local_dns = (_LOCAL_DNS,) if version != "4" else ()
        self.fields: tuple[Field, ...] = (_HOST, _PORT, _USER, *password, *local_dns)

    def encrypts(self, spec: PathSpec) -> bool:
        return False

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)
        if "password" in spec.fields and not text_of(spec.fields, "user"):
            raise ConfigError(
                "path.password_alone", "there is a password but no user", todo="fill in “user” too"
            )

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        return server_of(spec)

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        local = self.version == "4" or spec.fields.get("local_dns") is True
        resolver = ground.resolver if local else None
        dialer = SocksDialer(
            ground.dialer,
            str(spec.fields["host"]),
            int(str(spec.fields["port"])),
            version=self.version,
            user=text_of(spec.fields, "user"),
            password=secret_of(spec.fields, "password"),
            resolver=resolver,
            entry_resolver=ground.entry_resolver,
            hop=ground.hop,
        )
        return OpenPath(
            dialer=dialer, resolver=resolver, hops=ground.hop + 1, datagrams=self._datagrams(spec, ground)
        )

    def _datagrams(self, spec: PathSpec, ground: Ground) -> SocksDatagrams | None:
        """What asks the proxy for UDP; whether it carries any shows when a link is opened."""
        if self.version != "5" or ground.datagrams is None:
            return None
        return SocksDatagrams(
            ground.dialer,
            ground.datagrams,
            str(spec.fields["host"]),
            int(str(spec.fields["port"])),
            user=text_of(spec.fields, "user"),
            password=secret_of(spec.fields, "password"),
            entry_resolver=ground.entry_resolver,
            hop=ground.hop,
        )
