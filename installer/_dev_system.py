"""What the machine itself must bring: Qt's system libraries, the tools of the lab, a display."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from _dev_apt import apt_install, apt_try_install, can_apt
from _dev_console import DevError, say
from _dev_env import VENV, venv_python

_QT_PACKAGES = (
    "libgl1", "libegl1", "libglib2.0-0", "libdbus-1-3", "libxkbcommon0", "libfontconfig1", "libx11-6",
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxkbcommon-x11-0",
)  # fmt: skip

_REFUSED = VENV / "setup.refused"

# What the tests and the benches start, and the Debian package that brings it.
TEST_TOOLS: Mapping[str, str] = {
    "/usr/lib/python3/dist-packages/pyatspi": "python3-pyatspi",
    "/usr/libexec/at-spi2-registryd": "at-spi2-core",
    "Xvfb": "xvfb",
    "dbus-daemon": "dbus",
    "ip": "iproute2",
    "openbox": "openbox",
    "xdotool": "xdotool",
}
PEERS: Mapping[str, str] = {
    "danted": "dante-server",
    "dnsmasq": "dnsmasq",
    "microsocks": "microsocks",
    "nft": "nftables",
    "nginx": "nginx-light",
    "obfs4proxy": "obfs4proxy",
    "openvpn": "openvpn",
    "snowflake-client": "snowflake-client",
    "squid": "squid",
    "ss-server": "shadowsocks-libev",
    "sshd": "openssh-server",
    "stunnel4": "stunnel4",
    "tinyproxy": "tinyproxy",
    "tor": "tor",
    "trojan": "trojan",
    "v2ray": "v2ray",
    "wg": "wireguard-tools",
    "wireguard-go": "wireguard-go",
}
"""Servers that other people wrote: ways are tested against them; tests whose server is missing are skipped."""
BENCH_TOOLS: Mapping[str, str] = {"curl": "curl", "nginx": "nginx-light"}

# Loads what a window needs and prints the loader's complaint; Qt itself would abort the process instead.
_LOAD_QT = """
import ctypes, pathlib, sys
try:
    import PySide6.QtWidgets as widgets
    plugins = pathlib.Path(widgets.__file__).parent / "Qt" / "plugins" / "platforms"
    for name in sys.argv[1:]:
        ctypes.CDLL(str(plugins / name))
except (ImportError, OSError) as problem:
    sys.exit(str(problem))
"""


def ensure_qt_libraries(*, window: bool) -> None:
    """See that Qt can paint into memory, or show a window; install or name what is missing."""
    plugins = ["libqoffscreen.so", "libqxcb.so"] if window else ["libqoffscreen.so"]
    problem = _qt_problem(plugins)
    if problem is None:
        return
    if not can_apt():
        raise DevError(
            f"Qt cannot start here ({problem}). On Debian and Ubuntu this helps: "
            f"sudo apt-get install {' '.join(_QT_PACKAGES)}"
        )
    apt_install(_QT_PACKAGES)
    problem = _qt_problem(plugins)
    if problem is not None:
        raise DevError(f"Qt still cannot start: {problem}.")


def ensure_tools(tools: Mapping[str, str]) -> None:
    """Bring these tools when that is possible; what needs a missing one says so itself."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_tools(tools)
    if can_apt():
        # What this release does not have is asked for once, not at every start.
        refused = _REFUSED.read_text(encoding="ascii").split() if _REFUSED.exists() else []
        new = [package for package in missing if package not in refused]
        if new:
            _REFUSED.write_text(" ".join([*refused, *apt_try_install(new)]), encoding="ascii")
            missing = missing_tools(tools)
    if missing:
        say(f"What needs one of these Debian packages will be skipped: {' '.join(missing)}")


def missing_tools(tools: Mapping[str, str]) -> Sequence[str]:
    """The packages of those tools that are on no usual path, daemons in sbin included."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin"))
    return sorted({package for tool, package in tools.items() if not _there(tool, path)})


def _there(tool: str, path: str) -> bool:
    """Whether a program is on the path, or a file or folder where it is named whole."""
    return Path(tool).exists() if tool.startswith("/") else shutil.which(tool, path=path) is not None


def has_display(env: Mapping[str, str] = os.environ) -> bool:
    """True when a window can be shown to somebody."""
    if sys.platform == "win32":
        return True
    if sys.platform == "darwin":
        return "SSH_CONNECTION" not in env
    return bool(env.get("WAYLAND_DISPLAY")) or _x_answers(env.get("DISPLAY", ""))


def _x_answers(display: str) -> bool:
    """True when an X server listens there; a local one is asked, a remote one is believed."""
    host, _, number = display.rpartition(":")
    if host not in ("", "unix") or not number:
        return bool(number)
    address = f"/tmp/.X11-unix/X{number.partition('.')[0]}"
    for name in (address, f"\0{address}"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(2)
            if probe.connect_ex(name) == 0:
                return True
    return False


def _qt_problem(plugins: Sequence[str]) -> str | None:
    if not sys.platform.startswith("linux"):
        return None
    asked = subprocess.run(
        [str(venv_python()), "-c", _LOAD_QT, *plugins],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if asked.returncode == 0:
        return None
    return (asked.stderr.strip().splitlines() or ["the loader gave no reason"])[-1]
