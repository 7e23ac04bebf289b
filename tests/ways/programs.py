"""Programs that other people wrote, started for a test where it wants them and ended with all that they forked."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lab import machine, netns

START_WITHIN = 20.0
END_WITHIN = 2.0
LOOK_EVERY = 0.02
_SBIN = os.pathsep.join(("/usr/local/sbin", "/usr/sbin", "/sbin"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a server stands: its files, its address, and its network namespace (None: the test's own).

    `etc` is a folder with the `hosts` and `resolv.conf` that it sees (None: the machine's); `papers` is a PEM file
    with its certificate and key.
    """

    folder: Path
    address: str = "127.0.0.1"
    namespace: int | None = None
    etc: Path | None = None
    papers: Path | None = None

    @property
    def name_server(self) -> str:
        """The resolver that is asked from there, for programs that read no configuration of the system's."""
        text = (self.etc / "resolv.conf").read_text(encoding="ascii") if self.etc is not None else ""
        words = text.split()
        return words[words.index("nameserver") + 1] if words else "127.0.0.1"

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """Put this thread there, with the sockets and children that it makes meanwhile."""
        with contextlib.ExitStack() as stack:
            if self.etc is not None:
                stack.enter_context(machine.own_files(self.etc))
            if self.namespace is not None:
                stack.enter_context(netns.inside(self.namespace))
            yield

    def free_port(self, *, udp: bool = False) -> int:
        """A port that nobody has at this address."""
        kind = socket.SOCK_DGRAM if udp else socket.SOCK_STREAM
        with self.entered(), socket.socket(socket.AF_INET, kind) as taken:
            taken.bind((self.address, 0))
            return int(taken.getsockname()[1])

    def takes(self, port: int) -> bool:
        """Whether something accepts connections there."""
        with self.entered(), socket.socket() as probe:
            return probe.connect_ex((self.address, port)) == 0

    def hears(self, port: int) -> bool:
        """Whether some UDP socket is bound to that port."""
        ending = f":{port:04X}"
        with self.entered():
            tables = [Path("/proc/thread-self/net", name) for name in ("udp", "udp6")]
            lines = [line for each in tables if each.exists() for line in each.read_text().splitlines()[1:]]
        return any(line.split()[1].endswith(ending) for line in lines)


def which(program: str) -> str | None:
    """Where a program is, daemons in sbin included."""
    return shutil.which(program, path=os.pathsep.join((os.environ.get("PATH", os.defpath), _SBIN)))


def missing(*programs: str) -> str:
    """Which of these are not installed, in words; "" when all are."""
    lacking = [program for program in programs if which(program) is None]
    return f"not installed: {', '.join(lacking)}" if lacking else ""


def command(program: str, *arguments: str) -> list[str]:
    """A command line with the program's whole path."""
    path = which(program)
    assert path is not None, f"{program} is not installed"
    return [path, *arguments]


@contextlib.contextmanager
def running(
    line: Sequence[str], place: Place, ready: Callable[[], bool], *, name: str = ""
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a program, wait until `ready`, end it with everything that it started. Its words go to a log there."""
    log = place.folder / f"{name or Path(line[0]).name}.log"
    with place.entered(), log.open("wb") as words:
        process = subprocess.Popen(
            line,
            stdout=words,
            stderr=words,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            cwd=place.folder,
        )
    try:
        end = time.monotonic() + START_WITHIN
        while not ready():
            assert process.poll() is None, f"ended at once: {log.read_text(errors='replace')}"
            assert time.monotonic() < end, f"not ready: {log.read_text(errors='replace')}"
            time.sleep(LOOK_EVERY)
        yield process
    finally:
        ended(process)


def ended(process: "subprocess.Popen[bytes]") -> None:
    """End a program that leads a session of its own, and all of that session: daemons fork."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(END_WITHIN)
    process.wait()
