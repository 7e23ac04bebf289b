"""Faults of the program itself: told once in a window, written to the log, never swallowed."""

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from functools import partial
from types import TracebackType

from PySide6.QtCore import QObject, QTimer, Signal, Slot

log = logging.getLogger(__name__)


class CrashGuard(QObject):
    """Takes every error that nobody caught, in any thread, and hands the first to the GUI thread."""

    happened = Signal(str, str)  # code, details

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told = False
        self._show: Callable[[str, str], object] = lambda _code, _details: None
        self._before: tuple[Callable[..., object], Callable[..., object]] | None = None

    def install(self, show: Callable[[str, str], object]) -> None:
        """Begin to listen; `show` gets a code and the details, once."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        self._show = show
        self.happened.connect(self._tell)
        if sys.stderr is not None:
            faulthandler.enable()

    def remove(self) -> None:
        """Stop listening."""
        if self._before is not None:
            sys.excepthook, threading.excepthook = self._before
            self._before = None

    @Slot(str, str)
    def _tell(self, code: str, details: str) -> None:
        # In the GUI thread by now; later, since the fault may have come up within something that is being painted.
        QTimer.singleShot(0, partial(self._show, code, details))

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.critical("a fault that nobody caught", exc_info=(kind, error, trace))
        if not self._told:
            self._told = True
            details = "".join(traceback.format_exception(kind, error, trace))
            self.happened.emit(f"APP-{kind.__name__}", details)

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._hook(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
