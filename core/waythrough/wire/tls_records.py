"""Watches the bytes that come from a TLS server: is it TLS at all, when the ServerHello came, which alert."""

from typing import Final

ALERTS: Final = {
    "close_notify": 0,
    "unexpected_message": 10,
    "bad_record_mac": 20,
    "decryption_failed": 21,
    "record_overflow": 22,
    "decompression_failure": 30,
    "handshake_failure": 40,
    "no_certificate": 41,
    "bad_certificate": 42,
    "unsupported_certificate": 43,
    "certificate_revoked": 44,
    "certificate_expired": 45,
    "certificate_unknown": 46,
    "illegal_parameter": 47,
    "unknown_ca": 48,
    "access_denied": 49,
    "decode_error": 50,
    "decrypt_error": 51,
    "export_restriction": 60,
    "protocol_version": 70,
    "insufficient_security": 71,
    "internal_error": 80,
    "inappropriate_fallback": 86,
    "user_cancelled": 90,
    "no_renegotiation": 100,
    "missing_extension": 109,
    "unsupported_extension": 110,
    "certificate_unobtainable": 111,
    "unrecognized_name": 112,
    "bad_certificate_status_response": 113,
    "bad_certificate_hash_value": 114,
    "unknown_psk_identity": 115,
    "certificate_required": 116,
    "no_application_protocol": 120,
}
"""Names of the alerts (IANA registry "TLS Alerts", RFC 8446 section 6) and their numbers."""

ALERT_NAMES: Final = {number: name.replace("_", " ") for name, number in ALERTS.items()}

SAMPLE: Final = 256  # bytes kept of an answer that is not TLS
MAX_RECORD: Final = (1 << 14) + 2048  # RFC 5246 section 6.2.3, the laxer of the versions

_HEADER = 5
_CHANGE_CIPHER_SPEC, _ALERT, _HANDSHAKE, _HEARTBEAT = 20, 21, 22, 24  # content types
_SERVER_HELLO = 2
_ALERT_SIZE = 2


def cut_hello(hello: bytes, name: str) -> tuple[bytes, bytes]:
    """A ClientHello, one record, as two records that part in the middle of `name` (RFC 8446, 5.1).

    The handshake itself stays the same to the bit. A box that reads names out of single packets or records
    finds neither half. Where the name does not stand in the hello it is parted in the middle.
    """
    head, message = hello[:3], hello[_HEADER:]
    at = message.find(name.encode("ascii", "replace")) if name else -1
    cut = at + len(name) // 2 if at > 0 else len(message) // 2
    first, second = (head + len(part).to_bytes(2) + part for part in (message[:cut], message[cut:]))
    return first, second


class RecordSniffer:
    """Reads the record headers of one direction; hostile bytes at worst make `not_tls` true.

    `alert` is (level, description) of the first alert sent in the clear, `server_hello` whether a ServerHello
    (or HelloRetryRequest) has begun, `plaintext` the first bytes when no TLS came, at most 256.
    """

    __slots__ = (
        "_at_start",
        "_broken",
        "_head",
        "_kind",
        "_left",
        "_note",
        "alert",
        "not_tls",
        "plaintext",
        "server_hello",
    )

    def __init__(self) -> None:
        self.alert: tuple[int, int] | None = None
        self.server_hello = False
        self.not_tls = False
        self.plaintext = b""
        self._head = b""  # the part of a record header that came so far
        self._kind = 0
        self._left = 0  # bytes of the current record still to come
        self._at_start = False
        self._note: bytes | None = None  # an alert in the clear that is being read
        self._broken = False

    def feed(self, data: bytes) -> None:
        """Take the next bytes from the server; what follows the ServerHello is the TLS library's to judge."""
        if self.server_hello:
            return
        if self.not_tls:
            self.plaintext = (self.plaintext + data)[:SAMPLE]
            return
        position = 0
        while position < len(data) and not self._broken and not self.server_hello:
            read = self._body if self._left else self._header
            position = read(data, position)

    def _header(self, data: bytes, position: int) -> int:
        taken = data[position : position + _HEADER - len(self._head)]
        self._head += taken
        position += len(taken)
        if not self._plausible():
            self._give_up(data[position:])
        elif len(self._head) == _HEADER:
            self._kind = self._head[0]
            self._left = int.from_bytes(self._head[3:])
            self._at_start = True
            # An alert of another length is an encrypted one of TLS 1.2.
            self._note = b"" if self._kind == _ALERT and self._left == _ALERT_SIZE else None
            self._head = b""
        return position

    def _plausible(self) -> bool:
        head = self._head
        return (
            _CHANGE_CIPHER_SPEC <= head[0] <= _HEARTBEAT
            and (len(head) < 2 or head[1] == 3)
            and (len(head) < _HEADER or int.from_bytes(head[3:]) <= MAX_RECORD)
        )

    def _give_up(self, rest: bytes) -> None:
        self._broken = True
        if self.alert is None:  # after an alert it is a broken TLS session, not another protocol
            self.not_tls = True
            self.plaintext = (self._head + rest)[:SAMPLE]

    def _body(self, data: bytes, position: int) -> int:
        part = data[position : position + self._left]
        if self._at_start and self._kind == _HANDSHAKE and part[0] == _SERVER_HELLO:
            self.server_hello = True
        self._at_start = False
        self._left -= len(part)
        if self._note is not None:
            self._note += part
            if len(self._note) == _ALERT_SIZE and self.alert is None:
                self.alert = (self._note[0], self._note[1])
        return position + len(part)
