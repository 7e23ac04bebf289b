"""Proxies that other people wrote, started on loopback for a test and ended with everything they forked."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

USER = "otto"
PASSWORD = "s3cret-word"
FORBIDDEN = "127.0.0.9"
"""A target that the proxies with rules refuse."""

START_WITHIN = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RealProxy:
    """A running proxy: where it is, which kinds of ways lead through it, whether it wants a log-in."""

    program: str
    port: int
    kinds: tuple[str, ...]
    login: bool = False


PROGRAMS = {
    "microsocks": "microsocks",
    "microsocks with log-in": "microsocks",
    "dante": "danted",
    "tinyproxy": "tinyproxy",
    "tinyproxy with log-in": "tinyproxy",
    "squid": "squid",
}


def missing(name: str) -> str:
    """Why a proxy cannot be started here, "" when it can."""
    program = PROGRAMS[name]
    return "" if _which(program) else f"{program} is not installed"


@contextmanager
def running(name: str, folder: Path) -> Iterator[RealProxy]:
    """Start a proxy by its name in PROGRAMS."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command, proxy = _PLANS[PROGRAMS[name]](folder, port, name.endswith("log-in"))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, cwd=folder
        )
    try:
        _await_port(process, port, folder / "log")
        yield proxy
    finally:
        _end(process)


def _await_port(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + START_WITHIN
    while time.monotonic() < end:
        assert process.poll() is None, f"ended at once: {log.read_text(errors='replace')}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"not ready: {log.read_text(errors='replace')}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    # the whole session is ours: squid and dante fork
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(1)
    process.wait()


def _which(program: str) -> str | None:
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def _command(program: str, *arguments: str) -> list[str]:
    path = _which(program)
    assert path is not None
    return [path, *arguments]


Plan = tuple[list[str], RealProxy]


def _microsocks(folder: Path, port: int, login: bool) -> Plan:
    arguments = ["-i", "127.0.0.1", "-p", str(port), *(["-u", USER, "-P", PASSWORD] if login else [])]
    proxy = RealProxy(program="microsocks", port=port, kinds=("socks5",), login=login)
    return _command("microsocks", *arguments), proxy


def _dante(folder: Path, port: int, login: bool) -> Plan:
    config = folder / "danted.conf"
    config.write_text(
        f"""
logoutput: stderr
internal: 127.0.0.1 port = {port}
external: 127.0.0.1
clientmethod: none
socksmethod: none
user.privileged: root
user.unprivileged: nobody
client pass {{ from: 127.0.0.0/8 to: 0.0.0.0/0 }}
socks block {{ from: 0.0.0.0/0 to: {FORBIDDEN}/32 }}
socks pass {{ from: 0.0.0.0/0 to: 0.0.0.0/0 proxyprotocol: socks_v4 socks_v5 }}
"""
    )
    # no socks4a: dante 1.4 takes the 0.0.0.1 that announces a name for the target
    proxy = RealProxy(program="danted", port=port, kinds=("socks5", "socks4"))
    return _command("danted", "-f", str(config), "-p", str(folder / "pid")), proxy


def _tinyproxy(folder: Path, port: int, login: bool) -> Plan:
    rules = folder / "filter"
    rules.write_text(f"^{FORBIDDEN}\n".replace(".", r"\."))
    config = folder / "tinyproxy.conf"
    config.write_text(
        f"""
Port {port}
Listen 127.0.0.1
Timeout 60
MaxClients 50
Allow 127.0.0.1
LogLevel Connect
Filter "{rules}"
{f"BasicAuth {USER} {PASSWORD}" if login else ""}
"""
    )
    proxy = RealProxy(program="tinyproxy", port=port, kinds=("http",), login=login)
    return _command("tinyproxy", "-d", "-c", str(config)), proxy


def _squid(folder: Path, port: int, login: bool) -> Plan:
    folder.chmod(0o777)  # it gives up root at its start
    config = folder / "squid.conf"
    config.write_text(
        f"""
http_port 127.0.0.1:{port}
pid_filename none
access_log none
cache_log {folder}/cache.log
cache deny all
coredump_dir {folder}
visible_hostname proxy.test
shutdown_lifetime 0 seconds
dns_nameservers 127.0.0.1
netdb_filename none
pinger_enable off
workers 1
acl forbidden dst {FORBIDDEN}/32
http_access deny forbidden
http_access allow all
"""
    )
    proxy = RealProxy(program="squid", port=port, kinds=("http",))
    return _command("squid", "-N", "-f", str(config)), proxy


_PLANS = {"microsocks": _microsocks, "danted": _dante, "tinyproxy": _tinyproxy, "squid": _squid}
