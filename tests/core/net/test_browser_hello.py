"""The hello of a browser: as strict as ever, and what goes wrong is told apart as with the system's own library."""

import ssl

import pytest

from tests.core.net.faultserver import NAME, Behaviour, Certificates, Peer, serving
from waythrough.model.failure import FailureKind as Kind
from waythrough.net import browser_hello
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.net.tls import BROWSER, Hello, TlsOutcome, open_tls
from waythrough.net.trust import Trust
from waythrough.wire.tls_records import ALERTS

PATIENCE = Patience(hard=20.0)
ALERT = bytes((21, 3, 3, 0, 2, 2, ALERTS["unrecognized_name"]))


@pytest.fixture(scope="module")
def certs(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certs"))


@pytest.fixture(scope="module")
def context(certs: Certificates) -> ssl.SSLContext:
    return browser_hello.context_like(Trust(roots=certs.ca_file).public)


async def shake(behave: Behaviour, context: ssl.SSLContext) -> TlsOutcome:
    async with serving(behave) as served:
        stream = await TcpDialer().dial("127.0.0.1", served.port, PATIENCE)
        outcome = await open_tls(stream, NAME, context, PATIENCE, hello=Hello(kind=BROWSER))
        if outcome.stream is not None:
            await outcome.stream.send(b"hi")
            assert await outcome.stream.recv() == b"hi"
            outcome.stream.abort()
    return outcome


def echoing(context: ssl.SSLContext, hellos: list[bytes]) -> Behaviour:
    async def behave(peer: Peer) -> None:
        hellos.append(await peer.peek_hello())
        tls = await peer.tls(context)
        await tls.send(await tls.recv())

    return behave


def says(answer: bytes) -> Behaviour:
    async def behave(peer: Peer) -> None:
        await peer.recv()
        if answer:
            await peer.send(answer)
            peer.fin()
        else:
            peer.reset()

    return behave


@pytest.mark.parametrize("kind", ["good", "tls12"])
async def test_it_looks_like_chrome_and_proves_the_server(
    kind: str, certs: Certificates, context: ssl.SSLContext
) -> None:
    hellos: list[bytes] = []
    outcome = await shake(echoing(getattr(certs, kind), hellos), context)
    assert outcome.failure is None
    assert outcome.detail.hello == "browser"
    assert (outcome.detail.verify_code, outcome.detail.alpn) == (0, "h2")
    assert outcome.detail.version == ("TLSv1.2" if kind == "tls12" else "TLSv1.3")
    assert NAME in outcome.detail.chain[0].names
    ciphers = hellos[0][78:]
    assert ciphers[0] == ciphers[1], "the list begins with a GREASE value (RFC 8701)"
    assert ciphers[0] & 0x0F == 0x0A
    assert outcome.bytes_sent > 1460, "with the post-quantum key share it does not fit one segment"


@pytest.mark.parametrize(
    ("kind", "failure"),
    [
        ("mitm", Kind.CERT_UNKNOWN_ISSUER),
        ("expired", Kind.CERT_EXPIRED),
        ("wrong_host", Kind.CERT_NAME_MISMATCH),
        ("self_signed", Kind.CERT_SELF_SIGNED),
    ],
)
async def test_a_bad_certificate_is_refused(
    kind: str, failure: Kind, certs: Certificates, context: ssl.SSLContext
) -> None:
    outcome = await shake(echoing(getattr(certs, kind), []), context)
    assert outcome.stream is None
    assert outcome.failure is not None
    assert outcome.failure.kind is failure


@pytest.mark.parametrize(
    ("answer", "failure"),
    [(b"HTTP/1.1 400 Bad Request\r\n\r\n", Kind.NOT_TLS), (ALERT, Kind.TLS_ALERT), (b"", Kind.RESET)],
)
async def test_what_comes_in_place_of_a_handshake(
    answer: bytes, failure: Kind, context: ssl.SSLContext
) -> None:
    outcome = await shake(says(answer), context)
    assert outcome.failure is not None
    assert outcome.failure.kind is failure
    assert outcome.failure.code == (
        ALERTS["unrecognized_name"] if failure is Kind.TLS_ALERT else outcome.failure.code
    )


def test_no_authority_is_added(certs: Certificates, context: ssl.SSLContext) -> None:
    trusted = Trust(roots=certs.ca_file).public
    assert browser_hello.available()
    assert context.get_ca_certs(binary_form=True) == trusted.get_ca_certs(binary_form=True)
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
