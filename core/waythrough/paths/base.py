"""What a kind of way is: its fields, how it is checked, and how it is opened."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from waythrough.model.errors import WaythroughError
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.net.base import DatagramDialer, Dialer, Leg
from waythrough.net.deadline import Patience
from waythrough.net.resolver import Resolver
from waythrough.net.trust import Trust
from waythrough.paths.hosts import is_host
from waythrough.paths.shared import Shared
from waythrough.verdict.clause import clause
from waythrough.verdict.words import msg


class ConfigError(WaythroughError):
    """A way cannot be opened as it is written down. Its words never hold a field's value."""


class MissingHereError(ConfigError):
    """A way needs something that is not installed on this computer, which says nothing against the way."""


class UntriedError(WaythroughError):
    """A way cannot be tried out on this computer: what it needs is missing here, although its server may answer.

    `message_id` is one of verdict.explain_untried's reasons; `legs` are what was walked to get an answer.
    """

    def __init__(self, message_id: str, what: str, legs: tuple[Leg, ...], *, todo: str = "") -> None:
        super().__init__(message_id, what, todo=todo)
        self.legs = legs


class FieldType(StrEnum):
    """How a field is typed in and stored."""

    TEXT = "text"
    HOST = "host"
    PORT = "port"
    FLAG = "flag"
    SECRET = "secret"
    NUMBER = "number"
    CHOICE = "choice"
    LINES = "lines"
    SECRET_LINES = "secret_lines"


SECRETS: Final = frozenset({FieldType.SECRET, FieldType.SECRET_LINES})
MANY_LINES: Final = 64 * 1024
"""Characters that a field of several lines may hold: a profile with its certificates has about 10,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a kind; forms, files and flags are made from these. `label` is English, to be translated.

    `choices` are the values of a CHOICE, `least` and `most` the bounds of a NUMBER (both included);
    `advanced`: few people need it, forms fold it away.
    """

    name: str
    type: FieldType
    label: str
    required: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0xFFFFFFFF
    advanced: bool = False

    @property
    def secret(self) -> bool:
        return self.type in SECRETS


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server of the way's own, contacted from the user's side; `udp` when by datagrams."""

    host: str
    port: int
    udp: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How far a way that takes time to open has come: `share` from 0 to 1, `doing` in English, to be translated."""

    share: float
    doing: str


def unheard(opening: Opening) -> None:
    """For ways that are opened where nobody watches."""


def always() -> bool:
    """For ways whose opening has shown already that their server holds the secrets."""
    return True


_PATIENCE: Final = Patience()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a way stands on: the line, or the way in front of it.

    `resolver` is the line's; `names_go_on` says that `dialer` takes names itself (the way in front resolves them at
    its far end), so that nothing is asked of the line; `hop` counts servers from the user's side.
    `datagrams` sends UDP, None where what stands below cannot; `patience` is for each wait of the opening;
    `exit_dns` are resolvers ("address" or "address:port") for tunnels that name none of their own, asked inside the
    tunnel only; `told` hears how a slow opening gets on; `shared` is one for all ways of a run.
    """

    dialer: Dialer
    resolver: Resolver
    trust: Trust
    hop: int = 0
    names_go_on: bool = False
    datagrams: DatagramDialer | None = None
    patience: Patience = _PATIENCE
    exit_dns: tuple[str, ...] = ()
    told: Callable[[Opening], None] = unheard
    shared: Shared = field(default_factory=Shared)

    @property
    def entry_resolver(self) -> Resolver | None:
        """What resolves the way's own server; None when its name is handed to `dialer`."""
        return None if self.names_go_on else self.resolver


@dataclass(slots=True, kw_only=True)
class OpenPath:
    """A way that stands: dials targets until it is closed.

    `resolver` is None when names go to the far end; otherwise targets are to be resolved by it. `datagrams` carries
    UDP to targets, None where the way cannot. `legs` are what was walked to open it (a tunnel's handshake, a log-in).
    `answered`: whether the server has shown that it holds the way's secrets; a protocol without a greeting of its own
    shows that with the first answer of a target only.
    `interface` is the one by which it leaves this computer, where it was told to.
    """

    dialer: Dialer
    resolver: Resolver | None
    hops: int = 0
    interface: str = ""
    datagrams: DatagramDialer | None = None
    legs: tuple[Leg, ...] = ()
    answered: Callable[[], bool] = always
    closers: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def aclose(self) -> None:
        """End what the way keeps open, the last opened first; safe to call more than once."""
        while self.closers:
            await self.closers.pop()()


class PathKind(Protocol):
    """The code for one kind of way."""

    @property
    def id(self) -> str: ...

    @property
    def label(self) -> str:
        """What the kind is called: "SOCKS5 proxy"."""
        ...

    @property
    def short(self) -> str:
        """What unnamed ways of this kind are called, before their number: "SOCKS5"."""
        ...

    @property
    def fields(self) -> tuple[Field, ...]: ...

    def encrypts(self, spec: PathSpec) -> bool:
        """Whether this way's own hop hides from the user's provider what goes through it."""
        ...

    def check(self, spec: PathSpec) -> None:
        """Raises ConfigError when the way cannot be opened as written."""
        ...

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        """The servers of the way's own that are contacted; none where only a foreign program knows them."""
        ...

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        """The way on its ground; its `via` has been opened already. Raises ConfigError, DialError."""
        ...


def check_fields(kind: PathKind, spec: PathSpec) -> None:
    """Refuse unknown and missing fields and values of the wrong type. Raises ConfigError."""
    known = {item.name: item for item in kind.fields}
    for name in spec.fields:
        if name not in known:
            todo = clause("it has: {row}", row=", ".join(known)) if known else clause("remove it")
            raise ConfigError(
                "path.unknown_field",
                clause("a {label} has no field “{name}”", label=msg(kind.label), name=name),
                todo=todo,
            )
    for item in kind.fields:
        value = spec.fields.get(item.name)
        if value is None or value == "":
            if item.required:
                what = clause("“{label}” is missing", label=msg(item.label))
                raise ConfigError("path.missing_field", what, todo=clause("fill in “{name}”", name=item.name))
        elif not _fits(item, value):
            what = clause("“{label}” cannot be used", label=msg(item.label))
            raise ConfigError("path.bad_field", what, todo=_wanted(item))


def server_of(spec: PathSpec, *, udp: bool = False) -> tuple[Server, ...]:
    """The one server that the fields "host" and "port" name."""
    host, port = spec.fields.get("host"), spec.fields.get("port")
    if not isinstance(host, str) or not isinstance(port, int):
        return ()
    return (Server(host=host, port=port, udp=udp),)


def text_of(fields: Mapping[str, FieldValue], name: str) -> str | None:
    """A text field, None when it is absent or empty."""
    value = fields.get(name)
    return value if isinstance(value, str) and value else None


def secret_of(fields: Mapping[str, FieldValue], name: str) -> Secret | None:
    """A secret field, None when absent."""
    value = fields.get(name)
    return value if isinstance(value, Secret) else None


def number_of(fields: Mapping[str, FieldValue], name: str) -> int | None:
    """A number or port, None when absent."""
    value = fields.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _wanted(item: Field) -> str:
    if item.type is FieldType.CHOICE:
        return clause("use one of: {row}", row=", ".join(item.choices))
    if item.type is FieldType.NUMBER:
        return clause("write a number from {least} to {most}", least=item.least, most=item.most)
    return _WANTED[item.type]


_WANTED: Final = {
    FieldType.TEXT: clause("write text of at most 255 characters"),
    FieldType.HOST: clause("write a host name or an address, without a scheme or a port"),
    FieldType.PORT: clause("write a number from 1 to 65535"),
    FieldType.FLAG: clause("write true or false"),
    FieldType.SECRET: clause("write text of at most 255 characters"),
    FieldType.LINES: clause("write text of at most 64 KB"),
    FieldType.SECRET_LINES: clause("write text of at most 64 KB"),
}


def _fits(item: Field, value: FieldValue) -> bool:
    if item.type in SECRETS:
        if not isinstance(value, Secret):
            return False
        value = value.reveal()
    match item.type:
        case FieldType.FLAG:
            return isinstance(value, bool)
        case FieldType.PORT | FieldType.NUMBER:
            least, most = (1, 65535) if item.type is FieldType.PORT else (item.least, item.most)
            return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        case FieldType.CHOICE:
            return value in item.choices
        case FieldType.LINES | FieldType.SECRET_LINES:
            return isinstance(value, str) and _is_text(value)
        case FieldType.HOST:
            return isinstance(value, str) and is_host(value)
        case _:
            return isinstance(value, str) and _is_line(value)


def _is_line(text: str) -> bool:
    return len(text.encode("utf-8", "surrogatepass")) <= 255 and all(char.isprintable() for char in text)


def _is_text(text: str) -> bool:
    return len(text) <= MANY_LINES and all(char.isprintable() or char in "\n\t" for char in text)
