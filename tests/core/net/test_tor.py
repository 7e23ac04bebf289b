"""The configuration of a `tor` process, and the process itself with its network off."""

from pathlib import Path

import pytest

from tests.core.net.children import is_gone
from waythrough.net import tor as module
from waythrough.net.deadline import Patience
from waythrough.net.local_proxy import LocalProxy
from waythrough.net.process import ChildEndedError
from waythrough.net.tcp import TcpDialer
from waythrough.net.tor import TorPlan, TorProcess
from waythrough.net.tor_transports import TransportProgram, find_tor
from waythrough.wire.tor_bridge import parse_bridge

TOR = find_tor() or Path("tor")
BRIDGE = parse_bridge(f"obfs4 198.18.4.7:443 {'A' * 40} cert=secret-cert iat-mode=0")
needs_tor = pytest.mark.skipif(find_tor() is None, reason="tor is not installed")


async def test_the_configuration(tmp_path: Path) -> None:
    proxy = await LocalProxy.start(TcpDialer(), patience=Patience())
    plan = TorPlan(
        program=TOR,
        bridges=(BRIDGE,),
        transports=(TransportProgram(path=Path("/usr/bin/obfs4proxy"), transports=("obfs3", "obfs4")),),
        upstream=proxy,
        options=("TestingTorNetwork 1",),
    )
    lines = plan.torrc(tmp_path, tmp_path / "control").splitlines()
    assert {
        "DisableNetwork 1",
        f'ControlPort unix:"{tmp_path}/control"',
        "UseBridges 1",
        f"Bridge {BRIDGE.text}",
        "ClientTransportPlugin obfs3,obfs4 exec /usr/bin/obfs4proxy",
        f"Socks5Proxy 127.0.0.1:{proxy.port}",
        f"Socks5ProxyPassword {proxy.password.reveal()}",
        "TestingTorNetwork 1",
    } <= set(lines)
    await proxy.aclose()
    assert "secret" not in repr(plan)
    assert set(plan.secrets) >= {"198.18.4.7", "secret-cert", "A" * 40}
    plain = TorPlan(program=TOR).torrc(tmp_path, None)
    assert "ControlPort auto\n" in plain
    assert "Bridge" not in plain
    assert "Proxy" not in plain


@needs_tor
@pytest.mark.parametrize("short", [True, False])
async def test_a_process_is_ours_until_it_ends(short: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not short:  # where the folder's path is too long for a socket
        monkeypatch.setattr(module, "_UNIX_SOCKET", 0)
    tor = await TorProcess.start(TorPlan(program=TOR))
    pid, folder = tor.child.pid, tor._folder.path
    assert (await tor.link.ask("GETINFO", "status/bootstrap-phase")).good
    with pytest.raises(Exception, match="has not opened"):
        await tor.socks_port()
    await tor.aclose()
    await tor.aclose()
    assert is_gone(pid)
    assert not folder.exists()


@needs_tor
async def test_a_wrong_configuration_is_told_by_tor_itself() -> None:
    with pytest.raises(ChildEndedError) as caught:
        await TorProcess.start(TorPlan(program=TOR, options=("NoSuchOption 1",)))
    assert any("NoSuchOption" in line for line in caught.value.tail)


@needs_tor
async def test_a_hangup_ends_it() -> None:
    tor = await TorProcess.start(TorPlan(program=TOR))
    await tor.link.aclose()
    await tor.child.ended.wait()
    await tor.aclose()
