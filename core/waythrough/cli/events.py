"""The events of a run as lines of JSON, redacted like a report."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import MappingProxyType

from waythrough import __version__
from waythrough.model.event import (
    CellFinished,
    Event,
    NetworkChecked,
    PathChecked,
    RunFinished,
    RunStarted,
    StepDone,
)
from waythrough.model.run import Depth, Run
from waythrough.report.document import SCHEMA, SCHEMA_VERSION, make_document
from waythrough.report.to_json import event_line

_NOTHING_YET = Run(
    id="",
    version=__version__,
    started=0.0,
    finished=0.0,
    profile="",
    practice=False,
    depth=Depth.STANDARD,
    platforms=(),
    paths=(),
)


class EventLines:
    """A watcher that writes each event as one line. `private` are further words to hide, as in a report."""

    def __init__(
        self, write: Callable[[bytes], None], *, private: Iterable[str] = (), include_names: bool = False
    ) -> None:
        self._write = write
        self._private = tuple(private)
        self._include_names = include_names
        self._known = _NOTHING_YET
        self._begun = False

    def take(self, event: Event) -> None:
        """Write one line; before the first of them one that says by which schema the others are written."""
        if not self._begun:
            self._begun = True
            head = {"event": "head", "schema": SCHEMA, "version": SCHEMA_VERSION, "program": __version__}
            self._write(json.dumps(head, separators=(",", ":")).encode() + b"\n")
        self._write(event_line(self._redacted(event)))

    def tick(self) -> None:
        """Lines come with events only."""

    def stopping(self) -> None:
        """The last event tells it."""

    def close(self) -> None:
        """Whoever opened the stream closes it."""

    def _redacted(self, event: Event) -> Event:
        """The event without what could point to its user: it is put into a run, which is redacted as a whole."""
        match event:
            case RunStarted():
                self._known = replace(_NOTHING_YET, platforms=event.platforms, paths=event.paths)
                return replace(event, paths=self._clean(self._known).paths)
            case PathChecked(path=info):
                paths = tuple(info if each.id == info.id else each for each in self._known.paths)
                self._known = replace(self._known, paths=paths)
                clean = {each.id: each for each in self._clean(self._known).paths}
                return replace(event, path=clean.get(info.id, info))
            case NetworkChecked():
                return replace(
                    event, verdicts=self._clean(replace(self._known, network=event.verdicts)).network
                )
            case StepDone(observation=seen):
                run = self._clean(replace(self._known, network_observations=(seen,)))
                return replace(event, observation=run.network_observations[0])
            case CellFinished(cell=cell):
                run = self._clean(replace(self._known, cells=MappingProxyType({cell.key: cell})))
                return replace(event, cell=run.cells[cell.key])
            case RunFinished(run=whole):
                return replace(event, run=self._clean(whole))
        return event

    def _clean(self, run: Run) -> Run:
        return make_document(run, include_names=self._include_names, private=self._private).run
