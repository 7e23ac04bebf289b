"""ss:// links (SIP002, the older Base64 form, 2022 keys, plugins) and SIP008 lists; ShadowTLS in front of them."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from waythrough.paths.base import ConfigError
from waythrough.paths.importing.cautions import UNUSED, USED_UP
from waythrough.paths.importing.data import parse_json
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.transports import FINGERPRINTS, Fields, sni_of
from waythrough.paths.importing.values import (
    Draft,
    Link,
    Reading,
    decoded,
    host_of,
    number_of,
    number_or_none,
    optional_secret,
    port_of,
    read_link,
    secret_of,
    server_of,
    text_from_base64,
)

_ALIASES: Final = {
    "chacha20-poly1305": "chacha20-ietf-poly1305",
    "xchacha20-poly1305": "xchacha20-ietf-poly1305",
    "aead_aes_128_gcm": "aes-128-gcm",
    "aead_aes_256_gcm": "aes-256-gcm",
    "aead_chacha20_poly1305": "chacha20-ietf-poly1305",
}
_LEGACY: Final = re.compile(r"([^:]+):(.*)@(.+)", re.DOTALL)
_PLUGINS: Final = frozenset({"obfs-local", "v2ray-plugin"})
_METHOD: Final = re.compile(r"[a-z0-9_-]{2,40}")


def read_shadowsocks(text: str) -> Draft:
    """An ss:// link of either form. Raises ConfigError."""
    link = read_link(text)
    if link.login:
        login, server = _login(link.login), link.server
    else:
        match = _LEGACY.fullmatch(text_from_base64((link.server + link.path).rstrip("/")))
        if match is None:
            raise refusal("path.bad_login")
        login, server = (match[1], match[2]), match[3]
    host, port = server_of(server)
    return shadowsocks_draft(
        {"host": host, "port": port},
        login,
        name=link.name or link.option("remarks"),
        plugin=_plugin_of(link),
        prefix=link.option("prefix") and link_prefix(text),
    )


def shadowsocks_draft(
    server: Fields, login: tuple[str, str], *, name: str, plugin: tuple[str, str] = ("", ""), prefix: str = ""
) -> Draft:
    """A server of Shadowsocks, or of ShadowTLS with Shadowsocks inside. Raises ConfigError."""
    method, password = method_of(login[0]), login[1]
    program, options = plugin_of(*plugin)
    if program == "shadow-tls":
        return _shadowtls(server, method, password, options, name)
    return Draft(
        kind="shadowsocks",
        name=name,
        fields={
            **server,
            "method": method,
            "password": secret_of(password),
            "plugin": program,
            "plugin_options": optional_secret(options),
            "prefix": prefix,
        },
    )


def method_of(text: str) -> str:
    """The cipher by its usual name; whether it is still safe is for its kind to say. Raises ConfigError."""
    method = text.strip().lower()
    if not _METHOD.fullmatch(method):
        raise refusal("path.bad_cipher")
    return _ALIASES.get(method, method)


def plugin_of(program: str, options: str) -> tuple[str, str]:
    """A plugin by its usual name with its options. Raises ConfigError."""
    program = {"simple-obfs": "obfs-local", "obfs": "obfs-local"}.get(program, program)
    if program and program not in _PLUGINS | {"shadow-tls"}:
        raise refusal("path.bad_plugin")
    if not all(char.isprintable() for char in options):
        raise refusal("path.bad_plugin")
    return program, options.strip(";")


def link_prefix(text: str) -> str:
    """The prefix of an Outline link as it is written, for it stands for bytes and not for text."""
    match = re.search(r"[?&]prefix=([^&#]*)", text.replace("&amp;", "&"), re.IGNORECASE)
    return match[1] if match else ""


def read_sip008(value: Mapping[str, object] | list[object]) -> list[Reading]:
    """The servers of a SIP008 document, or of the older list without its frame."""
    servers = value if isinstance(value, list) else value.get("servers")
    left = number_or_none(value.get("bytes_remaining")) if isinstance(value, Mapping) else None
    if not isinstance(servers, list):
        raise refusal("path.bad_json")
    return [_sip008_server(each, used_up=left == 0) for each in servers]


def _sip008_server(value: object, *, used_up: bool) -> Reading:
    if not isinstance(value, Mapping):
        return refusal("path.bad_json")
    try:
        draft = server_from_map(value)
    except ConfigError as error:
        return error
    cautions = (*draft.cautions, USED_UP) if used_up else draft.cautions
    return Draft(kind=draft.kind, fields=draft.fields, name=draft.name, cautions=cautions)


def server_from_map(value: Mapping[str, object]) -> Draft:
    """One server as JSON configurations of Shadowsocks and Outline name it. Raises ConfigError."""
    server: Fields = {"host": host_of(value.get("server")), "port": port_of(value.get("server_port"))}
    login = str(value.get("method") or ""), _text(value, "password")
    plugin = _text(value, "plugin"), _text(value, "plugin_opts")
    name = _text(value, "remarks") or _text(value, "name") or _text(value, "tag")
    return shadowsocks_draft(
        server, login, name=name, plugin=plugin, prefix=escaped_prefix(_text(value, "prefix"))
    )


def escaped_prefix(text: str) -> str:
    """A prefix whose characters stand for one byte each, as links write it. Raises ConfigError."""
    if any(ord(char) > 255 for char in text):
        raise refusal("path.bad_prefix")
    return quote(text, safe="")


def _text(value: Mapping[str, object], key: str) -> str:
    found = value.get(key)
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def _login(text: str) -> tuple[str, str]:
    plain = decoded(text)
    if ":" not in plain:
        plain = text_from_base64(plain)
    method, colon, password = plain.partition(":")
    if not colon:
        raise refusal("path.bad_login")
    return method, password


def _plugin_of(link: Link) -> tuple[str, str]:
    if coded := link.option("shadow-tls"):
        value = parse_json(text_from_base64(coded))
        if not isinstance(value, Mapping):
            raise refusal("path.bad_plugin")
        given = {key: _text(value, key) for key in ("host", "password", "version")}
        return "shadow-tls", ";".join(f"{key}={each}" for key, each in given.items() if each)
    program, _, options = link.option("plugin").partition(";")
    return program, options


def _shadowtls(server: Fields, method: str, password: str, options: str, name: str) -> Draft:
    given = dict(part.partition("=")[::2] for part in options.split(";") if part)
    version = number_of(given.get("version") or 3)
    if not 1 <= version <= 3:
        raise refusal("path.bad_plugin")
    browser = given.get("fingerprint", "").lower()
    return Draft(
        kind="shadowtls",
        name=name,
        fields={
            **server,
            "version": version,
            "password": optional_secret(given.get("password")),
            "sni": sni_of(given.get("host", "")),
            "fingerprint": browser if browser in FINGERPRINTS else "",
            "method": method,
            "inner_password": secret_of(password),
        },
        cautions=(UNUSED,) if set(given) - {"host", "password", "version", "fingerprint"} else (),
    )
