"""Namespaces of a way: what is in them, and that nothing of them stays."""

import asyncio
import errno
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.net.far_side import children, machine, why_not
from waythrough.net.namespace import Namespace, NamespaceError, can_make_namespaces
from waythrough.net.tcp import TcpDialer

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "they can be made")


async def test_sockets_live_inside_and_nothing_is_there_but_loopback() -> None:
    assert can_make_namespaces()
    own, before = os.readlink("/proc/self/ns/net"), machine()
    namespace = await Namespace.create()
    assert os.readlink(f"/proc/{namespace.pid}/ns/net") != own
    assert os.readlink("/proc/self/ns/net") == own, "this process stays where it was"
    sock = await namespace.make(socket.AF_INET, socket.SOCK_DGRAM)
    with sock, pytest.raises(OSError, match="unreachable") as caught:
        sock.connect(("192.0.2.1", 9))
    assert caught.value.errno == errno.ENETUNREACH
    assert await namespace.packets("nosuch") == 0
    await namespace.aclose()
    await namespace.aclose()
    assert machine() == before
    assert not any("namespace_agent" in each for each in children())


async def test_a_server_inside_is_reached_from_inside_only() -> None:
    namespace = await Namespace.create()
    listener = await namespace.make(socket.AF_INET, socket.SOCK_STREAM)
    with listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        client = await namespace.make(socket.AF_INET, socket.SOCK_STREAM)
        with client:
            await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", port))
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=5):
            pass
    await namespace.aclose()


async def test_many_ask_at_once_and_some_change_their_mind() -> None:
    namespace = await Namespace.create()

    async def one() -> None:
        (await namespace.make(socket.AF_INET, socket.SOCK_STREAM)).close()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one()) for _ in range(40)]
        await asyncio.sleep(0)
        for each in tasks[::3]:
            each.cancel()
    assert not await namespace.packets("nosuch")
    await one()
    await namespace.aclose()


async def test_what_goes_wrong_inside_is_told() -> None:
    namespace = await Namespace.create()
    with pytest.raises(NamespaceError, match="nosuch"):
        await namespace.configure(["link set nosuch up"])
    with pytest.raises(NamespaceError, match="moved"):
        await namespace.adopt("nosuch")
    with pytest.raises(OSError, match=r".+"):
        await namespace.make(socket.AddressFamily.AF_INET, socket.SocketKind.SOCK_RDM)
    await namespace.aclose()
    with pytest.raises(OSError, match=r".+"):
        await namespace.make(socket.AF_INET, socket.SOCK_STREAM)


async def test_a_namespace_whose_agent_was_killed_is_gone() -> None:
    namespace = await Namespace.create()
    os.kill(namespace.pid, signal.SIGKILL)
    with pytest.raises(OSError, match=r".+"):
        await TcpDialer(sockets=namespace)._socket(socket.AF_INET)
    await namespace.aclose()


_OWNER = """
import asyncio, sys
from waythrough.net.namespace import Namespace

async def main():
    namespace = await Namespace.create()
    print(namespace.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def test_it_dies_with_a_parent_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _OWNER], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        handle = os.pidfd_open(pid)
        owner.kill()
    try:
        import select

        assert select.select([handle], [], [], 10)[0], "the agent lives on"
    finally:
        os.close(handle)
    assert not Path(f"/proc/{pid}/ns/net").exists()
