"""What a kind of way is: its fields, how it is checked, and how it is opened."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from waythrough.model.errors import WaythroughError
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.net.base import Dialer
from waythrough.net.resolver import Resolver
from waythrough.net.trust import Trust
from waythrough.paths.hosts import is_host


class ConfigError(WaythroughError):
    """A way cannot be opened as it is written down. Its words never hold a field's value."""


class FieldType(StrEnum):
    """How a field is typed in and stored."""

    TEXT = "text"
    HOST = "host"
    PORT = "port"
    FLAG = "flag"
    SECRET = "secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a kind; forms, files and flags are made from these. `label` is English, to be translated."""

    name: str
    type: FieldType
    label: str
    required: bool = False

    @property
    def secret(self) -> bool:
        return self.type is FieldType.SECRET


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a way stands on: the line, or the way in front of it.

    `resolver` is the line's; `names_go_on` says that `dialer` takes names itself (the way in front resolves them at
    its far end), so that nothing is asked of the line; `hop` counts servers from the user's side.
    """

    dialer: Dialer
    resolver: Resolver
    trust: Trust
    hop: int = 0
    names_go_on: bool = False

    @property
    def entry_resolver(self) -> Resolver | None:
        """What resolves the way's own server; None when its name is handed to `dialer`."""
        return None if self.names_go_on else self.resolver


@dataclass(slots=True, kw_only=True)
class OpenPath:
    """A way that stands: dials targets until it is closed.

    `resolver` is None when names go to the far end; otherwise targets are to be resolved by it.
    """

    dialer: Dialer
    resolver: Resolver | None
    hops: int = 0
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

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        """The way on its ground; its `via` has been opened already. Raises ConfigError, DialError."""
        ...


def check_fields(kind: PathKind, spec: PathSpec) -> None:
    """Refuse unknown and missing fields and values of the wrong type. Raises ConfigError."""
    known = {item.name: item for item in kind.fields}
    for name in spec.fields:
        if name not in known:
            todo = "it has: " + ", ".join(known) if known else "remove it"
            raise ConfigError("path.unknown_field", f"a {kind.label} has no field “{name}”", todo=todo)
    for item in kind.fields:
        value = spec.fields.get(item.name)
        if value is None or value == "":
            if item.required:
                what = f"the {item.label.lower()} is missing"
                raise ConfigError("path.missing_field", what, todo=f"fill in “{item.name}”")
        elif not _fits(item.type, value):
            what = f"the {item.label.lower()} cannot be used"
            raise ConfigError("path.bad_field", what, todo=_WANTED[item.type])


def text_of(fields: Mapping[str, FieldValue], name: str) -> str | None:
    """A text field, None when it is absent or empty."""
    value = fields.get(name)
    return value if isinstance(value, str) and value else None


def secret_of(fields: Mapping[str, FieldValue], name: str) -> Secret | None:
    """A secret field, None when absent."""
    value = fields.get(name)
    return value if isinstance(value, Secret) else None


_WANTED = {
    FieldType.TEXT: "write text of at most 255 characters",
    FieldType.HOST: "write a host name or an address, without a scheme or a port",
    FieldType.PORT: "write a number from 1 to 65535",
    FieldType.FLAG: "write true or false",
    FieldType.SECRET: "write text of at most 255 characters",
}


def _fits(kind: FieldType, value: FieldValue) -> bool:
    if kind is FieldType.FLAG:
        return isinstance(value, bool)
    if kind is FieldType.PORT:
        return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 65536
    if kind is FieldType.SECRET:
        return isinstance(value, Secret) and _is_line(value.reveal())
    return isinstance(value, str) and (is_host(value) if kind is FieldType.HOST else _is_line(value))


def _is_line(text: str) -> bool:
    return len(text.encode("utf-8", "surrogatepass")) <= 255 and all(char.isprintable() for char in text)
