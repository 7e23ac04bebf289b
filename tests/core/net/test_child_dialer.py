"""Dials over a child's proxy: the connect on this computer is left out, and a dead child is told as one."""

import pytest

from tests.core.net.children import PATIENT, python
from tests.core.net.local_clients import PATIENCE
from tests.core.net.proxy_answers import serving
from tests.core.net.test_local_proxy import echo
from waythrough.model.failure import FailureKind
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError
from waythrough.net.child_dialer import ChildDialer
from waythrough.net.local_proxy import LocalProxy
from waythrough.net.process import Child
from waythrough.net.socks import SocksDialer
from waythrough.net.tcp import TcpDialer


async def test_what_is_told_while_it_lives_and_after() -> None:
    proxy = await LocalProxy.start(TcpDialer(), patience=PATIENCE)
    child = await Child.start(
        python("import sys; print('error: out of luck'); sys.stdin.read(); sys.exit(4)")
    )
    await child.ended.wait()
    child.ended.clear()
    socks = SocksDialer(TcpDialer(), "127.0.0.1", proxy.port, user=proxy.user, password=proxy.password)
    dialer = ChildDialer(socks, child, kind="program", hop=1)
    async with serving(echo) as port:
        stream = await dialer.dial("127.0.0.1", port, PATIENCE)
        assert [leg.stage for leg in stream.facts.legs] == [Stage.HANDSHAKE, Stage.AUTH, Stage.REQUEST]
        stream.abort()
    with pytest.raises(DialError) as caught:
        await dialer.dial("127.0.0.1", 1, PATIENCE)
    assert caught.value.failure.kind is FailureKind.EXIT_REFUSED
    await proxy.aclose()
    child.ended.set()
    await child.until(child.line("luck"), PATIENT)
    with pytest.raises(DialError) as caught:
        await dialer.dial("127.0.0.1", port, PATIENCE)
    failure, leg = caught.value.failure, caught.value.legs[-1]
    assert (failure.kind, failure.code, failure.text) == (FailureKind.PROGRAM_ENDED, 4, "error: out of luck")
    assert (leg.stage, leg.hop) == (Stage.CONFIG, 1)
    await child.stop()
