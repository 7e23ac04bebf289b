import socket
from pathlib import Path

from tests.core.net.quic_server import HERE, Papers, h3_server, silent, udp_server, versions
from waythrough.model.failure import FailureKind
from waythrough.net.deadline import Patience
from waythrough.net.quic_versions import ask_versions

PATIENT = Patience(soft=20.0, hard=30.0)
HASTY = Patience(soft=0.05, hard=0.3)


async def test_a_real_server_answers_a_version_that_does_not_exist(tmp_path: Path) -> None:
    async with h3_server(Papers(tmp_path).chain()) as port:
        end = await ask_versions(HERE, port, PATIENT)
    assert end.failure is None
    assert end.bytes_sent >= 1200
    assert 0 < end.bytes_received < 200


async def test_what_is_no_answer_is_waited_out() -> None:
    async with udp_server(lambda data: [b"\x80" + bytes(30), data, *versions(1)(data)]) as (port, _):
        assert (await ask_versions(HERE, port, PATIENT)).failure is None
    async with udp_server(silent) as (port, _):
        end = await ask_versions(HERE, port, HASTY)
    assert end.failure is not None
    assert end.failure.kind is FailureKind.TIMEOUT


async def test_a_closed_port_refuses() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((HERE, 0))
        port = sock.getsockname()[1]
    end = await ask_versions(HERE, port, PATIENT)
    assert end.failure is not None
    assert end.failure.kind is FailureKind.REFUSED


async def test_a_port_that_cannot_be_is_data() -> None:
    end = await ask_versions(HERE, 0, PATIENT)
    assert end.failure is not None
