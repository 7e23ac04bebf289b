"""A WireGuard server of the system (wireguard-go) whose far end is a namespace with servers of its own."""

import base64
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.core.net.far_side import FarSide, far_side
from waythrough.net.process import Child, ChildEndedError, Command, becomes
from waythrough.net.programs import find_program
from waythrough.net.wireguard_system import listens as is_served


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key and its public one, in base64."""

    private: str
    public: str


def pair() -> Pair:
    key = X25519PrivateKey.generate()
    return Pair(_text(key.private_bytes_raw()), _text(key.public_key().public_bytes_raw()))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass(slots=True, kw_only=True)
class WireGuardServer:
    """What a client has to know; `far` is what stands behind it."""

    far: FarSide
    port: int
    server: Pair = field(default_factory=pair)
    client: Pair = field(default_factory=pair)
    psk: str = field(default_factory=lambda: _text(secrets.token_bytes(32)))


async def run(*words: str, stdin: bytes = b"") -> int:
    child = await Child.start(Command(arguments=(str(find_program(words[0])), *words[1:]), stdin=stdin))
    await child.ended.wait()
    await child.stop()
    assert child.code is not None
    return child.code


@asynccontextmanager
async def wireguard_server(*, preshared: bool = True) -> AsyncIterator[WireGuardServer]:
    """One client, 10.77.0.2, with a preshared key or without."""
    device = f"wgt{secrets.token_hex(4)}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    async with far_side() as far:
        found = WireGuardServer(far=far, port=port)
        program = await Child.start(
            Command(arguments=(str(find_program("wireguard-go")), "--foreground", device))
        )
        try:

            async def listens() -> bool:
                return is_served(device)

            try:
                await program.until(becomes(listens), 10)
            except ChildEndedError as error:
                raise AssertionError(error.tail[-2:]) from error
            config = (
                f"[Interface]\nPrivateKey = {found.server.private}\nListenPort = {port}\n"
                f"[Peer]\nPublicKey = {found.client.public}\n"
                + (f"PresharedKey = {found.psk}\n" if preshared else "")
                + "AllowedIPs = 10.77.0.2/32\n"
            )
            assert await run("wg", "setconf", device, "/dev/stdin", stdin=config.encode()) == 0
            await far.join(device)
            yield found
        finally:
            await program.stop()
