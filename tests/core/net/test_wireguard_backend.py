"""The choice of who makes an interface, what is refused without wg, and how the helper's failure is told."""

import base64
import json
import sys
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import pytest

from tests.core.net.far_side import why_not
from tests.core.net.wireguard_kernel_here import has_package, kernel_can
from waythrough.net.namespace import Namespace
from waythrough.net.wireguard_backend import (
    Backend,
    Found,
    NoBackendError,
    choose,
    make_by_package,
    need_no_tools,
    pick_address,
    request,
    wake,
)
from waythrough.net.wireguard_kernel import read_request
from waythrough.wire.wireguard.settings import Peer, Settings

rooted = pytest.mark.skipif(bool(why_not()), reason=why_not() or "namespaces can be made")
DEVICE = "way0123abcd"
PEER = Peer(
    host="vpn.test",
    port=51820,
    public_key=b"q" * 32,
    allowed_ips=(IPv4Network("0.0.0.0/0"), IPv6Network("::/0")),
    keepalive=25,
)
SETTINGS = Settings(private_key=b"p" * 32, addresses=(IPv4Address("10.0.0.2"),), peers=(PEER,))
SECRET = base64.b64encode(SETTINGS.private_key).decode()
TOOLS = "install wireguard-tools"


def found(*names: str) -> Found:
    return Found(wg="wg" in names, wireguard_go="wireguard-go" in names, package="package" in names)


@pytest.mark.parametrize(
    ("installed", "refusal", "chosen"),
    [
        (("wg", "wireguard-go", "package"), None, Backend.KERNEL),
        (("wireguard-go", "package"), None, Backend.PACKAGE),
        (("wg", "wireguard-go", "package"), "unknown", Backend.USERSPACE),
    ],
)
def test_the_best_is_chosen(installed: tuple[str, ...], refusal: str | None, chosen: Backend) -> None:
    assert choose(found(*installed), refusal) is chosen


@pytest.mark.parametrize(
    ("installed", "refusal", "words", "todo"),
    [
        (("wireguard-go",), None, "the program wg is not installed", TOOLS),
        (("wg", "package"), "unknown", "kernel: unknown; wireguard-go is not", "install wireguard-go"),
        (("wireguard-go", "package"), "unknown", "kernel: unknown; wireguard-go needs the program wg", TOOLS),
    ],
)
def test_where_nothing_can_it_is_told_what_is_missing(
    installed: tuple[str, ...], refusal: str | None, words: str, todo: str
) -> None:
    with pytest.raises(NoBackendError, match=words) as caught:
        choose(found(*installed), refusal)
    assert caught.value.todo == todo


def test_what_is_here_is_found_without_importing_it() -> None:
    assert Found.here().package is has_package()
    assert "python_wireguard" not in sys.modules


def test_a_simple_tunnel_needs_no_tools() -> None:
    need_no_tools(SETTINGS)


@pytest.mark.parametrize(
    ("settings", "lacking"),
    [
        (replace(SETTINGS, peers=(replace(PEER, preshared_key=b"s" * 32),)), "preshared keys"),
        (replace(SETTINGS, peers=(PEER, PEER)), "several peers"),
        (replace(SETTINGS, addresses=(*SETTINGS.addresses, IPv6Address("fd00::2"))), "IPv6 inside"),
        (replace(SETTINGS, peers=(replace(PEER, allowed_ips=(IPv4Network("10.0.0.0/8"),)),)), "allowed IPs"),
    ],
)
def test_what_the_package_does_not_know_needs_the_tools(settings: Settings, lacking: str) -> None:
    with pytest.raises(NoBackendError, match=f"wg is not installed.*{lacking}") as caught:
        need_no_tools(settings)
    assert caught.value.todo == TOOLS


def test_without_wg_a_server_is_reached_by_ipv4_only() -> None:
    both = ("2001:db8::1", "192.0.2.1")
    assert pick_address(found("wg", "package"), both) == "2001:db8::1"
    assert pick_address(found("package"), both) == "192.0.2.1"
    with pytest.raises(NoBackendError, match="IPv6"):
        pick_address(found("package"), both[:1])


def test_the_key_is_told_to_the_helper_alone() -> None:
    command = request(DEVICE, SETTINGS, "192.0.2.1")
    asked = read_request(command.stdin)
    assert (asked.private_key, asked.device, asked.port) == (SECRET, DEVICE, 51820)
    assert not any(SECRET in each for each in (*command.arguments, *command.environment.values()))
    assert SECRET not in repr(command)
    assert command.secrets == (SECRET,)
    assert json.loads(command.stdin).keys() == {"device", "private_key", "public_key", "address", "port"}


@pytest.mark.skipif(not has_package(), reason="python-wireguard is not installed")
@pytest.mark.skipif(kernel_can(), reason="the kernel would really make an interface")
async def test_the_end_of_the_helper_is_a_plain_failure() -> None:
    with pytest.raises(NoBackendError) as caught:
        await make_by_package(DEVICE, SETTINGS, "192.0.2.1")
    told = "the kernel and python-wireguard: Unable to add device: Operation not "
    assert caught.value.text.startswith(told)
    assert caught.value.todo == TOOLS
    assert SECRET not in repr(caught.value)


async def test_a_refusal_of_the_helper_is_a_plain_failure() -> None:
    with pytest.raises(NoBackendError, match="python-wireguard: the name of the interface is none of ours"):
        await make_by_package("eth0", SETTINGS, "192.0.2.1")


@rooted
async def test_the_packet_that_wakes_goes_into_the_tunnel() -> None:
    namespace = await Namespace.create()
    try:
        with pytest.raises(NoBackendError, match="takes no packet"):
            await wake(namespace)
        await namespace.configure(["addr add 10.0.0.2/32 dev lo", "route replace 0.0.0.0/0 dev lo"])
        before = await namespace.packets("lo")
        await wake(namespace)
        assert await namespace.packets("lo") > before
    finally:
        await namespace.aclose()
