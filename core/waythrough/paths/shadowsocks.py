"""Shadowsocks servers: AEAD ciphers and those of 2022, with the prefixes of Outline."""

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from waythrough.model.path import PathSpec
from waythrough.net.child_dialer import ChildDialer
from waythrough.net.entry import Entry
from waythrough.net.loopback import HOST
from waythrough.net.programs import find_program
from waythrough.net.tcp import TcpDialer
from waythrough.paths.base import (
    ConfigError,
    Field,
    FieldType,
    Ground,
    MissingHereError,
    OpenPath,
    Server,
    check_fields,
    number_of,
    secret_of,
    server_of,
    text_of,
)
from waythrough.paths.libraries import need_libraries
from waythrough.verdict.clause import clause
from waythrough.wire.shadowsocks_methods import METHODS, UNENCRYPTED, BadKeyError, Method, is_old, keys_of

TLS_PREFIX: Final = "%16%03%01%00%C2%A8%01%01"
"""The first bytes of a TLS connection, as Outline's documentation recommends them."""
if TYPE_CHECKING:
    from waythrough.net.shadowsocks import Cipher, Proof

PLUGINS: Final = {
    "obfs-local": "obfs-local",
    "simple-obfs": "obfs-local",
    "v2ray-plugin": "v2ray-plugin",
    "xray-plugin": "xray-plugin",
    "gost-plugin": "gost-plugin",
    "ck-client": "ck-client",
    "cloak": "ck-client",
}
"""Plugins by the names that people write, and their programs. Others are never run: a link could name any program."""

RANDOM_LEFT: Final = 8  # bytes of a salt that a prefix must leave to chance: no two streams may share a key

_FIELDS: Final = (
    Field(name="host", type=FieldType.HOST, label="Host", required=True),
    Field(name="port", type=FieldType.PORT, label="Port", required=True),
    Field(name="method", type=FieldType.CHOICE, label="Method", required=True, choices=tuple(METHODS)),
    Field(name="password", type=FieldType.SECRET, label="Password", required=True),
    Field(name="plugin", type=FieldType.TEXT, label="Plugin", advanced=True),
    Field(name="plugin_options", type=FieldType.SECRET, label="Plugin options", advanced=True),
    Field(name="prefix", type=FieldType.TEXT, label="Prefix", advanced=True),
)


class ShadowsocksKind:
    """One Shadowsocks server, for streams and datagrams; names go to its end.

    `prefix` is written as in a key of Outline: percent-encoded UTF-8, each character one byte.
    """

    id = "shadowsocks"
    label = "Shadowsocks server"
    short = "Shadowsocks"
    fields: tuple[Field, ...] = _FIELDS

    def encrypts(self, spec: PathSpec) -> bool:
        return True

    def check(self, spec: PathSpec) -> None:
        _check_method(spec)
        check_fields(self, spec)
        method = METHODS[str(spec.fields["method"])]
        _keys(spec, method)
        prefix = text_of(spec.fields, "prefix")
        if prefix and len(prefix_bytes(prefix)) > method.key_size - RANDOM_LEFT:
            raise ConfigError(
                "path.long_prefix",
                "the prefix is too long for this method",
                todo=clause("use one of at most {count} bytes", count=method.key_size - RANDOM_LEFT),
            )
        plugin = text_of(spec.fields, "plugin")
        if plugin is not None and plugin not in PLUGINS:
            what, known = "the plugin of this server is not one that can be run", ", ".join(PLUGINS)
            raise ConfigError(
                "path.unknown_plugin", what, todo=clause("ask for a server with one of: {known}", known=known)
            )
        if "plugin_options" in spec.fields and plugin is None:
            raise ConfigError(
                "path.options_alone", "there are plugin options but no plugin", todo="fill in “plugin” too"
            )

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        return server_of(spec)

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        method = METHODS[str(spec.fields["method"])]
        need_libraries("cryptography", *(("blake3",) if method.modern else ()))
        from waythrough.net.shadowsocks import Cipher, Proof, ShadowsocksDatagrams, ShadowsocksDialer

        prefix = prefix_bytes(text_of(spec.fields, "prefix") or "")
        cipher = Cipher(method=method, keys=_keys(spec, method), prefix=prefix)
        entry = Entry(
            host=str(spec.fields["host"]),
            port=number_of(spec.fields, "port") or 0,
            base=ground.dialer,
            resolver=ground.entry_resolver,
            hop=ground.hop,
        )
        proof, below = Proof(), ground.datagrams
        if text_of(spec.fields, "plugin") is not None:
            return await _with_plugin(spec, ground, entry, cipher, proof)
        return OpenPath(
            dialer=ShadowsocksDialer(entry, cipher, proof),
            resolver=None,
            hops=ground.hop + 1,
            datagrams=None if below is None else ShadowsocksDatagrams(below, entry, cipher, proof),
            answered=proof,
        )


def with_prefix(spec: PathSpec) -> PathSpec | None:
    """The way with streams that begin as TLS does; None where it is of another kind or has a prefix already."""
    if spec.kind != ShadowsocksKind.id or text_of(spec.fields, "prefix") is not None:
        return None
    return replace(spec, fields=MappingProxyType({**spec.fields, "prefix": TLS_PREFIX}))


async def _with_plugin(
    spec: PathSpec, ground: Ground, entry: Entry, cipher: "Cipher", proof: "Proof"
) -> OpenPath:
    """The way behind its plugin. It has no datagrams: they would go past the plugin, as what it is there to hide."""
    from waythrough.net.shadowsocks import ShadowsocksDialer
    from waythrough.net.shadowsocks_plugin import KIND, Plugin

    name = PLUGINS[text_of(spec.fields, "plugin") or ""]
    program = find_program(name)
    if program is None:
        what = clause("the plugin “{name}”, which this server wants, is not installed", name=name)
        raise MissingHereError(
            "path.plugin_missing", what, todo="install it, or ask for a server without a plugin"
        )
    stream, legs = await entry.reach(ground.patience)  # behind a plugin a dead server looks like a silent one
    stream.abort()
    try:
        plugin = await Plugin.start(program, secret_of(spec.fields, "plugin_options"), entry, ground.patience)
    except OSError as error:
        what = clause("the plugin “{name}” cannot be started", name=name)
        raise ConfigError("path.plugin_start", what, todo="start it by hand to see why") from error
    near = Entry(host=HOST, port=plugin.port, base=TcpDialer(), resolver=None, hop=ground.hop)
    dialer = ChildDialer(ShadowsocksDialer(near, cipher, proof), plugin.child, kind=KIND, hop=ground.hop)
    return OpenPath(
        dialer=dialer,
        resolver=None,
        hops=ground.hop + 1,
        legs=legs,
        answered=proof,
        closers=[plugin.aclose],
    )


def prefix_bytes(text: str) -> bytes:
    """The bytes of a prefix. Outline writes each byte as a character, then the text as percent-encoded UTF-8."""
    raw = unquote_to_bytes(text)
    try:
        return raw.decode("utf-8").encode("latin-1")
    except UnicodeError:
        return raw  # written byte by byte


def _check_method(spec: PathSpec) -> None:
    """Say why a method that is known, but not offered, is not. Raises ConfigError."""
    name = spec.fields.get("method")
    if not isinstance(name, str):
        return
    todo = clause("ask its operator for one of: {methods}", methods=", ".join(METHODS))
    if is_old(name):
        what = clause("this method is too old: what it sends can be recognised, changed and replayed")
        raise ConfigError("path.old_method", what, todo=todo)
    if name in UNENCRYPTED:
        raise ConfigError("path.plain_method", "this method does not encrypt at all", todo=todo)


def _keys(spec: PathSpec, method: Method) -> tuple[bytes, ...]:
    password = secret_of(spec.fields, "password")
    assert password is not None
    try:
        return keys_of(method, password.reveal())
    except BadKeyError as error:
        each = "each part of the password" if error.parts else "the password"
        raise ConfigError(
            "path.bad_key",
            clause(
                "{each} has to be a key of {wanted} bytes in base64 with this method",
                each=each,
                wanted=error.wanted,
            ),
            todo="copy it again, whole",
        ) from None
