"""Small readers that importers share: links, coded text, addresses, numbers; each refuses in plain words."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_interface
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote, unquote_to_bytes
from uuid import UUID

from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError
from waythrough.paths.hosts import to_host
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.registry import KINDS, check, new_id
from waythrough.verdict.clause import clause
from waythrough.verdict.words import Text

MOST_OPTIONS: Final = 64
"""Options of one link: real ones have about ten."""

_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]*={0,2}")
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}")
_PORTS: Final = re.compile(r"\d{1,5}(?:[-:]\d{1,5})?(?:,\d{1,5}(?:[-:]\d{1,5})?)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A way as an importer understood it, before it is checked by its kind."""

    kind: str
    fields: Mapping[str, FieldValue | None]
    name: str = ""
    private: bool = False
    cautions: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The parts of a link as they are written; only `name` and the options are decoded.

    Everything before the last "@" is the log-in, for people leave "/" and "?" in passwords as they are.
    """

    scheme: str
    login: str
    server: str
    path: str
    options: Mapping[str, str]
    name: str

    def option(self, *names: str) -> str:
        """The first of these options that is given; "" without any."""
        return next((self.options[name] for name in names if self.options.get(name)), "")

    def flag(self, *names: str) -> bool:
        """Whether one of these options says yes. Raises ConfigError."""
        return any(flag_of(self.options.get(name, "")) for name in names)


Reading = Draft | ConfigError
"""What became of one entry of a file."""


def read_link(text: str) -> Link:
    """Take a link apart. Raises ConfigError."""
    scheme, _, rest = text.partition("://")
    rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    login, _, server = rest.rpartition("@")
    server, slash, path = server.partition("/")
    return Link(
        scheme=scheme.lower(),
        login=login,
        server=server,
        path=slash + path,
        options=read_options(query),
        name=decoded(fragment),
    )


def read_options(query: str) -> Mapping[str, str]:
    """The options of a link by their names in lower case; of those given twice the first."""
    found: dict[str, str] = {}
    # mails and pages write "&" as "&amp;"
    parts = query.replace("&amp;", "&").split("&")
    if len(parts) > MOST_OPTIONS:
        raise refusal("path.too_deep")
    for part in parts:
        key, _, value = part.partition("=")
        if key:
            found.setdefault(decoded(key).lower(), decoded(value))
    return found


def decoded(text: str) -> str:
    """Percent signs as the text they stand for. Raises ConfigError."""
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError as error:
        todo = clause("write % itself as %25")
        raise ConfigError("path.bad_escape", "the % signs do not stand for UTF-8 text", todo=todo) from error


def decoded_bytes(text: str) -> bytes:
    """Percent signs as the bytes they stand for."""
    return unquote_to_bytes(text)


def from_base64(text: str) -> bytes:
    """Base64 of either alphabet, with or without its padding. Raises ConfigError."""
    text = text.rstrip("=")
    if not _BASE64.fullmatch(text) or len(text) % 4 == 1:
        raise refusal("path.bad_base64")
    plain = text.replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error as error:
        raise refusal("path.bad_base64") from error


def text_from_base64(text: str) -> str:
    """The text that is coded. Raises ConfigError."""
    try:
        return from_base64(text).decode("utf-8")
    except UnicodeDecodeError as error:
        raise refusal("path.bad_base64") from error


def host_of(text: object) -> str:
    """A host name or an address in its one form. Raises ConfigError."""
    try:
        return to_host(text if isinstance(text, str) else "")
    except ValueError as error:
        todo = clause("write a host name or an address, an IPv6 address in brackets")
        raise ConfigError("path.bad_host", "the host is not a name or an address", todo=todo) from error


def port_of(value: object) -> int:
    """A port, also when it is written as text. Raises ConfigError."""
    port = number_or_none(value)
    if port is None or not 0 < port < 65536:
        what = clause("the port is not a number from 1 to 65535")
        raise ConfigError("path.bad_port", what, todo="correct the port")
    return port


def number_or_none(value: object) -> int | None:
    """A whole number that is not negative, None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value >= 0 else None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return None


def number_of(value: object) -> int:
    """A whole number. Raises ConfigError."""
    found = number_or_none(value)
    if found is None:
        raise refusal("path.bad_number")
    return found


def server_of(text: str, default: int | None = None) -> tuple[str, int]:
    """host:port, an IPv6 address in brackets. Raises ConfigError."""
    match = re.fullmatch(r"(\[[^\]]*\]|[^:\[\]]*)(?::([^:]*))?", text)
    if match is None:
        todo = clause("write host:port, or [address]:port")
        raise ConfigError("path.bad_server", "host and port are not readable", todo=todo)
    return host_of(match[1]), port_of(match[2] or default)


def uuid_of(value: object) -> Secret:
    """A UUID in its usual form. Raises ConfigError."""
    if not isinstance(value, str) or not _UUID.fullmatch(value.strip()):
        raise refusal("path.bad_uuid")
    return Secret(str(UUID(value.strip())))


def key_of(value: object) -> str:
    """A key of 32 bytes in standard Base64, as WireGuard writes it. Raises ConfigError."""
    try:
        key = from_base64(value.strip() if isinstance(value, str) else "")
    except ConfigError as error:
        raise refusal("path.bad_key") from error
    if len(key) != 32:
        raise refusal("path.bad_key")
    return base64.b64encode(key).decode("ascii")


def secret_of(value: object, message_id: str = "path.needs_login") -> Secret:
    """A password that is there. Raises ConfigError."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text:
        raise refusal(message_id)
    return Secret(text)


def optional_secret(value: object) -> Secret | None:
    """A password, None without one."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return Secret(text) if text else None


def flag_of(value: object) -> bool:
    """Yes or no as files and links write it. Raises ConfigError."""
    if value is None or isinstance(value, bool):
        return bool(value)
    text = str(value).strip().lower()
    if text in ("1", "true", "yes"):
        return True
    if text in ("", "0", "false", "no", "none"):
        return False
    raise refusal("path.bad_flag")


def list_of(value: object) -> tuple[str, ...]:
    """A list, or text with commas between its items. Raises ConfigError."""
    items = value.split(",") if isinstance(value, str) else value
    if items is None:
        return ()
    if not isinstance(items, list | tuple) or len(items) > MOST_OPTIONS:
        raise refusal("path.too_deep" if isinstance(items, list | tuple) else "path.bad_alpn")
    return tuple(str(item).strip() for item in items if str(item).strip())


def alpn_of(value: object) -> str:
    """Protocols with commas between them. Raises ConfigError."""
    names = list_of(value)
    if not all(re.fullmatch(r"[A-Za-z0-9./_-]{1,32}", name) for name in names):
        raise refusal("path.bad_alpn")
    return ",".join(names)


def ports_of(value: str) -> str:
    """Ports and ranges of ports, "20000-30000,40000". Raises ConfigError."""
    text = value.replace(" ", "")
    if not _PORTS.fullmatch(text):
        raise refusal("path.bad_ports")
    text = text.replace(":", "-")
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not 0 < int(first) <= int(last or first) < 65536:
            raise refusal("path.bad_ports")
    return text


def networks_of(value: object) -> str:
    """Addresses with or without the length of their prefix, commas between them. Raises ConfigError."""
    found = list_of(value)
    try:
        for each in found:
            ip_interface(each)
    except ValueError as error:
        raise refusal("path.bad_networks") from error
    return ", ".join(found)


def addresses_of(value: object) -> str:
    """The plain addresses of a list; names in it (search domains) are left out."""
    return ", ".join(each for each in list_of(value) if _is_address(each))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def clean_name(name: object) -> str:
    """A name without characters that cannot be seen or that turn the direction of what follows."""
    text = str(name) if isinstance(name, str | int) else ""
    return " ".join("".join(char if char.isprintable() else " " for char in text[:400]).split())[:80]


def spec_of(draft: Draft, via: PathSpec | None = None) -> PathSpec:
    """The way, checked by its kind. Raises ConfigError."""
    kept = {
        name: value for name, value in draft.fields.items() if value is not None and value not in ("", False)
    }
    if draft.kind not in {each.id for each in KINDS}:
        raise refusal("path.unsupported")
    spec = PathSpec(
        id=new_id(),
        kind=draft.kind,
        name=clean_name(draft.name),
        fields=MappingProxyType(kept),
        via=via,
        private=draft.private,
    )
    check(spec)
    return spec
