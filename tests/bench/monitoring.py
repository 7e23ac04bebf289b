"""Whether watching for a long time leaves anything behind: `python installer/dev.py bench monitoring [--json FILE]`.

The whole window checks by itself a thousand times, time passing so quickly that an hour is a blink, on an invented
engine whose world changes now and then. Then the same on the real engine: `--real` runs of all the practice network,
which another process serves, then `--small` runs of a corner of it, so that there are many. What is counted: memory,
threads, open files, Qt's objects. After the warm-up nothing may grow.
"""

import argparse
import asyncio
import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

import waythrough_desktop  # noqa: F401  first, as when the window is started: what it does is for all that is loaded then

# isort: split
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from tests.bench import monitoring_apart as apart
from tests.bench.gui_machine import machine
from tests.bench.gui_paint import screen
from tests.desktop.invented import InventedEngine, cell, describe, platforms, ways
from waythrough.catalog.catalog import Catalog
from waythrough.model.event import CellFinished, Event, RunFinished
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import Run, RunPlan
from waythrough.model.verdict import Label
from waythrough.store.dirs import portable_dirs
from waythrough.store.settings import Monitoring
from waythrough_desktop.app import SWITCH_INTERVAL, make_application
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.garbage import GarbageKeeper
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.shell import CHECK, Shell
from waythrough_desktop.wiring import Wiring

SPEED = 300_000.0  # seconds of watching in a second
MOST_MB = 150.0
WARM_UP = 0.2  # of the runs: caches fill, pages of memory are touched for the first time
NOISE_MB = 1.0  # at least: what the allocator gives and takes by itself
CHANGES_EVERY = 40  # runs
COUNT_EVERY = 20
TOLD = frozenset({1, 10, 50, 100, 200, 500, 1000})
CORNER = 2  # services and ways of a small run


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The process after a run."""

    run: int
    seconds: float
    rss_mb: float
    pss_mb: float
    threads: int
    files: int
    widgets: int
    wrappers: int


def sample(run: int, window: QObject, before: Sample | None = None) -> Sample:
    """Look at the process after what an hour would have thrown away is gone.

    Objects are counted now and then only, because counting them leaves something behind itself.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    counts = run % COUNT_EVERY == 1 or before is None
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = dict(line.split(":", 1) for line in status.splitlines())
    rollup = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return Sample(
        run=run,
        seconds=time.monotonic(),
        rss_mb=int(found["VmRSS"].split()[0]) / 1024,
        pss_mb=sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) / 1024,
        threads=int(found["Threads"]),
        files=len(list(Path("/proc/self/fd").iterdir())),
        widgets=len(window.findChildren(QObject)) if counts or before is None else before.widgets,
        wrappers=len(shiboken6.getAllValidWrappers()) if counts or before is None else before.wrappers,
    )


class Weather(InventedEngine):
    """A world in which one service stops opening for a while and comes back."""

    runs: ClassVar[int] = 0

    async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
        Weather.runs += 1
        bad = Weather.runs // CHANGES_EVERY % 2 == 1
        closed = cell("telegram", "w1", Label.CONN_INTERFERENCE, works=False)
        async for event in super().events(plan):
            if isinstance(event, CellFinished) and bad and event.cell.key == closed.key:
                yield CellFinished(cell=closed)
            elif isinstance(event, RunFinished):
                yield RunFinished(run=_dated(event.run, {closed.key: closed} if bad else {}))
            else:
                yield event


def _dated(run: Run, changed: dict[tuple[str, str], object]) -> Run:
    now = time.time()
    cells = MappingProxyType({**run.cells, **changed})
    return replace(run, id=f"run-{Weather.runs}", started=now - 1, finished=now, cells=cells)  # type: ignore[arg-type]


def _loop_until(app: QApplication, wiring: Wiring, runs: int, begin: Callable[[], object]) -> list[Sample]:
    """Let runs go by, and look at the process after each."""
    samples: list[Sample] = []

    def over() -> None:
        samples.append(sample(len(samples) + 1, wiring.window, samples[-1] if samples else None))
        if len(samples) >= runs:
            app.quit()

    wiring.run_over.connect(over)
    QTimer.singleShot(0, begin)
    app.exec()
    wiring.run_over.disconnect(over)
    return samples


def invented(app: QApplication, runs: int, folder: Path) -> tuple[list[Sample], int]:
    """Checks that begin by themselves, every hour of a hurried clock; and how often there were news."""
    rows = tuple(Platform(id=info.id, names=info.names, targets=()) for info in platforms())
    specs = tuple(PathSpec(id=info.id, kind=info.kind, name=info.name) for info in ways()[1:])
    session = Session(Network(profile=NetworkProfile(), platforms=rows, paths=specs), describe)
    memory = Memory(portable_dirs(folder))
    memory.give_consent(session)
    wanted = Monitoring(hours=1, on_network_change=False, wait_when_metered=False)
    memory.change(lambda known: replace(known, monitoring=wanted))
    bridge = Bridge(lambda profile: Weather(profile, pace=lambda: asyncio.sleep(0)))
    wiring = Wiring(Shell(), session, Catalog.bundled(), bridge, memory)
    told: list[object] = []
    wiring.watching.monitor.told.connect(lambda news, _run: told.append(news))
    wiring.window.show()
    try:
        return _loop_until(app, wiring, runs, lambda: _hurry(wiring)), len(told)
    finally:
        _close(wiring)


def _hurry(wiring: Wiring) -> None:
    wiring.watching.monitor.alarm.hurry(SPEED)
    wiring.watching.monitor.look()


def real(
    app: QApplication, runs: int, network: Network, folder: Path, *, pages: bool = False
) -> list[Sample]:
    """The real engine, each of its runs kept in the history; hours pass between two of them in a blink.

    `pages`: every page was looked at before.
    """
    wiring = apart.watching(network, folder)
    for place in (*range(wiring.window.stack.count()), CHECK) if pages else ():
        wiring.window.show_page(place)
        QCoreApplication.processEvents()
    try:
        return _loop_until(app, wiring, runs, lambda: _hurry(wiring))
    finally:
        _close(wiring)


def _close(wiring: Wiring) -> None:
    wiring.close()
    wiring.window.close()
    wiring.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def judged(samples: Sequence[Sample]) -> dict[str, object]:
    """How much grew from the first third after the warm-up to the last third, and whether that is noise."""
    warm = samples[int(len(samples) * WARM_UP) :]
    third = max(1, len(warm) // 3)
    first, last = warm[:third], warm[-third:]
    grew = _middle(last, "rss_mb") - _middle(first, "rss_mb")
    spread = statistics.median(abs(each.rss_mb - _middle(first, "rss_mb")) for each in first)
    noise = max(NOISE_MB, 3 * spread)
    counted = {
        name: _middle(last, name) - _middle(first, name)
        for name in ("threads", "files", "widgets", "wrappers")
    }
    most = max(each.rss_mb for each in samples)
    steady = grew <= noise and all(each <= 0 for each in counted.values())
    return {
        "runs": len(samples),
        "rss_mb_after_warm_up": round(_middle(first, "rss_mb"), 1),
        "rss_mb_at_the_end": round(_middle(last, "rss_mb"), 1),
        "grew_mb": round(grew, 2),
        "noise_mb": round(noise, 2),
        "most_mb": round(most, 1),
        "grew": counted,
        "minutes": round((samples[-1].seconds - samples[0].seconds) / 60, 1),
        "at": {each.run: _told(each) for each in samples if each.run in TOLD or each is samples[-1]},
        "good": steady and most <= MOST_MB,
    }


def _told(each: Sample) -> dict[str, object]:
    return {name: round(value, 1) for name, value in asdict(each).items() if name not in {"run", "seconds"}}


def _middle(samples: Sequence[Sample], name: str) -> float:
    return float(statistics.median(getattr(each, name) for each in samples))


def _corner(network: Network) -> Network:
    return replace(network, platforms=network.platforms[:CORNER], paths=network.paths[:CORNER])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--runs", type=int, default=1000, help="on the invented engine")
    parser.add_argument(
        "--real", type=int, default=12, help="of the whole practice network, on the real engine"
    )
    parser.add_argument("--small", type=int, default=300, help="of a corner of it, on the real engine")
    parser.add_argument("--pages", action="store_true", help="look at every page before the real runs")
    options = parser.parse_args()
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder, screen():
        app = make_application("en", "light")
        app.setQuitOnLastWindowClosed(False)
        sys.setswitchinterval(SWITCH_INTERVAL)
        keeper = GarbageKeeper()
        if options.real or options.small:
            with apart.served(Path(folder) / "network") as network:
                parts = {"real": (options.real, network), "small": (options.small, _corner(network))}
                for name, (runs, chosen) in parts.items():
                    if runs:
                        found[name] = judged(
                            real(app, runs, chosen, Path(folder) / name, pages=options.pages)
                        )
        if options.runs:
            samples, news = invented(app, options.runs, Path(folder) / "invented")
            found["invented"] = {**judged(samples), "news": news}
        keeper.close()
        found["machine"] = machine()
    for name, value in found.items():
        print(f"{name:<10} {value}")
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0 if all(each.get("good", True) for each in found.values() if isinstance(each, dict)) else 1


if __name__ == "__main__":
    sys.exit(main())
