"""System packages by apt: installed when we are root, named in one line when we are not."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from _dev_console import DevError, run_quietly, tail, timed

_POLICY = Path("/usr/sbin/policy-rc.d")


def is_root() -> bool:
    """True with the rights of the superuser (never on Windows)."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def can_apt() -> bool:
    """True when this process may install Debian packages."""
    return is_root() and shutil.which("apt-get") is not None


def apt_install(packages: Sequence[str]) -> None:
    """Install Debian packages without their recommendations and without starting any service."""
    log = Path(tempfile.gettempdir()) / f"waythrough-apt-{os.getpid()}.log"
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    with timed(f"Installing {len(packages)} system packages by apt: {' '.join(packages)}"), _no_services():
        # A failed update is no reason to stop: the lists that are there may do.
        run_quietly(["apt-get", "update", "-q"], log, env)
        if not run_quietly(install, log, env):
            raise DevError(f"apt-get could not install {' '.join(packages)}:\n{tail(log)}")
    log.unlink(missing_ok=True)


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
