"""Trust anchors: which chains count, and what the system's store is asked for."""

import ssl
from pathlib import Path

import pytest

from tests.core.net.faultserver import NAME, Behaviour, Certificates, Peer, refusing, serving
from waythrough.model.errors import WaythroughError
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.network import NetworkProfile
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.net.tls import open_tls
from waythrough.net.trust import Trust, os_trusts, roots_dated

PATIENCE = Patience(hard=20.0)


@pytest.fixture(scope="module")
def certs(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certs"))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("other"))


def offering(context: ssl.SSLContext) -> Behaviour:
    async def behave(peer: Peer) -> None:
        await peer.tls(context)

    return behave


async def accepted(trust: Trust, context: ssl.SSLContext) -> Kind | None:
    """What the public roots say of a server: None when they accept it."""
    async with serving(offering(context)) as served:
        stream = await TcpDialer().dial("127.0.0.1", served.port, PATIENCE)
        outcome = await open_tls(stream, NAME, trust.public, PATIENCE)
        if outcome.stream is not None:
            outcome.stream.abort()
    return outcome.failure.kind if outcome.failure else None


def test_every_context_verifies() -> None:
    trust = Trust()
    for context in (trust.public, trust.system):
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert trust.public.cert_store_stats()["x509_ca"] > 100
    assert trust.system is trust.system


async def test_profile_names_the_roots(certs: Certificates, other: Certificates) -> None:
    roots = Trust.from_profile(NetworkProfile(trust_roots=certs.ca_file))
    extra = Trust.from_profile(NetworkProfile(trust_roots=other.ca_file, extra_roots=certs.ca_file))
    bundled = Trust.from_profile(NetworkProfile())
    assert await accepted(roots, certs.good) is None
    assert await accepted(extra, certs.good) is None
    assert await accepted(roots, other.good) is Kind.CERT_UNKNOWN_ISSUER
    assert await accepted(bundled, certs.good) is Kind.CERT_UNKNOWN_ISSUER


async def test_system_store_is_asked_by_a_handshake_and_nothing_else(
    certs: Certificates, other: Certificates
) -> None:
    heard = []

    async def behave(peer: Peer) -> None:
        tls = await peer.tls(certs.good)
        heard.append(await tls.recv())

    async def ask(trust: Trust) -> bool | None:
        async with serving(behave) as served:
            return await os_trusts(TcpDialer(), "127.0.0.1", served.port, NAME, trust, PATIENCE)

    assert await ask(Trust(os_roots=certs.ca_file)) is True
    assert await ask(Trust(os_roots=other.ca_file)) is False
    assert heard == []


async def test_system_store_says_nothing_when_the_handshake_fails_otherwise(certs: Certificates) -> None:
    async def hang_up(peer: Peer) -> None:
        await peer.hello()
        peer.reset()

    trust = Trust(os_roots=certs.ca_file)
    async with serving(hang_up) as served:
        assert await os_trusts(TcpDialer(), "127.0.0.1", served.port, NAME, trust, PATIENCE) is None
    async with refusing() as served:
        assert await os_trusts(TcpDialer(), "127.0.0.1", served.port, NAME, trust, PATIENCE) is None


def test_system_store_is_found_where_the_library_does_not_look(
    certs: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setattr("waythrough.net.trust.USUAL_BUNDLES", (str(tmp_path / "absent"), certs.ca_file))
    assert Trust().system.cert_store_stats()["x509_ca"] == 1
    monkeypatch.setattr("waythrough.net.trust.USUAL_BUNDLES", ())
    assert Trust().system.cert_store_stats()["x509_ca"] == 0


def test_roots_that_cannot_be_used_are_said_so(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pem"
    bad.write_text("no certificate", encoding="ascii")
    for path, message_id in ((bad, "trust.bad_roots"), (tmp_path / "none.pem", "trust.no_roots")):
        with pytest.raises(WaythroughError) as caught:
            Trust(roots=str(path))
        assert caught.value.message_id == message_id
        assert path.name in caught.value.what
        assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize(
    ("version", "dated"),
    [("2026.10.18", "2026-10-18"), ("2026.1.5", "2026-01-05"), ("2026", ""), ("2026.1.post", "")],
)
def test_the_bundled_roots_have_a_date(monkeypatch: pytest.MonkeyPatch, version: str, dated: str) -> None:
    monkeypatch.setattr("certifi.__version__", version)
    assert roots_dated() == dated


async def test_a_service_may_have_an_authority_of_its_own_for_its_hosts_alone(
    certs: Certificates, other: Certificates
) -> None:
    trust = Trust(roots=other.ca_file, private_roots={"service": certs.ca_file})
    assert trust.context_for(NAME) is trust.public
    trust.name_private({NAME: "service"})
    trust.name_private({NAME: "service", "more.test": "service"})
    own = trust.context_for(NAME)
    assert own is trust.context_for("more.test") is not trust.public
    assert trust.context_for("else.test") is trust.public
    assert (own.verify_mode, own.check_hostname) == (ssl.CERT_REQUIRED, True)
    for context, end in ((own, None), (trust.public, Kind.CERT_UNKNOWN_ISSUER)):
        async with serving(offering(certs.good)) as served:
            stream = await TcpDialer().dial("127.0.0.1", served.port, PATIENCE)
            outcome = await open_tls(stream, NAME, context, PATIENCE)
        assert (outcome.failure and outcome.failure.kind) == end
        if outcome.stream is not None:
            outcome.stream.abort()


def test_the_authority_of_a_service_is_shipped() -> None:
    trust = Trust()
    trust.name_private({"chat.signal.org": "signal"})
    counts = [
        each.cert_store_stats()["x509_ca"] for each in (trust.context_for("chat.signal.org"), trust.public)
    ]
    assert counts[0] == counts[1] + 1
