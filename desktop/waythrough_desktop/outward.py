"""What the program shows outside of its window: messages of the desktop, and a mark beside the clock."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from waythrough_desktop.dialogs.staying import StayingDialog
from waythrough_desktop.i18n import _
from waythrough_desktop.monitor_service import MonitorService
from waythrough_desktop.notifier import Notifier
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.tray import Tray

ICON = "dialog-information"  # every desktop's own, which says nothing


class Outward(QObject):
    """Lives as long as the program. Off by default; without it nothing is shown but the window."""

    open_asked = Signal()  # bring the window to the front, at what changed
    changed = Signal()  # what this desktop offers

    def __init__(
        self,
        window: QWidget,
        memory: Memory,
        monitor: MonitorService,
        *,
        notifier: Notifier | None = None,
        tray: Tray | None = None,
        tray_offered: Callable[[], bool] = Tray.available,
    ) -> None:
        super().__init__(window)
        self._window, self._memory, self._monitor = window, memory, monitor
        self.notifier = notifier or Notifier(self)
        self.tray = tray or Tray(self)
        self._tray_offered = tray_offered
        self.notifier.opened.connect(self.open_asked)
        self.notifier.settled.connect(self.changed)
        self.tray.open_asked.connect(self.open_asked)
        self.tray.quit_asked.connect(self.end)
        memory.changed.connect(self.follow)
        monitor.changed.connect(self.follow)
        window.installEventFilter(self)
        QShortcut(QKeySequence("Ctrl+Q"), window).activated.connect(self.end)
        self.follow()

    @property
    def tray_offered(self) -> bool:
        """Whether the desktop has a place for a mark."""
        return self._tray_offered()

    @property
    def stays(self) -> bool:
        """Whether closing the window leaves the program running: never without a mark to come back by."""
        return self._memory.preferences.monitoring.tray and self._monitor.on and self._tray_offered()

    def follow(self) -> None:
        """Take the settings as they are now."""
        stays = self.stays
        if stays != self.tray.shown:
            if stays:
                self.tray.show()
            else:
                self.tray.hide()
        QApplication.setQuitOnLastWindowClosed(not stays)
        wanted = self._memory.preferences.monitoring.notify and self._monitor.on
        if not wanted:
            self.notifier.close()

    def redress(self) -> None:
        """Show the mark in the language of now."""
        if self.tray.shown:
            self.tray.show()

    def tell(self) -> None:
        """Say that something changed, unless somebody is looking at the window."""
        if not self._memory.preferences.monitoring.notify or self._window.isActiveWindow():
            return
        title, text = _("Something changed"), _("Open the window to see it.")
        if self.notifier.available is False and self.tray.shown:
            self.tray.tell(title, text)
            return
        name, entry = QGuiApplication.applicationDisplayName(), QGuiApplication.desktopFileName()
        self.notifier.tell(title, text, _("Open the window"), name=name, entry=entry, icon=ICON)

    def end(self) -> None:
        """End the program; quit() would ask the window to close, which then would stay beside the clock."""
        QApplication.exit(0)

    def close(self) -> None:
        """Nothing outside of the window any more."""
        self._window.removeEventFilter(self)
        self.notifier.close()
        self.tray.hide()
        QApplication.setQuitOnLastWindowClosed(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        first = not self._memory.preferences.monitoring.tray_told
        if watched is self._window and event.type() is QEvent.Type.Close and first and self.stays:
            app = QApplication.instance()
            if not (isinstance(app, QApplication) and app.isSavingSession()):
                event.ignore()
                self._say_once()
                return True
        return super().eventFilter(watched, event)

    def _say_once(self) -> None:
        dialog = StayingDialog(self._window)
        dialog.accepted.connect(self._told)
        dialog.ended.connect(self.end)
        dialog.open()

    def _told(self) -> None:
        self._memory.change(
            lambda known: replace(known, monitoring=replace(known.monitoring, tray_told=True))
        )
        self._window.close()
