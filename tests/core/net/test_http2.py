"""HTTP/2 against a server of the h2 library: the same outcomes as HTTP/1.1, and what only HTTP/2 can say."""

from collections.abc import Awaitable, Callable
from itertools import pairwise

import h2.config
import h2.connection
import h2.events
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.net.faultserver import Peer, serving
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Step
from waythrough.net.deadline import Patience
from waythrough.net.http import HttpOutcome, Request, exchange
from waythrough.net.http2 import H2Conversation, PeerStoppedError
from waythrough.net.http_request import USER_AGENT
from waythrough.net.tcp import TcpDialer
from waythrough.net.url import split_url
from waythrough.wire.http1 import MalformedError

LONG = Patience(hard=20.0)
SHORT = Patience(hard=0.3)
URL = "https://site.test/path?q"
PLAIN = Request(url=URL)
OK = [(":status", "200"), ("content-type", "text/html"), ("set-cookie", "id=1")]


class Server:
    """The server's half of one connection."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.headers: dict[str, str] = {}
        self.body = b""

    async def flush(self) -> None:
        await self.peer.send(self.h2.data_to_send())

    async def request(self) -> None:
        """Read until the request is complete."""
        self.h2.initiate_connection()
        await self.flush()
        while True:
            for event in self.h2.receive_data(await self.peer.recv()):
                if isinstance(event, h2.events.RequestReceived):
                    self.headers = {_text(name): _text(value) for name, value in event.headers or []}
                elif isinstance(event, h2.events.DataReceived):
                    self.body += event.data or b""
                elif isinstance(event, h2.events.StreamEnded):
                    return

    async def answer(self, body: bytes = b"", *, end: bool = True) -> None:
        self.h2.send_headers(1, OK, end_stream=end and not body)
        while body:
            part, body = body[:16384], body[16384:]
            self.h2.send_data(1, part, end_stream=end and not body)
        await self.flush()


def _text(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.decode()


Behaviour = Callable[[Server], Awaitable[None]]


async def ask(
    behave: Behaviour,
    *,
    request: Request = PLAIN,
    patience: Patience = LONG,
    limit: int = 6144,
) -> HttpOutcome:
    async def serve(peer: Peer) -> None:
        server = Server(peer)
        await server.request()
        await behave(server)

    async with serving(serve) as served:
        stream = await TcpDialer().dial("127.0.0.1", served.port, LONG)
        return await exchange(stream, request, patience, version="h2", validated=True, body_limit=limit)


async def test_answer_becomes_a_value() -> None:
    seen: list[dict[str, str]] = []

    async def behave(server: Server) -> None:
        seen.append(server.headers)
        await server.answer(b"<title>two</title>")

    outcome = await ask(behave, request=Request(url=URL, headers=(("x-own", "y"),)))
    detail = outcome.detail
    assert outcome.failure is None
    assert (detail.version, detail.status, detail.title, detail.complete) == ("2", 200, "two", True)
    assert detail.headers == (("content-type", "text/html"),)
    assert detail.validated
    assert seen[0][":authority"] == "site.test"
    assert seen[0][":path"] == "/path?q"
    assert seen[0]["user-agent"] == USER_AGENT
    assert seen[0]["x-own"] == "y"
    assert "connection" not in seen[0]


async def test_host_header_and_body_go_along() -> None:
    seen: list[tuple[str, str, bytes]] = []

    async def behave(server: Server) -> None:
        seen.append((server.headers[":authority"], server.headers["content-length"], server.body))
        await server.answer()

    request = Request(url=URL, method="POST", headers=(("host", "other.test"),), body=b"question")
    outcome = await ask(behave, request=request)
    assert (outcome.detail.complete, outcome.detail.body_bytes) == (True, 0)
    assert seen == [("other.test", "8", b"question")]


async def test_large_bodies_flow_and_stop_at_the_limit() -> None:
    async def behave(server: Server) -> None:
        await server.answer(bytes(600_000))

    whole = await ask(behave, limit=10**6)
    part = await ask(behave, limit=200_000)
    assert (whole.detail.body_bytes, whole.detail.complete) == (600_000, True)
    assert 200_000 <= part.detail.body_bytes < 600_000
    assert part.failure is None


async def test_early_hints_and_trailers_are_passed_over() -> None:
    async def behave(server: Server) -> None:
        server.h2.send_headers(1, [(":status", "103")])
        server.h2.send_headers(1, OK)
        server.h2.send_data(1, b"x")
        server.h2.send_headers(1, [("trailer", "t")], end_stream=True)
        await server.flush()

    outcome = await ask(behave)
    assert (outcome.detail.status, outcome.detail.body, outcome.detail.complete) == (200, b"x", True)


async def reset_stream(server: Server) -> None:
    server.h2.reset_stream(1, 0xD)
    await server.flush()


async def reset_in_body(server: Server) -> None:
    await server.answer(b"part", end=False)
    server.h2.reset_stream(1, 0x2)
    await server.flush()


async def go_away(server: Server) -> None:
    server.h2.close_connection(0xB, last_stream_id=1)
    await server.flush()


async def refuse_to_start(server: Server) -> None:
    server.h2.close_connection(0x0, last_stream_id=0)
    await server.flush()


async def go_away_in_body(server: Server) -> None:
    await server.answer(b"part", end=False)
    server.h2.close_connection(0x63, last_stream_id=1)
    await server.flush()


async def fin(server: Server) -> None:
    server.peer.fin()


async def fin_in_body(server: Server) -> None:
    await server.answer(b"part", end=False)
    server.peer.fin()


async def silent(server: Server) -> None:
    await server.peer.hold()


async def old_http(server: Server) -> None:
    await server.peer.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize(
    ("behave", "step", "failure"),
    [
        (reset_stream, Step.HTTP, Failure(kind=Kind.CLOSED, code=13, text="rst_stream http_1_1_required")),
        (reset_in_body, Step.BODY, Failure(kind=Kind.BODY_CUT, code=2, text="rst_stream internal_error")),
        (go_away, Step.HTTP, Failure(kind=Kind.CLOSED, code=11, text="goaway enhance_your_calm")),
        (refuse_to_start, Step.HTTP, Failure(kind=Kind.CLOSED, code=0, text="goaway no_error")),
        (go_away_in_body, Step.BODY, Failure(kind=Kind.BODY_CUT, code=99, text="goaway 99")),
        (fin, Step.HTTP, Failure(kind=Kind.EOF)),
        (fin_in_body, Step.BODY, Failure(kind=Kind.BODY_CUT, text="fin")),
        (silent, Step.HTTP, Failure(kind=Kind.TIMEOUT)),
        (
            old_http,
            Step.HTTP,
            Failure(kind=Kind.HTTP_MALFORMED, text="broken HTTP/2: frame too large"),
        ),
    ],
)
async def test_failures(behave: Behaviour, step: Step, failure: Failure) -> None:
    outcome = await ask(behave, patience=SHORT if failure.kind is Kind.TIMEOUT else LONG)
    assert (outcome.failed_step, outcome.failure) == (step, failure)
    assert outcome.detail.body == (b"part" if step is Step.BODY else outcome.detail.body)


async def test_server_that_is_leaving_may_finish_its_answer() -> None:
    async def behave(server: Server) -> None:
        await server.peer.send(goaway(last=1, code=0))
        await server.answer(b"the last one")

    outcome = await ask(behave)
    assert (outcome.failure, outcome.detail.body) == (None, b"the last one")


def goaway(*, last: int, code: int, debug: bytes = b"") -> bytes:
    payload = last.to_bytes(4) + code.to_bytes(4) + debug
    return len(payload).to_bytes(3) + b"\x07\x00" + bytes(4) + payload


def conversation(request: Request = PLAIN) -> H2Conversation:
    talk = H2Conversation(request, split_url(request.url))
    talk.reply()
    return talk


def good_answer() -> bytes:
    server = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    server.initiate_connection()
    client = H2Conversation(Request(url=URL), split_url(URL))
    server.receive_data(client.reply())
    server.send_headers(1, OK)
    server.send_data(1, b"body", end_stream=True)
    return server.data_to_send()


ANSWER = good_answer()


@given(st.sets(st.integers(1, len(ANSWER) + 20)), st.integers(0, 3))
def test_cuts_change_nothing(places: set[int], leaving: int) -> None:
    settings = 9 + int.from_bytes(ANSWER[:3])
    stream = ANSWER[:settings] + goaway(last=2**31 - 1, code=0, debug=b"bye") * leaving + ANSWER[settings:]
    edges = [0, *sorted(place for place in places if place < len(stream)), len(stream)]
    talk, body = conversation(), b""
    for start, end in pairwise(edges):
        body += talk.feed(stream[start:end])
        talk.reply()
    talk.finish()
    assert (talk.complete, body) == (True, b"body")
    assert talk.head is not None
    assert talk.head.status == 200


@given(st.data())
def test_any_damage_is_survived(data: st.DataObject) -> None:
    stream = bytearray(ANSWER + goaway(last=1, code=0))
    for place in data.draw(st.lists(st.integers(0, len(stream) - 1), min_size=1, max_size=6)):
        stream[place] = data.draw(st.integers(0, 255))
    talk = conversation()
    try:
        talk.feed(bytes(stream))
        talk.reply()
    except (MalformedError, PeerStoppedError):
        return
    assert talk.head is None or 100 <= talk.head.status <= 999


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_any_bytes_are_survived(chunks: list[bytes]) -> None:
    talk = conversation()
    try:
        for chunk in chunks:
            talk.feed(ANSWER[:9] + chunk)
            talk.reply()
    except (MalformedError, PeerStoppedError):
        return
    assert not talk.complete


def test_status_that_is_no_number_is_refused() -> None:
    loose = h2.config.H2Configuration(
        client_side=False, validate_outbound_headers=False, normalize_outbound_headers=False
    )
    server = h2.connection.H2Connection(loose)
    server.initiate_connection()
    talk = H2Conversation(PLAIN, split_url(URL))
    server.receive_data(talk.reply())
    server.send_headers(1, [(":status", "2x0")], end_stream=True)
    with pytest.raises(MalformedError):
        talk.feed(server.data_to_send())


def test_goaway_of_a_wrong_length_is_refused() -> None:
    with pytest.raises(MalformedError):
        conversation().feed(b"\x00\x00\x04\x07\x00" + bytes(8))


def test_body_that_needs_more_than_one_frame_is_not_written() -> None:
    with pytest.raises(ValueError, match="not supported"):
        conversation(Request(url=URL, method="POST", body=bytes(20_000)))
