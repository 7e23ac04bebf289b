"""The server's side of SOCKS5 (RFC 1928) with user and password (RFC 1929), without I/O; and its datagrams."""

import hmac
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import ip_address
from typing import Final

from waythrough.model.failure import FailureKind
from waythrough.wire.socks import literal_address

_VERSION: Final = 5
_LOGIN: Final = 2
_ADDRESS_SIZE: Final = {1: 4, 4: 16}
_REPLIES: Final = {
    FailureKind.PROXY_DENIED: 0x02,
    FailureKind.NETWORK_UNREACHABLE: 0x03,
    FailureKind.HOST_UNREACHABLE: 0x04,
    FailureKind.EXIT_UNREACHABLE: 0x04,
    FailureKind.NXDOMAIN: 0x04,
    FailureKind.EXIT_DNS: 0x04,
    FailureKind.REFUSED: 0x05,
    FailureKind.EXIT_REFUSED: 0x05,
    FailureKind.TIMEOUT: 0x06,
    FailureKind.EXIT_TIMEOUT: 0x06,
}


class Asked(IntEnum):
    """What a client may ask for; BIND is refused."""

    CONNECT = 1
    UDP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a client that has logged in wants; for UDP the host is where it says it will send from."""

    asked: Asked
    host: str
    port: int


class Socks5Server:
    """One client. `receive` takes its bytes; `bytes_to_send` has to be sent after each call.

    `wish` is known once it has logged in and asked; `refused` once it was sent away (close then). Who is asked
    answers with `grant` or `refuse`. `rest` is what came behind the request.
    """

    def __init__(self, user: str, password: str) -> None:
        self.wish: Wish | None = None
        self.refused = False
        self._known = (user.encode(), password.encode())
        self._buffer = b""
        self._out = b""
        self._parse = self._greeting

    @property
    def rest(self) -> bytes:
        rest, self._buffer = self._buffer, b""
        return rest

    def bytes_to_send(self) -> bytes:
        out, self._out = self._out, b""
        return out

    def receive(self, data: bytes) -> None:
        """Take the next bytes; nothing is read beyond the request."""
        self._buffer += data
        while self.wish is None and not self.refused and self._parse():
            pass

    def grant(self, host: str = "0.0.0.0", port: int = 0) -> None:
        """Say yes, and for UDP where the datagrams are to be sent to."""
        self._out += b"\x05\x00\x00" + pack_address(host, port)

    def refuse(self, kind: FailureKind) -> None:
        """Say no, and why."""
        self._no(_REPLIES.get(kind, 0x01))

    def _no(self, reply: int) -> None:
        self._out += bytes((_VERSION, reply, 0)) + pack_address("0.0.0.0", 0)
        self.refused = True

    def _taken(self, size: int) -> bytes:
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def _greeting(self) -> bool:
        data = self._buffer
        if data[:1] not in (b"", b"\x05"):
            self.refused = True
            return False
        if len(data) < 2 or len(data) < 2 + data[1]:
            return False
        if _LOGIN not in self._taken(2 + data[1])[2:]:
            self._out += b"\x05\xff"
            self.refused = True
            return False
        self._out += bytes((_VERSION, _LOGIN))
        self._parse = self._login
        return True

    def _login(self) -> bool:
        data = self._buffer
        if len(data) < 2 or len(data) < 3 + data[1]:
            return False
        end = 3 + data[1] + data[2 + data[1]]
        if len(data) < end:
            return False
        user, password = data[2 : 2 + data[1]], data[3 + data[1] : end]
        self._taken(end)
        # both are always compared, in a time that tells nothing
        good = hmac.compare_digest(user, self._known[0]) & hmac.compare_digest(password, self._known[1])
        self._out += b"\x01\x00" if good else b"\x01\x01"
        self.refused = not good
        self._parse = self._request
        return good

    def _request(self) -> bool:
        data = self._buffer
        if len(data) < 4:
            return False
        if data[0] != _VERSION or data[1] not in tuple(Asked):
            self._no(0x07)
            return False
        try:
            found = unpack_address(data[3:])
        except ValueError:
            self._no(0x08)
            return False
        if found is None:
            return False
        host, port, size = found
        self._taken(3 + size)
        self.wish = Wish(asked=Asked(data[1]), host=host, port=port)
        return False


def pack_address(host: str, port: int) -> bytes:
    """Type, address and port of SOCKS5. Raises ValueError for a name that does not fit."""
    literal = literal_address(host)
    if literal is not None:
        kind, address = (1 if literal.version == 4 else 4), literal.packed
    else:
        name = host.encode("ascii")
        if not 0 < len(name) < 256:
            raise ValueError("a host name has 1 to 255 characters")
        kind, address = 3, bytes([len(name)]) + name
    return bytes([kind]) + address + port.to_bytes(2, "big")


def unpack_address(data: bytes) -> tuple[str, int, int] | None:
    """Host, port and how many bytes they took; None while incomplete. Raises ValueError."""
    if len(data) < 2:
        return None
    kind = data[0]
    size = 1 + data[1] if kind == 3 else _ADDRESS_SIZE.get(kind)
    if size is None:
        raise ValueError("no such type of address")
    if len(data) < 3 + size:
        return None
    raw = data[1 : 1 + size]
    host = raw[1:].decode("ascii") if kind == 3 else str(ip_address(raw))
    if not host:
        raise ValueError("an empty name")
    return host, int.from_bytes(data[1 + size : 3 + size], "big"), 3 + size


def pack_datagram(host: str, port: int, data: bytes) -> bytes:
    """A datagram with the header of RFC 1928, section 7."""
    return b"\x00\x00\x00" + pack_address(host, port) + data


def unpack_datagram(data: bytes) -> tuple[str, int, bytes] | None:
    """Host, port and content; None for what is no whole datagram (fragments are not put together)."""
    if data[:3] != b"\x00\x00\x00":
        return None
    try:
        found = unpack_address(data[3:])
    except ValueError:
        return None
    return None if found is None else (found[0], found[1], data[3 + found[2] :])
