"""Tor, on its own or by a bridge: a `tor` process of our own for each opening."""

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
    secret_of,
)
from waythrough.wire.tor_bridge import BridgeLine, BridgeLineError, parse_bridge

BRIDGE: Final = "bridge"


class TorKind:
    """The Tor network. `bridge` is one bridge line; without one Tor's public relays are contacted."""

    id = "tor"
    label = "Tor"
    short = "Tor"
    # several lines, because a snowflake line is longer than a field of one line may be
    fields: tuple[Field, ...] = (Field(name=BRIDGE, type=FieldType.SECRET_LINES, label="Bridge line"),)

    def encrypts(self, spec: PathSpec) -> bool:
        return True

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)
        bridge_of(spec)

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        try:
            bridge = bridge_of(spec)
        except ConfigError:
            return ()
        server = bridge.server if bridge is not None else None
        return (Server(host=server[0], port=server[1]),) if server is not None else ()

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        raise ConfigError("path.tor_missing", "Tor cannot be started here", todo="use another way")


def bridge_of(spec: PathSpec) -> BridgeLine | None:
    """The bridge of a way, None for plain Tor. Raises ConfigError."""
    secret = secret_of(spec.fields, BRIDGE)
    text = secret.reveal().strip() if secret is not None else ""
    if not text:
        return None
    if "\n" in text:
        todo = "give each bridge line a way of its own"
        raise ConfigError("path.tor_bridges", "there is more than one bridge line", todo=todo)
    try:
        return parse_bridge(text)
    except BridgeLineError as error:
        what = f"the bridge line cannot be used: {error}"
        raise ConfigError("path.tor_bridge", what, todo="paste the line as you were given it") from error
