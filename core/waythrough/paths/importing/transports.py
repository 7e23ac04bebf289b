"""What VLESS, VMess and Trojan have in common: TLS or REALITY around them and the transport inside, from any format."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from waythrough.model.path import FieldValue
from waythrough.model.secret import Secret
from waythrough.paths.importing.cautions import NO_ECH, UNUSED
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.values import alpn_of, host_of, key_of
from waythrough.verdict.words import Text

Fields = dict[str, FieldValue | None]

FINGERPRINTS: Final = frozenset(
    {"chrome", "firefox", "edge", "safari", "360", "qq", "ios", "android", "random", "randomized"}
)
FLOWS: Final = frozenset({"xtls-rprx-vision", "xtls-rprx-vision-udp443"})

_TRANSPORTS: Final = {
    "": "tcp", "tcp": "tcp", "raw": "tcp", "none": "tcp", "ws": "ws", "websocket": "ws", "grpc": "grpc", "gun": "grpc",
    "http": "http", "h2": "http", "httpupgrade": "httpupgrade", "quic": "quic",
}  # fmt: skip
_SHORT_ID: Final = re.compile(r"(?:[0-9A-Fa-f]{2}){0,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    """The settings as a format names them, before they are understood. `security` as in links; `unused`: whether
    there are settings that nobody here looks at, `ech` whether encrypted hellos are asked for."""

    security: str = ""
    sni: str = ""
    alpn: object = ""
    fingerprint: str = ""
    insecure: bool = False
    public_key: str = ""
    short_id: str = ""
    transport: str = ""
    header: str = ""
    path: str = ""
    host: str = ""
    service: str = ""
    ech: bool = False
    unused: bool = False
    cautions: list[Text] = field(default_factory=list)

    def fields(self) -> tuple[Fields, tuple[Text, ...]]:
        """The fields of a way and what must be known of it. Raises ConfigError."""
        cautions = [NO_ECH] * self.ech + [UNUSED] * (self.unused or not _known_browser(self.fingerprint))
        security = {"": "none", "none": "none", "tls": "tls", "reality": "reality"}.get(self.security.lower())
        if security is None:
            raise refusal("path.bad_security")
        found: Fields = {"security": security, **self._transport()}
        if security != "none":
            found |= {
                "sni": host_of(self.sni) if self.sni else None,
                "alpn": alpn_of(self.alpn),
                "fingerprint": self.fingerprint.lower() if _known_browser(self.fingerprint) else None,
                "insecure": self.insecure,
            }
        if security == "reality":
            found |= self._reality()
        return found, tuple(dict.fromkeys(cautions))

    def _reality(self) -> Fields:
        if not self.public_key:
            raise refusal("path.no_reality_key")
        key_of(self.public_key)
        if not _SHORT_ID.fullmatch(self.short_id):
            raise refusal("path.bad_short_id")
        return {
            "public_key": self.public_key.rstrip("="),
            "short_id": Secret(self.short_id.lower()) if self.short_id else None,
            "insecure": None,
        }

    def _transport(self) -> Fields:
        name = _TRANSPORTS.get(self.transport.lower())
        if name is None or self.header.lower() not in ("", "none", "http", "gun", "multi"):
            raise refusal("path.bad_transport")
        if name == "tcp" and self.header.lower() == "http":
            name = "http"  # sing-box has made one transport of both
        found: Fields = {"transport": name}
        if name in ("ws", "http", "httpupgrade"):
            found |= {"path": self.path, "host_header": self.host}
        elif name == "grpc":
            found |= {"service_name": self.service}
        return found


def _known_browser(fingerprint: str) -> bool:
    return not fingerprint or fingerprint.lower() in FINGERPRINTS


_UNUSED_OPTIONS: Final = ("pqv", "pcs", "vcn", "fm", "extra", "mux", "fragment", "noise")


def outer_of(
    option: Callable[..., str], flag: Callable[..., bool], options: Mapping[str, str], *, security: str = ""
) -> Outer:
    """The settings in the options of a link; `security` is what the protocol has without naming it."""
    return Outer(
        security=option("security") or security,
        sni=option("sni", "peer", "servername"),
        alpn=option("alpn"),
        fingerprint=option("fp"),
        insecure=flag("allowinsecure", "insecure", "allow_insecure"),
        public_key=option("pbk", "publickey"),
        short_id=option("sid", "shortid"),
        transport=option("type", "network"),
        header=option("headertype"),
        path=option("path"),
        host=option("host"),
        service=option("servicename"),
        ech=bool(option("ech")),
        unused=any(options.get(name) for name in _UNUSED_OPTIONS),
    )


def flow_of(text: str) -> str:
    """A flow that is still carried. Raises ConfigError."""
    if text and text not in FLOWS:
        raise refusal("path.bad_flow")
    return text


def sni_of(text: str) -> str:
    """The name in the hello, "" without one. Raises ConfigError."""
    return host_of(text) if text else ""
