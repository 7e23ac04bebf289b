"""Ways that were pasted, tried before they are added."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from waythrough.model.path import PathSpec
from waythrough_desktop.dialogs.add_way import AddWayDialog
from waythrough_desktop.presenters.ways import WayState, trying_state, way_state
from waythrough_desktop.ways_trial import WaysTrial


class AddTrial(QObject):
    """Lives as long as its dialog; a trial that is still going then is ended."""

    def __init__(
        self, dialog: AddWayDialog, begin: Callable[[tuple[PathSpec, ...]], object], trial: WaysTrial
    ) -> None:
        """`begin` starts the trial of ways, maybe after a question."""
        super().__init__(dialog)
        self._dialog, self._begin, self._trial = dialog, begin, trial
        self._ids: frozenset[str] = frozenset()
        dialog.test_asked.connect(self._start)
        dialog.stop_asked.connect(trial.stop)
        dialog.finished.connect(self._over)
        trial.changed.connect(self._show)

    def _start(self, specs: tuple[PathSpec, ...]) -> None:
        if not self._trial.running:
            self._ids = frozenset(spec.id for spec in specs)
            self._begin(specs)

    def _show(self) -> None:
        states = {name: self._state(name) for name in self._ids}
        told = {name: state for name, state in states.items() if state is not None}
        self._dialog.show_tried(told, testing=self._trial.running and bool(self._ids))

    def _state(self, name: str) -> WayState | None:
        if name in self._trial.found:
            return way_state(self._trial.found[name], self._trial.lines.get(name, ()))
        return trying_state() if name in self._trial.waiting else None

    def _over(self) -> None:
        self._trial.changed.disconnect(self._show)
        if self._ids:
            self._trial.stop()
