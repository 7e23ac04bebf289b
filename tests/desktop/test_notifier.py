"""Messages of the desktop over a real bus: sent, clicked, refused, and nothing in them for a stranger's eyes."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import ClassInfo, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtNetwork import QLocalServer
from pytestqt.qtbot import QtBot

from waythrough.wire.dbus import Message
from waythrough_desktop.bus import SessionBus, bus_address, bus_call
from waythrough_desktop.notifier import NAME, PLACE, Notifier

needs_bus = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="there is no dbus-daemon")


@ClassInfo({"D-Bus Interface": NAME})  # type: ignore[call-arg]
class Service(QObject):  # type: ignore[operator]
    """A desktop's notification service, by Qt's own D-Bus."""

    ActionInvoked = Signal("uint", "QString")  # type: ignore[arg-type]
    NotificationClosed = Signal("uint", "uint")  # type: ignore[arg-type]

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[list[Any]] = []

    @Slot(result="QStringList")
    def GetCapabilities(self) -> list[str]:
        return ["actions", "body"]

    @Slot(
        "QString", "uint", "QString", "QString", "QString", "QStringList", "QVariantMap", "int", result="uint"
    )
    def Notify(self, *values: Any) -> int:
        self.shown.append(list(values))
        return 41 + len(self.shown)


@dataclass
class Desktop:
    """A session bus, and a service on it or not."""

    address: str
    connection: QDBusConnection
    service: Service = field(default_factory=Service)

    def serve(self) -> None:
        assert self.connection.registerService(NAME)
        assert self.connection.registerObject(
            PLACE,
            self.service,
            QDBusConnection.RegisterOption.ExportAllSlots | QDBusConnection.RegisterOption.ExportAllSignals,
        )


@pytest.fixture
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        name = f"test-{id(daemon)}"
        try:
            yield Desktop(address, QDBusConnection.connectToBus(address, name))
        finally:
            QDBusConnection.disconnectFromBus(name)
            daemon.terminate()


@pytest.fixture
def notifier(desktop: Desktop) -> Iterator[Notifier]:
    made = Notifier(address=lambda: bus_address({"DBUS_SESSION_BUS_ADDRESS": desktop.address}))
    yield made
    made.close()


def tell(notifier: Notifier) -> None:
    words = "Something changed", "Open the window to see it.", "Open"
    notifier.tell(*words, name="Name", entry="name", icon="info")


@needs_bus
def test_a_message_is_shown_replaced_and_clicked(qtbot: QtBot, desktop: Desktop, notifier: Notifier) -> None:
    desktop.serve()
    tell(notifier)
    qtbot.waitUntil(lambda: notifier._shown == 42)
    assert notifier.available
    assert desktop.service.shown[0][:6] == [
        "Name",
        0,
        "info",
        "Something changed",
        "Open the window to see it.",
        ["default", "Open"],
    ]
    with qtbot.assertNotEmitted(notifier.opened):
        desktop.service.ActionInvoked.emit(7, "default")  # somebody else's message
        tell(notifier)
        qtbot.waitUntil(lambda: notifier._shown == 43)
    assert desktop.service.shown[1][1] == 42
    with qtbot.waitSignal(notifier.opened):
        desktop.service.ActionInvoked.emit(43, "default")
    desktop.service.NotificationClosed.emit(43, 2)
    qtbot.waitUntil(lambda: notifier._shown == 0)


@needs_bus
def test_a_desktop_without_the_service_is_known_as_such(
    qtbot: QtBot, desktop: Desktop, notifier: Notifier
) -> None:
    with qtbot.waitSignal(notifier.settled):
        notifier.probe()
    assert notifier.available is False
    desktop.serve()
    with qtbot.waitSignal(notifier.settled):
        notifier.probe()
    assert notifier.available is True


def test_without_a_bus_nothing_is_there(qtbot: QtBot) -> None:
    notifier = Notifier(address=lambda: "")
    tell(notifier)
    assert notifier.available is False


@needs_bus
def test_a_bus_that_goes_away_is_found_again(qtbot: QtBot, desktop: Desktop, notifier: Notifier) -> None:
    desktop.serve()
    tell(notifier)
    qtbot.waitUntil(lambda: notifier._shown == 42)
    notifier._bus._gone()
    assert notifier.available is False
    tell(notifier)
    qtbot.waitUntil(lambda: notifier.available is True)
    assert desktop.service.shown[1][1] == 0  # numbers of a lost connection mean nothing


@pytest.mark.parametrize("answer", [b"REJECTED EXTERNAL\r\n", b"OK 1\r\nno message of any kind at all"])
def test_a_bus_that_speaks_something_else_is_left(qtbot: QtBot, tmp_path_factory: Any, answer: bytes) -> None:
    server = QLocalServer()
    place = str(tmp_path_factory.mktemp("b") / "s")
    assert server.listen(place)
    server.newConnection.connect(lambda: server.nextPendingConnection().write(answer))
    bus = SessionBus()
    answers: list[Message | None] = []
    bus.open(place)
    bus.call(bus_call("ListNames"), answers.append)
    with qtbot.waitSignal(bus.lost):
        pass
    assert answers == [None]
    bus.call(bus_call("ListNames"), answers.append)
    assert answers == [None, None]
    server.close()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("unix:path=/run/user/1/bus", "/run/user/1/bus"),
        ("unix:abstract=/tmp/dbus-x,guid=1f", "@/tmp/dbus-x"),
        ("tcp:host=h,port=1;unix:path=/a%20b", "/a b"),
        ("launchd:env=X", ""),
        ("", ""),
    ],
)
def test_where_the_bus_listens(address: str, place: str) -> None:
    assert bus_address({"DBUS_SESSION_BUS_ADDRESS": address}) == place
