"""SSH servers as ways: each target is one channel of a single connection, and nothing else is asked of the server."""

import re
from pathlib import Path
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.net.entry import Entry
from waythrough.net.ssh_failures import BadKey, BadKeyError
from waythrough.net.ssh_host_keys import HostKeys
from waythrough.paths.base import (
    ConfigError,
    Field,
    FieldType,
    Ground,
    OpenPath,
    Server,
    check_fields,
    number_of,
    secret_of,
    server_of,
    text_of,
)
from waythrough.paths.libraries import need_libraries, prepare
from waythrough.verdict.clause import clause

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
    """One SSH server that opens connections for its users (direct-tcpip); names go to its end.

    `known_hosts`: where the user's own SSH keeps the keys that it trusts, None for its usual place.
    """

    id = "ssh"
    label = "SSH server"
    short = "SSH"
    fields: tuple[Field, ...] = _FIELDS

    def __init__(self, known_hosts: Path | None = None) -> None:
        self._known_hosts = known_hosts

    def encrypts(self, spec: PathSpec) -> bool:
        return True

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)
        fields = spec.fields
        if "passphrase" in fields and "private_key" not in fields:
            what = clause("there is a passphrase but no private key")
            raise ConfigError("path.passphrase_alone", what, todo="fill in “private_key” too")
        if not any(fields.get(name) for name in ("password", "private_key", "agent")):
            what = clause("there is nothing to log in with")
            todo = clause("fill in “password” or “private_key”, or set “agent”")
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
        need_libraries("asyncssh", "cryptography")
        await prepare("waythrough.net.ssh")
        from waythrough.net.ssh import Login, SshDialer

        fields = spec.fields
        login = Login(
            user=text_of(fields, "user") or "",
            password=secret_of(fields, "password"),
            private_key=secret_of(fields, "private_key"),
            passphrase=secret_of(fields, "passphrase"),
            agent=fields.get("agent") is True,
        )
        entry = Entry(
            host=text_of(fields, "host") or "",
            port=number_of(fields, "port") or 0,
            base=ground.dialer,
            resolver=ground.entry_resolver,
            hop=ground.hop,
        )
        keys = HostKeys(pinned=text_of(fields, "host_key") or "", known=self._known())
        dialer = SshDialer(entry, login, keys)
        try:
            legs = await dialer.open(ground.patience)
        except BadKeyError as error:
            what, todo = _KEY_TROUBLE[error.why]
            raise ConfigError(f"path.ssh_{error.why}", what, todo=todo) from None
        return OpenPath(dialer=dialer, resolver=None, hops=ground.hop + 1, legs=legs, closers=[dialer.aclose])

    def _known(self) -> str:
        """The servers that the user's own SSH has been told to trust; "" when there is no such list."""
        place = Path.home() / ".ssh" / "known_hosts" if self._known_hosts is None else self._known_hosts
        try:
            return place.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""


_KEY_TROUBLE: Final = {
    BadKey.NOT_A_KEY: (
        clause("the private key cannot be read"),
        clause("copy it again, whole, with its first and last line"),
    ),
    BadKey.NEEDS_PASSPHRASE: (clause("the private key wants a passphrase"), clause("fill in “passphrase”")),
    BadKey.WRONG_PASSPHRASE: (clause("the passphrase does not open the private key"), "correct it"),
    BadKey.NEEDS_BCRYPT: (
        clause("the library “bcrypt”, which opens keys with a passphrase, is not installed"),
        clause('install it with: pip install "waythrough[tunnels]"'),
    ),
    BadKey.NO_AGENT: (clause("no SSH agent is running"), clause("start ssh-agent, or give a private key")),
    BadKey.EMPTY_AGENT: (
        clause("the SSH agent holds no key"),
        clause("add yours with ssh-add, or give a private key"),
    ),
}
