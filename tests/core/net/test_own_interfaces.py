"""The interfaces of this machine, and of made ones on which a VPN is on."""

import socket
import sys

import pytest

from tests.core.net.test_routes import machine
from tests.lab import netns
from waythrough.net.own_interfaces import OwnInterface, device_of, own_interfaces
from waythrough.net.routes import route_to

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells its routes by rtnetlink")
root = pytest.mark.skipif(bool(netns.why_not()), reason=netns.why_not() or "namespaces can be made")
BESIDE = (
    "link add eth9 type veth peer name eth8",
    "link set eth8 up",
    "link set eth9 up",
    "addr add 10.74.0.2/24 dev eth9",
    "link add eth6 type veth peer name eth5",
    "route add default via 10.74.0.1 dev eth9 metric 500",
)


@linux
def test_an_address_belongs_to_an_interface() -> None:
    assert device_of("127.0.0.1") == "lo"
    assert device_of("192.0.2.77") == ""
    assert not any(each.name == "lo" for each in own_interfaces())
    assert route_to("127.0.0.1", "nosuch0") is None


@pytest.mark.lab
@linux
@root
def test_a_vpn_that_is_on_and_the_line_beside_it() -> None:
    with machine(*BESIDE):
        found = {each.name: each for each in own_interfaces()}
        assert device_of("10.74.0.2") == "eth9"
    assert found["tun0"] == OwnInterface(
        name="tun0", addresses=found["tun0"].addresses, default=True, leads_out=True, vpn=True
    )
    assert found["eth9"] == OwnInterface(name="eth9", addresses=("10.74.0.2",), leads_out=True)
    assert found["eth8"].leads_out is False, "it is up, but no route goes by it"
    assert "eth6" not in found, "it is down"


def test_elsewhere_names_have_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(socket, "if_nameindex", lambda: [(1, "en0"), (2, "utun3")])
    assert own_interfaces() == (OwnInterface(name="en0"), OwnInterface(name="utun3", vpn=True))
    assert device_of("127.0.0.1") == ""
