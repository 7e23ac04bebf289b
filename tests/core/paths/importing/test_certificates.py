from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.core.paths.importing.corpus.tunnels import OVPN
from waythrough.paths.importing.base import Imported
from waythrough.paths.importing.cautions import EXPIRED
from waythrough.paths.importing.certificates import is_expired
from waythrough.paths.importing.recognise import recognise


def certificate(days: int) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "client")])
    end = datetime.now(UTC) + timedelta(days=days)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(end - timedelta(days=30))
        .not_valid_after(end)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode()


def test_a_certificate_past_its_date_is_told() -> None:
    assert is_expired(certificate(-1))
    assert not is_expired(certificate(1))
    assert not is_expired("-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----")


def test_a_profile_whose_certificate_has_expired_is_taken_with_a_warning() -> None:
    for days, told in ((-1, (EXPIRED,)), (1, ())):
        (item,) = recognise(f"{OVPN}<cert>\n{certificate(days)}</cert>\n<key>\nQUJD\n</key>\n")
        assert isinstance(item, Imported)
        assert item.warnings == told
