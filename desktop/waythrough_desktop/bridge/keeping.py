"""Keeps the runs of the window in the history: each cell is on disk before the window hears of it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from PySide6.QtCore import QObject, Qt, Signal

from waythrough.model.event import Event
from waythrough.model.network import NetworkProfile
from waythrough.model.run import RunPlan
from waythrough.store.keeper import RunKeeper
from waythrough_desktop.bridge.source import EventSource, OpenSource


class RunKeeping(QObject):
    """Opens event sources whose runs are kept as long as `wanted` says so; tells in the GUI thread."""

    failed = Signal(object)  # StoreError, once a run; it goes on without being kept
    _failed = Signal(object)

    def __init__(
        self,
        open_source: OpenSource,
        place: Path,
        wanted: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_source, self._place, self._wanted = open_source, place, wanted
        # From the thread of a run.
        self._failed.connect(self.failed, Qt.ConnectionType.QueuedConnection)

    def open(self, profile: NetworkProfile) -> EventSource:
        """The source of a network; called in the thread of the run."""
        source = self._open_source(profile)
        return _Kept(source, self._keeper(profile), self._wanted) if self._wanted() else source

    @property
    def unkept(self) -> OpenSource:
        """Opens sources of what is no check, such as the trial of a way: nothing of it is written anywhere."""
        return self._open_source

    def _keeper(self, profile: NetworkProfile) -> Callable[[RunPlan], RunKeeper]:
        def keeper(plan: RunPlan) -> RunKeeper:
            return RunKeeper(self._place, plan, profile, self._failed.emit)

        return keeper


class _Kept:
    """A source whose events pass the history first. Disks are slow, so the loop that measures does not wait for one."""

    def __init__(
        self,
        source: EventSource,
        keeper: Callable[[RunPlan], RunKeeper],
        wanted: Callable[[], bool],
    ) -> None:
        self._source, self._keeper, self._wanted = source, keeper, wanted

    async def __aenter__(self) -> Self:
        await self._source.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._source.__aexit__(kind, error, trace)

    def stop(self) -> None:
        """End the run; what was found is told and kept."""
        self._source.stop()

    async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
        """The events of the run, each as soon as it is kept."""
        keeper, loop = self._keeper(plan), asyncio.get_running_loop()
        events = self._source.events(plan)
        with ThreadPoolExecutor(1, thread_name_prefix="waythrough-history") as disk:
            try:
                async for event in events:
                    if keeper.keeps and not self._wanted():  # somebody has just asked for no history
                        await loop.run_in_executor(disk, keeper.drop)
                    if keeper.writes(event):
                        await loop.run_in_executor(disk, keeper.take, event)
                    else:
                        keeper.take(event)
                    yield event
            finally:
                disk.submit(keeper.close)
                if isinstance(events, AsyncGenerator):
                    await events.aclose()
