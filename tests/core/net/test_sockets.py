"""Sockets bound to the loopback interface, which stands for any other."""

import errno
import socket
import sys

import pytest

from waythrough.net.sockets import BoundSockets, suits


async def test_an_address_binds_its_own_family() -> None:
    sock = await BoundSockets("127.0.0.1").make(socket.AF_INET, socket.SOCK_DGRAM)
    with sock:
        assert sock.getsockname()[0] == "127.0.0.1"
        assert not sock.getblocking()
    with pytest.raises(OSError, match=r".+") as caught:
        await BoundSockets("127.0.0.1").make(socket.AF_INET6, socket.SOCK_STREAM)
    assert caught.value.errno == errno.ENETUNREACH


@pytest.mark.skipif(sys.platform != "linux", reason="the name of the loopback interface is Linux' own")
async def test_an_address_may_come_with_its_device() -> None:
    sock = await BoundSockets("127.0.0.1", "lo").make(socket.AF_INET, socket.SOCK_STREAM)
    with sock:
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, 16).rstrip(b"\0") == b"lo"
        assert sock.getsockname()[0] == "127.0.0.1"


async def test_an_interface_that_is_not_there_leaves_no_socket() -> None:
    with pytest.raises(OSError, match=r".+"):
        await BoundSockets("nosuch0").make(socket.AF_INET, socket.SOCK_STREAM)


def test_names_suit_every_family() -> None:
    assert suits("eth0", socket.AF_INET)
    assert suits("eth0", socket.AF_INET6)
    assert suits("::1", socket.AF_INET6)
    assert not suits("::1", socket.AF_INET)
