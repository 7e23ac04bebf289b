"""The window: pages at the side, the practice banner on top, keys that work everywhere."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from waythrough_desktop.i18n import _
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.parts import Mark, button, label, row
from waythrough_desktop.views.sidebar import Sidebar

NARROW_BELOW = 1040
LEAST = (900, 600)
START = (1240, 740)


class MainWindow(QMainWindow):
    """Holds the pages; knows nothing of what they do."""

    check_asked = Signal()
    stop_asked = Signal()
    report_asked = Signal()
    network_asked = Signal()  # the other one than now
    closing = Signal()
    painted = Signal()

    def __init__(self, pages: list[tuple[str, str]], first: QWidget) -> None:
        """`pages`: (drawing, word) in the order of the sidebar; `first` stands until the first page is there."""
        super().__init__()
        self._painted = False
        self.setWindowTitle("Waythrough")
        self.setMinimumSize(*LEAST)
        self.resize(*START)
        extra = ("practice", _("Practice"))
        self.sidebar = Sidebar(pages, extra, self)
        self.sidebar.setAccessibleName(_("Pages"))
        self.stack = QStackedWidget(self)
        self._empty_pages = {place: QWidget(self) for place in range(1, len(pages))} | {0: first}
        for place in range(len(pages)):
            self.stack.addWidget(self._empty_pages[place])
        self.sidebar.extra.setToolTip(_("Try it on invented services inside this computer"))
        self.sidebar.extra_pressed.connect(self.network_asked)
        self._banner: QFrame | None = None
        self._leave: QPushButton | None = None
        self._assemble()
        self.sidebar.chosen.connect(self.show_page)
        self._keys()
        self.show_page(0)
        self.show_network(practice=False)

    def set_page(self, place: int, page: QWidget) -> None:
        """Put a page where an empty one was."""
        before = self._empty_pages.pop(place)
        shown = self.stack.currentIndex()
        self.stack.insertWidget(place, page)
        self.stack.removeWidget(before)
        before.deleteLater()
        self.stack.setCurrentIndex(shown)

    def show_page(self, place: int) -> None:
        """Bring a page to the front."""
        self.stack.setCurrentIndex(place)
        self.sidebar.choose(place)

    def show_network(self, *, practice: bool) -> None:
        """Say which network is tested."""
        if practice and self._banner is None:
            self._banner = self._practice_banner()
            self._right.insertWidget(0, self._banner)
            if self._leave is not None:
                self.setTabOrder(self.sidebar.extra, self._leave)
        if self._banner is not None:
            self._banner.setVisible(practice)
        self.sidebar.extra.setVisible(not practice)

    def allow_network_change(self, allowed: bool) -> None:
        """A run that goes on is not left by accident."""
        self.sidebar.extra.setEnabled(allowed)
        if self._leave is not None:
            self._leave.setEnabled(allowed)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.set_narrow(event.size().width() < NARROW_BELOW)

    def _assemble(self) -> None:
        right = QWidget(self)
        right.setProperty("look", "page")
        self._right = QVBoxLayout(right)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.setSpacing(0)
        self._right.addWidget(self.stack, 1)
        edge = QFrame(self)
        edge.setProperty("look", "edge")
        edge.setFixedWidth(1)
        whole = QWidget(self)
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for part in (self.sidebar, edge):
            line.addWidget(part)
        line.addWidget(right, 1)
        self.setCentralWidget(whole)

    def _practice_banner(self) -> QFrame:
        made = QFrame(self)
        made.setProperty("look", "practice")
        mark = Mark(20, made)
        mark.show_icon("practice", ToneName.BLUE)
        words = label(
            _("Practice network: invented services on this computer, nothing leaves it."), made, bold=True
        )
        self._leave = button(_("Leave practice"), self.network_asked.emit)
        self._leave.setObjectName("leave")
        line = row(mark, words, self._leave, spacing=10)
        line.setStretch(1, 1)
        line.setContentsMargins(22, 6, 22, 6)
        line.setAlignment(mark, Qt.AlignmentFlag.AlignVCenter)
        made.setLayout(line)
        made.setAccessibleName(words.text())
        return made

    def _keys(self) -> None:
        for keys, signal in (
            ("F5", self.check_asked),
            ("Esc", self.stop_asked),
            ("Ctrl+E", self.report_asked),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(signal)
        for place in range(self.stack.count()):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{place + 1}"), self)
            shortcut.activated.connect(lambda page=place: self.show_page(page))
