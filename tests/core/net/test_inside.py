"""Dials inside a namespace, without any tunnel: its own loopback has to do."""

import socket
from collections.abc import AsyncIterator

import pytest

from tests.core.net.far_side import HERE, NAME, FarSide, far_side, why_not
from tests.core.net.resolvers import Table
from waythrough.model.failure import FailureKind
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError
from waythrough.net.deadline import Patience
from waythrough.net.inside import Inside, InsideDialer, NoResolver, inside_dialer

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "they can be made")
PATIENCE = Patience(hard=5)


@pytest.fixture
async def far() -> AsyncIterator[FarSide]:
    async with far_side() as found:
        await found.namespace.configure([f"addr add {HERE}/24 dev lo"])
        yield found


async def failing(dialer: InsideDialer, host: str, port: int, hard: float = 5) -> DialError:
    with pytest.raises(DialError) as caught:
        await dialer.dial(host, port, Patience(hard=hard))
    return caught.value


async def test_names_are_asked_inside(far: FarSide) -> None:
    dialer = inside_dialer(far.namespace, "lo", (HERE,), kind="openvpn", hop=1)
    stream = await dialer.dial(NAME, 80, PATIENCE)
    assert [(leg.stage, leg.failure, leg.hop, leg.address) for leg in stream.facts.legs] == [
        (Stage.EXIT_DNS, None, 1, ""),
        (Stage.EXIT_CONNECT, None, 1, ""),
    ]
    assert far.asked
    stream.abort()
    link = await dialer.open(NAME, 53, PATIENCE)
    link.close()


async def test_the_targets_trouble_is_not_the_tunnels(far: FarSide) -> None:
    dialer = inside_dialer(far.namespace, "lo", (HERE,), kind="openvpn", hop=0)
    refused = await failing(dialer, HERE, 81)
    assert (refused.legs[-1].stage, refused.failure.kind) == (Stage.EXIT_CONNECT, FailureKind.EXIT_REFUSED)
    unknown = await failing(dialer, "nosuch.test", 80)
    assert (unknown.legs[-1].stage, unknown.failure.kind) == (Stage.EXIT_DNS, FailureKind.EXIT_DNS)
    nowhere = await failing(dialer, "192.0.2.1", 80)
    assert nowhere.failure.kind is FailureKind.EXIT_UNREACHABLE
    with pytest.raises(DialError):
        await dialer.open("nosuch.test", 53, PATIENCE)


async def silent_port(far: FarSide) -> tuple[int, list[socket.socket]]:
    """A port whose queue is full: further connects are not answered."""
    listener = await far.namespace.make(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    held = [listener]
    for _ in range(2):
        client = await far.namespace.make(socket.AF_INET, socket.SOCK_STREAM)
        client.connect_ex(listener.getsockname())
        held.append(client)
    return listener.getsockname()[1], held


async def test_a_silent_target_beside_a_living_tunnel(far: FarSide) -> None:
    port, held = await silent_port(far)
    dialer = inside_dialer(far.namespace, "lo", (HERE,), kind="openvpn", hop=0)
    error = await failing(dialer, "127.0.0.1", port, hard=0.2)
    assert (error.legs[-1].stage, error.failure.kind) == (Stage.EXIT_CONNECT, FailureKind.EXIT_TIMEOUT)
    for each in held:
        each.close()


async def test_a_tunnel_in_which_nothing_moves_is_silent_itself(far: FarSide) -> None:
    port, held = await silent_port(far)
    # an interface that does not exist receives nothing, whatever is asked
    resolver = Table({NAME: (HERE,)})
    inside = Inside(namespace=far.namespace, device="nosuch", resolver=resolver, kind="openvpn", hop=0)
    error = await failing(InsideDialer(inside), "127.0.0.1", port, hard=0.2)
    assert (error.legs[-1].stage, error.failure.kind) == (Stage.DATA, FailureKind.TIMEOUT)
    for each in held:
        each.close()
    deaf = inside_dialer(far.namespace, "nosuch", ("127.0.0.1:9999",), kind="openvpn", hop=0)
    with await far.namespace.make(socket.AF_INET, socket.SOCK_DGRAM) as mute:
        mute.bind(("127.0.0.1", 9999))
        error = await failing(deaf, NAME, 80, hard=0.3)
    assert (error.legs[-1].stage, error.failure.kind) == (Stage.DATA, FailureKind.TIMEOUT)


async def test_without_a_resolver_no_name_is_found_and_none_is_asked_elsewhere(far: FarSide) -> None:
    dialer = inside_dialer(far.namespace, "lo", (), kind="openvpn", hop=0)
    error = await failing(dialer, NAME, 80)
    assert error.failure.kind is FailureKind.EXIT_DNS
    await NoResolver().aclose()


async def test_a_namespace_that_is_gone_carries_nothing() -> None:
    async with far_side() as far:
        dialer = inside_dialer(far.namespace, "lo", (HERE,), kind="openvpn", hop=0)
    assert await dialer.inside.packets() == 0
    assert (await failing(dialer, HERE, 80)).legs
