"""The developer's commands: lint, types and contracts; tests with the coverage gate; benches; lab; lock."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from _dev_console import DevError, run_attached, run_quietly, say, tail
from _dev_env import LOCK, LOG, ROOT, VENV, venv_python

_CHECKS: Mapping[str, Sequence[str]] = {
    "lint": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "import contracts": ("lint-imports", "--no-cache"),
}

# Package (or the whole, as "") -> least share of lines and branches that the everyday tests must run.
_COVERAGE: Mapping[str, float] = {"model": 100.0, "wire": 100.0, "verdict": 100.0, "": 95.0}

# More than two cores: many tests wait for a silence on the loopback interface, and then somebody else can work.
_WORKERS = 3

_COVERAGE_JSON = ROOT / "artifacts" / "coverage.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of one package was run, in per cent of lines and branches, against what is asked."""

    package: str
    percent: float
    least: float

    @property
    def enough(self) -> bool:
        """True when the package is covered as far as the gate asks."""
        return self.percent >= self.least


def check() -> int:
    """Run every static check, all of them even after a failure; 0 when all are clean."""
    failed = []
    for name, command in _CHECKS.items():
        say(f"{name}: {' '.join(command)}")
        if run_attached([_tool(command[0]), *command[1:]], cwd=ROOT) != 0:
            failed.append(name)
    say(f"check: {', '.join(failed)} failed" if failed else "check: all clean")
    return 1 if failed else 0


def test(arguments: Sequence[str], *, coverage: bool, long: bool) -> int:
    """Run the everyday tests (or those named), with `long` all of them; with coverage, fail below the gate too."""
    command = [str(venv_python()), "-m", "pytest", *arguments]
    if not long and "-m" not in arguments:
        command += ["-m", "not long"]
    if not any(not argument.startswith("-") for argument in arguments):
        command += ["-n", str(_WORKERS), "--dist", "worksteal"]
    if coverage:
        command += ["--cov", f"--cov-report=json:{_COVERAGE_JSON}", "--cov-report=term:skip-covered"]
    start = time.monotonic()
    code = run_attached(command, cwd=ROOT, env=environment_of_tests())
    say(f"tests: {time.monotonic() - start:.0f} s")
    if coverage and code == 0:
        code = _coverage_gate()
    return code


def environment_of_tests() -> dict[str, str]:
    """The environment of the tests: windows are painted into memory, Python tells no proxy.

    And Python keeps what it compiled: tests start the program more than a hundred times, in as many processes.
    """
    gone = re.compile(r"(https?|ftp|all|no)_proxy|PYTHONDONTWRITEBYTECODE", re.IGNORECASE)
    env = {name: value for name, value in os.environ.items() if not gone.fullmatch(name)}
    return {**env, "QT_QPA_PLATFORM": "offscreen", "COVERAGE_FILE": str(ROOT / "artifacts" / ".coverage")}


def pictures(arguments: Sequence[str]) -> int:
    """Take the pictures of the README from the running app."""
    return run_attached([str(venv_python()), "-m", "tests.desktop.pictures", *arguments], cwd=ROOT)


def bench(name: str, arguments: Sequence[str]) -> int:
    """Run tests/bench/NAME.py as a module, from the project's folder."""
    folder = ROOT / "tests" / "bench"
    if not (folder / f"{name}.py").is_file():
        known = sorted(path.stem for path in folder.glob("[a-z]*.py"))
        raise DevError(f"There is no bench called {name}; known: {', '.join(known) or 'none'}.")
    return run_attached([str(venv_python()), "-m", f"tests.bench.{name}", *arguments], cwd=ROOT)


def lab(arguments: Sequence[str]) -> int:
    """Run the laboratory's whole matrix, or what the arguments name."""
    return run_attached([str(venv_python()), "-m", "tests.lab.matrix", *arguments], cwd=ROOT)


def ways(arguments: Sequence[str]) -> int:
    """Make the table of all kinds of ways against real servers, or of those that the arguments name."""
    return run_attached([str(venv_python()), "-m", "tests.contract", *arguments], cwd=ROOT)


def lock() -> int:
    """Write requirements.lock anew from pyproject.toml, newest versions first, without host names."""
    uv = shutil.which("uv")
    if uv is None:
        raise DevError("The lock is made by uv, which is not installed here: python -m pip install uv")
    export = ["export", "--no-header", "--no-annotate", "--no-emit-project", "--all-extras", "--all-groups"]
    fresh = VENV / "requirements.lock"
    commands = (["lock", "--upgrade"], [*export, "--format", "requirements.txt", "--output-file", str(fresh)])
    for arguments in commands:
        if not run_quietly([uv, "--quiet", "--project", str(ROOT), *arguments], LOG):
            raise DevError(f"uv could not resolve the packages. The end of {LOG}:\n{tail(LOG)}")
    text = fresh.read_text(encoding="utf-8")
    if "://" in text:
        raise DevError("The new lock would hold an address: some package comes from elsewhere than an index.")
    LOCK.write_text(text, encoding="utf-8", newline="\n")
    say(f"wrote {LOCK.name}; the next command installs it")
    return 0


def coverage_shares(files: Mapping[str, Mapping[str, Mapping[str, int]]]) -> Iterable[Share]:
    """Fold coverage.py's per-file summaries into the packages that the gate names."""
    for package, least in _COVERAGE.items():
        prefix = f"core/waythrough/{package}/" if package else "core/waythrough/"
        run = asked = 0
        for name, entry in files.items():
            if Path(name).as_posix().startswith(prefix):
                summary = entry["summary"]
                run += summary["covered_lines"] + summary.get("covered_branches", 0)
                asked += summary["num_statements"] + summary.get("num_branches", 0)
        yield Share(package=package or "core", percent=100.0 * run / asked if asked else 0.0, least=least)


def _coverage_gate() -> int:
    shares = list(coverage_shares(json.loads(_COVERAGE_JSON.read_text(encoding="utf-8"))["files"]))
    for share in shares:
        word = "ok" if share.enough else "TOO LITTLE"
        say(f"coverage of {share.package}: {share.percent:.2f} % (at least {share.least:g} %) {word}")
    return 0 if all(share.enough for share in shares) else 1


def _tool(name: str) -> str:
    return str(venv_python().with_name(f"{name}.exe" if os.name == "nt" else name))
