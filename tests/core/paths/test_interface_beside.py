"""The true direct line beside a VPN that is on: pages and names leave by it, and the VPN sees no packet of them."""

import asyncio
import os
from types import MappingProxyType

import pytest

from tests.core.net.far_side import HERE, NAME, far_side, why_not
from tests.core.net.resolvers import Table
from tests.lab import netns
from waythrough.model.path import PathSpec
from waythrough.net.deadline import Patience
from waythrough.net.own_interfaces import own_interfaces
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import Ground
from waythrough.paths.registry import open_path

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(bool(why_not()), reason=why_not() or "namespaces can be made"),
]


@pytest.mark.parametrize("interface", ["eth9", "10.77.0.2"])
def test_nothing_of_it_enters_the_vpn(interface: str) -> None:
    space = netns.create()
    vpn = netns.tunnel(space)
    try:
        netns.connect_up(space, ("10.73.0.2",))
        netns.configure(
            space,
            [
                "link add eth9 type veth peer name eth8",
                "addr add 10.77.0.2/24 dev eth9",
                "link set eth9 up",
            ],
        )
        with netns.inside(space):
            peers = asyncio.run(beside(interface))
        assert peers == ["10.77.0.2"]
        with pytest.raises(BlockingIOError):
            os.read(vpn, 2000)
    finally:
        os.close(vpn)
        os.close(space)


async def beside(interface: str) -> list[str]:
    """A page and its name, over one interface of a machine whose default is a VPN; who the far side saw."""
    async with far_side() as far:
        await far.join("eth8")
        netns_default = next(each for each in own_interfaces() if each.default)
        assert (netns_default.name, netns_default.vpn) == ("tun0", True)
        spec = PathSpec(id="x", kind="interface", fields=MappingProxyType({"interface": interface}))
        base = Ground(dialer=TcpDialer(), resolver=Table({}), trust=Trust(), exit_dns=(HERE,))
        way = await open_path(spec, base)
        assert way.interface == "eth9"
        assert way.resolver is not None
        outcome = await way.resolver.resolve(NAME, Patience(hard=5))
        stream = await way.dialer.dial(outcome.detail.addresses[0], 80, Patience(hard=5))
        await stream.send(b"GET / HTTP/1.1\r\n\r\n")
        assert (await stream.recv()).startswith(b"HTTP/1.1 200")
        stream.abort()
        await way.aclose()
        assert far.asked
    return far.peers
