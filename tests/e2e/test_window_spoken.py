"""The real window as a screen reader has it: by the accessibility bus of a session of its own."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.program import PATIENCE, Program
from tests.e2e.screen import screen
from tests.e2e.screen import why_not as no_screen

HERE = Path(__file__).parent
SYSTEM_PYTHON = "/usr/bin/python3"


def _why_not() -> str:
    """What is missing to ask as a screen reader does; "" when it can be."""
    if shutil.which("dbus-daemon") is None or not Path("/usr/libexec/at-spi2-registryd").exists():
        return "dbus-daemon and at-spi2-core are needed"
    if not (Path(SYSTEM_PYTHON).exists() and Path("/usr/lib/python3/dist-packages/pyatspi").exists()):
        return "python3-pyatspi of the system is needed"
    return no_screen()


pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.timeout(180),
    pytest.mark.skipif(bool(_why_not()), reason=_why_not() or "the bus can be asked"),
]


@contextmanager
def _session(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """A session bus of its own, on which programs make themselves known to screen readers."""
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert bus.stdout is not None
    address = bus.stdout.readline().strip()
    try:
        yield environment | {"DBUS_SESSION_BUS_ADDRESS": address, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    finally:
        bus.terminate()
        bus.communicate(timeout=PATIENCE)


def _asked(program: Program, language: str, script: str, patience: float) -> str:
    """What a script of this folder tells of the window in practice; `patience`: seconds that it may take."""
    with screen(program.environment) as there, _session(there) as environment:
        window = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "waythrough_desktop", "--practice", "--lang", language],
            env=environment,
        )
        try:
            asked = subprocess.run(
                [SYSTEM_PYTHON, str(HERE / script)],
                env=environment, capture_output=True, text=True, timeout=patience, check=False,
            )  # fmt: skip
        finally:
            window.send_signal(signal.SIGTERM)
            window.wait(PATIENCE)
    assert asked.returncode == 0, asked.stderr[-2000:]
    return asked.stdout


def test_everything_in_view_is_called_what_it_is(program: Program) -> None:
    told = _asked(program, "fa", "heard.py", 90)
    parts = [line.split("\t") for line in told.splitlines()]
    pages = [name for _depth, role, name, *_rest in parts if role == "radio button"]
    assert pages[:7] == ["بررسی", "سرویس‌های من", "راه‌های من", "تاریخچه", "گزارش", "تنظیمات", "راهنما"]
    assert not {"layered pane", "image", "unknown"} & {role for _depth, role, *_rest in parts}
    reached = [(role, name) for _depth, role, name, _about, _value, states in parts if "focusable" in states]
    assert reached
    assert [role for role, name in reached if not name] == []


def test_somebody_who_sees_nothing_checks_and_stops(program: Program) -> None:
    found = json.loads(_asked(program, "en", "spoken.py", 150))
    assert (found["rows"], found["columns"]) == (24, 11)
    assert len(found["cells"]) == 24 * 11
    assert all(": " in each and ", " in each for each in found["cells"]), "service, way: word"
    assert any(each.startswith("Open Atlas, Direct: Works") for each in found["first"])
    assert all(found["buttons"]), "every button has a name"
    assert "Waythrough" in " ".join(found["frames"])
    assert found["settings"], "the choices of another page"
    assert all(found["settings"])
