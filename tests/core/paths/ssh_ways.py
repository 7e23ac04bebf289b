"""SSH ways to a server of a test: written down, opened, refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.core.net.resolvers import Table
from tests.ways.ssh_servers import Server
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.net.base import DialError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import Ground, OpenPath
from waythrough.paths.registry import new_id, open_path
from waythrough.paths.ssh import SshKind

PATIENCE = Patience(hard=20)
TRUST = Trust()
NOWHERE = "SHA256:" + "a" * 43


def spec(server: Server, via: PathSpec | None = None, **changes: FieldValue) -> PathSpec:
    fields: dict[str, FieldValue] = {
        "host": "ssh.test", "port": server.port, "user": server.user, "private_key": Secret(server.key),
        "host_key": server.fingerprints["ed25519"],
    }  # fmt: skip
    fields |= changes
    kept = {name: value for name, value in fields.items() if value != ""}
    return PathSpec(id=new_id(), kind="ssh", fields=MappingProxyType(kept), via=via)


def socks(host: str, port: int, via: PathSpec | None = None) -> PathSpec:
    fields: dict[str, FieldValue] = {"host": host, "port": port}
    return PathSpec(id=new_id(), kind="socks5", fields=MappingProxyType(fields), via=via)


def table() -> Table:
    return Table({"ssh.test": ("127.0.0.1",), "proxy.test": ("127.0.0.1",)})


def ground(resolver: Table | None = None, patience: Patience = PATIENCE) -> Ground:
    return Ground(
        dialer=TcpDialer(),
        resolver=resolver or table(),
        trust=TRUST,
        datagrams=UdpDialer(),
        patience=patience,
    )


@asynccontextmanager
async def opened(way: PathSpec, resolver: Table | None = None) -> AsyncIterator[OpenPath]:
    path = await open_path(way, ground(resolver))
    try:
        yield path
    finally:
        await path.aclose()


async def refused(way: PathSpec, known: Path | None = None, patience: Patience = PATIENCE) -> DialError:
    """The failure of a way that does not open."""
    tasks = asyncio.all_tasks()
    with pytest.raises(DialError) as caught:
        await SshKind(known or Path("/nonexistent")).open(way, ground(patience=patience))
    assert not left_since(tasks)
    return caught.value


def left_since(before: "set[asyncio.Task[object]]") -> list[str]:
    """What runs since then, without the servers of the tests."""
    left = (repr(task) for task in asyncio.all_tasks() - before)
    return [task for task in left if "serving" not in task and "relay" not in task]
