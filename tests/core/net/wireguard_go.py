"""A real WireGuard server: wireguard-go listening on loopback, its interface in a namespace with servers behind it."""

import base64
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tests.lab import netns
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret

SERVER4, SERVER6 = "10.77.0.1", "fd77::1"
CLIENT4, CLIENT6 = "10.77.0.2", "fd77::2"
PROHIBITED = "10.78.0.1"
"""An address behind the server to which its router refuses the way."""
START_WITHIN = 20.0


def why_not(*programs: str) -> str:
    """Why it cannot run here, "" when it can."""
    if reason := netns.why_not():
        return reason
    return next((f"{name} is not installed" for name in ("wireguard-go", *programs) if not _which(name)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """A running server and what a client has to know. `namespace` is where its interface is."""

    port: int
    private_key: bytes
    public_key: bytes
    psk: bytes
    namespace: int
    log: Path

    def spec(self, **changes: FieldValue) -> PathSpec:
        """The way to it."""
        fields: dict[str, FieldValue] = {
            "host": "127.0.0.1",
            "port": self.port,
            "private_key": Secret(base64.b64encode(self.private_key).decode()),
            "public_key": base64.b64encode(self.public_key).decode(),
            "preshared_key": Secret(base64.b64encode(self.psk).decode()),
            "address": f"{CLIENT4}/32, {CLIENT6}/128",
            "dns": SERVER4,
        }
        return PathSpec(id="wg", kind="wireguard", fields=MappingProxyType({**fields, **changes}))


@contextmanager
def gateway(
    folder: Path, *, psk: bytes = bytes(range(32)), program: str = "wireguard-go", uapi: str = ""
) -> Iterator[Gateway]:
    """Start one. `uapi` are further lines of its configuration protocol (AmneziaWG's values)."""
    from waythrough.wire.wireguard.noise import public_key

    name = f"wt{secrets.token_hex(5)}"
    ours, theirs = secrets.token_bytes(32), secrets.token_bytes(32)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with ExitStack() as stack:
        log = folder / "wireguard-go.log"
        run = Path("/var/run/amneziawg" if "amnezia" in program else "/var/run/wireguard") / f"{name}.sock"
        stack.enter_context(_process([program, "-f", name], log, {"LOG_LEVEL": "verbose"}))
        _until(lambda: _listens(run), log)
        _configure(
            run,
            f"private_key={theirs.hex()}\nlisten_port={port}\n{uapi}public_key={public_key(ours).hex()}\n"
            f"preshared_key={psk.hex()}\nallowed_ip={CLIENT4}/32\nallowed_ip={CLIENT6}/128\n",
        )
        namespace = netns.create()
        stack.callback(os.close, namespace)
        place = f"/proc/{os.getpid()}/fd/{namespace}"
        for command in (f"link set {name} up", f"link set {name} netns {place}"):
            subprocess.run(["ip", *command.split()], check=True, capture_output=True)
        netns.configure(
            namespace,
            [
                "link set lo up",
                f"addr add {SERVER4}/24 dev {name}",
                f"addr add {SERVER6}/64 dev {name} nodad",
                f"link set {name} mtu 1420 up",
                f"route add prohibit {PROHIBITED}/32",
            ],
        )
        with netns.inside(namespace):
            Path("/proc/sys/net/ipv4/ip_forward").write_text("1", encoding="ascii")
        yield Gateway(
            port=port,
            private_key=ours,
            public_key=public_key(theirs),
            psk=psk,
            namespace=namespace,
            log=log,
        )


@contextmanager
def nginx(where: Gateway, folder: Path, *, root: Path) -> Iterator[int]:
    """A web server behind the tunnel, at port 80; it takes uploads to /up."""
    config = folder / "nginx.conf"
    folder.chmod(0o755)
    config.write_text(
        f"""
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
user root;
events {{ worker_connections 2048; }}
http {{
  access_log off; client_max_body_size 100m; client_body_temp_path {folder}/body;
  server {{
    listen 80 backlog=1024; listen [::]:80 backlog=1024; root {root};
    location /up {{ dav_methods PUT; root {folder}; create_full_put_path on; }}
  }}
}}
"""
    )
    command = [_which("nginx") or "nginx", "-c", str(config), "-p", str(folder)]
    with _process(command, folder / "nginx.log", namespace=where.namespace):
        _until((folder / "pid").exists, folder / "nginx.log")
        yield 80


@contextmanager
def dnsmasq(where: Gateway, folder: Path) -> Iterator[None]:
    """A resolver behind the tunnel that knows wg.test and nothing else."""
    command = [_which("dnsmasq") or "dnsmasq", "-k", "-C", "/dev/null", "-R", "-h", "--user=root"]
    command += [f"--address=/wg.test/{SERVER4}", f"--address=/wg.test/{SERVER6}", f"--pid-file={folder}/dns"]
    command += ["--local=/test/", f"--listen-address={SERVER4}", "--bind-interfaces"]
    with _process(command, folder / "dnsmasq.log", namespace=where.namespace):
        _until((folder / "dns").exists, folder / "dnsmasq.log")
        yield


@contextmanager
def _process(
    command: list[str], log: Path, env: dict[str, str] | None = None, namespace: int | None = None
) -> Iterator[None]:
    with ExitStack() as stack:
        output = stack.enter_context(log.open("wb"))
        with netns.inside(namespace) if namespace is not None else ExitStack():
            child = subprocess.Popen(
                command,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )
        try:
            yield
        finally:
            child.terminate()
            with suppress(subprocess.TimeoutExpired):
                child.wait(5)
            child.kill()
            child.wait()


def _configure(run: Path, lines: str) -> None:
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(str(run))
        control.sendall(f"set=1\n{lines}\n".encode())
        answer = control.recv(4096)
        assert b"errno=0" in answer, answer


def _listens(place: Path) -> bool:
    """Whether the server takes orders: its socket is there a moment before anybody listens at it."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(place)) == 0


def _until(ready: "object", log: Path) -> None:
    assert callable(ready)
    end = time.monotonic() + START_WITHIN
    while not ready():
        assert time.monotonic() < end, log.read_text(errors="replace")
        time.sleep(0.01)


def _which(program: str) -> str | None:
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
