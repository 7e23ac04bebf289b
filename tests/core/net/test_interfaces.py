"""Binding a socket to an interface, on this system for real and on the others by their options."""

import socket
import sys

import pytest

from waythrough.net.interfaces import bind_interface, has_interface, interface_option


@pytest.mark.parametrize(
    ("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")], ids=["v4", "v6"]
)
def test_an_address_of_the_interface_will_do(family: socket.AddressFamily, address: str) -> None:
    with socket.socket(family) as sock:
        bind_interface(sock, address)
        assert sock.getsockname()[0] == address


@pytest.mark.skipif(sys.platform != "linux", reason="the name of the loopback interface is Linux' own")
def test_a_name_is_obeyed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as sock:
        bind_interface(sock, "lo")
        sock.connect(listener.getsockname())
        option = sock.getsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, 16)
    assert option.rstrip(b"\0") == b"lo"


def test_an_unknown_name_is_an_error_of_the_system() -> None:
    with socket.socket() as sock, pytest.raises(OSError, match=r".+"):
        bind_interface(sock, "nosuch0")
    with pytest.raises(OSError, match=r".+"):
        interface_option("win32", "nosuch0", False)


@pytest.mark.parametrize(
    ("platform", "v6", "level", "option"),
    [
        ("darwin", False, socket.IPPROTO_IP, 25),
        ("darwin", True, socket.IPPROTO_IPV6, 125),
        ("win32", False, socket.IPPROTO_IP, 31),
        ("win32", True, socket.IPPROTO_IPV6, 31),
    ],
)
def test_other_systems_take_the_number_of_the_interface(
    platform: str, v6: bool, level: int, option: int
) -> None:
    index, name = socket.if_nameindex()[0]
    order = "big" if (platform, v6) == ("win32", False) else sys.byteorder
    assert interface_option(platform, name, v6) == (level, option, index.to_bytes(4, order))


def test_what_this_machine_has() -> None:
    assert has_interface("127.0.0.1")
    assert has_interface(socket.if_nameindex()[0][1])
    assert not has_interface("nosuch0")
    assert not has_interface("192.0.2.77")
