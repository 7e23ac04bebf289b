"""Requests as they go on the wire."""

import h11
import pytest

from waythrough.net.http_request import USER_AGENT, Request, h1_request
from waythrough.net.url import split_url


def written(request: Request) -> tuple[h11.Request, bytes]:
    """The request as an HTTP server reads it."""
    server = h11.Connection(h11.SERVER)
    server.receive_data(h1_request(request, split_url(request.url)))
    head, body = server.next_event(), b""
    assert isinstance(head, h11.Request)
    while isinstance(event := server.next_event(), h11.Data):
        body += event.data
    assert isinstance(event, h11.EndOfMessage)
    return head, body


def test_a_page_is_asked_for_like_a_browser_does_but_unpacked() -> None:
    head, body = written(Request(url="https://site.test:8443/path?q=1"))
    headers = dict(head.headers)
    assert (head.method, head.target, head.http_version) == (b"GET", b"/path?q=1", b"1.1")
    assert head.headers.raw_items()[0] == (b"Host", b"site.test:8443")
    assert headers[b"user-agent"] == USER_AGENT.encode()
    assert headers[b"accept-encoding"] == b"identity"
    assert b"content-length" not in headers
    assert body == b""


def test_own_headers_replace_the_usual_ones() -> None:
    request = Request(
        url="http://site.test/", headers=(("Host", "other.test"), ("user-agent", "x"), ("x-own", "y"))
    )
    headers = dict(written(request)[0].headers)
    assert headers[b"host"] == b"other.test"
    assert headers[b"user-agent"] == b"x"
    assert headers[b"x-own"] == b"y"


@pytest.mark.parametrize("body", [b"", b"question"])
def test_a_body_is_announced(body: bytes) -> None:
    head, sent = written(Request(url="http://site.test/", method="POST", body=body))
    assert dict(head.headers)[b"content-length"] == str(len(body)).encode()
    assert sent == body


@pytest.mark.parametrize(
    ("name", "value"),
    [("x", "a\r\nb: c"), ("x", "a\0b"), ("x: y", "z"), ("", "z"), ("x\n", "z"), ("x", "\u2026")],
)
def test_headers_that_would_break_out_are_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        h1_request(Request(url="http://site.test/", headers=((name, value),)), split_url("http://site.test/"))
