import pytest

from waythrough.cli.render.interfaces import show_interfaces
from waythrough.cli.render.screen import text_screen
from waythrough.net.own_interfaces import OwnInterface
from waythrough.verdict.words import translator

LINE = OwnInterface(name="eth0", addresses=("10.0.0.2",), default=True, leads_out=True)
VPN = OwnInterface(name="tun0", default=True, leads_out=True, vpn=True)
BESIDE = OwnInterface(name="wlan0", leads_out=True)
DEAD = OwnInterface(name="eth1", leads_out=False)
UNKNOWN = OwnInterface(name="en0")


@pytest.mark.parametrize(
    ("found", "said", "unsaid"),
    [
        ((), ["No network interface is up"], ["VPN"]),
        ((LINE, DEAD, UNKNOWN), ["a network, in use", "leads nowhere", "interface://en0"], ["VPN", "//eth1"]),
        ((VPN, BESIDE), ["A VPN is on (tun0)", "waythrough paths test interface://wlan0"], []),
        ((VPN, DEAD), ["A VPN is on (tun0), and no other interface leads out"], ["paths test"]),
    ],
)
def test_it_says_what_each_is_and_how_to_go_beside_a_vpn(
    found: tuple[OwnInterface, ...], said: list[str], unsaid: list[str]
) -> None:
    screen, written = text_screen(translator("en"), width=200)
    show_interfaces(found, screen)
    for words in said:
        assert words in written.getvalue()
    for words in unsaid:
        assert words not in written.getvalue()
