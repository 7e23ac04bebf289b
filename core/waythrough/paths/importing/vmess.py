"""vmess:// links in the three forms that are about: JSON in Base64, a plain URL, and Base64 with options behind."""

import re
from collections.abc import Mapping
from typing import Final

from waythrough.paths.importing.data import parse_json
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.transports import Outer, outer_of
from waythrough.paths.importing.values import (
    Draft,
    decoded,
    flag_of,
    host_of,
    number_of,
    port_of,
    read_link,
    server_of,
    text_from_base64,
    uuid_of,
)

CIPHERS: Final = frozenset({"auto", "aes-128-gcm", "chacha20-poly1305", "none", "zero"})
_INSIDE: Final = re.compile(r"([^:@]+):([^:@]+)@(.+)")


def read_vmess(text: str) -> Draft:
    """A vmess:// link of any form. Raises ConfigError."""
    link = read_link(text)
    if link.login:
        return _url(text)
    inside = text_from_base64(link.server + link.path)
    if (match := _INSIDE.fullmatch(inside.strip())) is not None:
        return _coded(text, match)
    value = parse_json(inside)
    if not isinstance(value, Mapping):
        raise refusal("path.bad_json")
    return _json(value, link.name)


def cipher_of(text: str) -> str:
    """The cipher inside, "" for the usual. Raises ConfigError."""
    cipher = text.strip().lower()
    if cipher in ("", "auto"):
        return ""
    if cipher not in CIPHERS:
        raise refusal("path.bad_cipher")
    return cipher


def _json(value: Mapping[str, object], name: str) -> Draft:
    def text(key: str) -> str:
        found = value.get(key)
        return str(found).strip() if isinstance(found, str | int) else ""

    transport = text("net").lower()
    fields, cautions = Outer(
        security=text("tls"),
        sni=text("sni"),
        alpn=text("alpn"),
        fingerprint=text("fp"),
        insecure=flag_of(text("insecure") or text("allowInsecure") or text("skip-cert-verify")),
        public_key=text("pbk"),
        short_id=text("sid"),
        transport=transport,
        header=text("type"),
        path=text("path"),
        host=text("host"),
        service=text("path") if transport == "grpc" else "",
    ).fields()
    return Draft(
        kind="vmess",
        name=text("ps") or name,
        fields={
            "host": host_of(text("add")),
            "port": port_of(text("port")),
            "uuid": uuid_of(text("id")),
            "alter_id": number_of(text("aid") or 0),
            "cipher": cipher_of(text("scy")),
            **fields,
        },
        cautions=cautions,
    )


def _url(text: str) -> Draft:
    link = read_link(text)
    host, port = server_of(link.server, 443)
    fields, cautions = outer_of(link.option, link.flag, link.options).fields()
    return Draft(
        kind="vmess",
        name=link.name,
        fields={
            "host": host,
            "port": port,
            "uuid": uuid_of(decoded(link.login).removeprefix("auto:")),
            "alter_id": number_of(link.option("aid", "alterid") or 0),
            "cipher": cipher_of(link.option("encryption")),
            **fields,
        },
        cautions=cautions,
    )


def _coded(text: str, inside: re.Match[str]) -> Draft:
    link = read_link(text)
    host, port = server_of(inside[3])
    transport = {"websocket": "ws", "http": "http"}.get(link.option("obfs"), link.option("obfs"))
    fields, cautions = Outer(
        security="tls" if link.flag("tls") else "none",
        sni=link.option("peer", "sni"),
        insecure=link.flag("allowinsecure"),
        transport=transport,
        path=link.option("path"),
        host=link.option("obfsparam"),
    ).fields()
    return Draft(
        kind="vmess",
        name=link.option("remarks", "remark") or link.name,
        fields={
            "host": host,
            "port": port,
            "uuid": uuid_of(inside[2]),
            "alter_id": number_of(link.option("alterid", "aid") or 0),
            "cipher": cipher_of(inside[1]),
            **fields,
        },
        cautions=cautions,
    )
