"""The fields of the ways that sing-box carries, and the rules between them that no single field can state."""

import base64
import binascii
import re
import uuid
from collections.abc import Mapping
from typing import Final

from waythrough.model.path import FieldValue
from waythrough.paths.base import ConfigError, Field, FieldType, number_of, secret_of, text_of
from waythrough.verdict.clause import clause

FINGERPRINTS: Final = (
    "chrome", "firefox", "edge", "safari", "360", "qq", "ios", "android", "random", "randomized",
)  # fmt: skip
"""The browsers whose ClientHello sing-box can copy."""

VISION: Final = "xtls-rprx-vision"
SHADOWTLS_METHODS: Final = (
    "2022-blake3-aes-128-gcm", "2022-blake3-aes-256-gcm", "2022-blake3-chacha20-poly1305",
    "aes-128-gcm", "aes-192-gcm", "aes-256-gcm", "chacha20-ietf-poly1305", "xchacha20-ietf-poly1305",
)  # fmt: skip

_HOST = Field(name="host", type=FieldType.HOST, label="Host", required=True)
_PORT = Field(name="port", type=FieldType.PORT, label="Port", required=True)
_UUID = Field(name="uuid", type=FieldType.SECRET, label="User ID (UUID)", required=True)
_PASSWORD = Field(name="password", type=FieldType.SECRET, label="Password", required=True)
_SNI = Field(name="sni", type=FieldType.HOST, label="Server name (SNI)")
_ALPN = Field(name="alpn", type=FieldType.TEXT, label="Protocols (ALPN)", advanced=True)
_INSECURE = Field(name="insecure", type=FieldType.FLAG, label="Accept any certificate", advanced=True)
_FINGERPRINT = Field(
    name="fingerprint", type=FieldType.CHOICE, label="Browser to look like", choices=FINGERPRINTS
)
_TLS: Final = (
    Field(name="security", type=FieldType.CHOICE, label="Security", choices=("none", "tls", "reality")),
    _SNI,
    _ALPN,
    _FINGERPRINT,
    _INSECURE,
    Field(name="public_key", type=FieldType.TEXT, label="Public key (REALITY)"),
    Field(name="short_id", type=FieldType.SECRET, label="Short ID (REALITY)"),
)
_TRANSPORT: Final = (
    Field(
        name="transport",
        type=FieldType.CHOICE,
        label="Transport",
        choices=("tcp", "ws", "grpc", "http", "httpupgrade", "quic"),
    ),
    Field(name="path", type=FieldType.TEXT, label="Path"),
    Field(name="host_header", type=FieldType.TEXT, label="Host in the request"),
    Field(name="service_name", type=FieldType.TEXT, label="Service name (gRPC)"),
)

VLESS: Final = (
    _HOST,
    _PORT,
    _UUID,
    Field(name="flow", type=FieldType.CHOICE, label="Flow", choices=(VISION, f"{VISION}-udp443")),
    Field(name="encryption", type=FieldType.TEXT, label="Encryption", advanced=True),
    *_TLS,
    *_TRANSPORT,
)
VMESS: Final = (
    _HOST,
    _PORT,
    _UUID,
    Field(name="alter_id", type=FieldType.NUMBER, label="Alter ID", most=65535, advanced=True),
    Field(
        name="cipher",
        type=FieldType.CHOICE,
        label="Cipher",
        choices=("auto", "aes-128-gcm", "chacha20-poly1305", "none", "zero"),
    ),
    *_TLS,
    *_TRANSPORT,
)
TROJAN: Final = (_HOST, _PORT, _PASSWORD, *_TLS, *_TRANSPORT)
HYSTERIA2: Final = (
    _HOST,
    _PORT,
    Field(name="ports", type=FieldType.TEXT, label="Port ranges", advanced=True),
    Field(name="password", type=FieldType.SECRET, label="Password"),
    Field(name="obfs", type=FieldType.CHOICE, label="Obfuscation", choices=("salamander",)),
    Field(name="obfs_password", type=FieldType.SECRET, label="Obfuscation password"),
    _SNI,
    _INSECURE,
    Field(name="pin_sha256", type=FieldType.TEXT, label="Certificate fingerprint (SHA-256)", advanced=True),
)
TUIC: Final = (
    _HOST,
    _PORT,
    _UUID,
    Field(name="password", type=FieldType.SECRET, label="Password"),
    Field(
        name="congestion",
        type=FieldType.CHOICE,
        label="Congestion control",
        choices=("cubic", "new_reno", "bbr"),
        advanced=True,
    ),
    _ALPN,
    _SNI,
    _INSECURE,
)
ANYTLS: Final = (_HOST, _PORT, _PASSWORD, _SNI, _ALPN, _INSECURE, _FINGERPRINT)
SHADOWTLS: Final = (
    _HOST,
    _PORT,
    Field(name="password", type=FieldType.SECRET, label="Password of ShadowTLS"),
    Field(name="version", type=FieldType.NUMBER, label="Version of ShadowTLS", least=1, most=3),
    _SNI,
    _FINGERPRINT,
    Field(
        name="method",
        type=FieldType.CHOICE,
        label="Cipher of Shadowsocks",
        required=True,
        choices=SHADOWTLS_METHODS,
    ),
    Field(name="inner_password", type=FieldType.SECRET, label="Password of Shadowsocks", required=True),
)
SINGBOX: Final = (
    Field(name="outbound", type=FieldType.SECRET_LINES, label="Outbound (sing-box JSON)", required=True),
)

_PORTS: Final = re.compile(r"\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*")
_SHORT_ID: Final = re.compile(r"(?:[0-9a-fA-F]{2}){0,8}")


def check_tls(fields: Mapping[str, FieldValue]) -> None:
    """Refuse what TLS, REALITY and the transport cannot do together. Raises ConfigError."""
    security = text_of(fields, "security") or "none"
    transport = text_of(fields, "transport") or "tcp"
    if security == "reality":
        _check_reality(fields)
        if transport == "quic":
            raise _clash("REALITY cannot be used over QUIC", "choose another transport")
    elif security == "none" and (transport == "quic" or text_of(fields, "flow")):
        raise _clash("this transport or flow needs TLS", "set “security” to tls")
    if text_of(fields, "flow") and transport != "tcp":
        raise _clash(f"the flow {VISION} needs the transport tcp", "remove the flow or the transport")
    if transport == "grpc" and security == "none":
        raise _clash("gRPC without TLS cannot be carried", "set “security” to tls")
    if transport == "grpc" and not text_of(fields, "service_name"):
        raise ConfigError(
            "path.missing_field", "the service name of gRPC is missing", todo="fill in “service_name”"
        )


def check_vless(fields: Mapping[str, FieldValue]) -> None:
    """VLESS with a cipher of its own is spoken by Xray only. Raises ConfigError."""
    check_tls(fields)
    if (text_of(fields, "encryption") or "none") != "none":
        raise ConfigError(
            "path.unsupported",
            "sing-box does not speak the encryption of VLESS itself",
            todo="run Xray as an external program instead",
        )


def check_hysteria2(fields: Mapping[str, FieldValue]) -> None:
    """Port ranges and obfuscation of Hysteria 2. Raises ConfigError."""
    ports = text_of(fields, "ports")
    if ports is not None and not _are_ports(ports):
        raise ConfigError(
            "path.bad_field", "the port ranges cannot be used", todo="write them like 20000-30000,40000"
        )
    if text_of(fields, "obfs") and secret_of(fields, "obfs_password") is None:
        raise ConfigError(
            "path.missing_field", "the obfuscation password is missing", todo="fill in “obfs_password”"
        )
    if text_of(fields, "pin_sha256"):
        raise ConfigError(
            "path.unsupported",
            "sing-box cannot compare a server's certificate with this fingerprint",
            todo="run the program hysteria as an external program instead",
        )


def check_tuic(fields: Mapping[str, FieldValue]) -> None:
    """TUIC sends its user as the sixteen bytes of a UUID. Raises ConfigError."""
    user = secret_of(fields, "uuid")
    try:
        uuid.UUID(user.reveal() if user else "")
    except ValueError as error:
        todo = clause("copy it again; it looks like 2dd61d93-75d8-4da4-ac0e-6aece7eac365")
        raise ConfigError("path.bad_field", "the user ID is no UUID", todo=todo) from error


def check_shadowtls(fields: Mapping[str, FieldValue]) -> None:
    """Versions 2 and 3 of ShadowTLS have a password. Raises ConfigError."""
    if (number_of(fields, "version") or 3) > 1 and secret_of(fields, "password") is None:
        raise ConfigError(
            "path.missing_field", "the password of ShadowTLS is missing", todo="fill in “password”"
        )


def _check_reality(fields: Mapping[str, FieldValue]) -> None:
    key = text_of(fields, "public_key")
    if key is None:
        raise ConfigError(
            "path.missing_field", "the public key of REALITY is missing", todo="fill in “public_key”"
        )
    try:
        size = len(base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if size != 32:
        raise ConfigError("path.bad_field", "the public key of REALITY cannot be used", todo="copy it again")
    short_id = secret_of(fields, "short_id")
    if short_id is not None and not _SHORT_ID.fullmatch(short_id.reveal()):
        raise ConfigError("path.bad_field", "the short ID of REALITY cannot be used", todo="copy it again")


def _are_ports(text: str) -> bool:
    if not _PORTS.fullmatch(text):
        return False
    ranges = [[int(each) for each in part.split("-")] for part in text.split(",")]
    return all(1 <= part[0] <= part[-1] <= 65535 for part in ranges)


def _clash(what: str, todo: str) -> ConfigError:
    return ConfigError("path.bad_field", what, todo=todo)
