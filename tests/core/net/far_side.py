"""What stands behind a tunnel in tests: a namespace with a web server and a name server, and a look at this machine."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

import dns.message

from tests.core.net.resolvers import name_server_protocol, zone
from waythrough.net.namespace import Namespace

HERE = "10.77.0.1"
NAME = "inside.test"


def why_not(*programs: str) -> str:
    """Why there are no namespaces here; "" when there are."""
    if sys.platform != "linux":
        return "network namespaces exist on Linux only"
    if os.geteuid() != 0:
        return "making network namespaces needs root"
    if not Path("/dev/net/tun").exists():
        return "/dev/net/tun is missing"
    search = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    absent = [each for each in ("ip", *programs) if which(each, path=search) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


@dataclass(slots=True, kw_only=True)
class FarSide:
    """`asked` are the questions that the name server heard, `peers` the addresses that the web server saw."""

    namespace: Namespace
    asked: list[dns.message.Message] = field(default_factory=list)
    peers: list[str] = field(default_factory=list)
    _visits: "dict[asyncio.Task[object], asyncio.StreamWriter]" = field(default_factory=dict)

    async def join(self, device: str) -> None:
        """Take the far end of a tunnel in and serve on it."""
        await self.namespace.adopt(device)
        await self.namespace.configure([f"addr add {HERE}/24 dev {device}", f"link set {device} up"])

    async def serve_page(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.peers.append(writer.get_extra_info("peername")[0])
        task = asyncio.current_task()
        assert task is not None
        self._visits[task] = writer
        with suppress(asyncio.IncompleteReadError, OSError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        writer.close()

    async def dismiss(self) -> None:
        """Hang up on whoever is still there, and wait until that is done."""
        for writer in self._visits.values():
            writer.transport.abort()
        await asyncio.gather(*self._visits, return_exceptions=True)


@asynccontextmanager
async def far_side() -> AsyncIterator[FarSide]:
    """Its servers listen on all addresses, so that they can be there before the tunnel is."""
    async with AsyncExitStack() as stack:
        namespace = await Namespace.create()
        stack.push_async_callback(namespace.aclose)
        far = FarSide(namespace=namespace)
        stream = await namespace.make(socket.AF_INET, socket.SOCK_STREAM)
        stream.bind(("0.0.0.0", 80))
        await stack.enter_async_context(await asyncio.start_server(far.serve_page, sock=stream))
        stack.push_async_callback(far.dismiss)
        datagrams = await namespace.make(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.bind(("0.0.0.0", 53))
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: name_server_protocol(zone({(NAME, "A"): (HERE,)}), far.asked), sock=datagrams
        )
        stack.callback(transport.close)
        yield far


def machine(*devices: str) -> list[str]:
    """How this machine routes: its rules, default routes and filters, and every line about these interfaces.

    Other interfaces are left out: other tests and programs make theirs at the same time.
    """
    commands = (
        "ip rule",
        "ip -6 rule",
        "nft list ruleset",
        "ip route show table all",
        "ip -6 route",
        "ip -br link",
    )
    found: list[str] = []
    for each in commands:
        lines = subprocess.run(each.split(), capture_output=True, text=True, check=False).stdout.splitlines()
        routing = each.startswith(("ip rule", "ip -6 rule", "nft"))
        found += [
            line
            for line in lines
            if routing or line.startswith("default") or any(one in line for one in devices)
        ]
    return found


def children() -> set[str]:
    """The command lines of all processes that this one has started, theirs included."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
    mine, grown = {str(os.getpid())}, True
    while grown:
        more = {pid for pid, parent, _ in rows if parent in mine}
        grown, mine = not more <= mine, mine | more
    return {args for pid, _, args in rows if pid in mine and "ps -eo" not in args and pid != str(os.getpid())}
