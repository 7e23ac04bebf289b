"""One window for each person and home folder: a second start hands its file or link to the first and ends."""

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCryptographicHash, QDir, QLockFile, QObject, QThread, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

MOST_BYTES = 256 * 1024
"""Longest argument that is handed over; files are handed over by their names."""

PATIENCE = 10.0
"""Seconds for which a second start waits for the first, which may still be opening its window."""

_STEP_MS = 50
_TAKEN = b"taken\n"


class Door(QObject):
    """Claimed before the first window; opened for other starts once that window has been painted."""

    asked = Signal(str)  # another start, with its argument or ""
    leave_asked = Signal()  # everything is about to be erased: this process is to end

    def __init__(self, home: Path, folder: Path | None = None, parent: QObject | None = None) -> None:
        """`home`: where the files of this program lie; `folder`: where lock and socket do."""
        super().__init__(parent)
        mark = _mark(str(home.absolute()))
        self._folder = folder or runtime_folder()
        self._name = f"waythrough-{user()}-{mark}"
        self._lock = QLockFile(str(self._folder / f"{self._name}.lock"))
        self._lock.setStaleLockTime(0)  # it never grows old; that of a process that is gone does not count
        self._server: QLocalServer | None = None

    @property
    def server_name(self) -> str:
        """Where the first window listens: a pipe's name on Windows, else a path."""
        return self._name if sys.platform == "win32" else str(self._folder / self._name)

    def claim(self) -> bool:
        """Whether this is the first window. True as well where no lock can be made: then each start is its own."""
        return self._lock.tryLock(0) or self._lock.error() is not QLockFile.LockError.LockFailedError

    def open(self) -> bool:
        """Listen for other starts, also where a window that was killed has left its socket."""
        from PySide6.QtNetwork import QLocalServer  # not before the first paint

        if self._server is not None:
            return True
        if not self._lock.isLocked():
            return False
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self.server_name)
        server.newConnection.connect(self._welcome)
        if not server.listen(self.server_name):
            server.deleteLater()
            return False
        self._server = server
        return True

    def close(self) -> None:
        """Let another window be the first."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def hand_over(self, argument: str, patience: float = PATIENCE) -> bool:
        """Bring the first window to the front with this argument; False when it does not answer."""
        import json

        from PySide6.QtNetwork import QLocalSocket

        data = json.dumps({"open": argument}).encode("ascii") + b"\n"
        if len(data) > MOST_BYTES:
            return False
        end = time.monotonic() + patience
        while time.monotonic() < end:
            socket = QLocalSocket()
            socket.connectToServer(self.server_name)
            left_ms = max(1, round((end - time.monotonic()) * 1000))
            if socket.waitForConnected(left_ms):
                return _say(socket, data, left_ms)
            QThread.msleep(_STEP_MS)  # it has not come as far as to listen
        return False

    def _welcome(self) -> None:
        while self._server is not None and (visitor := self._server.nextPendingConnection()) is not None:
            visitor.setParent(self)
            visitor.readyRead.connect(lambda each=visitor: self._hear(each))
            visitor.disconnected.connect(visitor.deleteLater)
            self._hear(visitor)

    def _hear(self, visitor: "QLocalSocket") -> None:
        if visitor.bytesAvailable() > MOST_BYTES:
            visitor.abort()
            return
        if not visitor.canReadLine():
            return
        line = bytes(visitor.readLine().data())
        said = _said(line)
        argument, leaves = (
            said.get("open"),
            said.get("leave") is True,
        )  # the latter by `waythrough.net.neighbour`
        if not isinstance(argument, str) and not leaves:
            visitor.abort()
            return
        visitor.write(_TAKEN)
        visitor.flush()
        if isinstance(argument, str):
            self.asked.emit(argument)
            return
        if sys.platform != "win32":
            os.dup(
                int(visitor.socketDescriptor())
            )  # closed by the system with this process, which tells its end
        self.leave_asked.emit()


def _say(socket: "QLocalSocket", data: bytes, wait_ms: int) -> bool:
    socket.write(data)
    while not socket.canReadLine():
        if not socket.waitForReadyRead(wait_ms):
            return False
    return bytes(socket.readLine().data()) == _TAKEN


def _said(line: bytes) -> dict[str, object]:
    import json

    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _mark(text: str) -> str:
    """A short name for a text that says nothing of it; by Qt, which is loaded before anything else is."""
    data = text.encode("utf-8", "surrogatepass")
    return bytes(QCryptographicHash.hash(data, QCryptographicHash.Algorithm.Sha256).toHex().data()).decode()[
        :16
    ]


def whole(argument: str) -> str:
    """An argument as another process understands it: a file by its whole path, a link as it is."""
    if not argument or "://" in argument:
        return argument
    return str(Path(argument).absolute())


def user() -> str:
    """Who this is, on this machine."""
    if hasattr(os, "getuid"):
        return str(os.getuid())
    import getpass

    return _mark(getpass.getuser())


def runtime_folder() -> Path:
    """A folder of this user alone for what lives no longer than a session."""
    if sys.platform == "win32":
        return Path(QDir.tempPath())
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(given) if given else Path(QDir.tempPath()) / f"waythrough-{user()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        known = folder.lstat()
    except OSError:
        return folder  # no lock can be made there: each start is then a window of its own
    mine = known.st_uid == os.getuid() and not known.st_mode & 0o022 and folder.is_dir()
    return folder if mine and not folder.is_symlink() else folder / "not-ours"
