"""The application: arguments, look and language, a window at once and its content a moment later, a clean end."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, QSettings, QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import QApplication

from waythrough_desktop import disguise, dress, i18n, style
from waythrough_desktop.crash import CrashGuard
from waythrough_desktop.garbage import GarbageKeeper
from waythrough_desktop.instance import Door, whole
from waythrough_desktop.shell import Shell
from waythrough_desktop.signals import SignalEar
from waythrough_desktop.theme import THEMES

if TYPE_CHECKING:
    from waythrough.store.dirs import Dirs
    from waythrough_desktop.dialogs.erase import EraseDialog
    from waythrough_desktop.lock_desk import LockDesk
    from waythrough_desktop.wiring import Wiring

SWITCH_INTERVAL = 0.001
"""Seconds that a thread may keep the interpreter while the GUI thread waits; the default of 5 ms is felt."""

LAST_WORK_MS = 20_000
"""How long work that cannot be called off is waited for before the lock is closed or everything erased."""


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line of the window."""
    parser = argparse.ArgumentParser(prog="waythrough-desktop", description="Which way gets through?")
    parser.add_argument("--practice", action="store_true", help="begin on the practice network")
    parser.add_argument("--lang", metavar="CODE", default="", help="language, such as en or fa")
    parser.add_argument("--theme", choices=sorted(THEMES), default="", help="colours; default: as the system")
    parser.add_argument("--auto-run", action="store_true", help="start the check at once")
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="save a picture when the check is done"
    )
    parser.add_argument("--quit", action="store_true", help="end after the check and the picture")
    parser.add_argument(
        "open",
        metavar="FILE_OR_LINK",
        nargs="?",
        default="",
        help="ways to look at; nothing is added or tested",
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; the process's exit code."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    door = Door(settings_place().parent)
    if not _alone(options) and not door.claim() and door.hand_over(whole(options.open)):
        return 0
    known = peek(settings_place())
    app = make_application(
        options.lang or known.language, options.theme or known.theme, known.text_size, neutral=known.neutral
    )
    sys.setswitchinterval(SWITCH_INTERVAL)
    keeper, guard = GarbageKeeper(), CrashGuard()
    starting = Starting(practice=options.practice, handed=whole(options.open))
    guard.install(starting.tell_fault)
    starting.loaded.connect(keeper.settle)
    if _alone(options):
        _automate_once(starting, options)
    starting.shell.window.painted.connect(lambda: QTimer.singleShot(0, door.open))
    door.asked.connect(starting.take)
    door.leave_asked.connect(lambda: app.exit(0))  # not quit(): no window is asked whether it wants to close
    starting.erased.connect(app.exit)
    ear = SignalEar(lambda number: app.exit(128 + number))
    starting.shell.window.show()
    code = app.exec()
    ear.close()
    door.close()
    clean = starting.close()
    guard.remove()
    keeper.close()
    if not clean:
        # A thread hangs in a call that cannot be cancelled; everything worth keeping is on disk.
        os._exit(code)
    return code


def settings_place() -> Path:
    """Where the settings file lies: the place that `store.dirs` names, told by Qt because that is loaded already."""
    home = os.environ.get("WAYTHROUGH_HOME", "")
    if home:
        return Path(home).expanduser() / "settings.toml"
    place = QStandardPaths.StandardLocation
    kind = place.GenericDataLocation if sys.platform == "darwin" else place.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(kind)) / "waythrough" / "settings.toml"


class Peeked(NamedTuple):
    """What of the settings is needed before anything heavy is loaded; "" for what is not set."""

    language: str = ""
    theme: str = ""
    text_size: int = 100
    neutral: bool = False


def peek(settings: Path) -> Peeked:
    """Language and look of the settings, read before anything heavy is loaded."""
    if not settings.exists():
        return Peeked()
    import tomllib  # not before the first paint of somebody without settings

    try:
        with settings.open("rb") as file:
            data = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return Peeked()  # whoever reads the whole file tells what is wrong with it
    window = data.get("window")
    size = window.get("text_size") if isinstance(window, dict) else None
    safety = data.get("safety")
    return Peeked(
        _text(data, "general", "language"),
        _text(data, "window", "theme"),
        size if type(size) is int else 100,
        isinstance(safety, dict) and safety.get("neutral") is True,
    )


def make_application(
    language: str = "", theme: str = "", text_size: int = 100, *, neutral: bool = False
) -> QApplication:
    """Qt's application in a language and a look; the one that runs already where there is one."""
    known = QApplication.instance()
    if known is None:
        QApplication.setStyle(
            style.STYLE
        )  # before Qt makes the system's own, which would only be thrown away
    if sys.platform != "win32":  # Qt's own dialog would note which folders files were opened from
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)
    app = known if isinstance(known, QApplication) else QApplication(["waythrough"])
    dress.speak(app, language)
    disguise.wear(app, neutral=neutral)
    dress.paint(app, theme, text_size)
    return app


class Starting(QObject):
    """The shell, and the rest that is loaded beside the GUI thread as soon as the shell has been painted."""

    loaded = Signal()
    erased = Signal(int)  # nothing is left, or nothing more can be done: the program is to end with this code

    def __init__(self, dirs: "Dirs | None" = None, *, practice: bool = False, handed: str = "") -> None:
        """`dirs`: where files lie, None = the user's own places; `handed`: a file or link to look at."""
        super().__init__()
        self._dirs = dirs
        self._practice = practice
        self._handed = handed
        self._wiring: Wiring | None = None
        self._closed = False
        self.gate: LockDesk | None = None
        self._run_shown = ""  # the check that was shown when the lock was closed
        self._due: float | None = None  # the next check by itself, while the lock is closed
        self.shell = Shell()
        self.shell.window.painted.connect(self._load_soon)

    @property
    def wiring(self) -> "Wiring":
        """The finished window. Only after `loaded`."""
        assert self._wiring is not None
        return self._wiring

    def close(self) -> bool:
        """End what runs and take the window down; False when a thread would not end in time."""
        from PySide6.QtCore import QEvent  # hundreds of names, which would delay the first paint

        self._closed = True
        window = self.shell.window
        if self.gate is not None:
            self.gate.close()
        clean = self.shell.background.close() if self._wiring is None else self._wiring.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return clean

    def tell_fault(self, code: str, details: str) -> None:
        """Show a fault of the program, in a dialog once there is something to show it in."""
        if self._wiring is not None:
            self._wiring.note_fault(code, details)

    def take(self, argument: str) -> None:
        """Come to the front; what another start handed over is shown once all is loaded and the lock is open."""
        self._handed = argument or self._handed
        self.shell.come_forward()
        self._show_handed()

    def _show_handed(self) -> None:
        if self._wiring is not None and self._handed:
            argument, self._handed = self._handed, ""
            self._wiring.open_argument(argument)

    def _load_soon(self) -> None:
        QTimer.singleShot(0, self._load)  # what was painted is seen first

    def _load(self) -> None:
        if self._closed:
            return
        self.shell.furnish()
        self.shell.background.run(_load_modules, self._build)

    def lock(self) -> None:
        """Close the app lock and take down everything that was read; what is going on is ended first."""
        self._due = self.wiring.watching.monitor.due
        self._run_shown = run.id if (run := self.wiring.check.run) is not None else ""
        self._begin_anew()

    def ask_to_erase(self) -> "EraseDialog":
        """Ask once, then erase everything; also while the lock is closed."""
        from waythrough_desktop.dialogs.erase import EraseDialog
        from waythrough_desktop.presenters.safety import erased

        dialog = EraseDialog(*erased(), self.shell.window)
        dialog.accepted.connect(self.erase)
        dialog.open()
        return dialog

    def erase(self) -> None:
        """End other processes that write here, erase everything and end: nobody is left with an open window."""
        dirs = self._dirs
        assert dirs is not None
        self.shell.background.run(partial(_end_others, dirs), self._erase_alone, self._cannot_erase)

    def _cannot_erase(self, error: BaseException) -> None:
        from waythrough.store.dirs import StoreError

        if not isinstance(error, StoreError):
            raise error
        if self._wiring is not None:
            self._wiring.talks.not_kept(error)
        elif self.gate is not None:
            self.gate.view.refuse(i18n.sentences(error.what, error.still_works, error.todo))

    def _erase_alone(self, _nothing: object) -> None:
        from waythrough.store.erase import erase
        from waythrough_desktop.bridge.background import Background
        from waythrough_desktop.last_words import end_in_trouble

        before, dirs = self.shell, self._dirs
        assert dirs is not None
        before.window.close_dialogs()
        self._let_go()
        QApplication.setQuitOnLastWindowClosed(False)  # not before all of it is gone
        before.window.hide()

        def work() -> int:
            before.background.close(LAST_WORK_MS)  # what is just being written goes as well
            erase(dirs).tell_left()
            return 0

        Background(self).run(work, self.erased.emit, partial(end_in_trouble, self.erased.emit))

    def _build(self, make: "Callable[[Shell, Dirs | None, bool], Wiring]") -> None:
        """Everything is loaded; nothing that is private is read before the lock is open."""
        from waythrough.store.dirs import user_dirs
        from waythrough.store.keyring import LockState, lock_state

        self._dirs = self._dirs or user_dirs()
        disguise.show_picture()
        if lock_state(self._dirs) is not LockState.CLOSED:
            self._enter(make)
            return
        from waythrough_desktop.lock_desk import LockDesk

        gate = self.gate = LockDesk(self.shell, self._dirs, self)
        gate.opened.connect(lambda: self._enter(make))
        gate.erase_asked.connect(self.ask_to_erase)
        gate.show()

    def _enter(self, make: "Callable[[Shell, Dirs | None, bool], Wiring]") -> None:
        unlocked = self._leave_gate()
        if unlocked:
            self.shell.window.uncover()
            self.shell.window.setWindowTitle(disguise.name())
        wiring = self._wiring = make(self.shell, self._dirs, self._practice)
        if unlocked:
            wiring.watching.monitor.resume(self._due)
            if self._run_shown:
                wiring.resume.recall(self._run_shown)
        from PySide6.QtCore import Qt  # hundreds of names, which would delay the first paint

        later = Qt.ConnectionType.QueuedConnection  # not within a widget that is taken down
        wiring.lock_asked.connect(self.lock, later)
        wiring.erase_asked.connect(self.erase, later)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            i18n.translate_qt(app)
        self.loaded.emit()
        self._show_handed()

    def _begin_anew(self) -> None:
        """Take the window down with all it knows, forget the key, and begin again in a new one."""
        before = self.shell
        away = self.wiring.watching.outward.stays and not before.window.isVisible()
        self._let_go()
        dirs = self._dirs
        assert dirs is not None
        self.shell = Shell()
        self.shell.window.setGeometry(before.window.geometry())
        self.shell.window.setWindowState(before.window.windowState())
        if not away:  # one that was closed beside the clock does not come forward by itself
            self.shell.window.show()  # first, since without any window the program would end
        before.window.hide()
        before.window.deleteLater()
        before.deleteLater()
        self.shell.furnish()
        from waythrough.store.locking import close as close_lock

        def begin() -> "Callable[[Shell, Dirs | None, bool], Wiring]":
            before.background.close(LAST_WORK_MS)  # a key that is just being found would be kept after all
            close_lock(dirs)
            return _load_modules()

        self.shell.background.run(begin, self._build)

    def _let_go(self) -> None:
        """End all that the window does, and forget what it knows."""
        if self._wiring is None:
            self.shell.background.close()
        else:
            self._wiring.close()
            self._wiring.deleteLater()
            self._wiring = None
        self._leave_gate()

    def _leave_gate(self) -> bool:
        """Take down what asks for the passphrase; whether there was such a thing."""
        if self.gate is None:
            return False
        self.gate.close()
        self.gate.deleteLater()
        self.gate = None
        return True


def _end_others(dirs: "Dirs") -> None:
    from waythrough.store.alone import end_others

    end_others(dirs)


def _load_modules() -> "Callable[[Shell, Dirs | None, bool], Wiring]":
    import waythrough.engine.budget  # noqa: F401  what a check takes is said on the first page
    from waythrough.catalog.catalog import Catalog
    from waythrough_desktop.assembly import make_wiring

    Catalog.bundled()
    return make_wiring


def _text(data: dict[str, Any], section: str, key: str) -> str:
    table = data.get(section)
    value = table.get(key) if isinstance(table, dict) else None
    return value if isinstance(value, str) else ""


def _alone(options: argparse.Namespace) -> bool:
    """Whether this start is for a picture or a run of its own, beside any other window."""
    return bool(options.auto_run or options.screenshot or options.quit)


def _automate_once(starting: Starting, options: argparse.Namespace) -> None:
    from PySide6.QtCore import Qt

    once = Qt.ConnectionType.SingleShotConnection
    starting.loaded.connect(lambda: _automate(starting.wiring, options), once)


def _automate(wiring: "Wiring", options: argparse.Namespace) -> None:
    """What the command line asks for besides a window."""

    def finish() -> None:
        if options.screenshot is not None:
            wiring.window.grab().save(str(options.screenshot))
        if options.quit:
            wiring.window.close()

    if options.auto_run:
        wiring.run_over.connect(finish)
        wiring.when_ready(wiring.start)
    elif options.screenshot is not None or options.quit:
        wiring.when_ready(lambda: QTimer.singleShot(0, finish))


__all__ = ["Peeked", "Starting", "main", "make_application", "parse", "peek", "settings_place"]
