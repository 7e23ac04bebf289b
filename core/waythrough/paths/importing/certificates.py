"""The date of a certificate inside a profile. Imported only where the package `cryptography` is there."""

from datetime import UTC, datetime

from cryptography.x509 import load_pem_x509_certificate


def is_expired(pem: str) -> bool:
    """Whether a certificate is past its last day; False for what is none."""
    try:
        return load_pem_x509_certificate(pem.encode("ascii")).not_valid_after_utc < datetime.now(UTC)
    except ValueError:
        return False
