"""OpenSSH's server, started with keys and rules of its own; it lets in the user who runs the tests, by key."""

import getpass
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ways import programs
from tests.ways.programs import Place
from tests.ways.real import Fields, RealWay, Recipe
from waythrough.model.secret import Secret

PASSPHRASE = "s3cret-word"
KINDS = ("ed25519", "ecdsa", "rsa")
# For root the server wants a folder that only an installed service has; it gets one that nobody else sees.
_WITH_FOLDER = 'mount -t tmpfs tmpfs /run && mkdir /run/sshd && exec "$@"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server: how it is reached, who may log in, and the keys by which it is known."""

    port: int
    user: str
    key: str
    fingerprints: dict[str, str]
    public: dict[str, str]
    pid: int


def missing() -> str:
    """Why no server can be started here, "" when one can."""
    if lacking := programs.missing("sshd", "ssh-keygen"):
        return lacking
    return programs.missing("unshare") if _wants_folder() else ""


@contextmanager
def running(place: Place, *rules: str, kinds: tuple[str, ...] = ("ed25519",)) -> Iterator[Server]:
    """Start a server with host keys of these kinds; `rules` are further lines of its configuration."""
    port = place.free_port()
    hosts = {kind: make_key(place.folder / f"host_{kind}", kind) for kind in kinds}
    user = make_key(place.folder / "user")
    allowed = place.folder / "authorized_keys"
    allowed.write_text(user.with_suffix(".pub").read_text())
    config = place.folder / "sshd_config"
    lines = (
        *rules,
        f"ListenAddress {place.address}",
        f"Port {port}",
        *(f"HostKey {path}" for path in hosts.values()),
        f"AuthorizedKeysFile {allowed}",
        "PidFile none",
        "StrictModes no",
        "UsePAM no",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "PermitRootLogin prohibit-password",
        "PerSourcePenalties no" if _penalizes() else "",
        "LogLevel VERBOSE",
    )
    config.write_text("\n".join(lines) + "\n")
    line = programs.command("sshd", "-D", "-e", "-f", str(config))
    if _wants_folder():
        line = programs.command("unshare", "--mount", "sh", "-c", _WITH_FOLDER, "sh", *line)
    with programs.running(line, place, lambda: place.takes(port), name="sshd") as process:
        yield Server(
            port=port,
            user=getpass.getuser(),
            key=user.read_text(),
            fingerprints={kind: fingerprint(path) for kind, path in hosts.items()},
            public={kind: path.with_suffix(".pub").read_text() for kind, path in hosts.items()},
            pid=process.pid,
        )


def make_key(path: Path, kind: str = "ed25519", passphrase: str = "") -> Path:
    """A new private key; its public half stands beside it."""
    size = {"rsa": ["-b", "2048"], "ecdsa": ["-b", "256"]}.get(kind, [])
    line = ["-q", "-t", kind, *size, "-N", passphrase, "-C", "test", "-f", str(path)]
    subprocess.run(programs.command("ssh-keygen", *line), check=True, stdin=subprocess.DEVNULL)
    return path


def fingerprint(path: Path) -> str:
    """How ssh-keygen shows a key."""
    line = programs.command("ssh-keygen", "-l", "-f", str(path.with_suffix(".pub")))
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout.split()[1]


@contextmanager
def agent(folder: Path, *keys: Path) -> Iterator[Path]:
    """An SSH agent that holds these keys; the socket at which it listens."""
    socket = folder / "agent"
    place = Place(folder=folder)
    with programs.running(
        programs.command("ssh-agent", "-D", "-a", str(socket)), place, socket.exists, name="agent"
    ):
        for key in keys:
            subprocess.run(
                programs.command("ssh-add", "-q", str(key)),
                check=True,
                env={**os.environ, "SSH_AUTH_SOCK": str(socket)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
            )
        yield socket


def _wants_folder() -> bool:
    return os.geteuid() == 0 and not Path("/run/sshd").is_dir()


def _penalizes() -> bool:
    """Whether this sshd shuts out addresses that fail (since 9.8)."""
    line = programs.command("sshd", "-G", "-o", "PerSourcePenalties=no", "-f", "/dev/null")
    return subprocess.run(line, check=False, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0


@contextmanager
def _way(place: Place) -> Iterator[RealWay]:
    with running(place) as server:
        other = make_key(place.folder / "other")
        fields: Fields = {
            "user": server.user,
            "private_key": Secret(server.key),
            "host_key": server.fingerprints["ed25519"],
        }
        wrong: Fields = {"private_key": Secret(other.read_text())}
        yield RealWay(kind="ssh", port=server.port, fields=fields, wrong=wrong, pid=server.pid)


RECIPE = Recipe(
    name="ssh by sshd", start=_way, needs=("sshd", "ssh-keygen", "unshare"), modules=("asyncssh",)
)
