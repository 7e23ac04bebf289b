"""The program's mark beside the clock, where the desktop shows such marks."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

import waythrough_resources
from waythrough_desktop.i18n import _


class Tray(QObject):
    """Shown and hidden as asked; its words are made anew with every showing."""

    open_asked = Signal()
    quit_asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None

    @staticmethod
    def available() -> bool:
        """Whether this desktop has a place for it."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def shown(self) -> bool:
        return self._icon is not None

    def show(self, note: str = "") -> None:
        """Show the mark, in the language and with the name of now, and a note of how things stand."""
        self.hide()
        self._menu = QMenu()
        self._menu.addAction(_("Open the window")).triggered.connect(self.open_asked)
        self._menu.addAction(_("End the program")).triggered.connect(self.quit_asked)
        self._icon = QSystemTrayIcon(_picture(), self)
        name = QGuiApplication.applicationDisplayName()
        self._icon.setToolTip(f"{name}\n{note}" if note else name)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._pressed)
        self._icon.messageClicked.connect(self.open_asked)
        self._icon.show()

    def hide(self) -> None:
        """Take the mark away."""
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None
        if self._menu is not None:
            self._menu.deleteLater()
            self._menu = None

    def tell(self, title: str, text: str) -> None:
        """Say something from there, where the desktop has no other way."""
        if self._icon is not None:
            self._icon.showMessage(title, text)

    def _pressed(self, how: QSystemTrayIcon.ActivationReason) -> None:
        if how is not QSystemTrayIcon.ActivationReason.Context:
            self.open_asked.emit()


def _picture() -> QIcon:
    chosen = QApplication.windowIcon()
    if not chosen.isNull():
        return chosen
    return QIcon(str(waythrough_resources.path(f"{waythrough_resources.ICONS}/waythrough.svg")))
