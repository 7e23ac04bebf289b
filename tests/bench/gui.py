"""Whether the window stays quick: `python installer/dev.py bench gui [--json FILE]`.

A heartbeat of 10 ms in the GUI thread: idle, then while 2,000 events a second fill 200 x 50 cells, alone, with
bursts of work and with more work than a core can do; the time to the first paint beside an empty window of the same
Qt; how long a search, another page and another language take; and the history of ten thousand checks.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.bench.gui_acts import acts
from tests.bench.gui_history import history
from tests.bench.gui_machine import machine
from tests.bench.gui_paint import first_paint, screen
from tests.bench.gui_stream import Load, streaming
from waythrough_desktop.app import SWITCH_INTERVAL, make_application
from waythrough_desktop.garbage import GarbageKeeper

LATE_AT_MOST_MS = 16.0
PAINT_AT_MOST = 1.6


def measure(seconds: float, pairs: int) -> dict[str, dict[str, object]]:
    """All figures."""
    with tempfile.TemporaryDirectory() as folder, screen():
        paint = first_paint(pairs, Path(folder))
        app = make_application("en", "light")
        sys.setswitchinterval(SWITCH_INTERVAL)
        keeper = GarbageKeeper()
        try:
            stream = streaming(app, seconds, Path(folder))
            done = acts(app, Path(folder) / "acts")
            kept = history(app, Path(folder) / "history")
        finally:
            keeper.close()
        return {
            "machine": machine(),
            "first_paint": {**paint},
            "heartbeat": stream,
            "acts": {**done},
            "history": {**kept},
        }


def good(found: dict[str, dict[str, object]]) -> bool:
    """Whether the bars are held: 16 ms late at most in 99 of 100 beats, and the first paint."""
    beats = (found["heartbeat"][load.value] for load in Load)
    late = max(each["p99_ms"] for each in beats if isinstance(each, dict))
    ratio = found["first_paint"]["ratio"]
    assert isinstance(ratio, float)
    return late <= LATE_AT_MOST_MS and ratio <= PAINT_AT_MOST


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--pairs", type=int, default=7)
    options = parser.parse_args()
    found = measure(options.seconds, options.pairs)
    for section in ("first_paint", "heartbeat", "acts", "history"):
        for name, value in found[section].items():
            print(f"{section:<12} {name:<18} {value}")
    held = good(found)
    if options.json is not None:
        options.json.write_text(json.dumps({**found, "good": held}, indent=1) + "\n", encoding="utf-8")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
