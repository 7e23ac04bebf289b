import errno
import socket

import pytest

from waythrough.practice import loopback


def test_an_address_plan_makes_sites_public_and_forged_answers_not() -> None:
    plan = loopback.address_plan(many=True)
    assert all(plan.is_public(base + "7") for base in (loopback.SITES, loopback.PROXIES, loopback.RESOLVERS))
    assert not plan.is_public(loopback.BOGON)
    assert plan.is_private(loopback.LINE_RESOLVER)
    assert not plan.is_public(loopback.SINKHOLE)


def test_with_one_address_that_one_is_public() -> None:
    plan = loopback.address_plan(many=False)
    assert plan.is_public("127.0.0.1")
    assert not plan.is_public(loopback.BOGON)


@pytest.mark.skipif(not loopback.many_addresses(), reason="only 127.0.0.1 can be bound here")
def test_all_share_a_port() -> None:
    sockets = loopback.bind_all([f"{loopback.SITES}{n}" for n in range(1, 9)])
    ports = {sock.getsockname()[1] for sock in sockets}
    addresses = {sock.getsockname()[0] for sock in sockets}
    for sock in sockets:
        sock.close()
    assert (len(ports), len(addresses)) == (1, 8)


def test_one_address_gives_each_its_port() -> None:
    sockets = loopback.bind_all([loopback.ONLY] * 3)
    ports = {sock.getsockname()[1] for sock in sockets}
    for sock in sockets:
        sock.close()
    assert len(ports) == 3


@pytest.mark.skipif(not loopback.many_addresses(), reason="only 127.0.0.1 can be bound here")
def test_a_port_taken_on_one_address_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with loopback.bind(f"{loopback.SITES}2") as taken:
        port = taken.getsockname()[1]
        free, asked = loopback.bind, []

        def always_the_same(address: str, number: int = 0) -> socket.socket:
            asked.append(address)
            return free(address, number or port)

        monkeypatch.setattr(loopback, "bind", always_the_same)
        with pytest.raises(loopback.NoPortError):
            loopback.bind_all([f"{loopback.SITES}1", f"{loopback.SITES}2"])
    assert len(asked) == 2 * loopback.TRIES


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(OSError, match="assign") as caught:
        loopback.bind_all(["127.0.0.1", "192.0.2.1"])
    assert caught.value.errno == errno.EADDRNOTAVAIL


def test_a_bound_socket_refuses() -> None:
    with loopback.bind(loopback.ONLY) as sock, pytest.raises(ConnectionRefusedError):
        socket.create_connection(sock.getsockname(), timeout=10)


def test_a_silent_socket_never_answers() -> None:
    with loopback.bind(loopback.ONLY) as sock:
        fillers = loopback.make_silent(sock)
        with pytest.raises(TimeoutError):
            socket.create_connection(sock.getsockname(), timeout=0.3)
        for filler in fillers:
            filler.close()
