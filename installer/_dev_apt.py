"""System packages by apt: installed when we are root, named in one line when we are not."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from _dev_console import DevError, run_quietly, tail, timed

_ENV = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
_POLICY = Path("/usr/sbin/policy-rc.d")


def is_root() -> bool:
    """True with the rights of the superuser (never on Windows)."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def can_apt() -> bool:
    """True when this process may install Debian packages."""
    return is_root() and shutil.which("apt-get") is not None


def apt_install(packages: Sequence[str]) -> None:
    """Install Debian packages that nothing works without. Raises DevError with apt's last words."""
    with _log() as log, timed(f"Installing by apt: {' '.join(packages)}"), _no_services():
        _update()
        if not _install(packages, log):
            raise DevError(f"apt-get could not install {' '.join(packages)}:\n{tail(log)}")


def apt_try_install(packages: Sequence[str]) -> Sequence[str]:
    """Install those Debian packages that this release has; returns the others."""
    with _log() as log, timed(f"Installing by apt: {' '.join(packages)}"), _no_services():
        _update()
        if _install(packages, log):
            return []
        return [package for package in packages if not _install([package], log)]


@cache
def _update() -> None:
    # Once a process. A failed update is no reason to stop: the lists that are there may do.
    with _log() as log:
        run_quietly(["apt-get", "update", "-q"], log, _ENV)


def _install(packages: Sequence[str], log: Path) -> bool:
    return run_quietly(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], log, _ENV)


@contextmanager
def _log() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="waythrough-apt-") as folder:
        yield Path(folder) / "apt.log"


@contextmanager
def _no_services() -> Iterator[None]:
    """Keep Debian's maintainer scripts from starting the servers they install: invoke-rc.d asks this file."""
    ours = not _POLICY.exists()
    if ours:
        _POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
        _POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            _POLICY.unlink(missing_ok=True)
