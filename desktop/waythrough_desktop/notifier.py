"""Messages of the desktop that say that something changed, and nothing that a stranger could read from the screen."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from waythrough.wire.dbus import Kind, Message, Variant
from waythrough_desktop.bus import SessionBus, bus_address

NAME = "org.freedesktop.Notifications"
PLACE = "/org/freedesktop/Notifications"
OPEN = "default"  # the key of a click on the message itself


class Notifier(QObject):
    """Speaks to the desktop's notification service where there is one; one message at a time is shown."""

    opened = Signal()  # the message was clicked
    settled = Signal()  # `available` is known, or has changed

    def __init__(self, parent: QObject | None = None, *, address: Callable[[], str] = bus_address) -> None:
        super().__init__(parent)
        self._address = address
        self._bus = SessionBus(self)
        self._bus.heard.connect(self._heard)
        self._bus.lost.connect(lambda: self._settle(False))
        self._shown = 0
        self.available: bool | None = None

    def probe(self) -> None:
        """Ask whether there is a service, which the bus starts if it can."""
        if self._connect():
            self._bus.call(_call("GetCapabilities"), lambda answer: self._settle(_is_answer(answer)))
        else:
            self._settle(False)

    def tell(self, title: str, text: str, action: str, *, name: str, entry: str, icon: str) -> None:
        """Show a message in the place of the last one; `action` stands on its button.

        `name` is the program's, `entry` that of its menu entry.
        """
        if not self._connect():
            self._settle(False)
            return
        hints = {
            "urgency": Variant(signature="y", value=1),
            "desktop-entry": Variant(signature="s", value=entry),
        }
        body = (name, self._shown, icon, title, text, [OPEN, action], hints, -1)
        self._bus.call(_call("Notify", "susssasa{sv}i", *body), self._told)

    def close(self) -> None:
        """No connection to the bus any more."""
        self._bus.close()
        self._shown = 0

    def _connect(self) -> bool:
        if self._bus.is_open:
            return True
        address = self._address()
        if not address:
            return False
        self._shown = 0
        self._bus.open(address)
        self._bus.listen(f"type='signal',sender='{NAME}',interface='{NAME}',path='{PLACE}'")
        return True

    def _told(self, answer: Message | None) -> None:
        known = answer is not None and _is_answer(answer) and bool(answer.body)
        if answer is not None and known:
            self._shown = int(answer.body[0])
        self._settle(known)

    def _heard(self, signal: Message) -> None:
        if not signal.body or signal.body[0] != self._shown or not self._shown:
            return
        if signal.member == "ActionInvoked":
            self.opened.emit()
        elif signal.member == "NotificationClosed":
            self._shown = 0

    def _settle(self, available: bool) -> None:
        if self.available is not available:
            self.available = available
            self.settled.emit()


def _call(member: str, signature: str = "", *body: object) -> Message:
    return Message(
        kind=Kind.CALL,
        serial=0,
        path=PLACE,
        interface=NAME,
        member=member,
        destination=NAME,
        signature=signature,
        body=body,
    )


def _is_answer(answer: Message | None) -> bool:
    return answer is not None and answer.kind is Kind.RETURN
