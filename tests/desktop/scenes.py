"""Every screen of a window with a finished run, one after the other, for pictures of any kind."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from waythrough.verdict.watching import News
from waythrough_desktop.dialogs.add_way import AddWayDialog
from waythrough_desktop.dialogs.staying import StayingDialog
from waythrough_desktop.shell import CHECK, HELP, HISTORY, REPORT, SERVICES, SETTINGS, WAYS
from waythrough_desktop.wiring import Wiring

Take = Callable[[str, QWidget], object]
PAGES = {
    "services": SERVICES,
    "ways": WAYS,
    "history": HISTORY,
    "report": REPORT,
    "settings": SETTINGS,
    "help": HELP,
}
LINKS = """Hello my friend, here is what I have:
socks5://me:secret@198.51.100.7:1080
https://proxy.example:8443#Berlin
obfs4 203.0.113.9:443 0123456789ABCDEF0123456789ABCDEF01234567 cert=abc iat-mode=0
socks5://198.51.100.9:99999"""


def settle() -> None:
    """Let the window do all that is pending now."""
    for _round in range(6):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def until(held: Callable[[], object], seconds: float = 60.0) -> None:
    """Run the event loop until something holds. Raises TimeoutError."""
    deadline = QDeadlineTimer(round(seconds * 1000))
    while not held():
        if deadline.hasExpired():
            raise TimeoutError(f"it did not come within {seconds:.0f} s")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def save_into(folder: Path) -> Take:
    """Takes a picture of each screen as a small file named by it, in its 256 commonest colours."""

    def take(name: str, widget: QWidget) -> None:
        settle()
        picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        size = picture.width(), picture.height()
        raw = Image.frombuffer("RGB", size, bytes(picture.constBits()), "raw", "RGB", picture.bytesPerLine())
        small = raw.quantize(256, dither=Image.Dither.NONE)
        small.save(folder / f"{name}.png", optimize=True)

    return take


def pages(wiring: Wiring, take: Take) -> None:
    """The page of results in both levels, and every other page."""
    window = wiring.window
    window.show_page(CHECK)
    take("check", window)
    wiring.page.switch.set_second(True)
    take("check-detailed", window)
    wiring.page.switch.set_second(False)
    for name, place in PAGES.items():
        window.show_page(place)
        until(lambda: not wiring.background.busy)
        take(name, window)
    window.show_page(CHECK)


def dialogs(wiring: Wiring, take: Take, *, row: str, way: str) -> None:
    """The talks of the window; `row` and `way` name the cell whose reasons are told."""
    opened: dict[str, Callable[[], QDialog | None]] = {
        "why": lambda: wiring.tell_why(row, "direct"),
        "why-way": lambda: wiring.tell_why(row, way),
        "add": lambda: _adding(wiring),
        "form": lambda: wiring.talks.type_way(wiring.session.paths, lambda _spec: None),
        "staying": lambda: _opened(StayingDialog(wiring.window)),
    }
    for name, open_it in opened.items():
        dialog = open_it()
        if dialog is None:
            raise LookupError(f"{name} did not open")
        take(name, dialog)
        dialog.close()
        settle()


def news(wiring: Wiring, take: Take, *, row: str, way: str) -> None:
    """The bar that tells what changed while nobody looked, as if it had been found just now."""
    run = wiring.check.run
    if run is None:
        raise LookupError("no run is shown")
    told = News(closed=((row, way),), opened=((row, "direct"),))
    wiring.watching.monitor.told.emit(told, replace(run, finished=time.time()))
    take("news", wiring.window)
    wiring.watching.put_away()
    settle()


def _opened(dialog: QDialog) -> QDialog:
    dialog.open()
    return dialog


def _adding(wiring: Wiring) -> AddWayDialog:
    dialog = wiring.talks.add_way(lambda _specs: None)
    dialog.text.setPlainText(LINKS)
    until(dialog.add_button.isEnabled)
    return dialog


def application() -> QApplication:
    """The one that runs."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
