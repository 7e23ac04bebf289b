"""How long the app lock takes over a long history, and how late the window is meanwhile: `dev.py bench sealing`.

Arguments: how many checks (default 2000); each has its full evidence for 12 services over 5 lines.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject
from PySide6.QtWidgets import QApplication

from tests.bench.gui_heart import Heartbeat
from tests.core.report.samples import sample_run
from waythrough.store.dirs import Dirs, portable_dirs
from waythrough.store.history import History
from waythrough.store.locking import turn_off, turn_on
from waythrough.store.progress import Progress
from waythrough.store.vault import Cost
from waythrough_desktop.app import SWITCH_INTERVAL
from waythrough_desktop.bridge.background import Background
from waythrough_desktop.bridge.steps import Steps

WORDS = "four words that rain"


def fill(dirs: Dirs, count: int) -> None:
    """So many checks, one every hour."""
    run = sample_run()
    with History(dirs.history) as history:
        for number in range(count):
            history.finish(replace(run, id=f"run-{number}", started=run.started + number * 3600.0))


def timed(work: Callable[[Progress], object]) -> dict[str, float]:
    """Do something beside the GUI thread, as the window does, and measure both."""
    parent, heart, loop = QObject(), Heartbeat(), QEventLoop()
    background, steps, errors = Background(parent), Steps(parent), list[BaseException]()

    def failed(error: BaseException) -> None:
        errors.append(error)
        loop.quit()

    heart.start()
    begin = time.perf_counter()
    background.run(lambda: work(steps.progress), lambda _nothing: loop.quit(), failed)
    loop.exec()
    taken = time.perf_counter() - begin
    if errors:
        raise errors[0]
    return {"seconds": round(taken, 1)} | {f"late_{name}": value for name, value in heart.stop().items()}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    app = QApplication([])
    sys.setswitchinterval(SWITCH_INTERVAL)
    with tempfile.TemporaryDirectory() as folder:
        dirs = portable_dirs(Path(folder) / "home")
        fill(dirs, count)
        plain = dirs.history.stat().st_size
        on = timed(lambda progress: turn_on(dirs, WORDS, Cost(), progress))
        sealed = dirs.history.stat().st_size
        off = timed(lambda progress: turn_off(dirs, WORDS, progress))
    for name, figures in (("on", on), ("off", off)):
        told = ", ".join(f"{key} {value}" for key, value in figures.items())
        sys.stdout.write(f"{name}: {count} checks, {told}\n")
    sys.stdout.write(f"plain {plain / 1e6:.0f} MB, sealed {sealed / 1e6:.0f} MB\n")
    app.quit()


if __name__ == "__main__":
    main()
