"""Connecting to one address, and a stream that loses no byte, on real sockets."""

import asyncio
import errno
import resource
import socket
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.core.net.faultserver import Peer, black_hole, refusing, serving
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import ConnectDetail
from waythrough.net.base import DialError, StreamError
from waythrough.net.deadline import Patience
from waythrough.net.tcp import MAX_SEGMENT, RECEIVE_CAP, TcpDialer, TcpStream

PATIENCE = Patience(hard=20.0)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="tells of Linux' own behaviour")


@asynccontextmanager
async def connected(
    family: socket.AddressFamily = socket.AF_INET,
) -> AsyncIterator[tuple[TcpStream, socket.socket]]:
    """Our stream and the other end of it, as a non-blocking socket."""
    host = "127.0.0.1" if family == socket.AF_INET else "::1"
    with socket.create_server((host, 0), family=family) as listener:
        stream = await TcpDialer().dial(host, listener.getsockname()[1], PATIENCE)
        peer, _ = listener.accept()
    peer.setblocking(False)
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        with peer:
            yield stream, peer
    finally:
        stream.abort()
        await asyncio.sleep(0)


def reset(peer: socket.socket) -> None:
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


async def failure_of_recv(stream: TcpStream) -> Failure:
    with pytest.raises(StreamError) as caught:
        await stream.recv()
    return caught.value.failure


async def turns(count: int = 3) -> None:
    """Let the loop look at its sockets."""
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
async def test_bytes_go_both_ways_and_are_counted(family: socket.AddressFamily) -> None:
    async with connected(family) as (stream, peer):
        await stream.send(b"question")
        assert await asyncio.get_running_loop().sock_recv(peer, 100) == b"question"
        peer.send(b"answer")
        assert await stream.recv() == b"answer"
        assert (stream.facts.bytes_sent, stream.facts.bytes_received) == (8, 6)


async def test_facts_name_the_connection() -> None:
    async with connected() as (stream, peer):
        (leg,) = stream.facts.legs
        assert (leg.stage, leg.host, leg.address, leg.failure) == (None, "127.0.0.1", "127.0.0.1", None)
        assert leg.port == peer.getsockname()[1]
        assert leg.detail == ConnectDetail(family=4, local_port=peer.getpeername()[1])
        assert leg.duration > 0
        assert stream.facts.local_address == "127.0.0.1"


async def test_end_of_the_other_side_is_told_and_ours_stays_open() -> None:
    async with connected() as (stream, peer):
        await stream.send(b"first")
        peer.send(b"last")
        peer.shutdown(socket.SHUT_WR)
        assert await stream.recv() == b"last"
        assert await stream.recv() == b""
        assert await stream.recv() == b""
        await stream.send(b"still")
        await turns()
        assert peer.recv(100) == b"firststill"


async def test_reset_is_told_after_the_bytes_before_it() -> None:
    async with connected() as (stream, peer):
        peer.send(b"last words")
        reset(peer)
        assert await stream.recv() == b"last words"
        failure = await failure_of_recv(stream)
        assert (failure.kind, failure.code) == (Kind.RESET, errno.ECONNRESET)


async def test_bytes_that_wait_while_a_write_fails_are_kept() -> None:
    async with connected() as (stream, peer):
        peer.send(b"an alert, say")
        reset(peer)
        await stream.send(b"written into the void")  # before the loop has looked at the socket
        assert stream.facts.bytes_sent == 0
        assert await stream.recv() == b"an alert, say"
        assert (await failure_of_recv(stream)).kind is Kind.RESET
        with pytest.raises(StreamError) as caught:
            await stream.send(b"again")
        assert caught.value.failure.kind is Kind.RESET


@on_linux
async def test_end_before_a_reset_is_what_is_told() -> None:
    async with connected() as (stream, peer):
        await stream.send(b"request")
        await turns()
        peer.recv(100)
        peer.close()  # a FIN, and a reset for whatever comes after it
        await stream.send(b"more")
        await stream.send(b"and more")
        assert await stream.recv() == b""


async def test_nothing_is_sent_to_who_hung_up_at_once() -> None:
    async with connected() as (stream, peer):
        peer.shutdown(socket.SHUT_WR)
        assert await stream.recv() == b""
        with pytest.raises(StreamError) as caught:
            await stream.send(b"hello")
        assert caught.value.failure.kind is Kind.EOF
        assert stream.facts.bytes_sent == 0


async def test_reader_that_does_not_come_holds_the_peer_back() -> None:
    loop, total = asyncio.get_running_loop(), 8 * RECEIVE_CAP
    async with connected() as (stream, peer):
        sending = loop.create_task(loop.sock_sendall(peer, bytes(total)))
        await turns(200)
        held = stream.facts.bytes_received
        await turns(20)
        assert RECEIVE_CAP < held < total
        assert stream.facts.bytes_received == held
        received = 0
        while received < total:
            received += len(await stream.recv())
        await sending
        assert received == stream.facts.bytes_received == total


async def test_peer_that_does_not_read_holds_the_sender_back() -> None:
    loop, total = asyncio.get_running_loop(), 32 * 2**20
    async with connected() as (stream, peer):
        sending = loop.create_task(stream.send(bytes(total)))
        await turns(20)
        assert not sending.done()
        received = 0
        while received < total:
            received += len(await loop.sock_recv(peer, 2**20))
        await sending
        assert stream.facts.bytes_sent == total


async def test_sender_that_waits_is_told_of_a_reset() -> None:
    async with connected() as (stream, peer):
        sending = asyncio.get_running_loop().create_task(stream.send(bytes(32 * 2**20)))
        await turns(20)
        reset(peer)
        with pytest.raises(StreamError) as caught:
            await sending
        assert caught.value.failure.kind is Kind.RESET


async def test_abort_ends_everything_and_may_come_twice() -> None:
    async with connected() as (stream, peer):
        reading = asyncio.get_running_loop().create_task(stream.recv())
        await turns()
        stream.abort()
        stream.abort()
        with pytest.raises(StreamError) as caught:
            await reading
        assert caught.value.failure.kind is Kind.INTERRUPTED
        with pytest.raises(StreamError):
            await stream.send(b"x")
        await turns()
        assert peer.recv(10) == b""


async def test_cancelled_read_loses_nothing() -> None:
    async with connected() as (stream, peer):
        reading = asyncio.get_running_loop().create_task(stream.recv())
        await turns()
        peer.send(b"kept")
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await stream.recv() == b"kept"


@pytest.mark.parametrize("name", ["site.test", "", "127.0.0.1:80", "[::1]"])
async def test_names_are_refused(name: str) -> None:
    with pytest.raises(DialError) as caught:
        await TcpDialer().dial(name, 443, PATIENCE)
    assert caught.value.failure.kind is Kind.BAD_CONFIG
    assert caught.value.legs[-1].address == ""


async def test_refusal_names_the_address() -> None:
    async with refusing() as served:
        with pytest.raises(DialError) as caught:
            await TcpDialer().dial("127.0.0.1", served.port, PATIENCE)
    (leg,) = caught.value.legs
    assert leg.failure == caught.value.failure
    assert (leg.failure.kind, leg.failure.code) == (Kind.REFUSED, errno.ECONNREFUSED)
    assert (leg.host, leg.address) == ("127.0.0.1", "127.0.0.1")
    assert "127.0.0.1" not in leg.failure.text


@on_linux
async def test_no_descriptor_left_is_this_machine_s_trouble() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.socket() as last:
        resource.setrlimit(resource.RLIMIT_NOFILE, (last.fileno() + 1, hard))
        try:
            with pytest.raises(DialError) as caught:
                await TcpDialer().dial("127.0.0.1", 1, PATIENCE)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert caught.value.failure.kind is Kind.NO_RESOURCES


@pytest.mark.parametrize(
    ("words", "kind"),
    [("Connect call failed ('::1', 443, 0, 0)", Kind.HOST_UNREACHABLE), ("Denied", Kind.PERMISSION_DENIED)],
)
async def test_network_that_forbids_is_not_our_own_system(
    words: str, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An ICMPv6 "administratively prohibited" cannot be made on loopback, so the system's answer is played.
    async def forbid(*_: object) -> None:
        raise PermissionError(errno.EACCES, words)

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", forbid)
    with pytest.raises(DialError) as caught:
        await TcpDialer().dial("::1", 443, PATIENCE)
    assert caught.value.failure.kind is kind


async def test_unknown_scope_of_an_address_is_a_failure_not_a_bug() -> None:
    with pytest.raises(DialError) as caught:
        await TcpDialer().dial("fe80::1%nosuch0", 443, PATIENCE)
    assert caught.value.failure.kind in (Kind.UNKNOWN, Kind.NETWORK_UNREACHABLE)


@on_linux
@pytest.mark.parametrize(
    ("interface", "local"), [("127.0.0.77", "127.0.0.77"), ("lo", "127.0.0.1"), ("nosuch0", "")]
)
async def test_interface_is_obeyed(interface: str, local: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        if not local:
            with pytest.raises(DialError) as caught:
                await TcpDialer(interface=interface).dial("127.0.0.1", port, PATIENCE)
            assert caught.value.failure.kind is Kind.NETWORK_UNREACHABLE
            return
        stream = await TcpDialer(interface=interface).dial("127.0.0.1", port, PATIENCE)
        assert stream.facts.local_address == local
        stream.abort()
        await asyncio.sleep(0)


async def test_cancelled_dial_leaves_no_socket() -> None:
    async with black_hole() as served:
        dialing = asyncio.get_running_loop().create_task(TcpDialer().dial("127.0.0.1", served.port, PATIENCE))
        await turns()
        dialing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await dialing


async def test_dial_to_nowhere_ends_at_the_hard_deadline() -> None:
    async with black_hole() as served:
        with pytest.raises(DialError) as caught:
            await TcpDialer().dial("127.0.0.1", served.port, Patience(hard=0.05))
    assert caught.value.failure == Failure(kind=Kind.TIMEOUT)
    assert caught.value.legs[-1].duration >= 0.05


async def test_scope_of_a_link_local_address_reaches_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    # Loopback has no link-local address, so the call to the system is looked at instead of made.
    seen: list[object] = []

    async def look(_: object, address: object) -> None:
        seen.append(address)
        raise ConnectionRefusedError(errno.ECONNREFUSED, "")

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", look)
    index, name = socket.if_nameindex()[0]
    for scope in (name, str(index)):
        with pytest.raises(DialError):
            await TcpDialer().dial(f"fe80::1%{scope}", 443, PATIENCE)
    assert seen == [("fe80::1", 443, 0, index)] * 2


@pytest.mark.parametrize("port", [0, 65536, -1])
async def test_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(DialError) as caught:
        await TcpDialer().dial("127.0.0.1", port, PATIENCE)
    assert caught.value.failure.kind is Kind.BAD_CONFIG


@pytest.mark.skipif(MAX_SEGMENT is None, reason="this system sets the segments by itself")
async def test_small_segments_can_be_asked_for() -> None:
    assert MAX_SEGMENT is not None
    async with serving(lambda peer: peer.hold()) as served:
        stream = await TcpDialer(max_segment=600).dial("127.0.0.1", served.port, PATIENCE)
        assert stream._sock.getsockopt(socket.IPPROTO_TCP, MAX_SEGMENT) <= 600
        stream.abort()


@pytest.mark.parametrize("answered", [True, False])
async def test_only_words_that_found_no_answer_are_taken_back_with_a_reset(answered: bool) -> None:
    """A FIN would wait behind words that are never acknowledged, so that boxes on the way count it as open."""
    ends: asyncio.Queue[str] = asyncio.Queue()

    async def behave(peer: Peer) -> None:
        await peer.recv()
        if answered:
            await peer.send(b"here")
        try:
            ends.put_nowait("end" if await peer.recv() == b"" else "more")
        except ConnectionResetError:
            ends.put_nowait("reset")

    async with serving(behave) as served:
        stream = await TcpDialer().dial("127.0.0.1", served.port, PATIENCE)
        await stream.send(b"hello")
        if answered:
            assert await stream.recv() == b"here"
        stream.abort()
        assert await ends.get() == ("end" if answered else "reset")


def test_only_the_plain_line_is_any_programs_own() -> None:
    assert TcpDialer().plain
    assert not TcpDialer(interface="lo").plain
    assert not TcpDialer(max_segment=1000).plain
