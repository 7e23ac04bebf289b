"""The guard of every test: who dials or looks up another machine during a test is stopped."""

import socket

import pytest

ELSEWHERE = "192.0.2.1"  # RFC 5737: documentation, nobody's machine


def _outside() -> pytest.RaisesExc[BaseException]:
    # The class is named here, not imported: pytest loads conftest.py under a name of its own.
    return pytest.RaisesExc(BaseException, check=lambda error: type(error).__name__ == "OutsideError")


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_connecting_elsewhere_is_refused(kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, kind) as dialling, _outside():
        dialling.connect((ELSEWHERE, 9))


def test_sending_a_datagram_elsewhere_is_refused() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending, _outside():
        sending.sendto(b"", (ELSEWHERE, 9))


def test_looking_up_a_foreign_name_is_refused() -> None:
    with _outside():
        socket.getaddrinfo("example.org", 443)


def test_this_machine_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()
