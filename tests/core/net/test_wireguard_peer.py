import asyncio

from tests.core.net.wireguard_server import QUICK, running, spec
from waythrough.model.tunnel import TunnelWord
from waythrough.net.datagram import UdpDialer
from waythrough.net.wireguard_peer import PeerLine
from waythrough.paths.wireguard import settings_of
from waythrough.wire.wireguard.machine import Machine


def line_to(port: int) -> PeerLine:
    settings = settings_of(spec(port))
    return PeerLine(Machine(settings.peers[0], settings.private_key, settings.amnezia))


async def test_a_handshake_is_waited_for_and_packets_are_noticed() -> None:
    async with running() as server:
        line = line_to(server.port)
        await line.reach(UdpDialer(), "127.0.0.1", server.port, QUICK)
        await line.handshake(10.0)
        assert line.machine.words == [TunnelWord.ANSWERED]
        assert not await line.packet_came(0.0)
        server.send(b"")
        assert await line.packet_came(10.0)
        await line.aclose()
        await line.aclose()
        line.send(b"after the end")
        line.flush()


async def test_silence_ends_the_wait() -> None:
    async with running(silent=True) as server:
        line = line_to(server.port)
        await line.reach(UdpDialer(), "127.0.0.1", server.port, QUICK)
        await line.handshake(0.05)
        assert line.machine.words == []
        assert line.machine.handshaking
        await line.aclose()


async def test_its_clock_sends_what_is_due() -> None:
    async with running(silent=True) as server:
        line = line_to(server.port)
        await line.reach(UdpDialer(), "127.0.0.1", server.port, QUICK)
        line.machine._trying_since = line.machine._retry_at = asyncio.get_running_loop().time()
        server.silent = False
        line._arm()
        async with asyncio.timeout(10):
            while not line.machine.words:
                line._news.clear()
                await line._news.wait()
        assert line.machine.words == [TunnelWord.ANSWERED]
        await line.aclose()
