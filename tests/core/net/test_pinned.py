"""A name that is led to one address, whatever else is dialled."""

import pytest

from tests.core.net.faultserver import refusing, serving
from waythrough.net.base import DialError
from waythrough.net.deadline import Patience
from waythrough.net.pinned import PinnedDialer
from waythrough.net.tcp import TcpDialer

PATIENCE = Patience(soft=2.0, hard=4.0)


async def test_only_the_name_is_led_elsewhere() -> None:
    async with serving(lambda peer: peer.hold()) as served, refusing() as closed:
        dialer = PinnedDialer(base=TcpDialer(), host="proxy.test", address="127.0.0.1")
        stream = await dialer.dial("proxy.test", served.port, PATIENCE)
        assert stream.facts.address == "127.0.0.1"
        stream.abort()
        with pytest.raises(DialError):
            await dialer.dial("127.0.0.1", closed.port, PATIENCE)
        with pytest.raises(DialError, match=r".*") as caught:
            await dialer.dial("other.test", served.port, PATIENCE)
        assert caught.value.failure.kind.value == "bad_config", "the line itself takes addresses only"
