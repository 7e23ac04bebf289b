"""Looks at handshakes that begin like a browser's."""

import utls

from .raw import dial

HTTPS = 443


def browser_end_of(address: str, name: str, roots: str) -> str:
    """How a verified handshake with the hello of Chrome ends: "valid", "reset" or "silent"."""
    context = utls.create_default_context(cafile=roots)
    context.set_fingerprint("chrome:stable")
    try:
        with dial(address, HTTPS) as wire, context.wrap_socket(wire, server_hostname=name):
            return "valid"
    except TimeoutError:
        return "silent"
    except ConnectionResetError:
        return "reset"
