"""HTTP proxies that open tunnels by CONNECT, reached in the clear or over TLS."""

from waythrough.model.path import PathSpec
from waythrough.net.http_connect import HttpConnectDialer
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

_FIELDS = (
    Field(name="host", type=FieldType.HOST, label="Host", required=True),
    Field(name="port", type=FieldType.PORT, label="Port", required=True),
    Field(name="user", type=FieldType.TEXT, label="User"),
    Field(name="password", type=FieldType.SECRET, label="Password"),
    Field(name="local_dns", type=FieldType.FLAG, label="Resolve names on this computer"),
)


class HttpProxyKind:
    """A proxy spoken to by HTTP; with `tls` its own certificate is verified by the public roots."""

    fields: tuple[Field, ...] = _FIELDS

    def __init__(self, *, tls: bool) -> None:
        self.id = "https" if tls else "http"
        self.label = "HTTPS proxy" if tls else "HTTP proxy"
        self.short = self.label
        self._tls = tls

    def encrypts(self, spec: PathSpec) -> bool:
        return self._tls

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)
        user = text_of(spec.fields, "user")
        if "password" in spec.fields and not user:
            raise ConfigError(
                "path.password_alone", "there is a password but no user", todo="fill in “user” too"
            )
        if user and ":" in user:  # RFC 7617, section 2
            raise ConfigError(
                "path.user_colon", "the user of an HTTP proxy cannot have a colon", todo="correct it"
            )

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        return server_of(spec)

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        resolver = ground.resolver if spec.fields.get("local_dns") is True else None
        dialer = HttpConnectDialer(
            ground.dialer,
            str(spec.fields["host"]),
            int(str(spec.fields["port"])),
            tls=ground.trust.public if self._tls else None,
            user=text_of(spec.fields, "user"),
            password=secret_of(spec.fields, "password"),
            resolver=resolver,
            entry_resolver=ground.entry_resolver,
            hop=ground.hop,
        )
        return OpenPath(dialer=dialer, resolver=resolver, hops=ground.hop + 1)
