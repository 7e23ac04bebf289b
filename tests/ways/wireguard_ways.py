"""wireguard-go as the server of a tunnel, in a namespace that forwards for it."""

import base64
import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.lab import netns
from tests.ways import programs
from tests.ways.programs import Place, command
from tests.ways.real import Fields, RealWay, Recipe
from waythrough.model.secret import Secret

SERVER, CLIENT = ("10.8.0.1", "fd08::1"), ("10.8.0.2", "fd08::2")
RESOLVER = "203.0.113.51"
"""A resolver behind the tunnel."""


def key_pair() -> tuple[str, str]:
    """A private key and its public key, as files of WireGuard have them."""
    private = X25519PrivateKey.generate()
    both = (private.private_bytes_raw(), private.public_key().public_bytes_raw())
    mine, others = (base64.b64encode(each).decode() for each in both)
    return mine, others


@contextmanager
def serving(place: Place, kind: str) -> Iterator[RealWay]:
    """A tunnel with one peer, which must know the preshared key."""
    assert place.namespace is not None, "an interface needs a namespace"
    name, port = f"wgt{secrets.token_hex(3)}", place.free_port(udp=True)
    (private, public), (peer_private, peer_public) = key_pair(), key_pair()
    shared, wrong = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
    config = place.folder / "server.conf"
    allowed = ", ".join(f"{one}/{128 if ':' in one else 32}" for one in CLIENT)
    config.write_text(
        f"[Interface]\nPrivateKey = {private}\nListenPort = {port}\n"
        f"[Peer]\nPublicKey = {peer_public}\nPresharedKey = {shared}\nAllowedIPs = {allowed}\n"
    )
    socket = Path("/var/run/wireguard", f"{name}.sock")
    line = command("env", "WG_PROCESS_FOREGROUND=1", *command("wireguard-go", "-f", name))
    try:
        with programs.running(line, place, socket.exists, name="wireguard-go") as process:
            with place.entered():
                subprocess.run(command("wg", "setconf", name, str(config)), check=True)
            netns.configure(
                place.namespace,
                [
                    f"addr add {SERVER[0]}/24 dev {name}",
                    f"addr add {SERVER[1]}/64 dev {name} nodad",
                    f"link set {name} up",
                ],
            )
            fields: Fields = {
                "private_key": Secret(peer_private),
                "address": ", ".join(CLIENT),
                "public_key": public,
                "preshared_key": Secret(shared),
                "dns": RESOLVER,
            }
            yield RealWay(
                kind=kind,
                port=port,
                fields=fields,
                wrong={"preshared_key": Secret(wrong)},
                udp=True,
                mute=kind == "wireguard_system",
                pid=process.pid,
            )
    finally:
        with suppress(OSError):
            os.unlink(socket)


def recipe(kind: str, *modules: str) -> Recipe:
    """The recipe of a kind that speaks WireGuard."""
    return Recipe(
        name=f"{kind} by wireguard-go",
        start=lambda place: serving(place, kind),
        needs=("wireguard-go", "wg"),
        modules=modules,
    )
