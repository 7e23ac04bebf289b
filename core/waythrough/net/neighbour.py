"""Other processes of this program and user: asks an open window to end, ends a check, and waits until they are gone.

The window's side is `waythrough_desktop.instance`; a test holds both against each other.
"""

import hashlib
import os
import select
import signal
import socket
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

PATIENCE: Final = 20.0
"""Seconds in which a window has ended that was asked to: it stops a run and the programs that serve its ways."""
LEAVE: Final = b'{"leave": true}\n'
TAKEN: Final = b"taken\n"
_STEP: Final = 0.05
_ASK: Final = 2.0


def ask_window_to_leave(home: Path, patience: float = PATIENCE, folder: Path | None = None) -> bool:
    """Ask the window of this home to end; whether none is open any more. True for the window itself.

    `home`: where the settings lie; `folder`: where lock and socket do, None = the user's own place.
    """
    base = (folder or _runtime_folder()) / _name(home)
    lock = base.with_name(f"{base.name}.lock")
    end = time.monotonic() + patience
    while _held(lock):
        if _owner(lock) == os.getpid():
            return True
        left = end - time.monotonic()
        if left <= 0:
            return False
        with suppress(OSError):  # it is still opening, or hangs: asked again
            _ask(base, left)
        time.sleep(_STEP)
    return True


def end_process(pid: int, patience: float = PATIENCE) -> bool:
    """Ask another process to stop; whether it is gone. Raises OSError when it is not ours to be asked."""
    if sys.platform == "win32":
        os.kill(pid, signal.SIGTERM)  # ends it at once
        return True
    try:
        handle = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return True
    if handle is not None:
        try:
            return bool(select.select([handle], [], [], patience)[0])
        finally:
            os.close(handle)
    return _gone(pid, patience)


def _gone(pid: int, patience: float) -> bool:
    """Whether a process ends in time, where the system cannot tell when it does."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(_STEP)
    return False


def _ask(place: Path, patience: float) -> None:
    """Ask once; comes back when the other process has ended, or did not say that it will."""
    if sys.platform == "win32":
        with open(rf"\\.\pipe\{place.name}", "r+b", buffering=0) as pipe:
            pipe.write(LEAVE)
            if pipe.read(len(TAKEN)) == TAKEN:
                pipe.read(1)
        return
    with socket.socket(socket.AF_UNIX) as visitor:
        visitor.settimeout(min(patience, _ASK))
        visitor.connect(os.fspath(place))
        visitor.sendall(LEAVE)
        if visitor.recv(len(TAKEN), socket.MSG_WAITALL) == TAKEN:
            visitor.settimeout(patience)
            visitor.recv(1)  # nothing more is said: it ends with the process


def _held(lock: Path) -> bool:
    """Whether a process that lives holds this lock file of Qt."""
    try:
        if sys.platform == "win32":
            lock.open("r+b").close()
            return False
        import fcntl

        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _owner(lock: Path) -> int:
    try:
        return int(lock.read_text("utf-8", "replace").split("\n", 1)[0])
    except (OSError, ValueError):
        return 0


def _name(home: Path) -> str:
    user = str(os.getuid()) if sys.platform != "win32" else _mark(os.environ.get("USERNAME", ""))
    return f"waythrough-{user}-{_mark(str(home.absolute()))}"


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _runtime_folder() -> Path:
    given = os.environ.get("XDG_RUNTIME_DIR", "") if sys.platform != "win32" else ""
    if given:
        return Path(given)
    base = Path(tempfile.gettempdir())
    return base if sys.platform == "win32" else base / f"waythrough-{os.getuid()}"
