"""Run as a program between us and a child: when we are gone, the child's whole process group is killed."""

import os
import signal
import subprocess
import sys
import threading


def main(arguments: list[str]) -> int:
    """`arguments`: the number of the pipe that stays open as long as we live, the program, and its arguments."""
    lifeline = int(arguments[0])
    # the group is asked to end as a whole; a handler, unlike SIG_IGN, is not inherited by the program
    signal.signal(signal.SIGTERM, _leave_it_to_the_program)
    program = subprocess.Popen(arguments[1:])
    threading.Thread(target=_hold, args=(lifeline,), daemon=True).start()
    code = program.wait()
    return code if code >= 0 else 128 - code


def _leave_it_to_the_program(number: int, frame: object) -> None:
    """SIGTERM is not for the guard."""


def _hold(lifeline: int) -> None:
    while os.read(lifeline, 1):  # nobody writes: it returns when the other end is closed
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
