import asyncio
import threading

import pytest

from tests.core.practice import raw
from waythrough.practice import loopback
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
