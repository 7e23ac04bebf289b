"""A process that writes and tells what it has written, to be killed: `killed.py run|parts|settings FOLDER`."""

import sys
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import MappingProxyType

from tests.core.cli.helpers import events_of
from tests.core.report.samples import sample_run
from waythrough.model.event import CellFinished
from waythrough.model.known import shifted
from waythrough.model.network import NetworkProfile
from waythrough.model.run import EarlierRun, RunPlan
from waythrough.store.dirs import portable_dirs
from waythrough.store.keeper import RunKeeper
from waythrough.store.settings import Preferences, Window, load_settings, save_settings

PLAIN = replace(sample_run(), interrupted=False)


def _tell(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


def _fail(error: BaseException) -> None:
    raise error


def _keep_runs(folder: Path) -> None:
    """Runs, one after the other; each cell is told as soon as the keeper has it."""
    for number in count():
        run = replace(PLAIN, id=f"run-{number}", started=PLAIN.started + number)
        keeper = RunKeeper(portable_dirs(folder).history, RunPlan(platforms=()), NetworkProfile(), _fail)
        for event in events_of(run):
            keeper.take(event)
            if isinstance(event, CellFinished):
                _tell(run.id, *event.cell.key)


def _keep_parts(folder: Path) -> None:
    """One check that is cut short and gone on with again and again; each cell is told as soon as it is kept."""
    plan = RunPlan(platforms=())
    cells = list(PLAIN.cells.items())
    for number in count(1):
        told = MappingProxyType(dict(cells[: 7 * number]))
        run = replace(
            PLAIN,
            id=f"run-{number}",
            started=PLAIN.started + number,
            cells=told,
            taken_from=plan.taken_from,
            continues=plan.continues,
            interrupted=7 * number < len(cells),
        )
        keeper = RunKeeper(portable_dirs(folder).history, plan, NetworkProfile(), _fail)
        for event in events_of(run):
            keeper.take(event)
            if isinstance(event, CellFinished):
                _tell(run.id, *event.cell.key)
        if not run.interrupted:
            break
        at = EarlierRun(id=run.id, started=run.started)
        plan = replace(
            plan,
            known=tuple(shifted(cell, run.started) for cell in told.values()),
            taken_from=(at,),
            continues=(*plan.continues, at),
        )
    _tell("whole")
    sys.stdin.read()


def _keep_settings(folder: Path) -> None:
    """Settings that change all the time; each state is told once it is kept."""
    place = portable_dirs(folder).settings
    for size in count(1):
        before = load_settings(place) if place.exists() else Preferences()
        save_settings(place, replace(before, window=Window(text_size=size)))
        _tell(str(size))


if __name__ == "__main__":
    {"run": _keep_runs, "parts": _keep_parts, "settings": _keep_settings}[sys.argv[1]](Path(sys.argv[2]))
