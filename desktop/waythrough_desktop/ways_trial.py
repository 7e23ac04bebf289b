"""Trying ways by themselves: each is opened and asked for neutral pages, without any service."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.run import PathInfo, RunPlan, Settings
from waythrough.model.verdict import Verdict
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.bridge.source import Batch, Ending, OpenSource


class WaysTrial(QObject):
    """One trial at a time, in a thread of its own; what was found of a way stays until it is tried anew."""

    changed = Signal()

    def __init__(self, open_source: OpenSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = Bridge(open_source, self)
        self._bridge.batch.connect(self._take)
        self._bridge.ended.connect(self._ended)
        self.found: dict[str, PathInfo] = {}
        self.lines: dict[str, tuple[Verdict, ...]] = {}
        """What concerned the line itself when a way was tried: then nothing is to be said of the way."""
        self._asked: frozenset[str] = frozenset()
        self.waiting: frozenset[str] = frozenset()
        self.failed: BaseException | None = None

    @property
    def running(self) -> bool:
        return self._bridge.running

    def start(self, profile: NetworkProfile, specs: Iterable[PathSpec], settings: Settings) -> bool:
        """Try these ways, as quietly as checks are; False while another trial is going."""
        wanted = tuple(specs)
        if self.running or not wanted:
            return False
        self._asked, self.failed = frozenset(spec.id for spec in wanted), None
        self.waiting = self._asked
        self.forget(self._asked)
        self._bridge.start(profile, RunPlan(platforms=(), paths=wanted, direct=False, settings=settings))
        self.changed.emit()
        return True

    def stop(self) -> None:
        """End the trial; what was found stays."""
        self._bridge.stop()

    def forget(self, ids: Iterable[str]) -> None:
        """What was found of these ways holds no more."""
        for each in ids:
            self.found.pop(each, None)
            self.lines.pop(each, None)

    def close(self) -> bool:
        """End it with the window; False when its thread would not end in time."""
        return self._bridge.close()

    def _take(self, batch: Batch) -> None:
        told = {info.id: info for info in batch.finished.run.paths} if batch.finished is not None else {}
        told |= batch.paths
        if batch.network is not None:
            self.lines.update(dict.fromkeys(self._asked, batch.network.verdicts))
        if batch.finished is not None:
            self.lines.update(dict.fromkeys(self._asked, batch.finished.run.network))
        for info in told.values():
            if info.usable is not None:
                self.found[info.id] = info
        self.waiting -= self.found.keys()
        self.changed.emit()

    def _ended(self, ending: Ending, error: BaseException | None) -> None:
        self.waiting = frozenset()
        self.failed = error if ending is Ending.FAILED else None
        self.changed.emit()
