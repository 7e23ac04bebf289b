"""The program as its users have it: real processes, a home of their own, and a practice network in another one."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 45.0
"""Seconds after which a process counts as hanging."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> str:
        """Everything that was written to the terminal."""
        return self.out + self.err


@dataclass(frozen=True, slots=True)
class Program:
    """The command `waythrough` with a home of its own."""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """Of this process, with the home; nothing that makes a terminal of a pipe."""
        gone = {
            "COLUMNS",
            "FORCE_COLOR",
            "LANG",
            "LC_ALL",
            "LC_MESSAGES",
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "QT_QPA_PLATFORM",
        }
        kept = {name: value for name, value in os.environ.items() if name not in gone}
        return kept | {"WAYTHROUGH_HOME": str(self.home), "PYTHONUTF8": "1"}

    @staticmethod
    def command(*arguments: object) -> list[str]:
        """The words that start it."""
        return [sys.executable, "-W", "error", "-m", "waythrough", *map(str, arguments)]

    def __call__(self, *arguments: object, typed: str = "") -> Ended:
        """Run a command to its end; `typed` is its standard input."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment,
            cwd=self.home,
            input=typed,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: object) -> "subprocess.Popen[str]":
        """Start a command that is talked to while it runs."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@dataclass(frozen=True, slots=True)
class Served:
    """A practice network that another process keeps up."""

    folder: Path

    @property
    def network(self) -> tuple[str, ...]:
        """What a check needs to use it, without its ways."""
        return (
            "--network",
            str(self.folder / "network.toml"),
            "--catalog",
            str(self.folder / "platforms.toml"),
        )

    @property
    def paths(self) -> Path:
        """The file with its ways."""
        return self.folder / "paths.toml"

    def ways(self, *names: str) -> dict[str, str]:
        """The entries of the paths file, all or some, by the first word of their names ("Lima (slow)": lima)."""
        entries = ["[[path]]" + part for part in self.paths.read_text("utf-8").split("[[path]]")[1:]]
        found = {entry.split('name = "')[1].split('"')[0].split(" (")[0].lower(): entry for entry in entries}
        return {name: found[name] for name in names} if names else found


@contextmanager
def serving(program: Program, folder: Path, *options: str) -> Iterator[Served]:
    """A practice network in a process of its own, ended by Ctrl-C."""
    process = program.start("practice", "--serve", folder, *options)
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith("Ctrl-C"):
                break
        yield Served(folder)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert not folder.exists(), "the files for another terminal outlive the network"


def write(folder: Path, name: str, parts: Sequence[str]) -> Path:
    """A file of these parts."""
    file = folder / name
    file.write_text("\n".join(parts), "utf-8")
    return file
