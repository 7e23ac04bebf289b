import asyncio
import os
import signal
import subprocess
import sys

import pytest

from waythrough.cli.stop import stoppable

SCRIPT = """
import asyncio, os, signal
from waythrough.cli.stop import stoppable

async def main():
    with stoppable(lambda: os.kill(os.getpid(), signal.SIGINT)):
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_first_signal_asks_to_stop(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    asked = asyncio.Event()
    with stoppable(asked.set):
        os.kill(os.getpid(), number)
        async with asyncio.timeout(10):
            await asked.wait()
    assert signal.getsignal(number) is before


def test_the_second_ends_the_process_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], timeout=30, check=False, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
