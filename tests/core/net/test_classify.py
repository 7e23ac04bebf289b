"""Errors of the system and of the TLS library, each as the one kind that it is."""

import asyncio
import errno
import socket
import ssl
import sys

import pytest

from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.net.base import DialError, Leg, StreamError
from waythrough.net.classify import TEXT_LIMIT, alert_code, classify, scrub


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ECONNREFUSED, Kind.REFUSED),
        (errno.ECONNRESET, Kind.RESET),
        (errno.ECONNABORTED, Kind.RESET),
        (errno.ETIMEDOUT, Kind.TIMEOUT),
        (errno.EHOSTUNREACH, Kind.HOST_UNREACHABLE),
        (errno.ENETUNREACH, Kind.NETWORK_UNREACHABLE),
        (errno.ENETDOWN, Kind.NETWORK_UNREACHABLE),
        (errno.EACCES, Kind.PERMISSION_DENIED),
        (errno.EPERM, Kind.PERMISSION_DENIED),
        (errno.EMFILE, Kind.NO_RESOURCES),
        (errno.ENOBUFS, Kind.NO_RESOURCES),
        (errno.EADDRNOTAVAIL, Kind.NO_RESOURCES),
        (errno.EINVAL, Kind.UNKNOWN),
    ],
)
def test_system_errors(number: int, kind: Kind) -> None:
    failure = classify(OSError(number, "text of the library"))
    assert (failure.kind, failure.code) == (kind, number)
    assert failure.text


@pytest.mark.parametrize(
    ("winerror", "kind"),
    [
        (10061, Kind.REFUSED),
        (1225, Kind.REFUSED),
        (10054, Kind.RESET),
        (64, Kind.RESET),
        (10060, Kind.TIMEOUT),
        (121, Kind.TIMEOUT),
        (10065, Kind.HOST_UNREACHABLE),
        (10051, Kind.NETWORK_UNREACHABLE),
        (10013, Kind.PERMISSION_DENIED),
        (10055, Kind.NO_RESOURCES),
        (10049, Kind.NO_RESOURCES),
        (99999, Kind.UNKNOWN),
    ],
)
def test_windows_errors(winerror: int, kind: Kind) -> None:
    error = OSError(None, "words of Windows")
    error.winerror = winerror  # type: ignore[attr-defined]
    assert classify(error).kind is kind


def test_windows_number_is_the_code() -> None:
    error = ConnectionRefusedError(errno.ECONNREFUSED, "No connection could be made")
    error.winerror = 10061  # type: ignore[attr-defined]
    assert classify(error) == Failure(kind=Kind.REFUSED, code=10061, text="No connection could be made")


def test_missing_address_is_no_way_out_for_ipv6_only() -> None:
    error = OSError(errno.EADDRNOTAVAIL, "")
    assert classify(error, family=6).kind is Kind.NETWORK_UNREACHABLE
    assert classify(error, family=4).kind is Kind.NO_RESOURCES
    windows = OSError(None, "")
    windows.winerror = 10049  # type: ignore[attr-defined]
    assert classify(windows, family=6).kind is Kind.NETWORK_UNREACHABLE


def test_broken_pipe_tells_of_a_fin_on_linux_only(monkeypatch: pytest.MonkeyPatch) -> None:
    error = BrokenPipeError(errno.EPIPE, "")
    monkeypatch.setattr(sys, "platform", "linux")
    assert classify(error).kind is Kind.EOF
    monkeypatch.setattr(sys, "platform", "darwin")
    assert classify(error).kind is Kind.RESET


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (socket.EAI_NONAME, Kind.NXDOMAIN),
        (socket.EAI_AGAIN, Kind.SERVFAIL),
        (11001, Kind.NXDOMAIN),
        (11004, Kind.NODATA),
        (12345, Kind.UNKNOWN),
    ],
)
def test_system_resolver_errors(number: int, kind: Kind) -> None:
    assert classify(socket.gaierror(number, "words")) == Failure(kind=kind, code=number, text="words")


def test_own_deadline_and_the_system_s_differ_in_code() -> None:
    assert classify(TimeoutError()) == Failure(kind=Kind.TIMEOUT)
    assert classify(TimeoutError(errno.ETIMEDOUT, "")).code == errno.ETIMEDOUT


def verification_error(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, "why"
    return error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (9, Kind.CERT_NOT_YET_VALID),
        (10, Kind.CERT_EXPIRED),
        (18, Kind.CERT_SELF_SIGNED),
        (19, Kind.CERT_SELF_SIGNED),
        (20, Kind.CERT_UNKNOWN_ISSUER),
        (21, Kind.CERT_UNKNOWN_ISSUER),
        (62, Kind.CERT_NAME_MISMATCH),
        (64, Kind.CERT_NAME_MISMATCH),
        (23, Kind.CERT_INVALID),
    ],
)
def test_verification_errors(code: int, kind: Kind) -> None:
    assert classify(verification_error(code)) == Failure(kind=kind, code=code, text="why")


def tls_error(reason: str | None) -> ssl.SSLError:
    error = ssl.SSLError(1, "[SSL] words of the library")
    error.reason = reason  # type: ignore[assignment]
    return error


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (
            tls_error("SSLV3_ALERT_HANDSHAKE_FAILURE"),
            Failure(kind=Kind.TLS_ALERT, code=40, text="handshake failure"),
        ),
        (
            tls_error("TLSV13_ALERT_CERTIFICATE_REQUIRED"),
            Failure(kind=Kind.TLS_ALERT, code=116, text="certificate required"),
        ),
        (
            tls_error("TLSV1_UNRECOGNIZED_NAME"),
            Failure(kind=Kind.TLS_ALERT, code=112, text="unrecognized name"),
        ),
        (tls_error("WRONG_VERSION_NUMBER"), Failure(kind=Kind.NOT_TLS, text="wrong version number")),
        (tls_error("UNSUPPORTED_PROTOCOL"), Failure(kind=Kind.TLS_ERROR, text="unsupported protocol")),
        (tls_error(None), Failure(kind=Kind.TLS_ERROR, text="[SSL] words of the library")),
        (ssl.SSLZeroReturnError(6, "closed"), Failure(kind=Kind.CLOSED)),
        (ssl.SSLEOFError(8, "eof"), Failure(kind=Kind.EOF)),
    ],
)
def test_tls_errors(error: ssl.SSLError, failure: Failure) -> None:
    assert classify(error) == failure


def test_alert_that_is_none_has_no_code() -> None:
    assert alert_code("TLSV1_ALERT_OF_ANOTHER_WORLD") is None
    assert alert_code("BAD_SIGNATURE") is None


def test_what_was_classified_before_keeps_its_failure() -> None:
    failure = Failure(kind=Kind.PROXY_DENIED, code=2)
    leg = Leg(stage=None, host="", port=0, started=0.0, duration=0.0, failure=failure)
    assert classify(StreamError(failure)) is failure
    assert classify(DialError((leg,))) is failure


def test_end_in_the_middle_is_an_end() -> None:
    assert classify(asyncio.IncompleteReadError(b"", 4)) == Failure(kind=Kind.EOF)


def test_unknown_stays_unknown_without_addresses() -> None:
    failure = classify(ValueError("no route from 192.0.2.7:443 to [2001:db8::1]"))
    assert failure == Failure(kind=Kind.UNKNOWN, text="ValueError: no route from • to •")


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("http://user:secret@proxy.test/", "http://•@proxy.test/"),
        ("to 10.1.2.3 and ::1 and fe80::1%eth0", "to • and • and •"),
        ("cannot open /home/user/key.pem", "cannot open •"),
        ("a\nb\x1b[31m", "a b [31m"),
        ("12:30:59 is a time", "• is a time"),  # rather too much than an address
        ("plain words", "plain words"),
        ("x" * 500, "x" * TEXT_LIMIT),
    ],
)
def test_scrub(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed
