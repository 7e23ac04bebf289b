"""TLS contexts whose hello is that of a browser, with the same checks as ever: the one module that imports utls."""

import ssl
from importlib.util import find_spec
from typing import Final

PRESET: Final = "chrome:stable"
"""The newest Chrome that the library knows: some 1900 bytes with the post-quantum key share."""


def available() -> bool:
    """Whether the library is installed (extra `browser`)."""
    return find_spec("utls") is not None


def context_like(trusted: ssl.SSLContext) -> ssl.SSLContext:
    """A context that trusts the very authorities of another, and verifies chain and name as it does.

    It is an `ssl.SSLContext` by its type and is driven like one. Raises ImportError without the library.
    """
    import utls

    context = utls.SSLContext(utls.PROTOCOL_TLS_CLIENT)
    roots = trusted.get_ca_certs(binary_form=True)
    context.load_verify_locations(cadata="".join(map(ssl.DER_cert_to_PEM_cert, roots)))
    context.set_fingerprint(PRESET)
    context.check_hostname = trusted.check_hostname
    return context
