"""Looks at tunnels with clients that other people wrote, without the engine; all functions run inside the client."""

import contextlib
import os
import secrets
import socket
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ways import programs
from tests.ways.programs import Place

from .raw import PATIENCE_S, Saw, answers, dial, seen
from .raw_tools import curl

if TYPE_CHECKING:
    from .world import Lab

ASKED = "www.fine.example"


def wireguard(config: str, near: str, resolver: str) -> tuple[bool, bool]:
    """Whether wireguard-go and the system's own stack get a handshake, and a question through."""
    with tempfile.TemporaryDirectory(prefix="wg-") as folder:
        place = Place(folder=Path(folder))
        name = f"wgc{secrets.token_hex(3)}"
        control = Path("/var/run/wireguard", f"{name}.sock")
        line = programs.command(
            "env", "WG_PROCESS_FOREGROUND=1", *programs.command("wireguard-go", "-f", name)
        )
        settings = place.folder / "client.conf"
        settings.write_text(config, "utf-8")
        try:
            with programs.running(line, place, control.exists, name="wireguard-go"):
                _run("wg", "setconf", name, str(settings))
                _run("ip", "addr", "add", f"{near}/32", "dev", name)
                _run("ip", "link", "set", name, "up")
                _run("ip", "route", "add", f"{resolver}/32", "dev", name)
                found = answers(resolver, ASKED)
                told = _run("wg", "show", name, "latest-handshakes")
                return int(told.split()[-1]) > 0, bool(found)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(control)


def shadowsocks(
    lab: "Lab", server: str, port: int, method: str, password: str, url: str
) -> tuple[int, int, int]:
    """What curl comes to through ss-local: its exit code, the page's status, the proxy's own."""
    with tempfile.TemporaryDirectory(prefix="ss-") as folder:
        place = Place(folder=Path(folder))
        local = place.free_port()
        line = programs.command(
            "ss-local",
            *(
                "-s",
                server,
                "-p",
                str(port),
                "-b",
                "127.0.0.1",
                "-l",
                str(local),
                "-m",
                method,
                "-k",
                password,
            ),
        )
        with programs.running(line, place, lambda: place.takes(local)):
            found = curl(lab, url, "--proxy", f"socks5h://127.0.0.1:{local}", "-m", "3")
    return found.code, found.status, found.connect_status


def openvpn_over_tcp(address: str, port: int) -> Saw:
    """How a server answers the reset of a client, sent by hand."""

    def attempt() -> Saw:
        with dial(address, port) as stream:
            stream.sendall(struct.pack("!H", len(_reset())) + _reset())
            return Saw.OPEN if stream.recv(64)[2:3] == b"\x40" else Saw.RESET

    return seen(attempt)


def openvpn_over_udp(address: str, port: int) -> Saw:
    """The same over UDP."""

    def attempt() -> Saw:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            wire.connect((address, port))
            wire.settimeout(PATIENCE_S)
            wire.send(_reset())
            return Saw.OPEN if wire.recv(64)[:1] == b"\x40" else Saw.RESET

    return seen(attempt)


def _reset() -> bytes:
    """P_CONTROL_HARD_RESET_CLIENT_V2 with key 0, a session of its own, no acknowledgements, packet 0."""
    return b"\x38" + secrets.token_bytes(8) + b"\0" + bytes(4)


def _run(program: str, *arguments: str) -> str:
    found = subprocess.run(programs.command(program, *arguments), capture_output=True, text=True, check=True)
    return found.stdout
