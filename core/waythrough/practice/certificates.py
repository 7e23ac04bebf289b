"""The certificates of the practice network: fixed, shipped as data, trusted in its profile only."""

import ssl

import waythrough_resources

FOLDER = "practice"
ROOT = "root"
FOREIGN = "foreign"
FOREIGN_ROOT = "foreign-root"
PORTAL = "portal"


def root_file() -> str:
    """Path of the PEM file with the practice root, the only trust of the practice profile."""
    return str(waythrough_resources.path(f"{FOLDER}/{ROOT}.pem"))


def foreign_root_file() -> str:
    """Path of the PEM file with the root of whoever opens TLS in the practice network; nobody trusts it."""
    return str(waythrough_resources.path(f"{FOLDER}/{FOREIGN_ROOT}.pem"))


def server_context(name: str) -> ssl.SSLContext:
    """Server side of TLS with the key and certificate of `name`: a domain, FOREIGN or PORTAL."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(waythrough_resources.path(f"{FOLDER}/{name}.pem"))
    context.set_alpn_protocols(["http/1.1"])
    return context
