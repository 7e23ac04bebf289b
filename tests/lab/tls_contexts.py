"""Contexts of the lab's TLS servers, some with certificates made on the spot."""

import functools
import ssl
from collections.abc import Sequence
from pathlib import Path


class Mint:
    """Makes certificates on the spot, as an interceptor does; one for each name."""

    def __init__(self, key_file: str, directory: Path) -> None:
        self._key_file = key_file
        self._directory = directory

    @functools.cache  # noqa: B019  # as long-lived as the process
    def context(self, name: str, *, self_signed: bool = False) -> ssl.SSLContext:
        """A server's context for a name."""
        from . import certs  # slow to import, and few worlds need it

        path = self._directory / f"minted-{name}-{self_signed}.pem"
        if self_signed:
            path.write_bytes(b"".join(certs.self_signed((name,), leaf=True)))
        else:
            path.write_bytes(certs.signed_by(self._key_file, name))
        return context(str(path))


def context(chain: str, alpn: Sequence[str] = ("http/1.1",)) -> ssl.SSLContext:
    """A server's context for the certificate and key of a PEM file."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(chain)
    made.set_alpn_protocols(list(alpn))
    return made
