"""What the machine brings: displays that answer, tools that are missing."""

import os
import socket
import sys
from pathlib import Path

import pytest

from _dev_system import BENCH_TOOLS, TEST_TOOLS, has_display, missing_tools

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="X and Wayland displays are asked on Linux only"
)


@linux
@pytest.mark.parametrize("display", ["", ":", ":64222", "unix:64222.0", "nonsense"])
def test_a_display_that_does_not_answer_is_none(display: str) -> None:
    assert not has_display({"DISPLAY": display})


@linux
def test_a_local_display_that_answers_is_one() -> None:
    number = 60000 + os.getpid() % 5000
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(f"\0/tmp/.X11-unix/X{number}")
        server.listen()
        assert has_display({"DISPLAY": f":{number}.0"})


@linux
def test_a_remote_display_and_wayland_are_believed() -> None:
    assert has_display({"DISPLAY": "localhost:10.0"})
    assert has_display({"WAYLAND_DISPLAY": "wayland-0"})


def test_missing_tools_become_their_packages() -> None:
    tools = {
        "waythrough-none": "one",
        "waythrough-neither": "one",
        os.path.basename(sys.executable): "python",
    }
    assert set(missing_tools(tools)) - {"python"} == {"one"}


def test_nothing_is_installed_that_no_test_or_bench_starts() -> None:
    tests = Path(__file__).resolve().parents[1]
    text = "".join(path.read_text(encoding="utf-8") for path in tests.rglob("*.py") if path != Path(__file__))
    started = {
        tool: f'"{tool}"' if tool.startswith("/") else f'["{tool}", ' for tool in (*TEST_TOOLS, *BENCH_TOOLS)
    }
    assert [tool for tool, words in started.items() if words not in text] == []
