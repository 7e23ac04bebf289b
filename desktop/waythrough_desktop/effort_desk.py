"""Learns from finished checks what the next one will take, and brings back at the start what the history knows."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from waythrough.store.history import History
from waythrough_desktop.bridge.background import Background
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.effort import effort_of, last_measured, measured_of, tells
from waythrough_desktop.presenters.session import Measured, Session

RUNS_LOOKED_AT = 12


class EffortDesk(QObject):
    """Lasts as long as the window."""

    def __init__(self, session: Session, check: CheckPresenter, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._check = session, check

    def look(self, background: Background, history: Path) -> None:
        """Read what the last checks took, beside the GUI thread; nothing is known where nothing can be read."""
        background.run(partial(_past, history), self._learn, lambda _error: None)

    def run_over(self) -> None:
        """A check has ended: the next one is thought to take as long, if this one was whole."""
        run = self._check.run
        if run is not None and tells(run):
            self._learn((measured_of(run),))

    def _learn(self, took: tuple[Measured, ...]) -> None:
        self._session.learn(*took)
        self._check.expect(effort_of(self._session))


def _past(history: Path) -> tuple[Measured, ...]:
    if not history.exists():
        return ()
    with History(history) as known:
        return last_measured(known.runs(RUNS_LOOKED_AT))
