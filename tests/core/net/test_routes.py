"""By which way packets leave: asked of the kernel, in namespaces that have a line, a tunnel, or nothing."""

import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.lab import netns
from waythrough.net import routes
from waythrough.net.routes import Route, line_mark, network_id, route_to, tunnel_towards

ABROAD = "203.0.113.9"
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells its routes by rtnetlink")
root = pytest.mark.skipif(bool(netns.why_not()), reason=netns.why_not() or "namespaces can be made")


@contextmanager
def machine(*commands: str) -> Iterator[None]:
    """A machine of its own whose line is tun0, and what `ip` adds to it."""
    space = netns.create()
    try:
        wire = netns.tunnel(space)
        try:
            netns.connect_up(space, ("10.73.0.2",))
            netns.configure(space, list(commands))
            with netns.inside(space):
                yield
        finally:
            os.close(wire)
    finally:
        os.close(space)


def test_the_mark_of_a_network_tells_a_change_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "network_id", lambda: ("wlan0", "192.168.1.1", "192.168.1.7"))
    at_home = line_mark("run-1")
    assert line_mark("run-1") == at_home
    assert line_mark("run-2") != at_home, "two runs do not show that they were in the same network"
    assert "192" not in at_home
    monkeypatch.setattr(routes, "network_id", lambda: ("wlan0", "192.168.1.1", "192.168.1.8"))
    assert line_mark("run-1") != at_home


@linux
def test_loopback_is_reached_by_loopback() -> None:
    assert route_to("127.0.0.1") == Route(interface="lo", source="127.0.0.1")
    assert tunnel_towards("127.0.0.1") == ""


@pytest.mark.lab
@root
class TestMachines:
    """Machines of unlike lines."""

    def test_the_only_interface_is_the_line_whatever_its_kind(self) -> None:
        with machine():
            assert route_to(ABROAD) == Route(interface="tun0", source="10.73.0.2")
            assert tunnel_towards(ABROAD) == ""
            assert network_id()[:3] == ("tun0", "", "10.73.0.2")

    def test_a_tunnel_beside_a_line_is_one(self) -> None:
        other = ["link add eth9 type veth peer name eth8", "link set eth9 up"]
        with machine(*other):
            assert tunnel_towards(ABROAD) == "tun0"
        with machine(*other, "link set tun0 down", "link set tun0 name wwan0", "link set wwan0 up",
                     "route add default dev wwan0"):  # fmt: skip
            assert tunnel_towards(ABROAD) == ""

    def test_a_tunnel_known_by_name_needs_nothing_beside_it(self) -> None:
        named = [
            "link set tun0 down",
            "link set tun0 name wg0",
            "link set wg0 up",
            "route add default dev wg0",
        ]
        with machine(*named):
            assert tunnel_towards(ABROAD) == "wg0"

    def test_a_gateway_is_told(self) -> None:
        hop = ["route replace default via 10.73.0.1 dev tun0 onlink"]
        with machine(*hop):
            assert route_to(ABROAD) == Route(interface="tun0", gateway="10.73.0.1", source="10.73.0.2")

    def test_no_route_is_none(self) -> None:
        with machine("route del default"):
            assert route_to(ABROAD) is None
            assert tunnel_towards(ABROAD) == ""
            assert network_id()[:1] != ("tun0",)


@linux
def test_an_interface_that_went_away_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert routes.flags_of("nosuch0") == 0
    gone = struct.pack("=HHI", 8, 4, 99_999)
    monkeypatch.setattr(routes, "_ask", lambda family, packed, interface: gone)
    assert route_to(ABROAD) is None
    monkeypatch.setattr(routes, "_ask", lambda family, packed, interface: b"\x00" * 8)
    assert route_to(ABROAD) is None


def test_other_systems_do_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert route_to(ABROAD) is None
    assert tunnel_towards(ABROAD) == ""
