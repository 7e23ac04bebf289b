"""hysteria2:// and hy2:// links (v2.hysteria.network, URI scheme), with the ranges of ports that clients add."""

import re
from typing import Final

from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.transports import Fields, sni_of
from waythrough.paths.importing.values import (
    Draft,
    decoded,
    optional_secret,
    port_of,
    ports_of,
    read_link,
    secret_of,
    server_of,
)

_PORTS: Final = re.compile(r"(\[[^\]]*\]|[^:\[\]]*):([0-9,: -]*[,-][0-9,: -]*)")


def read_hysteria2(text: str) -> Draft:
    """A link of Hysteria 2. Raises ConfigError."""
    link = read_link(text)
    server, ports = link.server, link.option("mport")
    if (match := _PORTS.fullmatch(server)) is not None:
        ports = match[2]
        server = f"{match[1]}:{re.split('[,:-]', ports)[0].strip()}"
    ports = ports_of(ports) if ports else ""
    host, port = server_of(server, 443)
    return Draft(
        kind="hysteria2",
        name=link.name,
        fields={
            "host": host,
            "port": port_of(port),
            "ports": ports,
            "password": optional_secret(decoded(link.login)),
            **obfuscation(link.option("obfs"), link.option("obfs-password")),
            "sni": sni_of(link.option("sni", "peer")),
            "insecure": link.flag("insecure", "allowinsecure"),
            "pin_sha256": link.option("pinsha256"),
        },
    )


def obfuscation(kind: str, password: str) -> Fields:
    """The fields of the obfuscation. Raises ConfigError for kinds that sing-box does not know."""
    if kind.lower() in ("", "none"):
        return {}
    if kind.lower() != "salamander":
        raise refusal("path.bad_obfs")
    return {"obfs": "salamander", "obfs_password": secret_of(password)}
