"""Children are heard, waited for, and gone with all their own children however we end."""

import ast
import asyncio
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.net.children import PATIENT, is_gone, python
from waythrough.net import process
from waythrough.net.process import Child, ChildEndedError, Command, becomes, port_opens

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="children are grouped on POSIX systems only")

WAITS = "import sys, time; print('ready', flush=True); time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"
)
PARENT = (
    "import subprocess, sys, time;"
    "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); print('child', p.pid, flush=True);"
    "time.sleep(600)"
)


async def test_what_it_says_is_kept_and_secrets_are_not() -> None:
    child = await Child.start(
        python("print('my word-1 and word-12'); print('end', end='')", secrets=("word-1", "word-12"))
    )
    await child.until(child.line("end"), PATIENT)
    assert child.tail() == ("my •••• and ••••", "end")
    await child.ended.wait()
    assert child.code == 0
    await child.stop()
    await child.stop()
    assert "word-1" not in repr(child)


async def test_every_line_is_told_to_who_listens() -> None:
    heard: list[str] = []
    child = await Child.start(python("print('my word-1'); print('end')", secrets=("word-1",)), heard.append)
    await child.until(child.line("end"), PATIENT)
    await child.stop()
    assert heard == ["my ••••", "end"]


async def test_the_log_is_bounded() -> None:
    child = await Child.start(
        python("print('x' * 100_000, end=''); [print(i) for i in range(1000)]; print('end')")
    )
    await child.until(child.line("end"), PATIENT)
    await child.stop()
    assert len(child.tail(10_000)) == 200
    assert all(len(line) <= 500 for line in child.tail(200))


async def test_a_line_that_came_before_is_found_and_one_to_come_is_waited_for() -> None:
    child = await Child.start(
        Command(
            arguments=(sys.executable, "-c", "import sys; print(sys.stdin.read()); print('port=77')"),
            stdin=b"first\n",
        )
    )
    found = await child.until(child.line(r"port=(\d+)"), PATIENT)
    assert found[1] == "77"
    assert (await child.until(child.line("first"), PATIENT))[0] == "first"
    await child.stop()


async def test_an_early_end_is_told_with_the_last_words() -> None:
    child = await Child.start(python("import sys; print('no such option'); sys.exit(3)"))
    with pytest.raises(ChildEndedError) as caught:
        await child.until(port_opens(1), PATIENT)
    assert (caught.value.code, caught.value.tail) == (3, ("no such option",))
    await child.stop()


async def test_one_that_never_gets_ready_is_given_up() -> None:
    child = await Child.start(python(WAITS))
    with pytest.raises(TimeoutError):
        await child.until(port_opens(1), 0.05)
    pid = child.pid
    await child.stop()
    assert is_gone(pid)


async def test_readiness_by_port_and_by_predicate() -> None:
    code = (
        "import socket, time; s = socket.create_server(('127.0.0.1', 0));"
        "print(s.getsockname()[1], flush=True); time.sleep(600)"
    )
    child = await Child.start(python(code))
    port = int((await child.until(child.line(r"\d+"), PATIENT))[0])
    await child.until(port_opens(port), PATIENT)
    asked: list[int] = []

    async def third() -> bool:
        asked.append(1)
        return len(asked) == 3

    await child.until(becomes(third), PATIENT)
    await child.stop()
    assert len(asked) == 3


@pytest.mark.parametrize("family", [False, True])
async def test_one_that_ignores_the_request_is_killed(family: bool) -> None:
    child = await Child.start(python(STUBBORN, family=family))
    await child.until(child.line("ready"), PATIENT)
    pid = child.pid
    await child.stop(grace=0.05)
    assert is_gone(pid)
    assert child.code == -signal.SIGKILL


async def test_its_own_children_go_with_it() -> None:
    for family in (False, True):
        child = await Child.start(python(PARENT, family=family))
        grandchild = int((await child.until(child.line(r"child (\d+)"), PATIENT))[1])
        await child.stop()
        assert is_gone(grandchild)


async def test_a_cancelled_stop_kills_all_the_same() -> None:
    child = await Child.start(python(STUBBORN))
    await child.until(child.line("ready"), PATIENT)
    pid = child.pid
    async with asyncio.TaskGroup() as group:
        task = group.create_task(child.stop(grace=600))
        await asyncio.sleep(0)
        task.cancel()
    assert task.cancelled()
    assert is_gone(pid)


async def test_what_is_no_program_is_told_at_once(tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("no program")
    for name in ("no-such-program-here", str(text)):
        with pytest.raises(FileNotFoundError, match="not an executable") as caught:
            await Child.start(Command(arguments=(name,)))
        assert str(tmp_path) not in str(caught.value)


async def test_the_environment_is_small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://elsewhere.test")
    monkeypatch.setenv("SOME_TOKEN", "word")
    show = "import os; print(sorted(os.environ)); print(os.environ['HOME']); print(os.environ['MORE'])"
    command = Command(arguments=(sys.executable, "-c", show), folder=tmp_path, environment={"MORE": "1"})
    child = await Child.start(command)
    await child.ended.wait()
    await child.until(child.line("^1$"), PATIENT)
    names, home, _ = child.tail()
    system = {"PATH", "TEMP", "TMP", "TMPDIR", "TZ", "LC_CTYPE"}  # Python sets the last one itself
    assert set(ast.literal_eval(names)) - system == {"HOME", "LANG", "MORE"}
    assert home == str(tmp_path)
    await child.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
@pytest.mark.parametrize("family", ["", "family"])
def test_nothing_survives_our_own_violent_death(family: str) -> None:
    parent = (
        "import asyncio, sys\n"
        "from tests.core.net.children import python\n"
        "from tests.core.net.test_process import PARENT, WAITS\n"
        "from waythrough.net.process import Child\n"
        "async def main():\n"
        f"    child = await Child.start(python({'PARENT' if family else 'WAITS'}, family={bool(family)}))\n"
        "    await child.line('child|ready')\n"
        "    print(child.pid, *child.tail(), flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    us = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, env=environment)
    assert us.stdout is not None
    words = us.stdout.readline().split()
    us.kill()
    us.wait()
    us.stdout.close()
    pids = [int(word) for word in words if word.isdecimal()]
    assert len(pids) == (2 if family else 1)
    assert all(is_gone(pid) for pid in pids)


def test_a_guard_stands_where_the_kernel_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    command = Command(arguments=("tool",))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert process._guarded(command)
    assert process._wrapped(command, 9)[-2:] == ("9", "tool")
    assert process._wrapped(command, None) == ("tool",)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert not process._guarded(command)
