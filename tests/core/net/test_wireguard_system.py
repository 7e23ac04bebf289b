"""WireGuard by the system against a server of the system."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.core.net.far_side import HERE, NAME, children, machine, why_not
from tests.core.net.resolvers import Table
from tests.core.net.wireguard_far_side import WireGuardServer, pair, run, wireguard_server
from tests.core.net.wireguard_kernel_here import kernel_can
from waythrough.model.failure import FailureKind
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.inside import InsideDialer
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.net.wireguard_backend import Backend, Found, NoBackendError
from waythrough.net.wireguard_system import SystemTunnel, listens, wg_config
from waythrough.paths.base import Ground, Opening
from waythrough.paths.registry import open_path
from waythrough.paths.wireguard import settings_of

NEEDS = ("wg", "wireguard-go")
real = pytest.mark.skipif(bool(why_not(*NEEDS)), reason=why_not(*NEEDS) or "it is here")
PATIENCE = Patience(hard=5)
SOCKETS = Path("/var/run/wireguard")


def way(server: WireGuardServer, **changes: FieldValue) -> PathSpec:
    fields: dict[str, FieldValue] = {
        "host": "vpn.test",
        "port": server.port,
        "private_key": Secret(server.client.private),
        "address": "10.77.0.2/24",
        "public_key": server.server.public,
        "preshared_key": Secret(server.psk),
        "dns": HERE,
    }
    return PathSpec(id="x", kind="wireguard_system", fields=MappingProxyType({**fields, **changes}))


def ground(hard: float = 10) -> Ground:
    return Ground(
        dialer=TcpDialer(),
        resolver=Table({"vpn.test": ("127.0.0.1",)}),
        trust=Trust(),
        datagrams=UdpDialer(),
        patience=Patience(hard=hard),
    )


def sockets() -> set[str]:
    return {path.name for path in SOCKETS.glob("way*.sock")}


@real
async def test_a_page_and_its_name_come_through_and_nothing_of_the_machine_changes() -> None:
    async with wireguard_server() as server:
        before, told = machine(), list[Opening]()
        path = await open_path(way(server), replace(ground(), told=told.append))
        assert isinstance(path.dialer, InsideDialer)
        device = path.dialer.inside.device
        assert machine(device) == before
        assert [leg.stage for leg in path.legs] == [Stage.RESOLVE, Stage.HANDSHAKE]
        stream = await path.dialer.dial(NAME, 80, PATIENCE)
        await stream.send(b"GET / HTTP/1.1\r\n\r\n")
        assert (await stream.recv()).startswith(b"HTTP/1.1 200")
        stream.abort()
        assert not any(server.client.private in each or server.psk in each for each in children())
        await path.aclose()
        await path.aclose()
        assert machine(device) == before
        assert f"{device}.sock" not in sockets()
    assert server.far.peers == ["10.77.0.2"]
    assert {str(each.question[0].name) for each in server.far.asked} == {f"{NAME}."}
    assert told


@real
@pytest.mark.parametrize("wrong", ["preshared_key", "private_key"])
async def test_a_server_that_does_not_know_us_is_silent(wrong: str) -> None:
    async with wireguard_server() as server:
        before = machine()
        with pytest.raises(DialError) as caught:
            await open_path(way(server, **{wrong: Secret(pair().private)}), ground(0.8))
        assert machine() == before
    assert caught.value.failure.kind is FailureKind.TIMEOUT
    assert caught.value.legs[-1].stage is Stage.CONNECT
    assert not any("wireguard-go" in each for each in children())


@real
async def test_a_name_that_is_not_found_ends_it() -> None:
    async with wireguard_server() as server:
        with pytest.raises(DialError) as caught:
            await open_path(way(server, host="nosuch.test"), ground())
    assert caught.value.legs[-1].stage is Stage.RESOLVE


def tunnel(server: WireGuardServer, found: Found, **changes: FieldValue) -> SystemTunnel:
    settings = settings_of(way(server, **changes))
    resolver = Table({"vpn.test": ("127.0.0.1",)})
    return SystemTunnel(
        settings=settings, resolver=resolver, patience=PATIENCE, told=lambda share: None, found=found
    )


@real
@pytest.mark.parametrize(
    "found",
    [
        Found(wg=True, wireguard_go=True, package=False),
        pytest.param(
            Found(wg=False, wireguard_go=False, package=True),
            marks=pytest.mark.skipif(not kernel_can(), reason="needs a kernel that knows WireGuard"),
        ),
    ],
)
async def test_a_tunnel_without_a_preshared_key_comes_up(found: Found) -> None:
    async with wireguard_server(preshared=False) as server:
        before, made = machine(), tunnel(server, found, preshared_key=Secret(""))
        await made.open()
        assert [leg.stage for leg in made.legs] == [Stage.RESOLVE, Stage.HANDSHAKE]
        await made.aclose()
        assert machine(made.device) == before


@real
@pytest.mark.skipif(kernel_can(), reason="needs a kernel that does not know WireGuard")
async def test_without_wg_a_kernel_that_does_not_know_it_ends_it() -> None:
    async with wireguard_server() as server:
        before = machine()
        made = tunnel(server, Found(wg=False, wireguard_go=True, package=True), preshared_key=Secret(""))
        with pytest.raises(NoBackendError, match=r"kernel: .+; wireguard-go needs the program wg") as caught:
            await made.open()
        assert machine(made.device) == before
    assert caught.value.todo == "install wireguard-tools"


@real
async def test_a_wireguard_go_that_ends_is_told_in_its_words() -> None:
    async with wireguard_server() as server:
        made = tunnel(server, Found(wg=True, wireguard_go=True, package=False))
        made.device = "lo"  # an interface that is there already
        with pytest.raises(NoBackendError, match=f"^{Backend.USERSPACE}: ERROR: .*TUN"):
            await made.open()
    assert await run("ip", "link", "show", "dev", "lo") == 0
    assert not any("wireguard-go" in each for each in children())


@real
async def test_a_wireguard_go_that_begins_beside_us_keeps_its_socket() -> None:
    path = SOCKETS / "wayffffffff.sock"
    async with wireguard_server() as server:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as beginning:
            beginning.bind(str(path))  # and does not listen yet
            try:
                assert not listens("wayffffffff")
                await (await open_path(way(server), ground())).aclose()
                assert path.exists()
                beginning.listen(0)
                assert [listens("wayffffffff") for _ in range(3)] == [True, True, True]
                beginning.close()
                assert not listens("wayffffffff")
            finally:
                path.unlink()
    assert not listens("wayffffffff")


_OWNER = """
import asyncio
from tests.core.net.test_wireguard_system import ground, way
from tests.core.net.wireguard_far_side import Pair, WireGuardServer
from waythrough.paths.registry import open_path

async def main():
    words = input().split()
    server = WireGuardServer(
        far=None, port=int(words[0]), server=Pair("", words[1]), client=Pair(words[2], ""), psk=words[3]
    )
    await open_path(way(server), ground())
    print("open", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@real
async def test_everything_dies_with_a_parent_that_is_killed() -> None:
    async with wireguard_server() as server:
        before = machine()
        words = f"{server.port} {server.server.public} {server.client.private} {server.psk}\n"
        handles = await asyncio.to_thread(started_and_killed, words)
        assert len(handles) == 2, "wireguard-go and the agent"
        async with asyncio.timeout(10):
            for handle in handles:
                ended = asyncio.Event()
                asyncio.get_running_loop().add_reader(handle, ended.set)
                await ended.wait()
                asyncio.get_running_loop().remove_reader(handle)
                os.close(handle)
        assert machine() == before
        left = sockets()
        for each in left:
            os.utime(SOCKETS / each, (0, 0))
        path = await open_path(way(server), ground())
        assert not left & sockets(), "what the killed one left was swept away"
        await path.aclose()


def started_and_killed(words: str) -> list[int]:
    """Descriptors of the processes that a killed owner of a tunnel had started."""
    with subprocess.Popen(
        [sys.executable, "-c", _OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdin is not None
        assert owner.stdout is not None
        owner.stdin.write(words)
        owner.stdin.close()
        assert owner.stdout.readline() == "open\n"
        below = Path(f"/proc/{owner.pid}/task").glob("*/children")
        pids = [pid for path in below for pid in path.read_text(encoding="ascii").split()]
        handles = [os.pidfd_open(int(pid)) for pid in pids]
        owner.send_signal(signal.SIGKILL)
    return handles


def test_the_configuration_holds_what_was_parsed_and_nothing_else() -> None:
    mine, theirs = pair(), pair()
    fields: dict[str, FieldValue] = {
        "host": "vpn.test",
        "port": 51820,
        "private_key": Secret(mine.private),
        "address": "10.0.0.2/32",
        "public_key": theirs.public,
        "keepalive": 7,
        "allowed_ips": "10.0.0.0/8, fd00::/8",
    }
    spec = PathSpec(id="x", kind="wireguard_system", fields=MappingProxyType(fields))
    settings = settings_of(spec)
    assert wg_config(settings, {settings.peers[0]: "2001:db8::1"}).splitlines() == [
        "[Interface]",
        f"PrivateKey = {mine.private}",
        "[Peer]",
        f"PublicKey = {theirs.public}",
        "Endpoint = [2001:db8::1]:51820",
        "AllowedIPs = 10.0.0.0/8, fd00::/8",
        "PersistentKeepalive = 7",
    ]
