"""Hellos that begin otherwise: parted in two, or with a session that the server issued under its own name."""

import asyncio

import pytest

from tests.core.net.faultserver import NAME, Certificates, Peer, Served, TlsPeer, serving
from waythrough.model.failure import FailureKind as Kind
from waythrough.net.base import StreamFacts
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.net.tls import PLAIN_HELLO, SPLIT, Hello, TlsOutcome, open_tls, resumable
from waythrough.net.trust import Trust

PATIENCE = Patience(hard=20.0)


@pytest.fixture(scope="module")
def certs(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certs"))


@pytest.fixture(scope="module")
def trust(certs: Certificates) -> Trust:
    return Trust(roots=certs.ca_file)


async def shake(served: Served, trust: Trust, name: str = NAME, *, hello: Hello = PLAIN_HELLO) -> TlsOutcome:
    stream = await TcpDialer().dial("127.0.0.1", served.port, PATIENCE)
    return await open_tls(stream, name, trust.public, PATIENCE, hello=hello)


async def echo(tls: TlsPeer) -> None:
    while data := await tls.recv():
        await tls.send(data)


class Bare:
    """A stream without TLS."""

    facts = StreamFacts()

    async def send(self, data: bytes) -> None:
        raise AssertionError

    async def recv(self) -> bytes:
        raise AssertionError

    def abort(self) -> None:
        raise AssertionError


async def test_a_split_hello_comes_in_two_records_and_is_the_same_handshake(
    certs: Certificates, trust: Trust
) -> None:
    firsts: list[bytes] = []

    async def behave(peer: Peer) -> None:
        firsts.append(await peer.peek_hello())
        await peer.tls(certs.good)

    async with serving(behave) as served:
        outcome = await shake(served, trust, hello=Hello(kind=SPLIT))
        assert outcome.stream is not None
        outcome.stream.abort()
        await asyncio.sleep(0)
    assert outcome.detail.hello == "split"
    assert NAME.encode() not in firsts[0]
    assert len(firsts[0]) >= 5 + int.from_bytes(firsts[0][3:5])


@pytest.mark.parametrize("kind", ["good", "tls12"])
async def test_a_session_of_its_own_proves_a_server_under_any_name(
    kind: str, certs: Certificates, trust: Trust
) -> None:
    async def behave(peer: Peer) -> None:
        await echo(await peer.tls(getattr(certs, kind)))

    async with serving(behave) as served:
        first = await shake(served, trust)
        assert first.stream is not None
        session = await resumable(first.stream, PATIENCE)
        first.stream.abort()
        assert session is not None
        again = await shake(served, trust, "other.test", hello=Hello(session=session))
        assert again.stream is not None
        await again.stream.send(b"hi")
        assert await again.stream.recv() == b"hi"
        again.stream.abort()
        refused = await shake(served, trust, "other.test")
    assert (again.detail.resumed, again.detail.server_name) == (True, "other.test")
    assert refused.failure is not None
    assert refused.failure.kind is Kind.CERT_NAME_MISMATCH


async def test_a_server_that_does_not_know_the_session_shows_its_certificate(
    certs: Certificates, trust: Trust
) -> None:
    async def behave(peer: Peer) -> None:
        await echo(await peer.tls(certs.good))

    async def without_tickets(peer: Peer) -> None:
        await peer.tls(certs.tls12)

    async with serving(behave) as served:
        first = await shake(served, trust)
        assert first.stream is not None
        session = await resumable(first.stream, PATIENCE)
        first.stream.abort()
    async with serving(without_tickets) as served:
        again = await shake(served, trust, "other.test", hello=Hello(session=session))
    assert again.failure is not None
    assert again.failure.kind is Kind.CERT_NAME_MISMATCH
    assert not again.detail.resumed


async def test_no_session_is_waited_for_in_vain(certs: Certificates, trust: Trust) -> None:
    async def talks(peer: Peer) -> None:
        """Says something before any ticket."""
        tls = TlsPeer(peer, certs.good)
        await peer.send(tls.first_flight(await peer.hello()))
        await peer.recv()
        peer.fin()

    async with serving(talks) as served:
        outcome = await shake(served, trust)
        assert outcome.stream is not None
        assert await resumable(outcome.stream, PATIENCE) is None
        outcome.stream.abort()
    assert await resumable(Bare(), PATIENCE) is None


async def test_a_server_that_speaks_first_offers_no_session(trust: Trust, certs: Certificates) -> None:
    async def greets(peer: Peer) -> None:
        tls = await peer.tls(certs.tls12)
        await tls.send(b"hello")
        await peer.hold()

    async with serving(greets) as served:
        outcome = await shake(served, trust)
        assert outcome.stream is not None
        found = await resumable(outcome.stream, PATIENCE)
        outcome.stream.abort()
    assert found is None


async def test_a_broken_line_offers_no_session(trust: Trust, certs: Certificates) -> None:
    async def breaks(peer: Peer) -> None:
        tls = TlsPeer(peer, certs.good)
        await peer.send(tls.first_flight(await peer.hello()))
        peer.reset()

    async with serving(breaks) as served:
        outcome = await shake(served, trust)
        if outcome.stream is not None:
            assert await resumable(outcome.stream, PATIENCE) is None
            outcome.stream.abort()
