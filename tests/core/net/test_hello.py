import os
import ssl

import pytest
import trustme

from tests.core.net.faultserver import NAME, Behaviour, Peer, serving
from waythrough.model.failure import FailureKind
from waythrough.net.deadline import Patience
from waythrough.net.hello import HelloOutcome, say_hello
from waythrough.net.tcp import TcpDialer
from waythrough.wire.client_hello import client_hello

PATIENT = Patience(soft=20.0, hard=30.0)
HASTY = Patience(soft=0.05, hard=0.3)


async def meet(behaviour: Behaviour, patience: Patience = PATIENT) -> HelloOutcome:
    async with serving(behaviour) as served:
        stream = await TcpDialer().dial("127.0.0.1", served.port, PATIENT)
        return await say_hello(stream, NAME, client_hello(NAME, os.urandom), patience)


def kind(outcome: HelloOutcome) -> FailureKind | None:
    return outcome.failure.kind if outcome.failure else None


@pytest.fixture(scope="module")
def context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert(NAME).configure_cert(context)
    return context


async def test_a_server_answers_and_the_costs_are_counted(context: ssl.SSLContext) -> None:
    async def behave(peer: Peer) -> None:
        await peer.tls(context)

    seen = await meet(behave)
    assert kind(seen) is None
    assert seen.detail.server_hello_after is not None
    assert seen.bytes_sent > 200
    assert seen.bytes_received > 0


async def test_an_alert_is_the_servers_own_word() -> None:
    async def behave(peer: Peer) -> None:
        await peer.hello()
        await peer.send(b"\x15\3\3\0\2\2\x70")

    seen = await meet(behave)
    assert kind(seen) is FailureKind.TLS_ALERT
    assert seen.detail.alert == 112


async def test_other_bytes_silence_and_the_end_are_told_apart() -> None:
    async def notice(peer: Peer) -> None:
        await peer.hello()
        await peer.send(b"HTTP/1.1 200 OK\r\n\r\n")

    async def reset(peer: Peer) -> None:
        await peer.hello()
        peer.reset()

    async def leave(peer: Peer) -> None:
        await peer.hello()
        peer.fin()

    async def hold(peer: Peer) -> None:
        await peer.hold()

    seen = await meet(notice)
    assert (kind(seen), seen.detail.plaintext[:4]) == (FailureKind.NOT_TLS, b"HTTP")
    assert kind(await meet(reset)) is FailureKind.RESET
    assert kind(await meet(leave)) is FailureKind.EOF
    assert kind(await meet(hold, HASTY)) is FailureKind.TIMEOUT
