"""The engine as the window sees it: where events come from, and what has happened since the last look."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self

from waythrough.model.event import (
    CellFinished,
    CellStarted,
    Event,
    NetworkChecked,
    PathChecked,
    PathOpening,
    Progress,
    Recommended,
    RunFinished,
    RunStarted,
)
from waythrough.model.network import NetworkProfile
from waythrough.model.run import PathInfo, RunPlan


class EventSource(Protocol):
    """What the window needs of an engine."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def events(self, plan: RunPlan) -> AsyncIterator[Event]: ...

    def stop(self) -> None: ...


OpenSource = Callable[[NetworkProfile], EventSource]


class Ending(StrEnum):
    """How a run came to its end."""

    FINISHED = "finished"
    CANCELLED = "cancelled"  # did not end by itself after Stop
    FAILED = "failed"  # the program has a bug, or could not start the run


@dataclass(slots=True)
class Batch:
    """What happened since the last drain, the last state of each cell and way only."""

    started: RunStarted | None = None
    network: NetworkChecked | None = None
    paths: dict[str, PathInfo] = field(default_factory=dict)
    opening: dict[str, PathOpening] = field(default_factory=dict)
    cells: dict[tuple[str, str], CellStarted | CellFinished] = field(default_factory=dict)
    progress: Progress | None = None
    recommended: Recommended | None = None
    finished: RunFinished | None = None

    def add(self, event: Event) -> None:
        """Take one event in; a later one about the same thing replaces the earlier."""
        match event:
            case CellFinished(cell=cell):
                self.cells[cell.key] = event
            case CellStarted():
                self.cells.setdefault((event.platform_id, event.path_id), event)
            case PathOpening():
                self.opening[event.path_id] = event
            case PathChecked(path=path):
                self.opening.pop(path.id, None)
                self.paths[path.id] = path
            case Progress():
                self.progress = event
            case Recommended():
                self.recommended = event
            case NetworkChecked():
                self.network = event
            case RunStarted():
                self.started = event
            case RunFinished():
                self.finished = event
