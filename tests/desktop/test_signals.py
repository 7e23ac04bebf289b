"""The program ends when the system asks it to."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks its windows, not by signals")
@pytest.mark.parametrize("module", ["waythrough", "waythrough_desktop"])
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_window_leaves_when_it_is_asked(tmp_path: Path, module: str, asked: signal.Signals) -> None:
    environment = {
        **os.environ,
        "WAYTHROUGH_HOME": str(tmp_path / "home"),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
    }
    tmp_path.chmod(0o700)
    with subprocess.Popen([sys.executable, "-m", module], env=environment, stderr=subprocess.PIPE) as window:
        try:
            while (
                len(list(tmp_path.glob("waythrough-*"))) < 2
            ):  # the lock, and once it is painted, the socket
                assert window.poll() is None
            window.send_signal(asked)
            _, said = window.communicate(timeout=30)
        finally:
            window.kill()
    assert b"Traceback" not in said
    assert window.returncode == 128 + asked
