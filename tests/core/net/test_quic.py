import asyncio
import socket
import sys
from pathlib import Path

import pytest

from tests.core.net.quic_server import (
    FAR_OFF,
    HERE,
    LONG_AGO,
    NAME,
    Papers,
    h3_server,
    silent,
    udp_server,
    versions,
)
from tests.core.wire.ech_configs import config, config_list
from waythrough.model.failure import FailureKind
from waythrough.net.deadline import Patience
from waythrough.net.quic import QuicOutcome, QuicTry, available, quic_try
from waythrough.net.trust import Trust

PATIENT = Patience(soft=20.0, hard=30.0)
HASTY = Patience(soft=0.05, hard=0.3)
PAST = {"not_before": LONG_AGO, "not_after": LONG_AGO.replace(year=2002)}
TO_COME = {"not_before": FAR_OFF, "not_after": FAR_OFF.replace(year=2901)}


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    return Papers(tmp_path)


async def attempt(port: int, trust: Trust, patience: Patience = PATIENT, **more: object) -> QuicOutcome:
    wanted = {"address": HERE, "port": port, "server_name": NAME} | more
    return await quic_try(QuicTry(**wanted), trust, patience)  # type: ignore[arg-type]


def kind(outcome: QuicOutcome) -> FailureKind | None:
    return outcome.handshake.failure.kind if outcome.handshake.failure else None


async def test_a_page_comes_over_http_3_with_its_certificate_and_its_cost(papers: Papers) -> None:
    assert available()
    async with h3_server(papers.chain()) as port:
        seen = await attempt(port, papers.trust)
    assert seen.handshake.failure is None
    assert (seen.tls.version, seen.tls.alpn, seen.tls.verify_code) == ("QUIC v1", "h3", 0)
    assert NAME in seen.tls.chain[0].names
    assert seen.tls.cipher
    assert seen.page is not None
    assert (seen.page.status, seen.page.version, seen.page.validated) == (200, "HTTP/3", True)
    assert seen.page.headers == (("server", "test"),)
    assert seen.handshake.bytes_sent >= 1200
    assert seen.handshake.bytes_received >= 1200
    assert seen.versions is None
    assert not seen.ech_accepted


@pytest.mark.parametrize(
    ("validity", "foreign", "names", "expected"),
    [
        ({}, False, ("other.test",), FailureKind.CERT_NAME_MISMATCH),
        ({}, True, (NAME,), FailureKind.CERT_UNKNOWN_ISSUER),
        (PAST, False, (NAME,), FailureKind.CERT_EXPIRED),
        (TO_COME, False, (NAME,), FailureKind.CERT_NOT_YET_VALID),
    ],
)
async def test_a_bad_certificate_is_refused_and_kept(
    papers: Papers, validity: dict[str, object], foreign: bool, names: tuple[str, ...], expected: FailureKind
) -> None:
    async with h3_server(papers.chain(*names, foreign=foreign, **validity)) as port:
        seen = await attempt(port, papers.trust)
    assert kind(seen) is expected
    assert seen.page is None
    assert names[0] in seen.tls.chain[0].names
    assert seen.tls.verify_code is None


async def test_after_an_answer_the_same_port_can_be_asked_for_versions(papers: Papers) -> None:
    async with h3_server(papers.chain("other.test")) as port:
        seen = await attempt(port, papers.trust, ask_after=True)
    assert kind(seen) is FailureKind.CERT_NAME_MISMATCH
    assert seen.versions is not None
    assert seen.versions.failure is None


async def test_a_silent_port_is_a_timeout_and_is_not_asked_again(papers: Papers) -> None:
    async with udp_server(silent) as (port, heard):
        seen = await attempt(port, papers.trust, HASTY, ask_after=True)
    assert kind(seen) is FailureKind.TIMEOUT
    assert seen.versions is None
    assert seen.handshake.bytes_received == 0
    assert all(len(each) >= 1200 for each in heard.heard)


async def test_a_refusal_by_icmp_is_seen(papers: Papers) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((HERE, 0))
        port = sock.getsockname()[1]
    assert kind(await attempt(port, papers.trust)) is FailureKind.REFUSED


async def test_a_server_without_our_protocol_answers_with_an_alert(papers: Papers) -> None:
    async with h3_server(papers.chain(), alpn="other") as port:
        seen = await attempt(port, papers.trust)
    assert kind(seen) is FailureKind.TLS_ALERT
    assert seen.tls.alert is not None


async def test_a_server_of_other_versions_is_an_answer_too(papers: Papers) -> None:
    async with udp_server(versions(0x6B3343CF)) as (port, _):
        assert kind(await attempt(port, papers.trust)) is FailureKind.CLOSED


async def test_garbage_ends_nothing_and_breaks_nothing(papers: Papers) -> None:
    def garbage(data: bytes) -> list[bytes]:
        return [b"", b"\xc0", b"\xff" * 40, data[:30], bytes(reversed(data)), data]

    async with udp_server(garbage) as (port, _):
        assert kind(await attempt(port, papers.trust, HASTY)) is FailureKind.TIMEOUT


async def test_a_hello_takes_one_datagram_or_two(papers: Papers) -> None:
    flights = []
    for large in (False, True):
        async with udp_server(silent) as (port, heard):
            await attempt(port, papers.trust, HASTY, large=large)
        flights.append(len(heard.heard))
    assert flights[1] > flights[0]
    async with h3_server(papers.chain()) as port:
        assert (await attempt(port, papers.trust, large=True)).page is not None


async def test_a_key_for_ech_that_is_none_is_data(papers: Papers) -> None:
    async with udp_server(silent) as (port, _):
        seen = await attempt(port, papers.trust, ech=config_list(config(key=bytes(32))))
    assert kind(seen) is FailureKind.BAD_CONFIG


async def test_a_name_can_be_hidden_from_a_server_that_does_not_know_how(papers: Papers) -> None:
    async with h3_server(papers.chain("cover.test")) as port:
        seen = await attempt(port, papers.trust, ech=config_list())
    assert kind(seen) is FailureKind.TLS_ALERT
    assert (
        seen.tls.alert == 121
    )  # ech_required, said by us once the server had shown the public name's certificate
    assert not seen.ech_accepted


async def test_a_mute_server_fails_in_the_request(papers: Papers) -> None:
    async with h3_server(papers.chain(), mute=True) as port:
        seen = await attempt(port, papers.trust, HASTY)
    assert seen.handshake.failure is None
    assert seen.request is not None
    assert seen.request.failure is not None
    assert seen.request.failure.kind is FailureKind.TIMEOUT
    assert seen.page is not None
    assert seen.page.status is None


async def test_a_meaningless_datagram_goes_ahead_from_the_port_that_is_asked_for(papers: Papers) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((HERE, 0))
        own = sock.getsockname()[1]
    async with udp_server(silent) as (port, heard):
        await attempt(port, papers.trust, HASTY, dummy=True, local_port=own)
    assert len(heard.heard[0]) < 100
    assert len(heard.heard[1]) >= 1200
    assert heard.ports == {own}


@pytest.mark.skipif(sys.platform == "win32", reason="there two sockets may share a port")
async def test_a_port_that_is_taken_is_our_own_trouble(papers: Papers) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("0.0.0.0", 0))
        seen = await attempt(9, papers.trust, local_port=sock.getsockname()[1])
    assert kind(seen) is FailureKind.NO_RESOURCES


async def test_a_cancelled_try_gives_its_socket_back(papers: Papers) -> None:
    async with udp_server(silent) as (port, heard):
        task = asyncio.get_running_loop().create_task(attempt(port, papers.trust))
        await heard.spoken_to.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
