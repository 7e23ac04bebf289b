import asyncio

import pytest

from tests.core.net.proxy_answers import CASES, HOST, PASSWORD, PORT, USER, Case, answering, serving
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import ConnectDetail, PathDetail
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import Dialer, DialError, Stream, StreamError, StreamFacts
from waythrough.net.deadline import Patience
from waythrough.net.http_connect import HttpConnectDialer
from waythrough.net.proxy import Peer, negotiate
from waythrough.net.second_opinion import second_opinion
from waythrough.net.socks import SocksDialer
from waythrough.net.tcp import TcpDialer
from waythrough.wire.socks import Socks5

PATIENCE = Patience(soft=1, hard=20)


def dialer(case: Case, port: int) -> Dialer:
    user, password = (USER, Secret(PASSWORD)) if case.login else (None, None)
    if case.kind == "http":
        return HttpConnectDialer(TcpDialer(), "127.0.0.1", port, user=user, password=password)
    if case.kind == "socks4a":
        return SocksDialer(TcpDialer(), "127.0.0.1", port, version="4a", user=user, password=password)
    return SocksDialer(TcpDialer(), "127.0.0.1", port, user=user, password=password)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
async def test_every_answer_over_a_socket(case: Case) -> None:
    async with serving(answering(case)) as port:
        if case.good:
            stream = await dialer(case, port).dial(HOST, PORT, PATIENCE)
            legs = stream.facts.legs
            assert await stream.recv() == case.rest if case.rest else True
            assert stream.facts.bytes_received == len(case.rest)
            stream.abort()
        else:
            with pytest.raises(DialError) as caught:
                await dialer(case, port).dial(HOST, PORT, PATIENCE)
            legs = caught.value.legs
            assert caught.value.failure.kind is case.failure
    last = legs[-1]
    assert isinstance(last.detail, PathDetail)
    assert (last.stage, last.detail.reply, last.detail.kind) == (case.stage, case.code, case.kind)
    assert (last.host, last.port, last.hop) == ("127.0.0.1", port, 0)
    assert last.detail.reply_text == case.text or not case.text
    assert last.bytes_sent > 0
    assert legs[0].stage is Stage.CONNECT
    assert isinstance(legs[0].detail, ConnectDetail)
    assert PASSWORD not in repr(legs)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
async def test_pysocks_is_of_the_same_opinion(case: Case) -> None:
    user, password = (USER, Secret(PASSWORD)) if case.login else (None, None)
    async with serving(answering(case)) as port:
        opinion = await second_opinion(case.kind, "127.0.0.1", port, user, password, HOST, PORT, 20)
    assert opinion.agreed is not case.good
    assert PASSWORD not in opinion.text


async def test_a_tunnel_carries_bytes_both_ways_and_counts_them() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nfirst")
        writer.write((await reader.readexactly(4)).upper())

    async with serving(serve) as port:
        stream = await HttpConnectDialer(TcpDialer(), "127.0.0.1", port).dial(HOST, PORT, PATIENCE)
        assert (await stream.recv())[:5] == b"first"
        await stream.send(b"ping")
        got = b""
        while data := await stream.recv():
            got += data
        stream.abort()
    assert got.endswith(b"PING")
    assert stream.facts.bytes_sent == 4
    assert stream.facts.bytes_received == 9
    assert stream.facts.local_address == "127.0.0.1"


class Deaf:
    """A stream that takes nothing any more but still holds what the peer said before it left."""

    def __init__(self, held: list[bytes]) -> None:
        self.facts = StreamFacts()
        self.aborted = False
        self._held = held

    async def send(self, data: bytes) -> None:
        raise StreamError(Failure(kind=FailureKind.RESET))

    async def recv(self) -> bytes:
        return self._held.pop(0) if self._held else b""

    def abort(self) -> None:
        self.aborted = True


@pytest.mark.parametrize(
    ("held", "kind"),
    [([b"\x05\xff"], FailureKind.PROXY_AUTH), ([], FailureKind.RESET)],
    ids=["said", "silent"],
)
async def test_an_answer_is_read_although_the_request_cannot_be_written(
    held: list[bytes], kind: FailureKind
) -> None:
    stream = Deaf(held)
    peer = Peer(kind="socks5", host="proxy.test", port=1080, hop=0)
    with pytest.raises(DialError) as caught:
        await negotiate(stream, (), Socks5(HOST, PORT), peer, PATIENCE)
    assert caught.value.failure.kind is kind
    assert stream.aborted


@pytest.mark.parametrize(
    ("answers", "stage"), [(0, Stage.HANDSHAKE), (1, Stage.AUTH), (2, Stage.REQUEST)], ids=["0", "1", "2"]
)
async def test_silence_is_a_timeout_of_its_stage(answers: int, stage: Stage) -> None:
    replies = (b"\x05\x02", b"\x01\x00")[:answers]
    case = Case(id="silent", kind="socks5", login=True, replies=replies)
    async with serving(answering(case)) as port:
        patience = Patience(soft=0.1, hard=0.4)
        with pytest.raises(DialError) as caught:
            await dialer(case, port).dial(HOST, PORT, patience)
    assert caught.value.failure.kind is FailureKind.TIMEOUT
    assert caught.value.legs[-1].stage is stage


async def test_the_body_of_a_refusal_is_not_waited_for_long() -> None:
    head = b"HTTP/1.1 403 No\r\nContent-Length: 100\r\n\r\n"
    case = Case(id="body due", kind="http", replies=(head,))
    async with serving(answering(case)) as port:
        with pytest.raises(DialError) as caught:
            await dialer(case, port).dial(HOST, PORT, PATIENCE)
    leg = caught.value.legs[-1]
    assert caught.value.failure.kind is FailureKind.PROXY_DENIED
    assert leg.duration < PATIENCE.hard / 2


async def test_twenty_stuck_handshakes_leave_nothing_when_cancelled() -> None:
    waiting = 0
    all_there = asyncio.Event()
    gone = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal waiting
        await reader.readexactly(3)
        waiting += 1
        if waiting == 20:
            all_there.set()
        try:
            await reader.read()
        finally:
            waiting -= 1
            if waiting == 0:
                gone.set()

    async with serving(serve) as port:
        async with asyncio.TaskGroup() as group:
            tasks: list[asyncio.Task[Stream]] = [
                group.create_task(SocksDialer(TcpDialer(), "127.0.0.1", port).dial(HOST, PORT, PATIENCE))
                for _ in range(20)
            ]
            await all_there.wait()
            for task in tasks:
                task.cancel()
        await gone.wait()  # every connection was closed while the server still stood
    assert all(task.cancelled() for task in tasks)
