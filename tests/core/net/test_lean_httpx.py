"""What the network part loads of httpx."""

import subprocess
import sys


def test_no_terminal_is_loaded_with_httpx() -> None:
    code = "import sys, waythrough.net.httpx_transport; print({'rich', 'pygments', 'click'} & sys.modules.keys())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "set()"
