"""The desktop's session bus as a client: calls and signals, without a thread and without waiting."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalSocket

from waythrough.wire.dbus import MOST_BYTES, DbusError, Kind, Message, decode, encode

BUS = "org.freedesktop.DBus"
Answered = Callable[[Message | None], object]


def bus_address(environment: Mapping[str, str] = os.environ) -> str:
    """Where the session bus listens: a path, or "@" and an abstract name; "" where there is none to be reached."""
    places = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
    for place in places.split(";"):
        kind, _, rest = place.partition(":")
        known = dict(re.findall(r"([a-z]+)=([^,]*)", rest))
        if kind == "unix" and "path" in known:
            return unquote(known["path"])
        if kind == "unix" and "abstract" in known:
            return "@" + unquote(known["abstract"])
    return ""


class SessionBus(QObject):
    """One connection. A call that gets no answer because the bus is gone is answered with None."""

    heard = Signal(object)  # Message: a signal that was asked for
    lost = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._socket = QLocalSocket(self)
        self._buffer = b""
        self._named = False
        self._serial = 0
        self._waiting: dict[int, Answered] = {}
        self._unsent: list[Message] = []
        self._socket.connected.connect(self._greet)
        self._socket.readyRead.connect(self._read)
        self._socket.errorOccurred.connect(self._gone)

    @property
    def is_open(self) -> bool:
        return self._socket.state() is not QLocalSocket.LocalSocketState.UnconnectedState

    def open(self, address: str) -> None:
        """Connect to a place that `bus_address` told; what is called meanwhile is sent once that is done."""
        if address.startswith("@"):
            self._socket.setSocketOptions(QLocalSocket.SocketOption.AbstractNamespaceOption)
        self._socket.connectToServer(address.removeprefix("@"))

    def call(self, message: Message, answered: Answered) -> None:
        """Send a call; `answered` gets the answer, which may be an error."""
        if not self.is_open:
            answered(None)
            return
        self._serial += 1
        numbered = replace(message, serial=self._serial)
        self._waiting[self._serial] = answered
        if self._named:
            self._socket.write(encode(numbered))
        else:
            self._unsent.append(numbered)

    def listen(self, rule: str) -> None:
        """Hear the signals that a rule describes."""
        self.call(bus_call("AddMatch", "s", rule), lambda _answer: None)

    def close(self) -> None:
        """End the connection; calls that wait are dropped."""
        self._waiting.clear()
        self._unsent.clear()
        self._socket.abort()
        self._named, self._buffer = False, b""

    def _greet(self) -> None:
        who = str(os.getuid()).encode().hex() if hasattr(os, "getuid") else ""
        self._socket.write(f"\0AUTH EXTERNAL {who}\r\n".encode())

    def _read(self) -> None:
        self._buffer += bytes(self._socket.readAll().data())
        if not self._named and not self._agree():
            return
        try:
            while (read := decode(self._buffer)) is not None:
                message, size = read
                self._buffer = self._buffer[size:]
                self._take(message)
        except DbusError:
            self._gone()

    def _agree(self) -> bool:
        """Whether the bus has let us in, after which only messages come."""
        line, end, rest = self._buffer.partition(b"\r\n")
        if not end:
            if len(line) > MOST_BYTES:
                self._gone()
            return False
        if not line.startswith(b"OK "):
            self._gone()
            return False
        self._buffer, self._named = rest, True
        self._serial += 1
        self._waiting[self._serial] = lambda _answer: None
        self._socket.write(b"BEGIN\r\n" + encode(replace(bus_call("Hello"), serial=self._serial)))
        for message in self._unsent:
            self._socket.write(encode(message))
        self._unsent.clear()
        return True

    def _take(self, message: Message) -> None:
        if message.kind is Kind.SIGNAL:
            self.heard.emit(message)
        elif message.kind in (Kind.RETURN, Kind.ERROR):
            self._waiting.pop(message.reply_to, _nobody)(message)

    def _gone(self) -> None:
        waiting = list(self._waiting.values())
        self.close()
        for answered in waiting:
            answered(None)
        self.lost.emit()


def bus_call(member: str, signature: str = "", *body: Any) -> Message:
    """A call of the bus itself; it gets its number when it is sent."""
    return Message(
        kind=Kind.CALL,
        serial=0,
        path="/org/freedesktop/DBus",
        interface=BUS,
        member=member,
        destination=BUS,
        signature=signature,
        body=body,
    )


def _nobody(_answer: Message | None) -> None:
    """Answers that nobody waits for."""
