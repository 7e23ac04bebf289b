"""Tor's control protocol: replies however they are cut, the events that are waited for, and what is refused."""

import pytest

from waythrough.wire import tor_control
from waythrough.wire.tor_control import (
    Bootstrap,
    ClockSkew,
    Connection,
    ControlError,
    ControlReader,
    Reply,
    command,
    quoted,
    read_bootstrap,
    read_cookie_file,
    read_event,
    read_listener,
    read_words,
)

PRINT = "0123456789ABCDEF0123456789ABCDEF01234567"
INFO = (
    b"250-PROTOCOLINFO 1\r\n"
    b'250-AUTH METHODS=COOKIE,SAFECOOKIE COOKIEFILE="/tmp/a \\"b\\"/cookie"\r\n'
    b'250-VERSION Tor="0.4.9.11"\r\n'
    b"250 OK\r\n"
)


def replies(data: bytes) -> list[Reply]:
    whole = ControlReader().receive(data)
    reader = ControlReader()
    assert [each for byte in data for each in reader.receive(bytes([byte]))] == whole
    return whole


def event(text: str) -> object:
    (reply,) = replies(f"650 {text}\r\n".encode())
    assert reply.event
    return read_event(reply)


def test_replies_of_one_and_of_several_lines() -> None:
    first, second, third = replies(INFO + b"552 Unrecognized key\r\n650 ORCONN $A CLOSED\r\n")
    assert (first.good, second.good, third.good) == (True, False, False)
    assert (first.event, second.event, third.event) == (False, False, True)
    assert read_cookie_file(first) == '/tmp/a "b"/cookie'
    assert second.lines == ("Unrecognized key",)


def test_replies_with_data() -> None:
    (reply,) = replies(b"250+config-text=\r\nA 1\r\n..B\r\n.\r\n250-version=0.4\r\n250 OK\r\n")
    assert reply.value("config-text") == "A 1\n.B"
    assert reply.value("version") == "0.4"
    with pytest.raises(ControlError, match="no other"):
        reply.value("other")


@pytest.mark.parametrize("data", [b"HTTP/1.1 400 Bad\r\n", b"250\r\n", b"\r\n", b"25x OK\r\n"])
def test_what_is_no_control_protocol(data: bytes) -> None:
    with pytest.raises(ControlError, match="not Tor's"):
        ControlReader().receive(data)


def test_a_reply_without_end_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tor_control, "_LONGEST", 1000)
    for piece in (b"x" * 100, b"250-" + b"x" * 90 + b"\r\n"):
        reader = ControlReader()
        with pytest.raises(ControlError, match="without end"):  # noqa: PT012 - at whichever piece it is too much
            for _ in range(20):
                reader.receive(piece)


def test_bootstrap_events() -> None:
    assert event(
        'STATUS_CLIENT NOTICE BOOTSTRAP PROGRESS=45 TAG=requesting_descriptors SUMMARY="Asking for"'
    ) == (Bootstrap(progress=45, tag="requesting_descriptors", summary="Asking for"))
    problem = event(
        'STATUS_CLIENT WARN BOOTSTRAP PROGRESS=5 TAG=conn SUMMARY="Connecting" WARNING="Connection \\"refused\\""'
        ' REASON=CONNECTREFUSED COUNT=3 RECOMMENDATION=warn HOSTID="$A" HOSTADDR="198.18.4.7:443"'
    )
    assert problem == Bootstrap(
        progress=5,
        tag="conn",
        summary="Connecting",
        warning='Connection "refused"',
        reason="CONNECTREFUSED",
        count=3,
        address="198.18.4.7:443",
    )
    assert "198.18" not in repr(problem)
    assert read_bootstrap(read_words("NOTICE BOOTSTRAP PROGRESS=x TAG=done")) == Bootstrap(
        progress=0, tag="done"
    )


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("SKEW=3600 SOURCE=CONSENSUS", -3600), ("MIN_SKEW=-60 SOURCE=OR:1.2.3.4:1", 60), ("SOURCE=x", 0)],
)
def test_the_clock(text: str, seconds: int) -> None:
    assert event(f"STATUS_GENERAL WARN CLOCK_SKEW {text}") == ClockSkew(seconds=seconds)


def test_connections() -> None:
    told = event(f"ORCONN ${PRINT}~Name FAILED REASON=CONNECTREFUSED NCIRCS=1 ID=4")
    assert told == Connection(target=f"${PRINT}~Name", state="FAILED", reason="CONNECTREFUSED")
    assert isinstance(told, Connection)
    assert told.fingerprint == PRINT
    assert PRINT not in repr(told)
    other = event("ORCONN 198.18.4.7:443 LAUNCHED ID=5")
    assert isinstance(other, Connection)
    assert (other.fingerprint, other.reason) == ("", "")


@pytest.mark.parametrize("text", ["STATUS_CLIENT NOTICE ENOUGH_DIR_INFO", "NOTICE hello", "ORCONN", ""])
def test_what_nobody_waits_for(text: str) -> None:
    assert event(text) is None


def test_no_log_in_by_cookie() -> None:
    for line in ("AUTH METHODS=NULL", 'AUTH METHODS=SAFECOOKIE COOKIEFILE="/x"', "AUTH METHODS=COOKIE", "OK"):
        with pytest.raises(ControlError, match="cookie"):
            read_cookie_file(Reply(status=250, lines=(line,)))


def test_listeners() -> None:
    assert read_listener('"127.0.0.1:33321" "[::1]:1"') == ("127.0.0.1", 33321)
    for value in ("", '"unix:/tmp/socks"', '"127.0.0.1"'):
        with pytest.raises(ControlError, match="its proxy"):
            read_listener(value)


def test_commands_stay_on_their_line() -> None:
    assert command("SETCONF", "DisableNetwork=0") == b"SETCONF DisableNetwork=0\r\n"
    assert quoted('C:\\a "b"') == '"C:\\\\a \\"b\\""'
    assert read_words(quoted('C:\\a "b"')).plain == ('C:\\a "b"',)
    with pytest.raises(ValueError, match="one line"):
        command("SETCONF", "a\r\nQUIT")


def test_words() -> None:
    words = read_words('A B=1 C="" D="x')
    assert words.plain == ("A",)
    assert dict(words.named) == {"B": "1", "C": "", "D": '"x'}
