"""Follows the file of ways while the window is open: the command line, or another window, may write it too."""

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt
from PySide6.QtGui import QGuiApplication

from waythrough.paths.importing.base import content_of

if TYPE_CHECKING:
    from waythrough_desktop.wiring import Wiring


class WaysFile(QObject):
    """Looks when the system tells of a change, and when the window comes to the front: not every disk tells."""

    def __init__(self, wiring: "Wiring") -> None:
        super().__init__(wiring)
        self._wiring = wiring
        self._closed = False
        self._place = wiring.memory.dirs.ways
        self._seen = self._stamp()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self.look)
        self._watcher.fileChanged.connect(self.look)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._came)
        self._watch()

    def look(self) -> None:
        """Read the file if it is another one than before; what is not kept yet of what was done here stays."""
        if self._closed:
            return
        self._watch()
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            self._read()

    def close(self) -> None:
        """Follow it no more."""
        self._closed = True

    def _read(self) -> None:
        wiring, memory = self._wiring, self._wiring.memory
        before = {way.id: way for way in memory.read_ways_again()}
        if tuple(before.values()) == memory.ways:
            return
        for way in memory.ways:
            old = before.get(way.id)
            if old is not None and content_of(old) != content_of(way):
                # Another server under the old id: neither its results nor the consent to contact it hold any more.
                wiring.trial.forget((way.id,))
                memory.forget_consent(way.id)
                if not wiring.session.practice:
                    wiring.check.forget_way(way.id)
        if not wiring.session.practice:  # which has ways of its own
            wiring.session.know(memory.ways)

    def _watch(self) -> None:
        """A file that was replaced is followed by its folder; one that was written over by itself."""
        known = {*self._watcher.files(), *self._watcher.directories()}
        for each in (self._place.parent, self._place):
            if str(each) not in known and each.exists():
                self._watcher.addPath(str(each))

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = os.stat(self._place)
        except OSError:
            return ()
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _came(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.look()
