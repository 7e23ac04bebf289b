"""wireguard:// links, as v2rayN and NekoBox share them: the private key before the server, the rest as options."""

from waythrough.model.secret import Secret
from waythrough.paths.importing.cautions import UNUSED
from waythrough.paths.importing.values import (
    Draft,
    addresses_of,
    decoded,
    key_of,
    networks_of,
    read_link,
    server_of,
)
from waythrough.paths.importing.wireguard_conf import AMNEZIA, keepalive_of, mtu_of, preshared_of


def read_wireguard(text: str) -> Draft:
    """A link of WireGuard or AmneziaWG. Raises ConfigError."""
    link = read_link(text)
    host, port = server_of(link.server, 51820)
    amnezia = [f"{shown} = {link.options[name]}" for name, shown in AMNEZIA.items() if link.options.get(name)]
    reserved = link.option("reserved").replace("[", "").replace("]", "").replace(" ", "")
    return Draft(
        kind="wireguard",
        name=link.name,
        fields={
            "host": host,
            "port": port,
            "private_key": Secret(
                key_of(decoded(link.login) or link.option("privatekey", "private_key", "pk"))
            ),
            "address": networks_of(link.option("address", "local_address", "ip")),
            "public_key": key_of(link.option("publickey", "public_key", "peer_public_key", "peer_pub")),
            "preshared_key": preshared_of(
                link.option("presharedkey", "preshared_key", "pre_shared_key", "psk")
            ),
            "dns": addresses_of(link.option("dns")),
            "mtu": mtu_of(link.option("mtu")),
            "keepalive": keepalive_of(link.option("keepalive", "persistentkeepalive")),
            "allowed_ips": networks_of(link.option("allowedips", "allowed_ips")),
            "amnezia": "\n".join(amnezia),
        },
        cautions=(UNUSED,) if reserved not in ("", "0,0,0", "AAAA") else (),
    )
