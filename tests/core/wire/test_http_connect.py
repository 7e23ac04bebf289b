import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.net.proxy_answers import CASES, HOST, PASSWORD, PORT, USER, Case
from waythrough.model.failure import FailureKind
from waythrough.model.verdict import Stage
from waythrough.wire.http_connect import HEAD_LIMIT, HttpConnect
from waythrough.wire.proxy_answer import RAW_LIMIT

HTTP = [case for case in CASES if case.kind == "http"]


def machine(case: Case) -> HttpConnect:
    return HttpConnect(HOST, PORT, *((USER, PASSWORD) if case.login else (None, None)))


@pytest.mark.parametrize("size", [1, 7, 5000])
@pytest.mark.parametrize("case", HTTP, ids=lambda case: case.id)
def test_every_answer_however_it_is_cut(case: Case, size: int) -> None:
    handshake = machine(case)
    assert handshake.bytes_to_send()
    reply = case.replies[0]
    pieces = [reply[at : at + size] for at in range(0, len(reply), size)]
    answers = list(filter(None, map(handshake.receive, pieces)))
    [answer] = answers or [handshake.receive_eof()]
    assert handshake.done
    assert not handshake.lingering
    assert answer.stage is case.stage
    assert answer.phase is Stage.REQUEST
    assert answer.code == case.code
    assert (answer.failure.kind if answer.failure else None) is case.failure
    assert handshake.rest == case.rest
    if size > len(reply):
        assert answer.text == case.text or not case.text


def test_the_request() -> None:
    assert HttpConnect("site.test", 443).bytes_to_send() == (
        b"CONNECT site.test:443 HTTP/1.1\r\nHost: site.test:443\r\n\r\n"
    )
    assert HttpConnect("2001:db8::7", 80).bytes_to_send().startswith(b"CONNECT [2001:db8::7]:80 HTTP/1.1\r\n")


def test_known_credentials_go_at_once_in_utf8() -> None:
    handshake = HttpConnect("site.test", 443, USER, PASSWORD)
    sent = handshake.bytes_to_send().decode()
    assert (
        f"Proxy-Authorization: Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}\r\n" in sent
    )
    assert handshake.bytes_to_send() == b""


@pytest.mark.parametrize(
    ("host", "user"), [("bücher.test", None), ("a\r\nb", None), ("a b", None), ("a", "u:v")]
)
def test_what_the_protocol_cannot_carry_is_refused(host: str, user: str | None) -> None:
    with pytest.raises(ValueError, match=r"."):
        HttpConnect(host, 443, user)


def test_a_refusal_lingers_for_its_body_only() -> None:
    handshake = HttpConnect(HOST, PORT)
    handshake.bytes_to_send()
    assert not handshake.lingering
    assert handshake.receive(b"HTTP/1.1 403 No\r\nContent-Length: 6\r\nVia: 1.1 gate\r\n\r\nabc") is None
    assert handshake.lingering
    answer = handshake.receive(b"def")
    assert answer is not None
    assert answer.raw == b"abcdef"
    assert handshake.via == "1.1 gate"


def test_the_body_is_kept_up_to_a_limit() -> None:
    handshake = HttpConnect(HOST, PORT)
    answer = handshake.receive(b"HTTP/1.1 500 Oops\r\n\r\n" + b"x" * 1000)
    assert answer is not None
    assert answer.raw == b"x" * RAW_LIMIT


def test_interim_answers_are_passed_over() -> None:
    handshake = HttpConnect(HOST, PORT)
    answer = handshake.receive(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhi")
    assert answer is not None
    assert answer.failure is None
    assert handshake.rest == b"hi"


def test_lone_line_feeds_are_understood() -> None:
    handshake = HttpConnect(HOST, PORT)
    answer = handshake.receive(b"HTTP/1.0 200 OK\nA: b\n\nhi")
    assert answer is not None
    assert answer.code == 200
    assert handshake.rest == b"hi"


def test_a_head_without_end_is_given_up() -> None:
    handshake = HttpConnect(HOST, PORT)
    assert handshake.receive(b"HTTP/1.1 200 OK\r\n") is None
    answer = handshake.receive(b"A: b\r\n" * (HEAD_LIMIT // 6))
    assert answer is not None
    assert answer.failure is not None
    assert answer.failure.kind is FailureKind.PROXY_MALFORMED
    assert handshake.receive(b"more") is None


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 2000 OK\r\n\r\n", b"HTTP/1.1 999 x\r\n\r\n", b"HTTPS 200\r\n\r\n"]
)
def test_a_status_that_is_none(head: bytes) -> None:
    answer = HttpConnect(HOST, PORT).receive(head)
    assert answer is not None
    assert answer.failure is not None
    assert answer.failure.kind is FailureKind.PROXY_MALFORMED


def test_a_good_status_without_the_end_of_its_head_is_no_tunnel() -> None:
    handshake = HttpConnect(HOST, PORT)
    handshake.receive(b"HTTP/1.1 200 OK\r\nA:")
    answer = handshake.receive_eof()
    assert answer.failure is not None
    assert answer.failure.kind is FailureKind.EOF


def test_a_proxy_that_echoes_does_not_make_us_tell_the_password() -> None:
    handshake = HttpConnect(HOST, PORT, "otto", "hunter2hunter2")
    request = handshake.bytes_to_send()
    basic = request.split(b"Basic ")[1].split(b"\r\n")[0].decode()
    answer = handshake.receive(b"HTTP/1.1 400 Bad\r\n\r\n<title>hunter2hunter2 " + request + b"x" * 400)
    assert answer is not None
    told = repr(answer)
    assert "hunter2" not in told
    assert basic not in told


@given(
    st.lists(st.binary(min_size=1, max_size=60), max_size=6),
    st.sampled_from([b"", b"HTTP/1.1 ", b"HTTP/1.1 403 "]),
)
def test_hostile_bytes_never_raise(pieces: list[bytes], start: bytes) -> None:
    handshake = HttpConnect(HOST, PORT)
    handshake.receive(start)
    for piece in pieces:
        handshake.receive(piece)
    if not handshake.done:
        assert handshake.receive_eof().failure is not None
    assert handshake.done
