"""Every fault that a line can show, against a server that makes exactly this fault: what the engine says of it."""

import asyncio
import errno
import os
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import pytest

from tests.core.net.faultserver import (
    NAME,
    Behaviour,
    Certificates,
    Peer,
    Served,
    TlsPeer,
    black_hole,
    refusing,
    serving,
)
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Step
from waythrough.net.base import DialError
from waythrough.net.deadline import Patience
from waythrough.net.http import HttpOutcome, Request, exchange
from waythrough.net.tcp import TcpDialer
from waythrough.net.tls import TlsOutcome, open_tls
from waythrough.net.trust import Trust

SHORT = Patience(hard=0.4)  # for the phase that is to time out, and no other
LONG = Patience(hard=20.0)
Server = AbstractAsyncContextManager[Served]


@dataclass(frozen=True)
class Fault:
    """`serve` builds the server, the rest is what must be seen.

    `wait` lets the fault happen before TLS begins; `hello_sent` is whether the ClientHello left this machine.
    """

    serve: Callable[[Certificates], Server]
    step: Step | None
    kind: Kind | None
    code: int | None = None
    text: str = ""
    status: int | None = None
    wait: bool = False
    hello_sent: bool = True

    @property
    def signature(self) -> tuple[object, ...]:
        return self.step, self.kind, self.code, self.text, self.status, self.hello_sent

    def patience(self, step: Step) -> Patience:
        timed_out = self.kind is Kind.TIMEOUT or self.text == "timeout"
        return SHORT if timed_out and step is self.step else LONG


@dataclass(frozen=True)
class Seen:
    """What the engine says of one walk through connect, TLS and HTTP."""

    step: Step | None
    kind: Kind | None
    code: int | None = None
    text: str = ""
    status: int | None = None
    tls: TlsOutcome | None = None
    http: HttpOutcome | None = None


def raw(behaviour: Behaviour) -> Callable[[Certificates], Server]:
    return lambda _: serving(behaviour)


def with_certificate(name: str) -> Callable[[Certificates], Server]:
    def build(certs: Certificates) -> Server:
        async def behave(peer: Peer) -> None:
            await peer.tls(getattr(certs, name))

        return serving(behave)

    return build


def inside(answer: Callable[[TlsPeer], object]) -> Callable[[Certificates], Server]:
    """TLS as it should be, the request read, then `answer`."""

    def build(certs: Certificates) -> Server:
        async def behave(peer: Peer) -> None:
            tls = await peer.tls(certs.good)
            await tls.request()
            await answer(tls)  # type: ignore[misc]

        return serving(behave)

    return build


async def accept_then_reset(peer: Peer) -> None:
    peer.reset()


async def accept_then_fin(peer: Peer) -> None:
    peer.fin()


async def silence(peer: Peer) -> None:
    await peer.hold()


async def hello_then_reset(peer: Peer) -> None:
    await peer.hello()
    peer.reset()


async def hello_then_fin(peer: Peer) -> None:
    await peer.hello()
    peer.fin()


def alert(code: int) -> Behaviour:
    async def behave(peer: Peer) -> None:
        await peer.hello()
        await peer.send(bytes((21, 3, 3, 0, 2, 2, code)))
        peer.fin()

    return behave


async def plain_http(peer: Peer) -> None:
    await peer.hello()
    await peer.send(b"HTTP/1.1 403 Forbidden\r\n\r\n<title>Blocked</title>")
    peer.fin()


async def answer_reset(tls: TlsPeer) -> None:
    tls.peer.reset()


async def answer_close(tls: TlsPeer) -> None:
    await tls.close_notify()


async def answer_fin(tls: TlsPeer) -> None:
    tls.peer.fin()


async def answer_silence(tls: TlsPeer) -> None:
    await tls.peer.hold()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"


async def body_reset(tls: TlsPeer) -> None:
    await tls.send(HEAD + b"part")
    tls.peer.reset()


async def body_close(tls: TlsPeer) -> None:
    await tls.send(HEAD + b"part")
    await tls.close_notify()


async def body_fin(tls: TlsPeer) -> None:
    await tls.send(HEAD + b"part")
    tls.peer.fin()


async def body_silence(tls: TlsPeer) -> None:
    await tls.send(HEAD + b"part")


async def garbage(tls: TlsPeer) -> None:
    await tls.send(b"\x00\x01\x02 this is not what you asked for\r\n\r\n")


async def refused_by_law(tls: TlsPeer) -> None:
    await tls.send(b"HTTP/1.1 451 Unavailable For Legal Reasons\r\nContent-Length: 3\r\n\r\nlaw")


async def redirect(tls: TlsPeer) -> None:
    await tls.send(b"HTTP/1.1 302 Found\r\nLocation: http://portal.test/\r\nContent-Length: 0\r\n\r\n")


async def good(tls: TlsPeer) -> None:
    await tls.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine")


def late_alert(certs: Certificates) -> Server:
    async def behave(peer: Peer) -> None:
        try:
            await peer.tls(certs.asking)  # fails after the client's Finished, and says alert 116
        except ssl.SSLError:
            peer.reset()

    return serving(behave)


FAULTS: dict[str, Fault] = {
    "refused": Fault(lambda _: refusing(), Step.CONNECT, Kind.REFUSED, errno.ECONNREFUSED, hello_sent=False),
    "SYN black hole": Fault(lambda _: black_hole(), Step.CONNECT, Kind.TIMEOUT, hello_sent=False),
    "RST on accept": Fault(
        raw(accept_then_reset), Step.TLS, Kind.RESET, errno.ECONNRESET, wait=True, hello_sent=False
    ),
    "FIN on accept": Fault(raw(accept_then_fin), Step.TLS, Kind.EOF, wait=True, hello_sent=False),
    "silence": Fault(raw(silence), Step.TLS, Kind.TIMEOUT),
    "RST after ClientHello": Fault(raw(hello_then_reset), Step.TLS, Kind.RESET, errno.ECONNRESET),
    "FIN after ClientHello": Fault(raw(hello_then_fin), Step.TLS, Kind.EOF),
    "alert 40": Fault(raw(alert(40)), Step.TLS, Kind.TLS_ALERT, 40, "handshake failure"),
    "alert 49": Fault(raw(alert(49)), Step.TLS, Kind.TLS_ALERT, 49, "access denied"),
    "alert 70": Fault(raw(alert(70)), Step.TLS, Kind.TLS_ALERT, 70, "protocol version"),
    "alert 112": Fault(raw(alert(112)), Step.TLS, Kind.TLS_ALERT, 112, "unrecognized name"),
    "plain HTTP on 443": Fault(raw(plain_http), Step.TLS, Kind.NOT_TLS),
    "MITM certificate": Fault(with_certificate("mitm"), Step.TLS, Kind.CERT_UNKNOWN_ISSUER, 20),
    "self-signed certificate": Fault(with_certificate("self_signed"), Step.TLS, Kind.CERT_SELF_SIGNED, 18),
    "expired certificate": Fault(with_certificate("expired"), Step.TLS, Kind.CERT_EXPIRED, 10),
    "certificate not yet valid": Fault(with_certificate("not_yet"), Step.TLS, Kind.CERT_NOT_YET_VALID, 9),
    "wrong-host certificate": Fault(with_certificate("wrong_host"), Step.TLS, Kind.CERT_NAME_MISMATCH, 62),
    "RST for a response": Fault(inside(answer_reset), Step.HTTP, Kind.RESET, errno.ECONNRESET),
    "close_notify for a response": Fault(inside(answer_close), Step.HTTP, Kind.CLOSED),
    "FIN for a response": Fault(inside(answer_fin), Step.HTTP, Kind.EOF),
    "silence for a response": Fault(inside(answer_silence), Step.HTTP, Kind.TIMEOUT),
    "body cut by RST": Fault(inside(body_reset), Step.BODY, Kind.BODY_CUT, errno.ECONNRESET, "reset", 200),
    "body cut by close_notify": Fault(
        inside(body_close), Step.BODY, Kind.BODY_CUT, None, "close_notify", 200
    ),
    "body cut by FIN": Fault(inside(body_fin), Step.BODY, Kind.BODY_CUT, None, "fin", 200),
    "body falls silent": Fault(inside(body_silence), Step.BODY, Kind.BODY_CUT, None, "timeout", 200),
    "garbage": Fault(inside(garbage), Step.HTTP, Kind.HTTP_MALFORMED, text="bad status line"),
    "451": Fault(inside(refused_by_law), None, None, status=451),
    "302": Fault(inside(redirect), None, None, status=302),
    "late alert 116": Fault(late_alert, Step.HTTP, Kind.TLS_ALERT, 116, "certificate required"),
    "good": Fault(inside(good), None, None, status=200),
}


@pytest.fixture(scope="module")
def certs(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certs"))


@pytest.fixture(scope="module")
def trust(certs: Certificates) -> Trust:
    return Trust(roots=certs.ca_file)


async def walk(served: Served, trust: Trust, fault: Fault) -> Seen:
    """Connect, TLS, one request; the first failure ends it."""
    try:
        stream = await TcpDialer().dial("127.0.0.1", served.port, fault.patience(Step.CONNECT))
    except DialError as error:
        return Seen(Step.CONNECT, error.failure.kind, error.failure.code)
    if fault.wait:
        await served.done.wait()
        for _ in range(3):  # the loop's next looks at the socket
            await asyncio.sleep(0)
    tls = await open_tls(stream, NAME, trust.public, fault.patience(Step.TLS), alpn=("http/1.1",))
    if tls.stream is None:
        assert tls.failure is not None
        text = tls.failure.text if tls.failure.kind is Kind.TLS_ALERT else ""
        return Seen(Step.TLS, tls.failure.kind, tls.failure.code, text, tls=tls)
    patience = fault.patience(Step.BODY if fault.step is Step.BODY else Step.HTTP)
    request = Request(url=f"https://{NAME}:{served.port}/")
    http = await exchange(tls.stream, request, patience, version="http/1.1", validated=True)
    status, failure = http.detail.status, http.failure
    if failure is None:
        return Seen(None, None, status=status, tls=tls, http=http)
    text = "" if failure.kind is Kind.RESET else failure.text
    return Seen(http.failed_step, failure.kind, failure.code, text, status, tls=tls, http=http)


@pytest.mark.parametrize("name", FAULTS)
async def test_fault_is_told_as_what_it_is(name: str, certs: Certificates, trust: Trust) -> None:
    fault = FAULTS[name]
    async with fault.serve(certs) as served:
        seen = await walk(served, trust, fault)
    hello_sent = seen.tls is not None and seen.tls.bytes_sent > 0
    told = (seen.step, seen.kind, seen.code, seen.text, seen.status, hello_sent)
    assert told == fault.signature


def test_no_two_faults_look_alike() -> None:
    assert len({fault.signature for fault in FAULTS.values()}) == len(FAULTS)


def test_only_the_time_of_the_hello_tells_early_ends_apart() -> None:
    alike: dict[tuple[object, ...], list[str]] = {}
    for name, fault in FAULTS.items():
        alike.setdefault(fault.signature[:-1], []).append(name)
    twins = [names for names in alike.values() if len(names) > 1]
    assert twins == [["RST on accept", "RST after ClientHello"], ["FIN on accept", "FIN after ClientHello"]]


@pytest.mark.parametrize(
    "name", ["MITM certificate", "self-signed certificate", "expired certificate", "wrong-host certificate"]
)
async def test_refused_chain_is_kept_and_no_request_is_sent(
    name: str, certs: Certificates, trust: Trust
) -> None:
    async with FAULTS[name].serve(certs) as served:
        seen = await walk(served, trust, FAULTS[name])
    assert seen.tls is not None
    assert seen.http is None
    assert seen.tls.detail.verify_code == FAULTS[name].code
    assert len(seen.tls.detail.chain) == 1
    assert len(seen.tls.detail.chain[0].fingerprint) == 64
    assert seen.tls.detail.server_hello_after is not None


async def test_answer_in_plain_http_is_kept(certs: Certificates, trust: Trust) -> None:
    fault = FAULTS["plain HTTP on 443"]
    async with fault.serve(certs) as served:
        seen = await walk(served, trust, fault)
    assert seen.tls is not None
    assert seen.tls.detail.plaintext == b"HTTP/1.1 403 Forbidden\r\n\r\n<title>Blocked</title>"
    assert seen.tls.bytes_received == len(seen.tls.detail.plaintext)


async def test_silence_and_reset_differ_in_time_and_in_what_was_heard(
    certs: Certificates, trust: Trust
) -> None:
    outcomes = {}
    for name in ("silence", "RST after ClientHello"):
        async with FAULTS[name].serve(certs) as served:
            seen = await walk(served, trust, FAULTS[name])
        assert seen.tls is not None
        assert seen.tls.detail.server_hello_after is None
        assert seen.tls.bytes_received == 0
        outcomes[name] = seen.tls
    assert outcomes["silence"].duration >= SHORT.hard > outcomes["RST after ClientHello"].duration


async def test_cancelled_checks_leave_nothing(trust: Trust) -> None:
    heard, all_heard = 0, asyncio.Event()

    async def listen_only(peer: Peer) -> None:
        nonlocal heard
        await peer.hello()
        heard += 1
        if heard == 20:
            all_heard.set()

    async def check(port: int) -> None:
        stream = await TcpDialer().dial("127.0.0.1", port, LONG)
        await open_tls(stream, NAME, trust.public, LONG)

    before = standing()
    async with serving(listen_only) as served:
        checks = asyncio.gather(*(check(served.port) for _ in range(20)))
        await all_heard.wait()
        started = time.monotonic()
        checks.cancel()
        with pytest.raises(asyncio.CancelledError):
            await checks
        duration = time.monotonic() - started
    await asyncio.sleep(0)  # transports close their sockets in the loop's next turn
    assert standing() == before
    assert duration < LONG.hard / 10


def standing() -> tuple[int, int, int]:
    """How many descriptors, threads and tasks there are."""
    descriptors = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    return descriptors, threading.active_count(), len(asyncio.all_tasks())
