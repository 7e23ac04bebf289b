"""SOCKS4, SOCKS4a and SOCKS5 (RFC 1928, RFC 1929) handshakes of a client, without I/O."""

from abc import ABC, abstractmethod
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.verdict import Stage
from waythrough.wire.proxy_answer import EXIT_STAGES, RAW_LIMIT, ProxyAnswer, excerpt

SOCKS5_REPLIES: Final = {
    0x01: (FailureKind.PROXY_ERROR, "general SOCKS server failure"),
    0x02: (FailureKind.PROXY_DENIED, "connection not allowed by ruleset"),
    0x03: (FailureKind.EXIT_UNREACHABLE, "network unreachable"),
    0x04: (FailureKind.EXIT_UNREACHABLE, "host unreachable"),
    0x05: (FailureKind.EXIT_REFUSED, "connection refused"),
    0x06: (FailureKind.EXIT_TIMEOUT, "TTL expired"),
    0x07: (FailureKind.PROXY_UNSUPPORTED, "command not supported"),
    0x08: (FailureKind.PROXY_UNSUPPORTED, "address type not supported"),
    # Tor's own (socks-extensions.txt, section 4)
    0xF0: (FailureKind.EXIT_UNREACHABLE, "onion service descriptor cannot be found"),
    0xF1: (FailureKind.EXIT_UNREACHABLE, "onion service descriptor is invalid"),
    0xF2: (FailureKind.EXIT_UNREACHABLE, "onion service introduction failed"),
    0xF3: (FailureKind.EXIT_UNREACHABLE, "onion service rendezvous failed"),
    0xF4: (FailureKind.PROXY_DENIED, "onion service wants client authorization"),
    0xF5: (FailureKind.PROXY_DENIED, "onion service refuses the client authorization"),
    0xF6: (FailureKind.EXIT_DNS, "onion service address is invalid"),
    0xF7: (FailureKind.EXIT_TIMEOUT, "onion service introduction timed out"),
}
SOCKS4_REPLIES: Final = {
    91: (FailureKind.PROXY_ERROR, "request rejected or failed"),
    92: (FailureKind.PROXY_AUTH, "no identd on the client"),
    93: (FailureKind.PROXY_AUTH, "client and identd report different users"),
}
NO_METHOD: Final = 0xFF
_GRANTED4: Final = 90
_MAX_FIELD: Final = 255  # one length byte
_ADDRESS_SIZE: Final = {1: 4, 4: 16}


class _Machine(ABC):
    """What both protocols share: a buffer, a message to send, and the end of it."""

    lingering: Final = False

    def __init__(self, phase: Stage, secret: str = "") -> None:
        self.phase: Stage = phase
        self.done: bool = False
        self._out = b""
        self._buffer = b""
        self._waiting = False  # our message was taken and is not answered yet
        self._secret = secret.encode()
        self._stands = False

    @property
    def rest(self) -> bytes:
        return self._buffer if self._stands else b""

    def bytes_to_send(self) -> bytes:
        out, self._out = self._out, b""
        self._waiting = self._waiting or bool(out)
        return out

    def receive(self, data: bytes) -> ProxyAnswer | None:
        self._buffer += data
        if self.done or not self._waiting:
            return None
        answer = self._parse()
        if answer is not None:
            self._waiting = False
            self.done = self._stands or answer.failure is not None
        return answer

    def receive_eof(self) -> ProxyAnswer:
        self.done = True
        return self._unread(FailureKind.EOF)

    @abstractmethod
    def _parse(self) -> ProxyAnswer | None:
        """The answer to the message that waits, None while it is incomplete."""

    def _answer(self, code: int | None, failure: Failure | None, size: int | None = None) -> ProxyAnswer:
        raw, self._buffer = self._buffer[:size], self._buffer[size:] if size is not None else b""
        stage = EXIT_STAGES.get(failure.kind, self.phase) if failure else self.phase
        text = failure.text if failure else ""
        return ProxyAnswer(
            phase=self.phase, stage=stage, code=code, text=text, raw=raw[:RAW_LIMIT], failure=failure
        )

    def _malformed(self) -> ProxyAnswer:
        return self._unread(FailureKind.PROXY_MALFORMED)

    def _unread(self, kind: FailureKind) -> ProxyAnswer:
        if self._secret:  # a server that only echoes would hand it back
            self._buffer = self._buffer.replace(self._secret, b"")
        return self._answer(None, Failure(kind=kind, text=excerpt(self._buffer)))

    def _refused(self, kind: FailureKind, code: int, text: str) -> ProxyAnswer:
        return self._answer(code, Failure(kind=kind, code=code, text=text))


class Socks5(_Machine):
    """One CONNECT through a SOCKS5 proxy, or with `udp` one UDP ASSOCIATE, which `bound` and `bound_port` answer.

    `password` may be empty when `user` is given.

    Greeting and request are never sent together: some servers (microsocks) drop what follows the greeting.
    Raises ValueError for a name, user or password that the protocol cannot carry.
    """

    def __init__(
        self, host: str, port: int, user: str | None = None, password: str | None = None, *, udp: bool = False
    ) -> None:
        super().__init__(Stage.HANDSHAKE, password or "")
        self._request = bytes((5, 3 if udp else 1, 0)) + address_bytes(host) + port.to_bytes(2, "big")
        self._login = b"" if user is None else b"\x01" + _field(user) + _field(password or "")
        self._out = b"\x05\x02\x00\x02" if self._login else b"\x05\x01\x00"
        self.bound = ""
        self.bound_port = 0

    def _parse(self) -> ProxyAnswer | None:
        if self.phase is Stage.HANDSHAKE:
            return self._parse_method()
        if self.phase is Stage.AUTH:
            return self._parse_login()
        return self._parse_reply()

    def _parse_method(self) -> ProxyAnswer | None:
        if not self._buffer.startswith(b"\x05"):
            return self._malformed() if self._buffer else None
        if len(self._buffer) < 2:
            return None
        method = self._buffer[1]
        if method == NO_METHOD:
            return self._refused(FailureKind.PROXY_AUTH, method, "no offered log-in method is accepted")
        if method == 2 and not self._login:
            return self._refused(FailureKind.PROXY_AUTH, method, "user and password are asked for")
        if method not in (0, 2):
            return self._refused(FailureKind.PROXY_UNSUPPORTED, method, "a log-in method not offered")
        answer = self._answer(method, None, 2)
        self.phase = Stage.AUTH if method == 2 else Stage.REQUEST
        self._out = self._login if method == 2 else self._request
        return answer

    def _parse_login(self) -> ProxyAnswer | None:
        if not self._buffer.startswith(b"\x01"):
            return self._malformed() if self._buffer else None
        if len(self._buffer) < 2:
            return None
        status = self._buffer[1]
        if status != 0:
            return self._refused(FailureKind.PROXY_AUTH, status, "user or password refused")
        answer = self._answer(status, None, 2)
        self.phase = Stage.REQUEST
        self._out = self._request
        return answer

    def _parse_reply(self) -> ProxyAnswer | None:
        if not self._buffer.startswith(b"\x05"):
            return self._malformed() if self._buffer else None
        if len(self._buffer) < 2:
            return None
        code = self._buffer[1]
        if code != 0:  # decided at once: some servers cut a refusal short
            kind, text = SOCKS5_REPLIES.get(code, (FailureKind.PROXY_ERROR, f"unknown reply {code}"))
            return self._refused(kind, code, text)
        return self._parse_bound()

    def _parse_bound(self) -> ProxyAnswer | None:
        data = self._buffer
        if len(data) < 5:
            return None
        size = data[4] + 1 if data[3] == 3 else _ADDRESS_SIZE.get(data[3])
        if size is None:
            return self._malformed()
        end = 4 + size + 2
        if len(data) < end:
            return None
        address = data[4 : 4 + size]
        self.bound = address[1:].decode("latin-1") if data[3] == 3 else str(ip_address(address))
        self.bound_port = int.from_bytes(data[end - 2 : end], "big")
        self._stands = True
        return self._answer(0, None, end)


class Socks4(_Machine):
    """One CONNECT through a SOCKS4 proxy; a host that is a name makes it SOCKS4a.

    Raises ValueError for what the protocol cannot carry: IPv6 addresses, a zero byte in the user.
    """

    def __init__(self, host: str, port: int, user: str | None = None) -> None:
        super().__init__(Stage.REQUEST)
        literal = literal_address(host)
        if literal is not None and literal.version == 6:
            raise ValueError("SOCKS4 carries no IPv6 addresses")
        ident = (user or "").encode()
        name = b"" if literal else _name(host) + b"\0"
        if b"\0" in ident or b"\0" in name[:-1]:
            raise ValueError("a zero byte ends a SOCKS4 field")
        # 0.0.0.1 asks the proxy to resolve the name that follows (SOCKS4a)
        address = literal.packed if literal else b"\x00\x00\x00\x01"
        self._out = b"\x04\x01" + port.to_bytes(2, "big") + address + ident + b"\0" + name

    def _parse(self) -> ProxyAnswer | None:
        data = self._buffer
        if not data.startswith(b"\x00"):
            return self._malformed() if data else None
        if len(data) < 2:
            return None
        code = data[1]
        if code != _GRANTED4:
            kind, text = SOCKS4_REPLIES.get(code, (FailureKind.PROXY_ERROR, f"unknown reply {code}"))
            return self._refused(kind, code, text)
        if len(data) < 8:
            return None
        self._stands = True
        return self._answer(code, None, 8)


def literal_address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that `host` spells, None when it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def address_bytes(host: str) -> bytes:
    """A host as SOCKS5 writes it: its kind, then the address or the name. Raises ValueError."""
    literal = literal_address(host)
    if literal is None:
        name = _name(host)
        return b"\x03" + bytes([len(name)]) + name
    return (b"\x01" if literal.version == 4 else b"\x04") + literal.packed


def _name(host: str) -> bytes:
    name = host.encode("ascii")  # UnicodeEncodeError is a ValueError
    if not 0 < len(name) <= _MAX_FIELD:
        raise ValueError("a host name has 1 to 255 characters")
    return name


def _field(text: str) -> bytes:
    data = text.encode()
    if len(data) > _MAX_FIELD:
        raise ValueError("SOCKS5 carries user and password of at most 255 bytes each")
    return bytes([len(data)]) + data
