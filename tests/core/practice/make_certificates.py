"""Makes all certificates of the practice network anew: python -m tests.core.practice.make_certificates

The keys of both roots are thrown away at once, so that nobody can issue a further certificate that the
practice profile trusts. Needs `cryptography` (a development dependency only).
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

import waythrough_resources
from waythrough.practice import certificates
from waythrough.practice.network import all_hosts
from waythrough.practice.world import ENCRYPTED, EXPIRED_DOMAIN, TLS_PROXY

HEAD = """\
For the practice network of Waythrough only: names under .example on 127.0.0.0/8. Everybody has this file, so
its key protects nothing and is no secret; no system and no other profile of Waythrough trusts it. Do not add it
to any trust store. Made by tests/core/practice/make_certificates.py.

"""
START = datetime(2026, 1, 1, tzinfo=UTC)
END = START + timedelta(days=365 * 30)
PAST = datetime(2020, 1, 1, tzinfo=UTC)
Key = ec.EllipticCurvePrivateKey


def main() -> None:
    """Write root, leaf per domain, expired leaf, foreign root and leaf, and the portal's own certificate."""
    folder = Path(str(waythrough_resources.path(certificates.FOLDER)))
    domains = all_domains()
    root_key, root = _root("Waythrough Practice Root")
    (folder / f"{certificates.ROOT}.pem").write_text(HEAD + _pem(root))
    for domain in domains:
        key = ec.generate_private_key(ec.SECP256R1())
        span = (PAST, PAST + timedelta(days=365)) if domain == EXPIRED_DOMAIN else (START, END)
        leaf = _leaf(key, root_key, root, [domain, f"*.{domain}"], span)
        (folder / f"{domain}.pem").write_text(HEAD + _key_pem(key) + _pem(leaf))
    _foreign(folder, domains)
    _portal(folder)


def all_domains() -> list[str]:
    """The registered domains of all hosts of the practice world that speak TLS."""
    return sorted({host.domain for host in all_hosts() if ENCRYPTED.intersection(host.ports)} | {TLS_PROXY})


def _foreign(folder: Path, domains: list[str]) -> None:
    root_key, root = _root("Universal Inspection Root")
    key = ec.generate_private_key(ec.SECP256R1())
    names = [name for domain in domains for name in (domain, f"*.{domain}")]
    leaf = _leaf(key, root_key, root, names, (START, END))
    (folder / f"{certificates.FOREIGN_ROOT}.pem").write_text(HEAD + _pem(root))
    (folder / f"{certificates.FOREIGN}.pem").write_text(HEAD + _key_pem(key) + _pem(leaf) + _pem(root))


def _portal(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("portal.example")
    built = _begin(name, name, key, (START, END)).add_extension(
        x509.SubjectAlternativeName([x509.DNSName("portal.example")]), critical=False
    )
    cert = built.sign(key, hashes.SHA256())
    (folder / f"{certificates.PORTAL}.pem").write_text(HEAD + _key_pem(key) + _pem(cert))


def _root(common_name: str) -> tuple[Key, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(common_name)
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    built = (
        _begin(name, name, key, (START, END))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return key, built.sign(key, hashes.SHA256())


def _leaf(
    key: Key, root_key: Key, root: x509.Certificate, names: list[str], span: tuple[datetime, datetime]
) -> x509.Certificate:
    san = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    built = (
        _begin(_name(names[0]), root.subject, key, span)
        .add_extension(san, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=False)
        .add_extension(issuer_key, critical=False)
    )
    return built.sign(root_key, hashes.SHA256())


def _begin(
    subject: x509.Name, issuer: x509.Name, key: Key, span: tuple[datetime, datetime]
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(span[0])
        .not_valid_after(span[1])
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _key_pem(key: Key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


if __name__ == "__main__":
    main()
