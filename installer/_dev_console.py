"""What the set-up script says: progress lines, one-sentence errors, child processes with a readable end."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


class DevError(Exception):
    """Something the reader can mend; its text is one sentence and is all that is shown."""


def say(text: str) -> None:
    """Print one progress line at once, also into a pipe."""
    print(f"[waythrough] {text}", flush=True)


@contextmanager
def timed(text: str) -> Iterator[None]:
    """Announce a piece of work before it starts and say how long it took."""
    say(f"{text} ...")
    start = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - start:.1f} s")


def run_quietly(command: Sequence[str], log: Path, env: Mapping[str, str] | None = None) -> bool:
    """Run a command with its output appended to a log file; True when it ended well."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        try:
            ended = subprocess.run(
                command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=env, check=False
            )
        except FileNotFoundError as missing:
            out.write(f"{missing}\n".encode())
            return False
    return ended.returncode == 0


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, for the reader of an error."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def run_attached(
    command: Sequence[str], cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> int:
    """Run a command in the reader's terminal and return its exit code.

    Ctrl-C reaches the child too; it is given the time to finish its own clean-up (and its report).
    """
    try:
        child = subprocess.Popen(command, cwd=cwd, env=env)
    except OSError as problem:
        raise DevError(f"{command[0]} could not be started: {problem.strerror}.") from problem
    with child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue


def to_stderr(text: str) -> None:
    """Print an error line."""
    print(f"[waythrough] {text}", file=sys.stderr, flush=True)
