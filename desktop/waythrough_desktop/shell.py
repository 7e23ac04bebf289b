"""The window as it stands before anything of the engine is loaded: it is painted first, filled afterwards."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from waythrough_desktop.bridge.background import Background
from waythrough_desktop.i18n import _
from waythrough_desktop.views.frame import Frame
from waythrough_desktop.views.main_window import MainWindow
from waythrough_desktop.views.parts import label

if TYPE_CHECKING:
    from waythrough_desktop.models.matrix import MatrixModel
    from waythrough_desktop.views.check_page import CheckPage

CHECK, SERVICES, WAYS, HISTORY, REPORT, SETTINGS, HELP = range(7)


class Shell(QObject):
    """The frame with its sidebar; `furnish` puts the home page in. What is imported here delays the first paint."""

    model: "MatrixModel"
    page: "CheckPage"

    def __init__(self) -> None:
        super().__init__()
        self.background = Background(self)
        self.window = MainWindow(Frame(_pages(), _opening()))
        self.window.allow_network_change(False)
        self._furnished = False

    def furnish(self) -> None:
        """Put the home page in, still empty; once."""
        if self._furnished:
            return
        from waythrough_desktop.models.matrix import MatrixModel

        self._furnished = True
        self.model = MatrixModel(self)
        self._furnish_home()

    def come_forward(self) -> None:
        """Bring the window to the front, also when it was put away or made small."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def renew(self) -> None:
        """Another frame with an empty home page, in the language and look of now."""
        self.window.renew(Frame(_pages()))
        self._furnish_home()

    def _furnish_home(self) -> None:
        from waythrough_desktop.views.check_page import CheckPage

        self.page = CheckPage(self.model)
        self.window.set_page(CHECK, self.page)


def _pages() -> list[tuple[str, str]]:
    return [
        ("nav_check", _("Check")),
        ("nav_services", _("My services")),
        ("nav_ways", _("My ways")),
        ("nav_history", _("History")),
        ("nav_report", _("Report")),
        ("nav_settings", _("Settings")),
        ("nav_help", _("Help")),
    ]


def _opening() -> QWidget:
    """The head of the home page, in its place, until the page itself is there."""
    made = QWidget()
    made.setProperty("look", "page")
    box = QVBoxLayout(made)
    box.setContentsMargins(22, 18, 22, 12)
    box.addWidget(label(_("Which way works right now?"), made, factor=1.62, bold=True))
    box.addWidget(label(_("One moment…"), made, look="soft"))
    box.addStretch(1)
    return made
