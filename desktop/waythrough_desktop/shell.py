"""The window as it stands before anything of the engine is loaded: it is painted first, filled afterwards."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from waythrough_desktop.i18n import _
from waythrough_desktop.views.main_window import MainWindow
from waythrough_desktop.views.opening import Opening

if TYPE_CHECKING:
    from waythrough_desktop.bridge.background import Background
    from waythrough_desktop.models.matrix import MatrixModel
    from waythrough_desktop.views.check_page import CheckPage

CHECK, SERVICES, WAYS, HISTORY, REPORT, SETTINGS, HELP = range(7)


class Shell(QObject):
    """The window with two lines of text; `furnish` makes the frame and the home page behind them, `open` shows those.

    What is imported here delays the first paint, and `Qt` itself is a tenth of it: hundreds of enumerations.
    """

    model: "MatrixModel"
    page: "CheckPage"

    def __init__(self) -> None:
        super().__init__()
        self._opening = Opening()
        self.window = MainWindow(self._opening)
        self._furnished = False

    @cached_property
    def background(self) -> "Background":
        """For short pieces of work beside the GUI thread."""
        from waythrough_desktop.bridge.background import Background

        return Background(self)

    def furnish(self) -> None:
        """Make frame and home page, still empty, behind what is shown; once."""
        if self._furnished:
            return
        from waythrough_desktop.models.matrix import MatrixModel

        self._furnished = True
        self.model = MatrixModel(self)
        self.renew()
        self.window.allow_network_change(False)

    def open(self) -> None:
        """Show the pages, unless something else has taken the place of the first lines by now."""
        self.window.uncover(self._opening)

    def come_forward(self) -> None:
        """Bring the window to the front, also when it was put away or made small."""
        from PySide6.QtCore import Qt

        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def renew(self) -> None:
        """Another frame with an empty home page, in the language and look of now."""
        from waythrough_desktop.views.check_page import CheckPage
        from waythrough_desktop.views.frame import Frame

        self.window.put(Frame(_pages()))
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
