"""Reads where a server offers HTTP/3, out of its Alt-Svc header (RFC 7838)."""

import re
from typing import Final

# protocol-id, then an authority in quotes whose host may be left out: h3=":443"; ma=86400
_ENTRY: Final = re.compile(r'(?:^|,)\s*h3\s*=\s*"([^":\s]*):(\d{1,5})"', re.IGNORECASE)


def h3_port(header: str) -> int | None:
    """The port at which the same host offers HTTP/3, None when it does not.

    An offer of another host is passed over: the test is about the host that was asked.
    """
    for host, port in _ENTRY.findall(header):
        if not host and 0 < int(port) < 65536:
            return int(port)
    return None
