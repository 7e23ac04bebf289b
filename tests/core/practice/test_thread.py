import asyncio
import threading

import pytest

from tests.core.practice import raw
from waythrough.practice import loopback
from waythrough.practice import thread as thread_module
from waythrough.practice.thread import PracticeThread


async def test_it_serves_while_the_loop_of_the_caller_is_busy() -> None:
    with PracticeThread() as net:
        # A blocking client inside a running loop: it would wait for ever if the servers lived in that loop.
        assert raw.check(net, net.platforms[0].targets[0], "berlin") == "200 right page"
    assert asyncio.get_running_loop().is_running()


def test_nothing_is_left_when_it_ends() -> None:
    before = set(threading.enumerate())
    thread = PracticeThread()
    thread.start()
    assert len(set(threading.enumerate()) - before) == 1
    thread.stop()
    thread.stop()
    assert set(threading.enumerate()) == before


def test_it_ends_with_clients_still_there() -> None:
    with PracticeThread() as net:
        host, _, port = net.profile.neutral_hosts[0].rpartition(":")
        sock = raw.connect(raw.resolve(net.profile.resolvers[0], host), int(port))
        session = raw.tls(sock, host)
    with pytest.raises((raw.BrokenError, AssertionError)):
        assert raw.request(session, host)
    sock.close()


def test_an_error_at_the_start_is_raised_where_it_was_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loopback, "RESOLVERS", "192.0.2.")
    thread = PracticeThread(many_addresses=True)
    with pytest.raises(OSError, match="assign"):
        thread.start()
    thread.stop()


def test_a_start_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_module, "START_TIME", 0.0)
    with pytest.raises(TimeoutError):
        PracticeThread().start()


def test_what_was_never_started_can_be_stopped() -> None:
    PracticeThread().stop()


def test_half_open_handshakes_end_with_it() -> None:
    with PracticeThread() as net:
        zurich = next(path for path in net.paths if path.id == "zurich")
        address = raw.resolve(net.profile.resolvers[0], str(zurich.fields["host"]))
        sock = raw.connect(address, int(str(zurich.fields["port"])))
        sock.sendall(b"\x16\x03\x01")  # the beginning of a ClientHello, and no more
        idle = raw.connect(address, int(str(zurich.fields["port"])))
    for each in (sock, idle):
        each.close()
