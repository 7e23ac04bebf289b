"""The project's own Python environment: made, filled with the pinned packages, and known to be current."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from _dev_apt import apt_install, can_apt
from _dev_console import DevError, run_quietly, say, tail, timed

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
LOG = VENV / "setup.log"
_STAMP = VENV / "setup.stamp"
_WINDOWS = os.name == "nt"


def venv_python() -> Path:
    """The interpreter of the project's environment, whether or not it exists yet."""
    return VENV / ("Scripts/python.exe" if _WINDOWS else "bin/python")


def ensure_environment() -> None:
    """Make the environment match the pinned packages; costs milliseconds when it already does."""
    wanted = _fingerprint()
    if _stamp() == wanted and venv_python().exists():
        return
    _make_venv()
    _install_packages()
    _STAMP.write_text(wanted + "\n", encoding="ascii")


def _base_python() -> str:
    # The interpreter behind an activated environment: .venv must not be built upon itself.
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for part in (LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes()):
        digest.update(hashlib.sha256(part).digest())
    # The editable install holds the folder's absolute path, so a moved clone is set up anew.
    digest.update("\0".join((sys.version, sys.platform, str(ROOT))).encode())
    return digest.hexdigest()


def _stamp() -> str | None:
    try:
        return _STAMP.read_text(encoding="ascii").strip()
    except OSError:
        return None


def _make_venv() -> None:
    # No stamp, no trust: the last set-up was cut short, or the folder is not ours.
    trusted = _stamp() is not None and _venv_matches()
    _STAMP.unlink(missing_ok=True)
    if trusted:
        return
    if VENV.exists():
        try:
            shutil.rmtree(VENV)
        except OSError as problem:
            raise DevError(
                f"{VENV} is broken and in use ({problem.strerror}); remove it and try again."
            ) from None
    with timed(f"Making .venv with Python {sys.version.split()[0]}"):
        # Without pip: Debian ships ensurepip apart, and the installers below reach in from outside.
        if not run_quietly([_base_python(), "-m", "venv", "--without-pip", str(VENV)], LOG):
            raise DevError(f"Python could not make an environment in {VENV}:\n{tail(LOG)}")


def _venv_matches() -> bool:
    """True when .venv is a working environment of the Python that runs this script."""
    if not venv_python().exists():
        return False
    probe = f"import sys; sys.exit(sys.version != {sys.version!r})"
    return run_quietly([str(venv_python()), "-c", probe], LOG)


def _install_packages() -> None:
    count = sum(1 for line in LOCK.read_text(encoding="utf-8").splitlines() if "==" in line)
    uv = shutil.which("uv")
    if uv is not None:
        with timed(f"Installing {count} pinned packages with uv"):
            if _install_with([uv, "pip", "install", "--python", str(venv_python())]):
                return
        # uv reads no pip configuration: a package index that only pip knows of is out of its reach.
        say("  uv could not (see .venv/setup.log); pip tries")
    pip = _find_pip()
    with timed(f"Installing {count} pinned packages with pip (the first time takes a minute or two)"):
        if not _install_with([*pip, "install", "--disable-pip-version-check", "--no-input"]):
            raise DevError(f"The packages could not be installed. The end of {LOG}:\n{tail(LOG)}")


def _install_with(install: Sequence[str]) -> bool:
    pinned = [*install, "--require-hashes", "--no-deps", "-r", str(LOCK)]
    ours = [*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    return run_quietly(pinned, LOG) and run_quietly(ours, LOG)


def _find_pip() -> list[str]:
    """A pip command that installs into .venv; pip 22.3 and later can do so from outside."""
    outside = [_base_python(), "-m", "pip", "--python", str(venv_python())]
    inside = [str(venv_python()), "-m", "pip"]
    if run_quietly([*outside, "--version"], LOG):
        return outside
    if run_quietly([*inside, "--version"], LOG):
        return inside
    if run_quietly([str(venv_python()), "-m", "ensurepip"], LOG):
        return inside
    if can_apt():
        apt_install(["python3-pip"])
        if run_quietly([*outside, "--version"], LOG):
            return outside
    raise DevError(
        "Python has no pip here; install it (Debian, Ubuntu: apt install python3-pip) and try again."
    )
