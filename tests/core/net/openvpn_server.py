"""A real OpenVPN server on loopback, without a tunnel, and the keys and certificates for one."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import which

import trustme

PROGRAM = which("openvpn") or ("/usr/sbin/openvpn" if Path("/usr/sbin/openvpn").exists() else "")
WRAPS = ("plain", "tls-auth", "tls-crypt", "tls-crypt-v2")


def why_not() -> str:
    """Why there is no server here; "" when there can be one."""
    if sys.platform != "linux":
        return "the server is that of a Linux distribution"
    if os.geteuid() != 0:
        return "a server of OpenVPN needs root for its interface"
    return "" if PROGRAM else "openvpn is not installed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Everything that a server and its client need, as PEM texts."""

    ca: str
    server: str
    client_cert: str
    client_key: str
    static: str
    v2_server: str
    v2_client: str

    def client(self, wrap: str, *remotes: str, more: str = "") -> str:
        """A profile."""
        key = self.v2_client if wrap == "tls-crypt-v2" else self.static
        lines = ["client", "dev tun", *(f"remote {each}" for each in remotes), more]
        lines += ["remote-cert-tls server", f"<ca>\n{self.ca}</ca>"]
        lines += [f"<cert>\n{self.client_cert}</cert>", f"<key>\n{self.client_key}</key>"]
        if wrap == "tls-auth":
            lines.append("key-direction 1")
        if wrap != "plain":
            lines.append(f"<{wrap}>\n{key}</{wrap}>")
        return "\n".join(lines) + "\n"


def _genkey(kind: str, *before: str) -> str:
    found = subprocess.run([PROGRAM, *before, "--genkey", kind], capture_output=True, text=True, check=True)
    return found.stdout


@cache
def keys(server_name: str = "vpn.test") -> Keys:
    """One set of keys for all tests of a process."""
    ca = trustme.CA(key_type=trustme.KeyType.ECDSA)
    server = ca.issue_cert(server_name, common_name=server_name, key_type=trustme.KeyType.ECDSA)
    client = ca.issue_cert("client.test", common_name="client.test", key_type=trustme.KeyType.ECDSA)
    v2 = _genkey("tls-crypt-v2-server")
    with Path("/dev/shm").joinpath(f"waythrough-v2-{id(ca)}").open("x+", encoding="ascii") as file:
        try:
            file.write(v2)
            file.flush()
            v2_client = _genkey("tls-crypt-v2-client", "--tls-crypt-v2", file.name)
        finally:
            Path(file.name).unlink()
    return Keys(
        ca=ca.cert_pem.bytes().decode(),
        server=server.private_key_and_cert_chain_pem.bytes().decode(),
        client_cert="".join(each.bytes().decode() for each in client.cert_chain_pems),
        client_key=client.private_key_pem.bytes().decode(),
        static=_genkey("tls-auth"),
        v2_server=v2,
        v2_client=v2_client,
    )


@contextmanager
def serving_device(
    folder: Path, wrap: str, proto: str, *more: str, own: Keys | None = None
) -> Iterator[tuple[int, str]]:
    """A server for the time of the block: its port on 127.0.0.1, and its interface, which is not set up."""
    device = f"ov{secrets.token_hex(4)}"
    with serving(folder, wrap, proto, "--dev", device, *more, own=own) as port:
        yield port, device


@contextmanager
def serving(folder: Path, wrap: str, proto: str, *more: str, own: Keys | None = None) -> Iterator[int]:
    """A server for the time of the block; its port on 127.0.0.1."""
    own = own or keys()
    port = _free_port(proto)
    folder.mkdir(exist_ok=True)
    (folder / "ca.pem").write_text(own.ca)
    (folder / "server.pem").write_text(own.server)
    (folder / "static.key").write_text(own.static)
    (folder / "v2.key").write_text(own.v2_server)
    guard = {
        "plain": [],
        "tls-auth": ["--tls-auth", str(folder / "static.key"), "0"],
        "tls-crypt": ["--tls-crypt", str(folder / "static.key")],
        "tls-crypt-v2": ["--tls-crypt-v2", str(folder / "v2.key")],
    }[wrap]
    arguments = [
        *(PROGRAM, "--mode", "server", "--tls-server", "--dh", "none", "--verb", "4"),
        *("--dev", f"ov{secrets.token_hex(4)}", "--dev-type", "tun", "--ifconfig-noexec", "--route-noexec"),
        *(
            "--proto",
            "udp4" if proto == "udp" else "tcp4-server",
            "--local",
            "127.0.0.1",
            "--port",
            str(port),
        ),
        *("--ca", str(folder / "ca.pem"), "--cert", str(folder / "server.pem")),
        *("--key", str(folder / "server.pem"), *guard, *more),
    ]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            heard = []
            for line in server.stdout:
                heard.append(line)
                if "Initialization Sequence Completed" in line:
                    break
            else:
                raise AssertionError("".join(heard))
            yield port
        finally:
            server.kill()


def _free_port(proto: str) -> int:
    kind = socket.SOCK_DGRAM if proto == "udp" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
