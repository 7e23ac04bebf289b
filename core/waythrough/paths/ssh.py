"""SSH servers as ways: each target is one channel of a single connection, and nothing else is asked of the server."""

import re
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
    server_of,
    text_of,
)

FINGERPRINT: Final = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?")

_FIELDS: Final = (
    Field(name="host", type=FieldType.HOST, label="Host", required=True),
    Field(name="port", type=FieldType.PORT, label="Port", required=True),
    Field(name="user", type=FieldType.TEXT, label="User", required=True),
    Field(name="password", type=FieldType.SECRET, label="Password"),
    Field(name="private_key", type=FieldType.SECRET_LINES, label="Private key"),
    Field(name="passphrase", type=FieldType.SECRET, label="Passphrase of the key"),
    Field(name="agent", type=FieldType.FLAG, label="Use the keys of the SSH agent", advanced=True),
    Field(name="host_key", type=FieldType.TEXT, label="Fingerprint of the server's key"),
)


class SshKind:
    """One SSH server that opens connections for its users (direct-tcpip); names go to its end."""

    id = "ssh"
    label = "SSH server"
    short = "SSH"
    fields: tuple[Field, ...] = _FIELDS

    def encrypts(self, spec: PathSpec) -> bool:
        return True

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)
        fields = spec.fields
        if "passphrase" in fields and "private_key" not in fields:
            what = "there is a passphrase but no private key"
            raise ConfigError("path.passphrase_alone", what, todo="fill in “private_key” too")
        if not any(fields.get(name) for name in ("password", "private_key", "agent")):
            what = "there is nothing to log in with"
            todo = "fill in “password” or “private_key”, or set “agent”"
            raise ConfigError("path.no_login", what, todo=todo)
        pinned = text_of(fields, "host_key")
        if pinned and not FINGERPRINT.fullmatch(pinned):
            raise ConfigError(
                "path.bad_fingerprint",
                "the fingerprint of the server's key cannot be used",
                todo="write it as “SHA256:” and 43 letters, as ssh-keygen -l shows it",
            )

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        return server_of(spec)

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        raise ConfigError("path.not_yet", "this kind of way cannot be opened yet", todo="use a newer version")
