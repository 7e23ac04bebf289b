"""Host names and addresses as people write them, brought to the one form that goes on the wire."""

import re
from ipaddress import ip_address

import idna

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


def to_host(text: str) -> str:
    """An address literal without brackets, or a name in lower-case ASCII (IDNA 2008). Raises ValueError.

    >>> to_host("[::1]"), to_host("Bücher.example")
    ('::1', 'xn--bcher-kva.example')
    """
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        return str(ip_address(bare))
    except ValueError:
        name = _to_ascii(text)
    if not is_host(name):
        raise ValueError("not a host")
    return name


def is_host(text: str) -> bool:
    """Whether `text` is an address literal, or a name in the form that goes on the wire."""
    try:
        ip_address(text)
    except ValueError:
        pass
    else:
        return True
    labels = text.removesuffix(".").split(".")
    # a last label of digits alone would be read as a (mistyped) IPv4 address
    return len(text) <= 253 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()


def _to_ascii(text: str) -> str:
    if text.isascii():
        return text.lower()
    try:
        return idna.encode(text, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError("not a host") from error
