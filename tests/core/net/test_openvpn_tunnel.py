"""The whole tunnel against a real server whose far end is a namespace with servers of its own."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.core.net.far_side import HERE, NAME, FarSide, children, far_side, machine, why_not
from tests.core.net.openvpn_server import keys, serving_device
from tests.core.net.resolvers import Table
from tests.ways import proxies
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
from waythrough.paths.base import ConfigError, Ground, Opening, OpenPath
from waythrough.paths.registry import open_path

pytestmark = pytest.mark.skipif(bool(why_not("openvpn")), reason=why_not("openvpn") or "it is here")
PATIENCE = Patience(hard=5)
PASSWORD = 'se"cret\\ word'
NET = ("--server", "10.77.0.0", "255.255.255.0", "--topology", "subnet")
DNS = ("--push", f"dhcp-option DNS {HERE}")


def way(profile: str, **fields: FieldValue) -> PathSpec:
    return PathSpec(id="x", kind="openvpn", fields=MappingProxyType({"profile": Secret(profile), **fields}))


def ground(told: list[Opening] | None = None, *exit_dns: str) -> tuple[Ground, Table]:
    names = Table({})
    heard = [] if told is None else told
    base = Ground(
        dialer=TcpDialer(),
        resolver=names,
        trust=Trust(),
        datagrams=UdpDialer(),
        told=heard.append,
        exit_dns=exit_dns,
    )
    return base, names


@asynccontextmanager
async def server(folder: Path, wrap: str, proto: str, *more: str) -> AsyncIterator[tuple[FarSide, int]]:
    async with far_side() as far:
        with serving_device(folder, wrap, proto, *NET, *more) as (port, device):
            await far.join(device)
            yield far, port


@pytest.mark.parametrize(
    ("wrap", "proto"), [("tls-crypt", "udp"), ("tls-auth", "tcp"), ("tls-crypt-v2", "udp")]
)
async def test_a_page_and_its_name_come_through_and_nothing_of_the_machine_changes(
    tmp_path: Path, wrap: str, proto: str
) -> None:
    async with server(tmp_path, wrap, proto, *DNS) as (far, port):
        before, told = machine(), list[Opening]()
        base, names = ground(told)
        path = await open_path(way(keys().client(wrap, f"127.0.0.1 {port} {proto}")), base)
        device = inside_of(path)
        assert machine(device) == before
        assert [leg.stage for leg in path.legs][-3:] == [Stage.HANDSHAKE, Stage.TLS, Stage.AUTH]
        assert path.resolver is None
        stream = await path.dialer.dial(NAME, 80, PATIENCE)
        await stream.send(b"GET / HTTP/1.1\r\n\r\n")
        assert (await stream.recv()).startswith(b"HTTP/1.1 200")
        stream.abort()
        await path.aclose()
        assert machine(device) == before
    assert far.peers == ["10.77.0.2"]
    assert {str(each.question[0].name) for each in far.asked} == {f"{NAME}."}
    assert names.asked == []
    assert [each.share for each in told] == sorted(each.share for each in told)
    assert not any("openvpn" in each for each in children())


def inside_of(path: OpenPath) -> str:
    """The tunnel's interface."""
    assert isinstance(path.dialer, InsideDialer)
    return path.dialer.inside.device


async def test_a_server_that_dies_is_the_tunnels_failure_and_never_the_targets(tmp_path: Path) -> None:
    async with far_side() as far:
        with serving_device(tmp_path, "plain", "udp", *NET, *DNS) as (port, device):
            await far.join(device)
            path = await open_path(way(keys().client("plain", f"127.0.0.1 {port} udp")), ground()[0])
            (await path.dialer.dial(HERE, 80, PATIENCE)).abort()
        with pytest.raises(DialError) as caught:
            await path.dialer.dial(HERE, 80, Patience(hard=0.5))
        await path.aclose()
    assert (caught.value.legs[-1].stage, caught.value.failure.kind) == (Stage.DATA, FailureKind.TIMEOUT)


def login_server(folder: Path) -> tuple[str, ...]:
    script = folder / "verify.sh"
    script.write_text(f'[ "$(sed -n 2p "$1")" = \'{PASSWORD}\' ]\n')
    return ("--script-security", "2", "--auth-user-pass-verify", f"/bin/sh {script}", "via-file")


async def test_a_log_in_is_handed_over_and_shown_nowhere(tmp_path: Path) -> None:
    async with server(tmp_path, "plain", "udp", *DNS, *login_server(tmp_path)) as (_, port):
        profile = keys().client("plain", f"127.0.0.1 {port} udp", more="auth-user-pass")
        path = await open_path(way(profile, user="me", password=Secret(PASSWORD)), ground()[0])
        assert not any("cret" in each for each in children())
        assert "cret" not in repr(path.legs)
        await path.aclose()
        inline = profile + f"<auth-user-pass>\nme\n{PASSWORD}\n</auth-user-pass>\n"
        path = await open_path(way(inline), ground()[0])
        await path.aclose()
        with pytest.raises(DialError) as caught:
            await open_path(way(profile, user="me", password=Secret("wrong")), ground()[0])
        with pytest.raises(ConfigError, match="user"):
            await open_path(way(profile), ground()[0])
    assert caught.value.legs[-1].stage is Stage.AUTH
    assert caught.value.failure.kind is FailureKind.PROXY_AUTH


async def test_behind_a_proxy_the_server_is_reached_through_the_proxy_only(tmp_path: Path) -> None:
    if reason := proxies.missing("microsocks"):
        pytest.skip(reason)
    (tmp_path / "proxy").mkdir()
    async with server(tmp_path, "tls-crypt", "tcp", *DNS) as (far, port):
        with proxies.running("microsocks", tmp_path / "proxy") as proxy:
            fields: dict[str, FieldValue] = {"host": "127.0.0.1", "port": proxy.port}
            front = PathSpec(id="y", kind="socks5", fields=MappingProxyType(fields))
            base, names = ground()
            spec = way(keys().client("tls-crypt", f"localhost {port} tcp"))
            path = await open_path(replace(spec, via=front), base)
            assert (path.hops, path.legs[-1].hop) == (2, 1)
            stream = await path.dialer.dial(NAME, 80, PATIENCE)
            stream.abort()
            await path.aclose()
    assert names.asked == [], "the proxy looked the server's name up"
    assert far.asked


async def test_without_pushed_resolvers_those_of_the_run_are_asked_inside(tmp_path: Path) -> None:
    async with server(tmp_path, "plain", "udp") as (far, port):
        base, names = ground(None, HERE)
        path = await open_path(way(keys().client("plain", f"127.0.0.1 {port} udp")), base)
        stream = await path.dialer.dial(NAME, 80, PATIENCE)
        stream.abort()
        await path.aclose()
    assert far.asked
    assert names.asked == []


async def test_a_profile_that_the_program_refuses_is_told_in_its_words(tmp_path: Path) -> None:
    async with server(tmp_path, "plain", "udp") as (_, port):
        profile = keys().client("plain", f"127.0.0.1 {port} udp", more="keepalive ten twenty thirty")
        with pytest.raises(ConfigError, match="keepalive"):
            await open_path(way(profile), ground()[0])
    assert not any("openvpn" in each for each in children())


async def test_an_opening_that_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    async with server(tmp_path, "plain", "udp") as (_, port):
        before = machine()
        spec = way(keys().client("plain", f"127.0.0.1 {port} udp"))
        for share in (0.1, 0.2, 0.5):
            await cancelled_at(share, spec)
            assert not any("openvpn" in each for each in children() if "--management" in each)
            assert machine() == before


async def cancelled_at(share: float, spec: PathSpec) -> None:
    """An opening that is cancelled as soon as it is so far."""
    opening: asyncio.Task[object]

    def told(how: Opening) -> None:
        if how.share >= share:
            opening.cancel()

    base, _ = ground()
    async with asyncio.TaskGroup() as group:
        opening = group.create_task(open_path(spec, replace(base, told=told)))
    assert opening.cancelled()


_OWNER = """
import asyncio, sys
from tests.core.net.test_openvpn_tunnel import ground, way
from waythrough.paths.registry import open_path

async def main():
    await open_path(way(sys.stdin.read()), ground()[0])
    print("open", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_everything_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    async with server(tmp_path, "plain", "udp") as (_, port):
        before = machine()
        handles = started_and_killed(keys().client("plain", f"127.0.0.1 {port} udp"))
        assert len(handles) == 2, "the program and the agent"
        async with asyncio.timeout(10):
            for handle in handles:
                ended = asyncio.get_running_loop().create_future()
                asyncio.get_running_loop().add_reader(handle, _end, ended)
                await ended
                asyncio.get_running_loop().remove_reader(handle)
                os.close(handle)
        assert machine() == before


def started_and_killed(profile: str) -> list[int]:
    """Descriptors of the processes that a killed owner of a tunnel had started."""
    with subprocess.Popen(
        [sys.executable, "-c", _OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdin is not None
        assert owner.stdout is not None
        owner.stdin.write(profile)
        owner.stdin.close()
        assert owner.stdout.readline() == "open\n"
        handles = [os.pidfd_open(int(pid)) for pid in _below(owner.pid)]
        owner.send_signal(signal.SIGKILL)
    return handles


def _end(ended: "asyncio.Future[None]") -> None:
    if not ended.done():
        ended.set_result(None)


def _below(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
