"""Programs of the tests' own to be started as children, and how the end of any process is waited for."""

import os
import select
import sys
from contextlib import suppress

from waythrough.net.process import Command

PATIENT = 20.0
"""Seconds that a test waits for something that comes at once on a machine at rest."""


def python(code: str, *arguments: str, family: bool = False, secrets: tuple[str, ...] = ()) -> Command:
    """A Python program, given as its source."""
    return Command(
        arguments=(sys.executable, "-I", "-S", "-u", "-c", code, *arguments), family=family, secrets=secrets
    )


def is_gone(pid: int, seconds: float = PATIENT) -> bool:
    """Whether a process ends within that time; a zombie has ended."""
    with suppress(ProcessLookupError):
        number = os.pidfd_open(pid)
        try:
            return bool(select.select([number], [], [], seconds)[0])
        finally:
            os.close(number)
    return True
