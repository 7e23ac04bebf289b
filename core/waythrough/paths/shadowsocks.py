"""Shadowsocks servers: AEAD ciphers and those of 2022, with the prefixes of Outline."""

from dataclasses import replace
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote_to_bytes

from waythrough.model.path import PathSpec
from waythrough.net.entry import Entry
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
from waythrough.paths.libraries import need_libraries
from waythrough.wire.shadowsocks_methods import METHODS, UNENCRYPTED, BadKeyError, Method, is_old, keys_of

TLS_PREFIX: Final = "%16%03%01%00%C2%A8%01%01"
"""The first bytes of a TLS connection, as Outline's documentation recommends them."""
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
                todo=f"use one of at most {method.key_size - RANDOM_LEFT} bytes",
            )
        if "plugin_options" in spec.fields and not text_of(spec.fields, "plugin"):
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
    todo = "ask its operator for one of: " + ", ".join(METHODS)
    if is_old(name):
        what = "this method is too old: what it sends can be recognised, changed and replayed"
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
            f"{each} has to be a key of {error.wanted} bytes in base64 with this method",
            todo="copy it again, whole",
        ) from None
