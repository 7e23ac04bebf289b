import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

import waythrough_resources
from tests.core.practice.make_certificates import all_domains
from waythrough.practice import certificates
from waythrough.practice.world import EXPIRED_DOMAIN

FAR = datetime(2050, 1, 1, tzinfo=UTC)


def shipped(name: str) -> bytes:
    return waythrough_resources.read_bytes(f"{certificates.FOLDER}/{name}.pem")


def names(name: str) -> list[str]:
    leaf = x509.load_pem_x509_certificates(shipped(name))[0]
    return leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(
        x509.DNSName
    )


@pytest.mark.parametrize("domain", all_domains())
def test_every_domain_has_a_certificate_for_itself_only(domain: str) -> None:
    assert names(domain) == [domain, f"*.{domain}"]
    leaf = x509.load_pem_x509_certificates(shipped(domain))[0]
    if domain == EXPIRED_DOMAIN:
        assert leaf.not_valid_after_utc < datetime.now(UTC)
    else:
        assert leaf.not_valid_before_utc < datetime.now(UTC) < FAR < leaf.not_valid_after_utc
    assert isinstance(certificates.server_context(domain), ssl.SSLContext)


def test_the_foreign_certificate_names_all_and_is_trusted_by_nobody() -> None:
    assert set(all_domains()) <= set(names(certificates.FOREIGN))
    leaf, foreign = x509.load_pem_x509_certificates(shipped(certificates.FOREIGN))
    (root,) = x509.load_pem_x509_certificates(shipped(certificates.ROOT))
    leaf.verify_directly_issued_by(foreign)
    assert foreign.public_key() != root.public_key()
    assert ssl.create_default_context(cafile=certificates.foreign_root_file()).cert_store_stats()["x509"] >= 1


def test_the_roots_come_without_their_keys_and_say_what_they_are() -> None:
    for name in (certificates.ROOT, certificates.FOREIGN_ROOT):
        assert b"PRIVATE KEY" not in shipped(name)
        assert b"practice network" in shipped(name)
    (root,) = x509.load_pem_x509_certificates(shipped(certificates.ROOT))
    assert root.not_valid_after_utc - root.not_valid_before_utc > timedelta(days=29 * 365)


def test_nothing_else_is_shipped() -> None:
    expected = {*all_domains(), "root", "foreign", "foreign-root", "portal"}
    found = {name.removesuffix(".pem") for name in waythrough_resources.names(certificates.FOLDER)}
    assert found == expected
