"""What holds for every test: no packet leaves this machine, nothing outlives a test, no settings are read."""

import gc
import os
import re
import socket
import sys
import threading
from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _name in [name for name in os.environ if re.fullmatch(r"(https?|ftp|all|no)_proxy", name, re.IGNORECASE)]:
    del os.environ[_name]

settings.register_profile("everyday", deadline=None, derandomize=True, database=None)
settings.load_profile("everyday")

_NAMESPACE = Path("/proc/thread-self/ns/net")
_HOME_NAMESPACE = os.readlink(_NAMESPACE) if _NAMESPACE.exists() else ""
_SIOCGSKNS = 0x894C  # linux/sockios.h: a descriptor of the namespace that a socket belongs to
_DIALLING = {"socket.connect", "socket.sendto", "socket.sendmsg"}


class OutsideError(BaseException):
    """A test tried to reach another machine; no handler of the product may swallow this."""


def _stay_inside(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: refuse to dial or look up anything that is not this machine."""
    if event in _DIALLING:
        address = arguments[1]
        if _lives_elsewhere(arguments[0]):
            return
        host = address[0] if isinstance(address, tuple) else ""
    elif event == "socket.getaddrinfo":
        host = arguments[0] or ""
    else:
        return
    if not _is_here(host) and not _in_own_namespace():
        raise OutsideError(f"{event}: {host!r} is not this machine")


def _is_here(host: object) -> bool:
    name = os.fsdecode(host) if isinstance(host, str | bytes) else str(host)
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return name in ("", "localhost", "ip6-localhost")
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None  # a v6 socket to a v4 server
    address = mapped or address
    return address.is_loopback or address.is_unspecified


def _lives_elsewhere(sock: object) -> bool:
    """Whether a socket was made in another network namespace and handed to this process (Linux, root)."""
    if not _HOME_NAMESPACE or not isinstance(sock, socket.socket) or sock.fileno() < 0:
        return False
    import fcntl

    try:
        handle = fcntl.ioctl(sock.fileno(), _SIOCGSKNS)
    except OSError:
        return False
    try:
        return os.readlink(f"/proc/self/fd/{handle}") != _HOME_NAMESPACE
    finally:
        os.close(handle)


def _in_own_namespace() -> bool:
    return bool(_HOME_NAMESPACE) and os.readlink(_NAMESPACE) != _HOME_NAMESPACE


def pytest_configure() -> None:
    """Put the guard up before the first test module is imported."""
    sys.addaudithook(_stay_inside)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the lab where it cannot be built, and say why."""
    reason = None
    if not sys.platform.startswith("linux"):
        reason = "the lab needs Linux network namespaces"
    elif os.geteuid() != 0:
        reason = "the lab needs root, to make network namespaces"
    if reason is not None:
        for item in items:
            if "lab" in item.keywords:
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_collection_finish() -> None:
    """What was collected stays; the garbage collector need not search all of it after every test with a socket."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of the tests' own, so that nobody's settings are read or written."""
    home = tmp_path_factory.mktemp("home")
    places = {"HOME": home, "APPDATA": home, "LOCALAPPDATA": home}
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        places[f"XDG_{kind}_HOME"] = home / kind.lower()
    with pytest.MonkeyPatch.context() as patch:
        for name, place in places.items():
            patch.setenv(name, str(place))
        yield


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    """Fail a test that leaves a thread, a child process or an open socket behind."""
    threads, children, sockets = set(threading.enumerate()), _children(), _sockets()
    yield
    left = [thread.name for thread in threading.enumerate() if thread not in threads and not thread.daemon]
    assert not left, f"threads outlive the test: {left}"
    assert _children() <= children, "a child process outlives the test"
    if _sockets() - sockets:
        gc.collect()
    assert not _sockets() - sockets, "a socket outlives the test"


def _children() -> set[str]:
    """The ids of this process's children, zombies included (Linux; empty elsewhere)."""
    found: set[str] = set()
    for task in Path("/proc/self/task").glob("*/children"):
        try:
            found.update(task.read_text(encoding="ascii").split())
        except OSError:  # the thread ended meanwhile
            continue
    return found


def _sockets() -> set[str]:
    """The open sockets of this process (Linux; empty elsewhere)."""
    found: set[str] = set()
    for descriptor in Path("/proc/self/fd").glob("*"):
        try:
            target = os.readlink(descriptor)
        except OSError:  # closed meanwhile
            continue
        if target.startswith("socket:"):
            found.add(target)
    return found
