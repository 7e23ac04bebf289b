"""One command from a fresh clone to a running Waythrough: set-up, run, tests, checks, benches.

    python3 installer/dev.py run         see it work, on a practice network inside this computer
    python3 installer/dev.py test        run the tests

Needs nothing but Python 3.11 or later with pip; everything else goes into the folder .venv.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

OLDEST = (3, 11)


def main() -> int:
    """Parse the command line, set up what the command needs, do it; the exit code says how it went."""
    if sys.version_info < OLDEST:
        return _too_old()
    from _dev_console import DevError, to_stderr

    arguments, rest = _parser().parse_known_args()
    if rest and not arguments.takes_rest:
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return int(arguments.act(arguments, rest))
    except DevError as problem:
        to_stderr(f"error: {problem}")
        return 1
    except KeyboardInterrupt:
        to_stderr("stopped")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser(
        "run", help="the window on the practice network (the terminal without a display)"
    )
    run.add_argument("--terminal", action="store_true", help="use the terminal even when there is a display")
    run.add_argument(
        "--output", type=Path, default=Path("waythrough-report.html"), help="the report of a terminal run"
    )
    run.add_argument(
        "--screenshot", type=Path, help="run by itself, keep a picture of the window, and close it"
    )
    run.set_defaults(act=_run, takes_rest=False)
    test = commands.add_parser("test", help="run the tests; further arguments go to pytest")
    test.add_argument("--cov", action="store_true", help="measure coverage and fail below the gate")
    test.add_argument(
        "--long",
        action="store_true",
        help="also those that take minutes: whole tables of ways, a Tor network",
    )
    test.set_defaults(act=_test, takes_rest=True)
    check = commands.add_parser("check", help="lint, formatting, types, import contracts")
    check.set_defaults(act=_check, takes_rest=False)
    bench = commands.add_parser("bench", help="run one bench; further arguments go to it")
    bench.add_argument("name", help="a module of tests/bench")
    bench.set_defaults(act=_bench, takes_rest=True)
    pictures = commands.add_parser(
        "pictures", help="take the pictures of resources/help anew from the running app"
    )
    pictures.set_defaults(act=_pictures, takes_rest=True)
    fuzz = commands.add_parser("fuzz", help="feed broken input to importers; further arguments go to it")
    fuzz.set_defaults(act=_fuzz, takes_rest=True)
    lab = commands.add_parser(
        "lab", help="verdicts on a network with a censor, made here (root, Linux); further arguments go to it"
    )
    lab.set_defaults(act=_lab, takes_rest=True)
    ways = commands.add_parser(
        "ways", help="every kind of way against real servers (root, Linux); further arguments go to it"
    )
    ways.set_defaults(act=_ways, takes_rest=True)
    peers = commands.add_parser(
        "peers", help="install the servers against which ways are tested (root, Debian)"
    )
    peers.set_defaults(act=_peers, takes_rest=False)
    setup = commands.add_parser("setup", help="only make .venv and fill it")
    setup.set_defaults(act=_setup, takes_rest=False)
    lock = commands.add_parser("lock", help="resolve the packages anew and write requirements.lock")
    lock.set_defaults(act=_lock, takes_rest=False)
    return parser


def _setup(_arguments: argparse.Namespace, _rest: list[str]) -> int:
    from _dev_console import say
    from _dev_env import VENV, ensure_environment

    ensure_environment()
    say(f"ready: {VENV}")
    return 0


def _run(arguments: argparse.Namespace, _rest: list[str]) -> int:
    from _dev_env import ensure_environment
    from _dev_run import in_terminal, in_window
    from _dev_system import ensure_qt_libraries, has_display

    ensure_environment()
    if arguments.terminal or not (has_display() or arguments.screenshot):
        return in_terminal(arguments.output.resolve())
    ensure_qt_libraries(window=True)
    return in_window(arguments.screenshot.resolve() if arguments.screenshot else None)


def _test(arguments: argparse.Namespace, rest: list[str]) -> int:
    from _dev_checks import test
    from _dev_env import ensure_environment
    from _dev_system import TEST_TOOLS, ensure_qt_libraries, ensure_tools

    ensure_environment()
    ensure_qt_libraries(window=False)
    ensure_tools(TEST_TOOLS)
    return test(rest, coverage=arguments.cov, long=arguments.long)


def _check(_arguments: argparse.Namespace, _rest: list[str]) -> int:
    from _dev_checks import check
    from _dev_env import ensure_environment

    ensure_environment()
    return check()


def _bench(arguments: argparse.Namespace, rest: list[str]) -> int:
    from _dev_checks import bench
    from _dev_env import ensure_environment
    from _dev_system import BENCH_TOOLS, ensure_qt_libraries, ensure_tools

    ensure_environment()
    ensure_qt_libraries(window=False)
    ensure_tools(BENCH_TOOLS)
    return bench(arguments.name, rest)


def _pictures(_arguments: argparse.Namespace, rest: list[str]) -> int:
    from _dev_checks import pictures
    from _dev_env import ensure_environment
    from _dev_system import BENCH_TOOLS, ensure_qt_libraries, ensure_tools

    ensure_environment()
    ensure_qt_libraries(window=True)
    ensure_tools(BENCH_TOOLS)
    return pictures(rest)


def _fuzz(_arguments: argparse.Namespace, rest: list[str]) -> int:
    from _dev_checks import bench
    from _dev_env import ensure_environment

    ensure_environment()
    return bench("fuzz", rest)


def _lab(_arguments: argparse.Namespace, rest: list[str]) -> int:
    from _dev_checks import lab
    from _dev_env import ensure_environment

    ensure_environment()
    return lab(rest)


def _ways(_arguments: argparse.Namespace, rest: list[str]) -> int:
    from _dev_checks import ways
    from _dev_env import ensure_environment

    ensure_environment()
    return ways(rest)


def _peers(_arguments: argparse.Namespace, _rest: list[str]) -> int:
    from _dev_env import ensure_environment
    from _dev_system import PEERS, ensure_tools

    ensure_environment()  # what this system does not have is remembered there
    ensure_tools(PEERS)
    return 0


def _lock(_arguments: argparse.Namespace, _rest: list[str]) -> int:
    from _dev_checks import lock
    from _dev_env import ensure_environment

    ensure_environment()
    return lock()


def _too_old() -> int:
    """Name a newer Python of this machine, if it has one; written for the oldest Python 3 that parses it."""
    newer = [name for name in ("python3.13", "python3.12", "python3.11") if shutil.which(name)]
    have = ".".join(str(number) for number in sys.version_info[:2])
    hint = f"try: {newer[0]} {' '.join(sys.argv)}" if newer else "install it and try again"
    sys.stderr.write(f"[waythrough] error: Python 3.11 or later is needed, this is {have}; {hint}.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
