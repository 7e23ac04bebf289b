"""Every screen of a window with a finished run, one after the other, for pictures of any kind."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from waythrough.store.history import History
from waythrough.verdict.explain import Naming
from waythrough.verdict.watching import News
from waythrough_desktop.dialogs.add_way import AddWayDialog
from waythrough_desktop.dialogs.staying import StayingDialog
from waythrough_desktop.presenters.add_ways import read
from waythrough_desktop.presenters.how_to_use import choices_for
from waythrough_desktop.shell import CHECK, HELP, HISTORY, REPORT, SERVICES, SETTINGS, WAYS
from waythrough_desktop.views.first_run_view import FirstRunView
from waythrough_desktop.wiring import Wiring

TUNNEL = b"""[Interface]
PrivateKey = AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
Address = 10.0.0.2/32
DNS = 10.0.0.1
[Peer]
PublicKey = ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=
Endpoint = vpn.example:51820
AllowedIPs = 0.0.0.0/0, ::/0
"""
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


def first_run(wiring: Wiring, take: Take) -> None:
    """The three pages of the first start, as they stand in the place of all others."""
    view = FirstRunView(wiring.first_run.state())
    view.show_contacts(wiring.first_run.contacts())
    wiring.window.cover(view)
    for page in range(1, 4):
        take(f"first-{page}", wiring.window)
        if page < 3:
            view.go_on()
    wiring.window.uncover()
    settle()


def how_to_use(wiring: Wiring, take: Take) -> None:
    """The steps for a way that somebody was handed as a WireGuard file."""
    (spec,) = read(TUNNEL, "Berlin.conf").specs
    naming = Naming(paths={spec.id: "Berlin"}, platforms={})
    dialog = wiring.talks.how_to_use(choices_for(spec.id, (spec,), None, naming))
    take("how-to-use", dialog)
    dialog.close()
    settle()


def history(wiring: Wiring, take: Take) -> None:
    """A kept check as it was, what changed since the one before, and how ways did over time."""
    window, desk = wiring.window, wiring.pages.history
    window.show_page(HISTORY)
    until(lambda: not wiring.background.busy)
    with History(wiring.memory.dirs.history) as kept:
        newest, before = (entry.id for entry in kept.runs(2))
    desk.open(newest)
    until(lambda: desk.page.sheet is desk.page.run)
    take("history-run", window)
    desk.compare(newest, before)
    until(lambda: desk.page.sheet is desk.page.changes)
    take("history-compare", window)
    desk.page.show_list()
    desk.over_time()
    until(lambda: desk.page.sheet is desk.page.over_time)
    take("history-over-time", window)
    desk.page.show_list()


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
