"""Watching as a whole: checks by themselves, what they have to tell, and where it is told."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from waythrough.model.run import Run
from waythrough.verdict.watching import News
from waythrough_desktop.monitor_service import MonitorService
from waythrough_desktop.outward import Outward
from waythrough_desktop.presenters.news import Story

if TYPE_CHECKING:
    from waythrough_desktop.wiring import Wiring


class Watching(QObject):
    """Lives as long as the program; keeps the last story until it is put away."""

    changed = Signal()  # the story

    def __init__(
        self, wiring: "Wiring", *, monitor: MonitorService | None = None, outward: Outward | None = None
    ) -> None:
        super().__init__(wiring)
        self._wiring = wiring
        self.monitor = monitor or MonitorService(
            wiring.session,
            wiring.memory,
            wiring.background,
            wiring.begin,
            may_start=wiring.may_start,
            busy=lambda: wiring.bridge.running or wiring.trial.running,
            parent=self,
        )
        self.outward = outward or Outward(wiring.window, wiring.memory, self.monitor)
        self.story: Story | None = None
        self._before = ""
        self._calm = ""
        wiring.run_over.connect(self._run_over)
        wiring.redressed.connect(self.outward.redress)
        self.monitor.told.connect(self._tell)
        self.outward.open_asked.connect(self.come_forward)

    @property
    def comparable(self) -> bool:
        """Whether the runs before and after are kept, so that they can be shown side by side."""
        return self.story is not None and bool(self.story.before and self.story.after)

    def come_forward(self) -> None:
        """Bring the window to the front, at what changed."""
        self._wiring.shell.come_forward()
        if self.comparable:
            self.compare()

    def compare(self) -> None:
        """Show the runs before and after side by side."""
        if self.story is not None:
            self._wiring.show_changes(self.story.before, self.story.after)

    def put_away(self) -> None:
        """The news were read."""
        self.story = None
        self.changed.emit()

    def close(self) -> None:
        """End with the program."""
        self.monitor.close()
        self.outward.close()

    def _run_over(self) -> None:
        run = self._wiring.check.run
        self._before = self._calm
        self.monitor.run_over(run)
        if run is not None and not self.monitor.doubts:
            self._calm = run.id

    def _tell(self, news: News, run: Run) -> None:
        keeps = self._wiring.memory.preferences.general.remember_runs
        self.story = Story(
            news=news,
            run=run,
            at=run.finished,
            before=self._before if keeps else "",
            after=run.id if keeps else "",
        )
        self.changed.emit()
        self.outward.tell()
