"""Real certificates for the lab's servers: authorities of several kinds, and what each server shows."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from .spec import Authority, Internet, Paper, Papers, Site, Speech

NAMES = {
    Authority.PUBLIC: "Lab Public Authority",
    Authority.FOREIGN: "National Trust Authority",
    Authority.STATE: "Qaznet Trust Network",
    Authority.PRODUCT: "Avast Web/Mail Shield Root",
    Authority.COMPANY: "Example Holding TLS Inspection",
    Authority.PRIVATE: "Messenger Private Root",
}
FOREIGN = NAMES[Authority.FOREIGN]
DAYS = timedelta(days=1)
BEGIN, END = datetime(2000, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
_SIGNING = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def issue(internet: Internet, directory: Path, trusts: Sequence[Authority] = ()) -> Papers:
    """Write roots and certificates for everything in an internet that speaks TLS.

    `trusts` are the authorities in the client's system store besides the public one.
    """
    authorities = {which: _authority(name) for which, name in NAMES.items()}
    public = authorities[Authority.PUBLIC]
    chains: dict[str, str] = {}
    for number, site in enumerate(internet.sites):
        if site.tls:
            path = directory / f"site{number}.pem"
            path.write_bytes(_leaf(authorities, site, internet.late))
            chains.update(dict.fromkeys(site.addresses, str(path)))
    for number, resolver in enumerate(internet.resolvers):
        if resolver.doh_name:
            path = directory / f"resolver{number}.pem"
            path.write_bytes(_issued(public, (resolver.doh_name, *resolver.addresses), internet.late))
            chains.update(dict.fromkeys(resolver.addresses, str(path)))
    for number, proxy in enumerate(internet.proxies):
        if proxy.speech is Speech.HTTPS:
            path = directory / f"proxy{number}.pem"
            path.write_bytes(_issued(public, (*proxy.names, proxy.address), internet.late))
            chains[proxy.address] = str(path)
    roots = {which: _root(directory, which, ca) for which, ca in authorities.items()}
    keys = {which: _key(directory, which, ca) for which, ca in authorities.items()}
    trusted = (roots[which] for which in (Authority.PUBLIC, *trusts))
    os_roots = directory / "os.pem"
    os_roots.write_bytes(b"".join(Path(one).read_bytes() for one in trusted))
    return Papers(
        root=roots[Authority.PUBLIC],
        foreign_root=roots[Authority.FOREIGN],
        chains=chains,
        roots=roots,
        keys=keys,
        os_roots=str(os_roots),
    )


def _leaf(authorities: dict[Authority, trustme.CA], site: Site, late: float) -> bytes:
    authority = authorities[Authority.FOREIGN if site.paper is Paper.FOREIGN else site.authority]
    now = datetime.now(UTC) - timedelta(seconds=late)
    match site.paper:
        case Paper.EXPIRED:
            leaf = authority.issue_cert(*site.names, not_before=now - 90 * DAYS, not_after=now - 2 * DAYS)
            return leaf.private_key_and_cert_chain_pem.bytes()
        case Paper.EARLY:
            leaf = authority.issue_cert(*site.names, not_before=now + 20 * DAYS, not_after=now + 90 * DAYS)
            return leaf.private_key_and_cert_chain_pem.bytes()
        case Paper.OTHER_NAME:
            return authority.issue_cert("other.unrelated.example").private_key_and_cert_chain_pem.bytes()
        case Paper.SELF_SIGNED:
            return b"".join(self_signed(site.names, leaf=True))
        case _:
            return _issued(authority, site.names, late)


def _issued(authority: trustme.CA, names: Iterable[str], late: float) -> bytes:
    """A leaf of the usual length of life where the clocks disagree, else one that never ends."""
    now = datetime.now(UTC) - timedelta(seconds=late)
    begin, end = (now - 30 * DAYS, now + 60 * DAYS) if late else (None, None)
    leaf = authority.issue_cert(*names, not_before=begin, not_after=end)
    return leaf.private_key_and_cert_chain_pem.bytes()


def _authority(name: str) -> trustme.CA:
    """An authority with a common name, by which national roots and products are known."""
    key, certificate = self_signed((name,), leaf=False)
    return trustme.CA.from_pem(certificate, key)


def signed_by(key_file: str, name: str) -> bytes:
    """Key and chain for one name, by an authority of `Papers.keys`."""
    pem = Path(key_file).read_bytes()
    cut = pem.index(b"-----BEGIN", 10)
    authority = trustme.CA.from_pem(pem[:cut], pem[cut:])
    return authority.issue_cert(name).private_key_and_cert_chain_pem.bytes()


def self_signed(names: Sequence[str], *, leaf: bool) -> tuple[bytes, bytes]:
    """Key and certificate in PEM form, signed by itself: an authority, or a server's leaf."""
    key = ec.generate_private_key(ec.SECP256R1())
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, names[0][:64])]
    name = x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    public = key.public_key()
    builder = x509.CertificateBuilder(name, name, public, x509.random_serial_number())
    builder = builder.not_valid_before(BEGIN).not_valid_after(END)
    builder = builder.add_extension(x509.BasicConstraints(ca=not leaf, path_length=None), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    if leaf:
        known = x509.SubjectAlternativeName([x509.DNSName(one) for one in names])
        builder = builder.add_extension(known, critical=False)
    else:
        builder = builder.add_extension(_SIGNING, critical=True)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return secret, builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def _root(directory: Path, which: Authority, authority: trustme.CA) -> str:
    path = directory / f"root-{which}.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def _key(directory: Path, which: Authority, authority: trustme.CA) -> str:
    path = directory / f"key-{which}.pem"
    path.write_bytes(authority.cert_pem.bytes() + authority.private_key_pem.bytes())
    return str(path)
