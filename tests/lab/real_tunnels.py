"""Servers of tunnels that other people wrote, run abroad for the ways of a client."""

import contextlib
import os
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.ways import programs
from tests.ways.programs import Place

from . import netns
from .tunnel_spec import Tunnel, TunnelKind

NEEDED = {
    TunnelKind.SHADOWSOCKS: ("ss-server",),
    TunnelKind.OPENVPN: ("openvpn",),
    TunnelKind.WIREGUARD: ("wireguard-go", "wg"),
}


def why_not(tunnels: tuple[Tunnel, ...]) -> str:
    """Why these cannot be run here; "" when they can."""
    return programs.missing(*sorted({name for each in tunnels for name in NEEDED[each.kind]}))


@contextlib.contextmanager
def real_tunnels(tunnels: tuple[Tunnel, ...], directory: Path, abroad: int) -> Iterator[None]:
    """Run each of them until the end of the block."""
    with contextlib.ExitStack() as stack:
        for number, each in enumerate(tunnels):
            folder = directory / f"tunnel-{number}"
            folder.mkdir(mode=0o700)
            for name, text in each.files.items():
                (folder / name).write_text(text, "utf-8")
            place = Place(folder=folder, address=each.address, namespace=abroad)
            run = _wireguard if each.kind is TunnelKind.WIREGUARD else _program
            stack.enter_context(run(each, place))
        yield


@contextlib.contextmanager
def _program(tunnel: Tunnel, place: Place) -> Iterator[None]:
    words = [word.replace("{folder}", str(place.folder)) for word in tunnel.arguments]
    line = programs.command(NEEDED[tunnel.kind][0], *words)

    def ready() -> bool:
        return place.hears(tunnel.port) if tunnel.udp else place.takes(tunnel.port)

    with programs.running(line, place, ready):
        yield


@contextlib.contextmanager
def _wireguard(tunnel: Tunnel, place: Place) -> Iterator[None]:
    """wireguard-go with the settings of server.conf, and the addresses of the tunnel's far end."""
    assert place.namespace is not None
    name = f"wgl{secrets.token_hex(3)}"
    control = Path("/var/run/wireguard", f"{name}.sock")
    line = programs.command("env", "WG_PROCESS_FOREGROUND=1", *programs.command("wireguard-go", "-f", name))
    try:
        with programs.running(line, place, control.exists, name="wireguard-go"):
            with place.entered():
                settings = str(place.folder / "server.conf")
                subprocess.run(programs.command("wg", "setconf", name, settings), check=True)
            given = [f"addr add {each} dev {name}" for each in tunnel.inside]
            netns.configure(place.namespace, [*given, f"link set {name} up"])
            yield
    finally:
        with contextlib.suppress(OSError):
            os.unlink(control)
