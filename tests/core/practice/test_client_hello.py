import ssl

from hypothesis import given
from hypothesis import strategies as st

from waythrough.practice.client_hello import look


def hello(name: str | None) -> bytes:
    """What OpenSSL says first for a name."""
    context = ssl.create_default_context() if name else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = context.wrap_bio(incoming, outgoing, server_hostname=name)
    try:
        session.do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()
    raise AssertionError("a handshake needs an answer")


def test_the_name_is_found() -> None:
    assert look(hello("Chirper.Example")).server_name == "chirper.example"
    assert look(hello("chirper.example")).complete


def test_no_name_is_no_name() -> None:
    seen = look(hello(None))
    assert (seen.complete, seen.tls, seen.server_name) == (True, True, "")


def test_a_piece_is_not_enough() -> None:
    whole = hello("chirper.example")
    pieces = {look(whole[:size]).complete for size in range(len(whole))}
    assert pieces == {False}


def test_a_hello_over_several_records_is_put_together() -> None:
    whole = hello("chirper.example")
    body = whole[5:]
    records = b"".join(whole[:3] + len(part).to_bytes(2) + part for part in (body[:1], body[1:90], body[90:]))
    assert look(records).server_name == "chirper.example"


def test_what_is_no_tls_is_decided_at_once() -> None:
    seen = look(b"GET / HTTP/1.1")
    assert (seen.complete, seen.tls) == (True, False)


def test_another_handshake_message_has_no_name() -> None:
    assert look(b"\x16\x03\x03\x00\x04\x02\x00\x00\x00").server_name == ""
    assert look(b"\x16\x03\x03\x00\x04\x02\x00\x00\x00").complete


@given(st.binary(max_size=200))
def test_it_never_raises(data: bytes) -> None:
    look(data)
    look(b"\x16\x03\x01" + len(data).to_bytes(2) + data)
    look(b"\x16\x03\x01" + (len(data) + 4).to_bytes(2) + b"\x01" + len(data).to_bytes(3) + data)
