import os
import signal

from tests.core.cli.helpers import Nets
from waythrough.cli.drive import drive
from waythrough.model.event import Event, RunFinished, RunStarted
from waythrough.model.run import CellStatus, Depth, RunPlan
from waythrough.practice.thread import PracticeThread


class Witness:
    """Notes what it is told; with `stop` it presses Ctrl-C when the run begins."""

    def __init__(self, *, stop: bool = False) -> None:
        self.events: list[Event] = []
        self.told: list[str] = []
        self._stop = stop

    def take(self, event: Event) -> None:
        self.events.append(event)
        if self._stop and isinstance(event, RunStarted):
            os.kill(os.getpid(), signal.SIGINT)

    def tick(self) -> None:
        if "tick" not in self.told:
            self.told.append("tick")

    def stopping(self) -> None:
        self.told.append("stopping")

    def close(self) -> None:
        self.told.append("close")


def test_watchers_see_everything_and_the_run_comes_back(nets: Nets) -> None:
    plan = RunPlan(platforms=nets.platforms("openatlas"), depth=Depth.QUICK)
    witness = Witness()
    run = drive(nets.net.profile, plan, [witness])
    assert run.cell("openatlas", "direct").works is True
    assert witness.events[-1] == RunFinished(run=run)
    assert witness.told == ["tick", "close"]


def test_ctrl_c_ends_the_run_with_what_was_found() -> None:
    witness = Witness(stop=True)
    with PracticeThread() as net:  # its own, because its servers see the end a moment later
        plan = RunPlan(platforms=net.platforms, paths=net.paths)
        run = drive(net.profile, plan, [witness])
    assert run.interrupted
    assert len(run.cells) == len(plan.platforms) * (1 + len(plan.paths))
    assert any(cell.status is CellStatus.INTERRUPTED for cell in run.cells.values())
    assert witness.told[-2:] == ["stopping", "close"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
